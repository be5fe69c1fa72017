/* Executions step by step: one that failed, or one that the learner makes. */
#ifndef UI_REPLAY_H
#define UI_REPLAY_H

#include "src/ui/app.h"

/* A program, and one of its executions. */
struct replay_case {
    const char *schedule;     /* or NULL */
    const char *const *files; /* with an exercise one: the submission */
    size_t nfiles;
    const char *exercise;    /* its name, or NULL */
    const char *scenario;    /* id, or NULL: main */
    const char *const *args; /* of main, NULL-ended; or NULL */
};

/* Keeps it for `replay` without arguments, and says under a finding what to
 * type. */
void replay_offer(struct app *app, const struct replay_case *c);

int cmd_replay(struct app *app, int argc, char **argv);
int cmd_play(struct app *app, int argc, char **argv);

#endif
