/* What a scenario file (an exercise's explore.c) may use. A scenario is a small
 * program that the explorer runs in every way it can go: two or three threads,
 * a few calls each, ordinary pthreads and assert.
 *
 *     #include "scenario.h"
 *     #include "spsc_queue.h"
 *
 *     static void *producer(void *q)
 *     {
 *         spsc_push(q, 1);
 *         return NULL;
 *     }
 *
 *     SCENARIO(hands_over, "What was pushed comes out")
 *     {
 *         spsc_queue *q = spsc_create(2);
 *         pthread_t thread;
 *         int value = 0;
 *
 *         pthread_create(&thread, NULL, producer, q);
 *         ex_eventually(spsc_pop(q, &value));
 *         assert(value == 1);
 *         pthread_join(thread, NULL);
 *         spsc_destroy(q);
 *     }
 *
 * Each scenario is explored for itself, from the beginning of a program: static
 * variables have their initial values. */
#ifndef EX_SCENARIO_H
#define EX_SCENARIO_H

#undef NDEBUG
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

struct ex_scenario {
    const char *id;
    const char *what; /* the behaviour it checks, as a sentence */
    void (*run)(void);
};

#define SCENARIO(id, sentence)                                         \
    static void id##_scenario(void);                                   \
    static const struct ex_scenario ex_scenario_##id                   \
        __attribute__((used, section("ex_scenarios"), aligned(8))) = { \
            #id, sentence, id##_scenario};                             \
    static void id##_scenario(void)

/* A value from 0 to n - 1: every one of them is tried. */
unsigned ex_choose(unsigned n);

/* Waits until the condition holds. It may hold early or late; a run in which it
 * never does is a finding that names the condition. */
#define ex_eventually(condition)       \
    do {                               \
        ex_waits_for(#condition);      \
        while (!(condition))           \
            ex_others_first();         \
        ex_waits_for((const char *)0); \
    } while (0)

/* Fails, at the end of the search, if n threads were never between the same
 * two synchronisations at the same time: who holds a lock there shuts the
 * others out. Each thread calls it inside of what is to be checked; `name` says
 * what that is ("two readers"). Costs nothing. */
void ex_together(const char *name, unsigned n);

/* Between these two, this thread may use no mutex, semaphore, condition
 * variable or other object that it could wait for, may not sleep, create or
 * join a thread, or use futex. `what` is the call that promises it
 * ("spsc_push"). */
void ex_no_blocking_begin(const char *what);
void ex_no_blocking_end(void);

/* Histories: was there an order of the calls, one after the other, in which an
 * ordinary queue, stack... would have given the same results? Each call must
 * lie in that order before those that it happens before: one of the same
 * thread, or one that another thread makes after synchronising with this one.
 * Which of two calls a clock would show first does not matter, as C promises
 * nothing about that; so recording adds nothing to what is explored.
 *
 *     ex_history_begin(EX_QUEUE, 2);
 *     ...in the threads:
 *     ex_record(EX_PUSH, 1, spsc_push(q, 1));
 *     ex_record(EX_POP, 0, spsc_pop(q, &v) ? v : EX_EMPTY);
 *     ...when they are joined:
 *     ex_history_check();
 */
enum ex_history {
    EX_QUEUE,    /* EX_PUSH; EX_POP takes the oldest */
    EX_STACK,    /* EX_PUSH; EX_POP takes the newest */
    EX_DEQUE,    /* EX_PUSH; EX_POP takes the newest, EX_STEAL the oldest */
    EX_COUNTER,  /* EX_ADD, EX_GET; 0 at first */
    EX_REGISTER, /* EX_SET, EX_GET; 0 at first */
    EX_LOCK,     /* EX_ACQUIRE, EX_TRY, EX_RELEASE; that nobody else is inside,
                    plain variables inside show better */

    /* Added to one of the first three: a call that finds it full or empty need
     * not know of calls that do not happen before it. Queues whose two ends
     * have an index each, without seq_cst, are like that. */
    EX_MAY_MISS = 0x100,
};

enum ex_op {
    EX_PUSH,    /* arg: the value. Result: true, or false: it was full */
    EX_POP,     /* result: the value, or EX_EMPTY */
    EX_STEAL,   /* result: the value; EX_EMPTY: empty, or another thread took
                   something at the same time */
    EX_ADD,     /* arg: how much. Result: the value before */
    EX_GET,     /* result: the value */
    EX_SET,     /* arg: the value. Result: EX_ANY */
    EX_ACQUIRE, /* result: EX_ANY */
    EX_TRY,     /* result: true, or false: somebody holds it */
    EX_RELEASE, /* result: EX_ANY */
};

#define EX_EMPTY (-__LONG_MAX__ - 1)
#define EX_ANY (-__LONG_MAX__) /* not known, or does not matter */

/* The most that one execution may hold. 0: no bound. */
void ex_history_begin(int kind, unsigned capacity);

void ex_call(enum ex_op op, long arg);
void ex_return(long result);

#define ex_record(op, arg, expression) \
    (ex_call(op, arg), ex_return((long)(expression)))

/* A call that has not returned may have had its effect, or not. */
void ex_history_check(void);

/* Of the macros above. */
void ex_waits_for(const char *condition);
void ex_others_first(void);

#endif
