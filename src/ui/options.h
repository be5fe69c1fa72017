/* Options: the same ones for every command, before or after it. */
#ifndef UI_OPTIONS_H
#define UI_OPTIONS_H

#include "src/ui/app.h"

/* Takes the options out of argv, whose strings it borrows; "--" ends them and
 * is taken out, too, unless the command asks for it. An unknown option is an
 * error with a suggestion. */
bool options_take(struct options *o, int *argc, char **argv,
                  struct err *e) MUST_USE;

enum { SHARDS_MAX = 100000 };

/* "2/8", what follows --shard: part 2 of 8, *shard from 1 on. */
bool options_shard(const char *value, long *shard, long *shards,
                   struct err *e) MUST_USE;

/* One line for each option, for --help. */
void options_describe(struct buf *out, const struct look *look);

#endif
