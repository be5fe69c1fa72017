/* One execution again. */
#ifndef EXPLORE_REPLAYING_H
#define EXPLORE_REPLAYING_H

#include <stdbool.h>

/* Runs the schedule that was read (schedule.h), and goes on in the ordinary way
 * when it is at its end. False: the program does not have this execution. */
bool replaying_run(void);

/* The same, but stops where the schedule ends and calls `stopped` there, on the
 * engine's stack, with the threads as they stand; not if the execution ends
 * before. */
bool replaying_stop(void (*stopped)(void));

#endif
