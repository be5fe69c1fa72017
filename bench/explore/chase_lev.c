/* A work-stealing deque: the owner pushes PUSHES and takes TAKES, each of
 * THIEVES tries to steal once. */
#include "team.h"

#include <stdatomic.h>

#ifndef PUSHES
#define PUSHES 2
#endif
#ifndef TAKES
#define TAKES 2
#endif
#ifndef THIEVES
#define THIEVES 2
#endif

enum { NONE = -1 };

static atomic_int top, bottom, tasks[PUSHES];
static int runs[PUSHES];

static void push(int task)
{
    int b = atomic_load_explicit(&bottom, memory_order_relaxed);

    atomic_store_explicit(&tasks[b], task, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&bottom, b + 1, memory_order_relaxed);
}

static int take(void)
{
    int b = atomic_load_explicit(&bottom, memory_order_relaxed) - 1;

    atomic_store_explicit(&bottom, b, memory_order_relaxed);
    atomic_thread_fence(memory_order_seq_cst);
    int t = atomic_load_explicit(&top, memory_order_relaxed);
    int task = NONE;
    if (t <= b)
        task = atomic_load_explicit(&tasks[b], memory_order_relaxed);
    if (t == b &&
        !atomic_compare_exchange_strong_explicit(
            &top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
        task = NONE;
    if (t >= b)
        atomic_store_explicit(&bottom, b + 1, memory_order_relaxed);
    return task;
}

static int steal(void)
{
    int t = atomic_load_explicit(&top, memory_order_acquire);

    atomic_thread_fence(memory_order_seq_cst);
    if (t >= atomic_load_explicit(&bottom, memory_order_acquire))
        return NONE;
    int task = atomic_load_explicit(&tasks[t], memory_order_relaxed);
    if (!atomic_compare_exchange_strong_explicit(
            &top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
        return NONE;
    return task;
}

/* Plain: whoever got a task got it alone, or there is a race. */
static void run(int task)
{
    if (task == NONE)
        return;
    assert(runs[task] == 0);
    runs[task] = 1;
}

static void *thief(void *arg)
{
    run(steal());
    return arg;
}

int main(void)
{
    for (int i = 0; i < THIEVES; i++)
        team_add(thief, NULL);
    for (int i = 0; i < PUSHES; i++)
        push(i);
    for (int i = 0; i < TAKES; i++)
        run(take());
    team_join();
    return 0;
}
