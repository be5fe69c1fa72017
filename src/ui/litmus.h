/* A prediction whose key is computed: a litmus test. The explorer finds what
 * the program can do, and this machine what it does. */
#ifndef UI_LITMUS_H
#define UI_LITMUS_H

#include "src/ui/app.h"

struct litmus {
    struct outcomes found; /* each choice is among the states */
    struct question key;   /* the step's, with the right choices marked */
    const char *why;       /* it cannot be said which are right; or NULL */
    bool stopped;
};

/* Ctrl-C stops it. False: our failure. `runs` on this machine; 0: none. */
bool litmus_find(struct arena *a, struct app *app, const struct step *step,
                 long runs, struct litmus *out, struct err *e) MUST_USE;

/* The table: for each outcome what was said (`said[i]` of choice i; NULL: not
 * asked), which models allow it, and how often it was seen. Pure. */
void litmus_draw(struct buf *out, const struct look *look,
                 const struct step *step, const struct litmus *l,
                 const bool *said);

/* Why, for each choice that was not judged rightly; one line of Markdown each.
 * Returns how many. */
size_t litmus_reasons(struct arena *a, const struct litmus *l, const bool *said,
                      const char ***out);

#endif
