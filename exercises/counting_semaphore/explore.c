/* Two or three threads, a call or two each. What a post hands over is a plain
 * variable. A timed wait may time out or not: both are tried. */
#include "scenario.h"

#include "counting_semaphore.h"

static counting_semaphore *sem, *other_sem;

static counting_semaphore *create(unsigned value, unsigned max)
{
    counting_semaphore *s = csem_create(value, max);

    assert(s != NULL);
    return s;
}

static pthread_t start(void *(*body)(void *), void *arg)
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, arg);
    return thread;
}

static void post(counting_semaphore *s)
{
    bool posted = csem_post(s);

    assert(posted);
}

static int parcel;

static void *send(void *arg)
{
    parcel = 1;
    post(sem);
    return arg;
}

SCENARIO(hands_over, "What was written before a post is there after the wait")
{
    sem = create(0, 1);
    pthread_t thread = start(send, NULL);
    csem_wait(sem);
    assert(parcel == 1);
    pthread_join(thread, NULL);
    csem_destroy(sem);
}

SCENARIO(waits_twice, "Two posts wake up one thread twice")
{
    sem = create(0, 2);
    pthread_t first = start(send, NULL);
    csem_wait(sem);
    post(sem);
    csem_wait(sem);
    pthread_join(first, NULL);
    csem_destroy(sem);
}

static int inside;

static void *enter(void *arg)
{
    csem_wait(sem);
    inside++;
    assert(inside == 1);
    inside--;
    post(sem);
    return arg;
}

SCENARIO(one_inside, "With the value 1 it lets one thread in at a time")
{
    sem = create(1, 1);
    pthread_t thread = start(enter, NULL);
    enter(NULL);
    pthread_join(thread, NULL);
    csem_destroy(sem);
}

static void *try_one(void *arg)
{
    *(bool *)arg = csem_try_wait(sem);
    return NULL;
}

SCENARIO(one_gets_it, "Of two threads that try, one gets the last")
{
    bool mine, others;

    sem = create(1, 1);
    pthread_t thread = start(try_one, &others);
    mine = csem_try_wait(sem);
    pthread_join(thread, NULL);
    assert(mine + others == 1);
    csem_destroy(sem);
}

static void *post_one(void *arg)
{
    *(bool *)arg = csem_post(sem);
    return NULL;
}

SCENARIO(never_above,
         "Of two threads that post, one comes up to the highest value")
{
    bool mine, others;

    sem = create(0, 1);
    pthread_t thread = start(post_one, &others);
    mine = csem_post(sem);
    pthread_join(thread, NULL);
    bool first = csem_try_wait(sem), second = csem_try_wait(sem);
    assert(mine + others == 1);
    assert(first && !second);
    csem_destroy(sem);
}

static void *wait_for(void *s)
{
    csem_wait(s);
    return NULL;
}

SCENARIO(wakes_each, "Two posts wake up two threads")
{
    sem = create(0, 2);
    pthread_t first = start(wait_for, sem), second = start(wait_for, sem);
    post(sem);
    post(sem);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    bool left = csem_try_wait(sem);
    assert(!left);
    csem_destroy(sem);
}

SCENARIO(only_its_own, "A post wakes up a thread of its own semaphore")
{
    sem = create(0, 1);
    other_sem = create(0, 1);
    pthread_t thread = start(wait_for, sem), other = start(wait_for, other_sem);
    post(sem);
    pthread_join(thread, NULL);
    post(other_sem);
    pthread_join(other, NULL);
    csem_destroy(sem);
    csem_destroy(other_sem);
}

static void *wait_until(void *arg)
{
    struct timespec soon;

    clock_gettime(CLOCK_REALTIME, &soon);
    soon.tv_sec++;
    *(bool *)arg = csem_timed_wait(sem, &soon);
    return NULL;
}

SCENARIO(times_out, "A timed wait takes one, or leaves it there")
{
    bool taken;

    sem = create(0, 1);
    pthread_t thread = start(wait_until, &taken);
    post(sem);
    pthread_join(thread, NULL);
    bool left = csem_try_wait(sem);
    assert(taken + left == 1);
    csem_destroy(sem);
}

SCENARIO(leaves_it_to_others,
         "A timed wait that gives up takes nothing from others")
{
    bool taken;

    sem = create(0, 1);
    pthread_t timed = start(wait_until, &taken), other = start(wait_for, sem);
    post(sem);
    pthread_join(timed, NULL);
    if (taken)
        post(sem);
    pthread_join(other, NULL);
    csem_destroy(sem);
}
