/* One owner and one or two thieves, a few calls each. Every call is recorded,
 * and at the end it is asked whether any deque, with these calls one after the
 * other in some order, could have answered like that.
 *
 * A task is a pointer to an int that its owner has written before the push. So
 * whoever gets a task must see what it says. */
#include "scenario.h"

#include "ws_deque.h"

#include <stddef.h>

enum { MOST = 8 };

static ws_deque *d;
static int tasks[MOST];    /* written by the owner, read by who takes it */
static int pushed = 0;     /* by the owner */
static int taken[3][MOST]; /* by each thread, which tasks it got */

static void create(size_t capacity)
{
    ex_history_begin(EX_DEQUE | EX_MAY_MISS, (unsigned)capacity);
    d = ws_create(capacity);
    assert(d != NULL);
}

static bool push(void)
{
    int number = pushed + 1;

    tasks[pushed] = number;
    ex_no_blocking_begin("ws_push");
    ex_call(EX_PUSH, number);
    bool accepted = ws_push(d, &tasks[pushed]);
    ex_return(accepted);
    ex_no_blocking_end();
    pushed += accepted;
    return accepted;
}

/* Notes the task that this thread got, if it got one. */
static bool took(int thread, const int *task)
{
    if (task == NULL)
        return false;
    bool was_pushed = task >= tasks && task < tasks + MOST;
    assert(was_pushed);
    taken[thread][task - tasks]++;
    return true;
}

static bool pop(void)
{
    ex_no_blocking_begin("ws_pop");
    ex_call(EX_POP, 0);
    int *task = ws_pop(d);
    ex_return(task != NULL ? *task : EX_EMPTY);
    ex_no_blocking_end();
    return took(0, task);
}

static bool steal(int thread)
{
    ex_no_blocking_begin("ws_steal");
    ex_call(EX_STEAL, 0);
    int *task = ws_steal(d);
    ex_return(task != NULL ? *task : EX_EMPTY);
    ex_no_blocking_end();
    return took(thread, task);
}

static int steals; /* how often each thief tries */

static void *thief(void *arg)
{
    for (int i = 0; i < steals; i++)
        steal(*(const int *)arg);
    return NULL;
}

static int first = 1, second = 2;

static pthread_t start_thief(int *which)
{
    pthread_t thread;

    pthread_create(&thread, NULL, thief, which);
    return thread;
}

/* The thieves are joined. What is left is taken out; then each task that was
 * accepted must have been taken by one thread, once. */
static void finish(void)
{
    for (int i = 0; i < MOST && pop(); i++)
        ;
    for (int i = 0; i < pushed; i++) {
        int times_taken = taken[0][i] + taken[1][i] + taken[2][i];
        assert(times_taken == 1);
    }
    ex_history_check();
    ws_destroy(d);
}

SCENARIO(hands_over, "A thief sees all that was written before the push")
{
    create(2);
    steals = 1;
    pthread_t thread = start_thief(&first);
    push();
    pthread_join(thread, NULL);
    finish();
}

SCENARIO(two_thieves_one_task, "Of two thieves one gets a task, not both")
{
    create(2);
    steals = 1;
    push();
    pthread_t one = start_thief(&first), two = start_thief(&second);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    finish();
}

SCENARIO(the_last_one,
         "The last task goes to the owner or to a thief, not both")
{
    create(2);
    steals = 1;
    push();
    pthread_t thread = start_thief(&first);
    pop();
    pthread_join(thread, NULL);
    finish();
}

SCENARIO(from_both_ends, "Taken from both ends, no task comes out twice")
{
    create(2);
    steals = 2;
    push();
    push();
    pthread_t thread = start_thief(&first);
    pop();
    pthread_join(thread, NULL);
    finish();
}

SCENARIO(two_thieves, "An owner and two thieves get different tasks")
{
    create(2);
    steals = 1;
    push();
    push();
    pthread_t one = start_thief(&first), two = start_thief(&second);
    pop();
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    finish();
}

SCENARIO(the_slot_again,
         "With room for one, a slot that is used again does no harm")
{
    create(1);
    steals = 2;
    push();
    pthread_t thread = start_thief(&first);
    push();
    pop();
    push();
    pthread_join(thread, NULL);
    finish();
}

SCENARIO(pop_and_push_again, "A pop and a push go on while a thief is at work")
{
    create(2);
    steals = 2;
    push();
    push();
    pthread_t thread = start_thief(&first);
    pop();
    push();
    pop();
    pthread_join(thread, NULL);
    finish();
}
