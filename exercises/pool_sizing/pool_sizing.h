/* pool_sizing: how many workers a pool needs: predicted, then measured.
 *
 * A task computes for `compute` seconds and waits (for a disk, a network, a
 * lock) for `wait` seconds. */
#ifndef POOL_SIZING_H
#define POOL_SIZING_H

#include <stddef.h>

/* The workers that keep `cores` processors busy to the share `utilisation`
 * (above 0, up to 1) when each task waits and computes so long: the smallest
 * whole number that is enough, at least 1. -1 with errno EINVAL where cores is
 * below 1, utilisation is not as above, wait is below 0 or compute not above
 * 0. */
int ps_workers(int cores, double utilisation, double wait, double compute);

/* The tasks a second that so many workers come to at best: no worker has more
 * than one task at a time, no processor computes for more than one. All
 * arguments are as they should be. */
double ps_throughput(int workers, int cores, double wait, double compute);

/* The tasks that may wait in line so that the last of them begins within
 * `longest` seconds, when `rate` tasks a second are begun: Little's law,
 * rounded down, at least 1. */
int ps_queue_bound(double rate, double longest);

typedef void (*ps_task)(void *arg);

/* Runs `task(arg)` `tasks` times on `workers` threads of its own, each call
 * once, on whichever thread is free, and joins them. Returns the seconds of
 * wall-clock time that it took; or -1 with the errno of what failed, with no
 * thread left behind. Not more than `workers` calls run at a time. */
double ps_measure(size_t workers, size_t tasks, ps_task task, void *arg);

#endif
