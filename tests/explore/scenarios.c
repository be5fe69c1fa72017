/* What scenario.h offers, each thing once right and once wrong. The sentence of
 * a scenario is the finding that it must lead to. */
#include "scenario.h"

#include <stdatomic.h>

/* ----------------------------------------------- a queue whose ends know late
 */

enum { CAPACITY = 2 };

static atomic_uint head, tail;
static int cells[CAPACITY];

static bool push(int value)
{
    unsigned t = atomic_load_explicit(&tail, memory_order_relaxed);

    if (t - atomic_load_explicit(&head, memory_order_acquire) == CAPACITY)
        return false;
    cells[t % CAPACITY] = value;
    atomic_store_explicit(&tail, t + 1, memory_order_release);
    return true;
}

static bool pop(int *value)
{
    unsigned h = atomic_load_explicit(&head, memory_order_relaxed);

    if (h == atomic_load_explicit(&tail, memory_order_acquire))
        return false;
    *value = cells[h % CAPACITY];
    atomic_store_explicit(&head, h + 1, memory_order_release);
    return true;
}

static void *producer(void *arg)
{
    ex_no_blocking_begin("push");
    for (int i = 1; i <= 3; i++)
        ex_record(EX_PUSH, i, push(i));
    ex_no_blocking_end();
    return arg;
}

static void use_queue(int kind)
{
    pthread_t thread;
    int value;

    ex_history_begin(kind, CAPACITY);
    pthread_create(&thread, NULL, producer, NULL);
    for (int i = 0; i < 2; i++)
        ex_record(EX_POP, 0, pop(&value) ? value : EX_EMPTY);
    pthread_join(thread, NULL);
    ex_history_check();
}

SCENARIO(queue_may_miss, "none")
{
    use_queue(EX_QUEUE | EX_MAY_MISS);
}

SCENARIO(queue, "history")
{
    use_queue(EX_QUEUE);
}

/* ------------------------------------------------ a stack, and one that is
 * none */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int items[4], first, n;
static bool takes_oldest;

static void stack_push(int value)
{
    pthread_mutex_lock(&lock);
    items[n++] = value;
    pthread_mutex_unlock(&lock);
}

static long stack_pop(void)
{
    long value = EX_EMPTY;

    pthread_mutex_lock(&lock);
    if (n > first)
        value = takes_oldest ? items[first++] : items[--n];
    pthread_mutex_unlock(&lock);
    return value;
}

static void *stack_worker(void *arg)
{
    for (int i = 1; i <= 2; i++)
        ex_record(EX_PUSH, i, (stack_push(i), true));
    return arg;
}

static void use_stack(void)
{
    pthread_t thread;

    ex_history_begin(EX_STACK, 0);
    pthread_create(&thread, NULL, stack_worker, NULL);
    ex_record(EX_POP, 0, stack_pop());
    pthread_join(thread, NULL);
    ex_record(EX_POP, 0, stack_pop());
    ex_history_check();
}

SCENARIO(stack, "none")
{
    use_stack();
}

SCENARIO(stack_takes_oldest, "history")
{
    takes_oldest = true;
    use_stack();
}

/* ---------------------------------------------------------- at the same time
 */

static void run_two(void *(*start)(void *))
{
    pthread_t a, b;

    pthread_create(&a, NULL, start, NULL);
    pthread_create(&b, NULL, start, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
}

static pthread_rwlock_t shared = PTHREAD_RWLOCK_INITIALIZER;

static void *read_shared(void *arg)
{
    pthread_rwlock_rdlock(&shared);
    ex_together("two readers", 2);
    pthread_rwlock_unlock(&shared);
    return arg;
}

static void *read_alone(void *arg)
{
    pthread_mutex_lock(&lock);
    ex_together("two readers", 2);
    pthread_mutex_unlock(&lock);
    return arg;
}

SCENARIO(readers, "none")
{
    run_two(read_shared);
}

SCENARIO(readers_shut_out, "assertion")
{
    run_two(read_alone);
}

/* Nothing orders these but what they read and write: Peterson's lock. */
static atomic_int wants[2], turn;

static void *peterson(void *arg)
{
    int me = arg != NULL;

    atomic_store(&wants[me], 1);
    atomic_store(&turn, 1 - me);
    while (atomic_load(&wants[1 - me]) && atomic_load(&turn) == 1 - me)
        ;
    ex_together("both", 2);
    atomic_store(&wants[me], 0);
    return NULL;
}

SCENARIO(peterson_excludes, "assertion")
{
    pthread_t thread;

    pthread_create(&thread, NULL, peterson, &turn);
    peterson(NULL);
    pthread_join(thread, NULL);
}

/* --------------------------------------------------------------------- waiting
 */

static void *blocks(void *arg)
{
    ex_no_blocking_begin("push");
    stack_push(1);
    ex_no_blocking_end();
    return arg;
}

SCENARIO(no_blocking, "sleeps")
{
    run_two(blocks);
}

/* The lowest bit says that it is held; others come and go in the rest. */
static atomic_uint word;

static bool try_lock(void)
{
    unsigned seen = atomic_load(&word);

    do {
        if (seen & 1)
            return false;
    } while (!atomic_compare_exchange_weak(&word, &seen, seen | 1));
    return true;
}

static void *come_and_go(void *arg)
{
    atomic_fetch_add(&word, 2);
    atomic_fetch_sub(&word, 2);
    return arg;
}

/* An attempt that fails because the word has changed waits for nobody. */
SCENARIO(tries_again, "none")
{
    pthread_t thread;

    pthread_create(&thread, NULL, come_and_go, NULL);
    ex_no_blocking_begin("try_lock");
    bool held = try_lock();
    ex_no_blocking_end();
    assert(held);
    pthread_join(thread, NULL);
}

static atomic_bool open;

static void *open_later(void *arg)
{
    atomic_store(&open, true);
    return arg;
}

SCENARIO(waits_in_a_loop, "sleeps")
{
    pthread_t thread;

    pthread_create(&thread, NULL, open_later, NULL);
    ex_no_blocking_begin("wait");
    while (!atomic_load(&open))
        ;
    ex_no_blocking_end();
    pthread_join(thread, NULL);
}

static atomic_int flag;

static void *set_flag(void *arg)
{
    atomic_store(&flag, 1);
    return arg;
}

static void wait_for(int value)
{
    pthread_t thread;

    pthread_create(&thread, NULL, set_flag, NULL);
    ex_eventually(atomic_load(&flag) == value);
    pthread_join(thread, NULL);
}

SCENARIO(eventually, "none")
{
    wait_for(1);
}

SCENARIO(never, "livelock")
{
    wait_for(2);
}

SCENARIO(chooses_within, "none")
{
    assert(ex_choose(5) < 5);
}

SCENARIO(chooses_all, "assertion")
{
    assert(ex_choose(5) != 4);
}
