/* event_loop: one thread waits for many descriptors and for timers, and calls a
 * function for each descriptor that is ready and each timer that is due. */
#ifndef EVENT_LOOP_H
#define EVENT_LOOP_H

#include <stdbool.h>
#include <sys/epoll.h>

typedef struct event_loop event_loop;

/* ----------------------------------------------- given: defined by the tests
 */

/* The time in milliseconds. It never goes back. */
long long el_now(void);

/* epoll_wait under another name: sleeps until a descriptor of `epoll` is ready
 * or `timeout_ms` have passed (-1: for ever), and returns how many of the
 * `room` events it has filled in. It may return 0 before the time has passed,
 * and -1 with errno EINTR. The loop sleeps here and nowhere else. */
int el_wait(int epoll, struct epoll_event *events, int room, int timeout_ms);

/* ----------------------------------------------------------- yours: the loop
 */

/* NULL with errno where something is out: memory, or descriptors. */
event_loop *el_create(void);

/* Frees. Called when nothing is watched, no timer is left and no client is
 * served; not from a callback. NULL is fine. */
void el_destroy(event_loop *loop);

/* Calls what is ready or due, until nothing is watched and no timer is left. A
 * turn of the loop is one call of el_wait and the callbacks that follow from
 * it. Not called from a callback; every other function may be. */
void el_run(event_loop *loop);

/* ----------------------------------------------------------- yours:
 * descriptors */

enum { EL_READ = 1, EL_WRITE = 2 };

/* `events`: which of those that were asked for are ready; at least one. */
typedef void el_ready(event_loop *loop, int fd, unsigned events, void *arg);

/* Calls `ready` in each turn in which `fd` is ready for one of `events`, as
 * long as it is: what a callback leaves unread is reported again. The end of
 * the file and an error count as ready: a read or a write would not block.
 * False with errno: EEXIST if `fd` is watched already, which changes nothing;
 * ENOMEM; or what epoll_ctl says. */
bool el_watch(event_loop *loop, int fd, unsigned events, el_ready *ready,
              void *arg);

/* `fd` is not watched any more, and its callback is not called any more, not
 * even for what this turn has already reported. Called before `fd` is closed;
 * its number may be used again, and watched again, in the same turn. What is
 * not watched is left alone. */
void el_unwatch(event_loop *loop, int fd);

/* ----------------------------------------------------------- yours: timers */

typedef void el_due(event_loop *loop, void *arg);

/* Calls `due` when `delay_ms` (0 or more) have passed, never before. If
 * `every_ms` is more than 0, then again and again: `every_ms` after it was DUE,
 * not after it was called; a time that is over when it is called is left out.
 * Timers are called in the order of their times, and at the same time in the
 * order in which they were made; one that is made in a callback is called in a
 * later turn. Descriptors that are always ready do not hold timers up, nor
 * timers descriptors. Returns a number that is never used again, or 0 with
 * errno ENOMEM. */
unsigned long el_timer(event_loop *loop, long long delay_ms, long long every_ms,
                       el_due *due, void *arg);

/* The timer is not called any more, not even if it is due in this turn. False
 * if it is not there: a timer that is called once is gone when its callback
 * begins. */
bool el_cancel(event_loop *loop, unsigned long timer);

/* ----------------------------------------------------------- yours: a server
 */

/* Serves a client: lines come from `in`, and for each its length in bytes,
 * without the line break, goes to `out`, in decimal and with a line break.
 * Both are pipes, or the like, and are made non-blocking. At the end of `in`
 * what was asked is answered (a last line without a line break is not), then
 * both are closed. When a write says that nobody reads any more, both are
 * closed at once; the program goes on (SIGPIPE may be ignored for all of it).
 *
 * Of what a client does not take, at most 64 KiB of answers are kept: meanwhile
 * nothing is read from it. Nobody else waits for a slow client.
 *
 * False with errno where memory is out; `in` and `out` are still the
 * caller's. */
bool el_serve(event_loop *loop, int in, int out);

#endif
