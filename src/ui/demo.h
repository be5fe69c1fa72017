/* Runs the program of a predict or demo step many times and counts what it
 * prints. A single run is ui/check.h's cmd_run. */
#ifndef UI_DEMO_H
#define UI_DEMO_H

#include "src/ui/app.h"

/* What one run can give: its output in one line (question_output), with
 * "(deadlock)" or another kind of finding at its end when it did not end well,
 * "(nothing)" when it printed nothing. */
struct demo_outcome {
    const char *text;
    long seen;
};

struct demo_tally {
    struct demo_outcome *outcomes; /* the most frequent first */
    size_t n;
    long runs;       /* how many there were */
    const char *why; /* why not all: "stopped", ...; or NULL */
};

/* Runs the step's program step->runs times. Ctrl-C ends it early. */
bool demo_count(struct arena *a, struct app *app, const struct step *step,
                struct demo_tally *out, struct err *e) MUST_USE;

/* The table: each output, how often it was seen. For a predict step also what
 * the learner said (`said[i]` for choice i; NULL: not asked) and whether it
 * can happen. */
void demo_table(struct buf *out, const struct look *look,
                const struct step *step, const struct demo_tally *tally,
                const bool *said);

#endif
