/* `explore --outcomes`: the final states of a program, as each memory model
 * allows them, beside those that this machine comes to. */
#ifndef UI_OUTCOMES_H
#define UI_OUTCOMES_H

#include "src/ui/app.h"

enum { OUTCOMES_RUNS = 1000000, OUTCOMES_RUNS_MAX = 1000000000 };

struct outcomes_options {
    long runs;      /* of the compiled program; 0: none */
    bool schedules; /* show how each outcome comes about */
};

/* Returns the exit status. */
int outcomes_command(struct arena *a, struct app *app,
                     struct explore_request *req,
                     const struct outcomes_options *options);

/* The screen. Pure. */
void outcomes_draw(struct buf *out, const struct look *look,
                   const struct explore_request *req, const struct outcomes *o,
                   bool schedules);

/* A question about them, and which of its choices were named. */
struct outcomes_asked {
    const struct question *question;
    const bool *said;
};

/* Only the table, with a column of what was said, and what it rests on. `asked`
 * may be NULL. Pure. */
void outcomes_draw_asked(struct buf *out, const struct look *look,
                         const struct outcomes *o,
                         const struct outcomes_asked *asked);

/* Only how the runs on this machine ended. Pure. */
void outcomes_draw_tally(struct buf *out, const struct look *look,
                         const struct outcomes *o);

#endif
