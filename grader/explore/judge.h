/* What an execution means in which nobody can go on. */
#ifndef EXPLORE_JUDGE_H
#define EXPLORE_JUDGE_H

#include "grader/explore/engine.h"

/* Ends it as complete, abandoned, or with a finding. On the engine's stack. */
_Noreturn void judge_standstill(void);

/* Adds what a thread that cannot go on waits for: "waits for a mutex that
 * thread 2 holds". */
void judge_wait(const struct thread *t, char text[FINDING_TEXT]);

/* The name of a thread in a sentence: "thread 2", "the main thread". */
const char *judge_thread(int id);

#endif
