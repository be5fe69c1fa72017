// expect: none
// why: For the last task owner and thief compete with a compare-and-swap.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

enum { NONE = -1, TASKS = 2 };

/* Sequentially consistent throughout: the owner stores bottom and then loads
 * top, a thief does the opposite, and one of them must see the other. */
static atomic_int top;    /* oldest task; thieves and the last take move it */
static atomic_int bottom; /* behind the newest task; only the owner moves it */
static atomic_int tasks[TASKS];
static atomic_int runs[TASKS];

static void push(int task)
{
    int b = atomic_load(&bottom);

    atomic_store(&tasks[b], task);
    atomic_store(&bottom, b + 1);
}

static int take(void)
{
    int b = atomic_load(&bottom) - 1;

    atomic_store(&bottom, b);
    int t = atomic_load(&top);
    if (t > b) { /* empty */
        atomic_store(&bottom, b + 1);
        return NONE;
    }
    int task = atomic_load(&tasks[b]);
    if (t < b)
        return task;
    if (!atomic_compare_exchange_strong(&top, &t, t + 1))
        task = NONE;
    atomic_store(&bottom, b + 1);
    return task;
}

static int steal(void)
{
    int t = atomic_load(&top);

    if (t >= atomic_load(&bottom))
        return NONE;
    int task = atomic_load(&tasks[t]);
    return atomic_compare_exchange_strong(&top, &t, t + 1) ? task : NONE;
}

static void run(int task)
{
    if (task != NONE) {
        int before = atomic_fetch_add(&runs[task], 1);
        assert(before == 0);
    }
}

static void *thief(void *arg)
{
    run(steal());
    return arg;
}

int main(void)
{
    pthread_t id;

    push(0);
    pthread_create(&id, NULL, thief, NULL);
    push(1);
    run(take());
    run(take());
    pthread_join(id, NULL);
    assert(runs[0] == 1 && runs[1] == 1);
    return 0;
}
