/* signal_thread: one thread takes SIGHUP and SIGTERM for the process. */
#ifndef SIGNAL_THREAD_H
#define SIGNAL_THREAD_H

/* What is to be done when a signal has come. The signal thread calls them as
 * ordinary functions, one at a time: they may lock, allocate, print. */
struct st_actions {
    void (*reload)(void *arg); /* for SIGHUP */
    void (*stop)(void *arg);   /* for SIGTERM */
    void *arg;
};

/* Blocks SIGHUP and SIGTERM in the calling thread, so that they are blocked
 * in every thread that is created afterwards, and creates the signal thread.
 * From then on a SIGHUP or SIGTERM that is sent to the process has its
 * action called in that thread. Changes no other signal of the mask, and no
 * disposition. Copies *actions.
 *
 * 0; EBUSY when it is running already, which goes on; or the error number
 * that pthread_create returned, and the mask is as it was. */
int st_start(const struct st_actions *actions);

/* Ends the signal thread and joins it. Calls no action by itself; but what
 * was sent to the process before st_end was called has been acted upon when
 * it returns. Gives the calling thread the signal mask that it had before
 * st_start; st_start may be called again.
 *
 * 0, or EINVAL when it is not running.
 *
 * Both functions are called by the same thread, and not by an action. */
int st_end(void);

#endif
