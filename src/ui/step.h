/* What happens at one step: shown, answered, run, passed or skipped.
 *
 * Works on app->lesson and app->step, which ui/player.c moves. */
#ifndef UI_STEP_H
#define UI_STEP_H

#include "src/ui/app.h"
#include "src/ui/notes.h"

enum phase {
    PHASE_READ, /* nothing is asked */
    PHASE_ASK,  /* a question is open */
    PHASE_RATE, /* explain: the learner's own rating is awaited */
    PHASE_RUN,  /* demo: has not been run since it was shown */
    PHASE_TASK, /* exercise: has not passed */
    PHASE_DONE, /* answered, run, passed or skipped */
    PHASE_END,  /* past the last step */
};

/* What is kept about the current step, from step_enter to the next one. */
struct player {
    struct arena *arena;
    enum phase phase;
    bool done;          /* counted as done */
    bool told;          /* exercise: its Afterwards text has been shown */
    size_t tries;       /* wrong answers since it was shown */
    size_t *order;      /* how choices or lines are numbered; see quiz_order */
    const char *typed;  /* explain: what the learner wrote */
    struct notes notes; /* what its texts refer to */
    size_t offered;     /* so many of its new words have been offered */
};

/* The step at which the learner is. */
const struct step *step_current(const struct app *app);

/* Starts the current step from its beginning; shows nothing. */
void step_enter(struct app *app);
void step_show(struct app *app);
/* Numbers the choices anew, for another try. */
void step_shuffle(struct app *app);
/* The choices or lines as they are numbered now; nothing where there are
 * none. */
void step_draw_question(struct buf *out, const struct app *app);

/* True when an empty line goes on to the next step. */
bool step_may_leave(const struct app *app);
/* What to type, as the end of a sentence. Never NULL. */
const char *step_expects(const struct app *app);
/* Prints that as a line of its own. */
void step_say_expects(const struct app *app);
/* The same, and that new words can be explained, where there are such that
 * have not been offered yet. */
void step_say_offer(struct app *app);

/* Each returns the exit status. */
int step_answer(struct app *app, const char *line); /* PHASE_ASK, PHASE_RATE */
int step_run(struct app *app);                      /* it has a program */
int step_skip(struct app *app);

/* Counts the current step as done. */
void step_count(struct app *app);
/* The current step's exercise has passed: counts it and shows the Afterwards
 * text, once. */
void step_passed(struct app *app);

#endif
