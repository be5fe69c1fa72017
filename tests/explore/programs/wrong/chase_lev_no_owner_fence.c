// expect: assertion
// why: The owner's load of top overtakes its store of bottom.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

enum { NONE = -1, TASKS = 2 };

static atomic_int top, bottom;
static atomic_int tasks[TASKS];
static int payload[TASKS]; /* written before its task is pushed */
static atomic_int runs[TASKS];

static void push(int task)
{
    /* Relaxed: only the owner writes bottom. */
    int b = atomic_load_explicit(&bottom, memory_order_relaxed);

    atomic_store_explicit(&tasks[b], task, memory_order_relaxed);
    /* Release: a thief that sees this or a later bottom sees the task. A fence,
     * because a thief may also read what take() stores. */
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&bottom, b + 1, memory_order_relaxed);
}

static int take(void)
{
    int b = atomic_load_explicit(&bottom, memory_order_relaxed) - 1;

    atomic_store_explicit(&bottom, b, memory_order_relaxed);
    int t = atomic_load_explicit(&top, memory_order_relaxed);
    int task = NONE;
    if (t <= b)
        task = atomic_load_explicit(&tasks[b], memory_order_relaxed);
    /* seq_cst: for the last task the exchanges on top decide. */
    if (t == b &&
        !atomic_compare_exchange_strong_explicit(
            &top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
        task = NONE;
    if (t >= b) /* nothing is left */
        atomic_store_explicit(&bottom, b + 1, memory_order_relaxed);
    return task;
}

static int steal(void)
{
    /* Acquire: bottom below is not older than the top read here. */
    int t = atomic_load_explicit(&top, memory_order_acquire);

    atomic_thread_fence(memory_order_seq_cst);
    /* Acquire: pairs with the release fence in push(). */
    if (t >= atomic_load_explicit(&bottom, memory_order_acquire))
        return NONE;
    int task = atomic_load_explicit(&tasks[t], memory_order_relaxed);
    if (!atomic_compare_exchange_strong_explicit(
            &top, &t, t + 1, memory_order_seq_cst, memory_order_relaxed))
        return NONE;
    return task;
}

static void run(int task)
{
    if (task == NONE)
        return;
    assert(payload[task] == task + 1);
    /* Relaxed: only the number matters. */
    int before =
        atomic_fetch_add_explicit(&runs[task], 1, memory_order_relaxed);
    assert(before == 0);
}

static void *thief(void *arg)
{
    run(steal());
    run(steal());
    return arg;
}

int main(void)
{
    pthread_t id;

    pthread_create(&id, NULL, thief, NULL);
    for (int i = 0; i < TASKS; i++) {
        payload[i] = i + 1;
        push(i);
    }
    run(take());
    run(take());
    pthread_join(id, NULL);
    assert(runs[0] == 1 && runs[1] == 1);
    return 0;
}
