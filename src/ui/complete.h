/* What Tab may put at the end of a line. */
#ifndef UI_COMPLETE_H
#define UI_COMPLETE_H

#include "src/ui/app.h"

struct completion {
    size_t start; /* where the word begins that is being typed */
    char **words; /* what it may become; sorted as they are listed */
    size_t n;
};

/* `line` is what stands before the cursor. The first word is a command, the
 * others are what the command says. */
void complete_line(struct arena *a, struct app *app, const char *line,
                   struct completion *out);

/* How many bytes all the words have in common at their start. */
size_t complete_common(const struct completion *c);

#endif
