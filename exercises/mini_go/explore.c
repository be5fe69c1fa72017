/* One or two Ps, two or three goroutines. With one P goroutines never run at
 * the same time, so what they share needs no lock: plain variables, and the
 * explorer reports a race if two do run together. */
#include "scenario.h"

#include "mini_go.h"

#include <semaphore.h>

static mini_go *s;
static int ran; /* by goroutines that hold the only P */
static sem_t event;

static void start(size_t procs)
{
    sem_init(&event, 0, 0);
    s = mg_start(procs);
    assert(s != NULL);
}

static void go(mg_func f)
{
    bool accepted = mg_go(s, f, NULL);

    assert(accepted);
}

static void count(void *arg)
{
    (void)arg;
    ran++;
}

SCENARIO(runs_one, "mg_finish returns when the goroutine has ended")
{
    start(1);
    go(count);
    mg_finish(s);
    assert(ran == 1);
}

static void start_another(void *arg)
{
    count(arg);
    go(count);
}

SCENARIO(runs_the_next, "A goroutine that a goroutine has started runs, too")
{
    start(1);
    go(start_another);
    mg_finish(s);
    assert(ran == 2);
}

static void wait_for_event(void *arg)
{
    mg_block_begin(s);
    sem_wait(&event);
    mg_block_end(s);
    count(arg);
}

static void tell(void *arg)
{
    count(arg);
    sem_post(&event);
}

static void tell_and_wait(void *arg)
{
    go(tell);
    wait_for_event(arg);
}

SCENARIO(hands_off_its_queue,
         "What a goroutine has started runs while it is blocked")
{
    start(1);
    go(tell_and_wait);
    mg_finish(s);
    assert(ran == 2);
}

static void needs_another_p(void *arg)
{
    go(tell);
    (void)arg;
    sem_wait(&event); /* without saying so: it keeps its P */
}

SCENARIO(steals, "A P without goroutines takes them from another one")
{
    start(2);
    go(needs_another_p);
    mg_finish(s);
    assert(ran == 1);
}
