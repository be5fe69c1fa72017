/* The command `grade`: what its options say. */
#ifndef UI_GRADE_H
#define UI_GRADE_H

#include "src/class/formats.h"
#include "src/ui/app.h"

enum {
    GRADE_FORMATS_MAX = 16,
    GRADE_FROM_MAX = 256, /* folders to take records from */
};

struct grade_options {
    const char *out;
    const char *assignment;     /* a file; or NULL */
    const char *exercise;       /* or NULL; one of the two is there */
    const char *roster, *names; /* or NULL: as the assignment says */
    const char *from[GRADE_FROM_MAX];
    size_t nfrom;
    const struct format *formats[GRADE_FORMATS_MAX + 1]; /* NULL-ended */
    size_t nformats;
    long jobs;          /* 0: as many as suit the machine */
    long shard, shards; /* 1, 1: all */
    char *const *dirs;
    size_t ndirs;
};

/* Borrows from argv, whose words it moves. */
bool grade_options_take(struct grade_options *o, int argc, char **argv,
                        struct err *e) MUST_USE;

int cmd_grade(struct app *app, int argc, char **argv); /* DIR... --out DIR */

#endif
