/* First come, first served: each sleeper has a place in a queue and a condition
 * variable of its own. A post hands over to the oldest sleeper and leaves the
 * value alone; only when nobody sleeps does the value grow. More than the
 * contract asks for. */
#include "counting_semaphore.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct sleeper {
    pthread_cond_t wake;
    bool given;
    struct sleeper *next;
};

struct counting_semaphore {
    pthread_mutex_t lock; /* guards the value, the queue and every `given` */
    unsigned value, max;
    struct sleeper *oldest;
};

counting_semaphore *csem_create(unsigned value, unsigned max)
{
    counting_semaphore *s;

    if (max == 0 || value > max) {
        errno = EINVAL;
        return NULL;
    }
    s = malloc(sizeof *s);
    if (s == NULL)
        return NULL;
    pthread_mutex_init(&s->lock, NULL);
    s->value = value;
    s->max = max;
    s->oldest = NULL;
    return s;
}

void csem_destroy(counting_semaphore *s)
{
    if (s == NULL)
        return;
    pthread_mutex_destroy(&s->lock);
    free(s);
}

static struct sleeper **end_of(counting_semaphore *s)
{
    struct sleeper **at = &s->oldest;

    while (*at)
        at = &(*at)->next;
    return at;
}

static void leave_queue(counting_semaphore *s, struct sleeper *who)
{
    struct sleeper **at = &s->oldest;

    while (*at != who)
        at = &(*at)->next;
    *at = who->next;
}

/* With the lock held. No deadline: NULL. */
static bool take(counting_semaphore *s, const struct timespec *deadline)
{
    if (s->value > 0) {
        s->value--;
        return true;
    }
    struct sleeper me = {.given = false, .next = NULL};
    pthread_cond_init(&me.wake, NULL);
    *end_of(s) = &me;
    int error = 0;
    while (!me.given && error == 0) {
        if (deadline)
            error = pthread_cond_timedwait(&me.wake, &s->lock, deadline);
        else
            pthread_cond_wait(&me.wake, &s->lock);
    }
    if (!me.given)
        leave_queue(s, &me);
    pthread_cond_destroy(&me.wake);
    return me.given;
}

void csem_wait(counting_semaphore *s)
{
    pthread_mutex_lock(&s->lock);
    take(s, NULL);
    pthread_mutex_unlock(&s->lock);
}

bool csem_timed_wait(counting_semaphore *s, const struct timespec *deadline)
{
    pthread_mutex_lock(&s->lock);
    bool taken = take(s, deadline);
    pthread_mutex_unlock(&s->lock);
    return taken;
}

bool csem_try_wait(counting_semaphore *s)
{
    pthread_mutex_lock(&s->lock);
    bool taken = s->value > 0;
    s->value -= taken;
    pthread_mutex_unlock(&s->lock);
    return taken;
}

bool csem_post(counting_semaphore *s)
{
    bool posted = true;

    pthread_mutex_lock(&s->lock);
    if (s->oldest) {
        struct sleeper *who = s->oldest;
        s->oldest = who->next;
        who->given = true;
        /* With the lock held: `who` lies on the sleeper's stack. */
        pthread_cond_signal(&who->wake);
    } else if (s->value < s->max) {
        s->value++;
    } else {
        posted = false;
    }
    pthread_mutex_unlock(&s->lock);
    return posted;
}
