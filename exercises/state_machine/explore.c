#include "scenario.h"

#include "state_machine.h"

#include <pthread.h>

static const struct node one = {1, NULL, NULL}, three = {3, NULL, NULL},
                         two = {2, &one, &three};

/* Returns the sum of what is left of a walk, in which each value weighs more
 * than the one before. */
static int drain(struct walk *w)
{
    int value, sum = 0;

    while (walk_next(w, &value))
        sum = sum * 10 + value;
    return sum;
}

static void *walk_alone(void *arg)
{
    struct walk w;

    walk_start(&w, &two);
    *(int *)arg = drain(&w);
    return NULL;
}

SCENARIO(two_threads, "Two threads walk one tree at the same time, each with a "
                      "walk of its own")
{
    int other_saw = 0, we_saw = 0;
    pthread_t other;

    pthread_create(&other, NULL, walk_alone, &other_saw);
    walk_alone(&we_saw);
    pthread_join(other, NULL);
    assert(we_saw == 123);
    assert(other_saw == 123);
}

static void *go_on(void *arg)
{
    struct walk *w = arg;
    int saw = drain(w);

    w->state = saw == 23; /* read after the join */
    return NULL;
}

SCENARIO(copy_for_a_thread, "A copy goes on in another thread, while the "
                            "original goes on here")
{
    struct walk w, copy;
    int value = 0;
    pthread_t other;

    walk_start(&w, &two);
    walk_next(&w, &value);
    assert(value == 1);
    copy = w;
    pthread_create(&other, NULL, go_on, &copy);
    int original_saw = drain(&w);
    pthread_join(other, NULL);
    int copy_saw_the_rest = copy.state;
    assert(original_saw == 23);
    assert(copy_saw_the_rest);
}

static void *merge_alone(void *arg)
{
    struct merge m;
    int value, sum = 0;

    merge_start(&m, &two, &three);
    while (merge_next(&m, &value))
        sum = sum * 10 + value;
    *(int *)arg = sum;
    return NULL;
}

SCENARIO(two_merges, "Two threads merge the same trees at the same time")
{
    int other_saw = 0, we_saw = 0;
    pthread_t other;

    pthread_create(&other, NULL, merge_alone, &other_saw);
    merge_alone(&we_saw);
    pthread_join(other, NULL);
    assert(we_saw == 1233);
    assert(other_saw == 1233);
}
