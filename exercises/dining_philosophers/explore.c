/* Two to six seats, one thread for each philosopher who is there. A
 * philosopher who eats uses both of his forks, which are plain variables: if a
 * neighbour eats at the same time, or nothing orders the two meals, it is a
 * data race. */
#include "scenario.h"

#include "dining_philosophers.h"

#include <semaphore.h>

enum { SEATS = 6 };

static table *the_table;
static size_t seats;
static int used[SEATS]; /* fork i, beside i and i + 1: how many meals */

static void lay(size_t n)
{
    seats = n;
    the_table = table_create(n);
    assert(the_table != NULL);
}

static void use_forks(size_t i)
{
    used[i]++;
    used[(i + seats - 1) % seats]++;
}

static void dine(size_t i)
{
    table_pick_up(the_table, i);
    use_forks(i);
    table_put_down(the_table, i);
}

static size_t number[SEATS] = {0, 1, 2, 3, 4, 5};

static void *dine_once(void *i)
{
    dine(*(size_t *)i);
    return NULL;
}

static void *dine_twice(void *i)
{
    dine(*(size_t *)i);
    dine(*(size_t *)i);
    return NULL;
}

static pthread_t start(void *(*body)(void *), size_t i)
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, &number[i]);
    return thread;
}

SCENARIO(alone, "A philosopher who is alone eats as often as he likes")
{
    lay(3);
    dine(1);
    dine(1);
    dine(2);
    table_destroy(the_table);
}

SCENARIO(two_at_the_table, "Two neighbours eat one after the other")
{
    lay(2);
    pthread_t other = start(dine_once, 1);
    dine(0);
    pthread_join(other, NULL);
    assert(used[0] == 2);
    assert(used[1] == 2);
    table_destroy(the_table);
}

SCENARIO(side_by_side, "Neighbours at a larger table eat one after the other")
{
    lay(4);
    pthread_t other = start(dine_once, 3);
    dine(0);
    pthread_join(other, NULL);
    assert(used[3] == 2);
    table_destroy(the_table);
}

SCENARIO(round_the_table, "Three philosophers are hungry at once, and all eat")
{
    lay(3);
    pthread_t one = start(dine_once, 1), two = start(dine_once, 2);
    dine(0);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    for (size_t i = 0; i < 3; i++)
        assert(used[i] == 2);
    table_destroy(the_table);
}

static void *eat_with_the_other(void *i)
{
    table_pick_up(the_table, *(size_t *)i);
    use_forks(*(size_t *)i);
    ex_together("two philosophers who are no neighbours", 2);
    table_put_down(the_table, *(size_t *)i);
    return NULL;
}

SCENARIO(across_the_table, "Two who are no neighbours can eat at the same time")
{
    lay(4);
    pthread_t other = start(eat_with_the_other, 2);
    eat_with_the_other(&number[0]);
    pthread_join(other, NULL);
    table_destroy(the_table);
}

SCENARIO(between_two, "Who waits for both neighbours eats when both have eaten")
{
    lay(4);
    pthread_t one = start(dine_once, 1), two = start(dine_once, 2);
    dine(0);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    assert(used[0] == 2);
    assert(used[1] == 2);
    table_destroy(the_table);
}

SCENARIO(again, "Philosophers may eat more than once")
{
    lay(2);
    pthread_t other = start(dine_twice, 1);
    dine_twice(&number[0]);
    pthread_join(other, NULL);
    assert(used[0] == 4);
    table_destroy(the_table);
}

static sem_t came[2];

/* Eats until the philosopher across the table eats, too. */
static void *eat_until_both_eat(void *i)
{
    size_t me = *(size_t *)i == 3;

    table_pick_up(the_table, *(size_t *)i);
    use_forks(*(size_t *)i);
    sem_post(&came[me]);
    sem_wait(&came[!me]);
    table_put_down(the_table, *(size_t *)i);
    return NULL;
}

SCENARIO(wakes_both_sides,
         "Who puts down his forks lets both neighbours eat at the same time")
{
    sem_init(&came[0], 0, 0);
    sem_init(&came[1], 0, 0);
    lay(4);
    table_pick_up(the_table, 0);
    pthread_t one = start(eat_until_both_eat, 1);
    pthread_t three = start(eat_until_both_eat, 3);
    use_forks(0);
    table_put_down(the_table, 0);
    pthread_join(one, NULL);
    pthread_join(three, NULL);
    table_destroy(the_table);
}

SCENARIO(far_away, "Philosophers who wait keep nobody but their neighbours "
                   "from eating")
{
    lay(6);
    table_pick_up(the_table, 0);
    pthread_t one = start(dine_once, 1), five = start(dine_once, 5);
    pthread_t three = start(dine_once, 3);
    pthread_join(three, NULL); /* he eats while 0 does */
    use_forks(0);
    table_put_down(the_table, 0);
    pthread_join(one, NULL);
    pthread_join(five, NULL);
    table_destroy(the_table);
}
