/* What the work writes is a plain variable: server_answer and server_stop
 * promise that it is visible afterwards. Every scenario has the background
 * thread, which ends early or late. */
#include "scenario.h"

#include "join_or_detach.h"

static int loaded, first, second;

static void *set(void *arg)
{
    *(int *)arg = 1;
    return arg;
}

static server *start(void)
{
    server *s = server_start(set, &loaded);

    assert(s != NULL);
    return s;
}

SCENARIO(stops, "server_stop returns when `load` has returned")
{
    server_stop(start());
    assert(loaded == 1);
}

SCENARIO(asks, "server_answer gives the result, and what the work wrote")
{
    server *s = start();
    ticket *t = server_ask(s, set, &first);
    void *result = server_answer(t);

    assert(result == &first);
    assert(first == 1);
    server_stop(s);
    assert(loaded == 1);
}

SCENARIO(posts, "server_stop returns when a posted request has been done")
{
    server *s = start();
    bool posted = server_post(s, set, &first);

    assert(posted);
    server_stop(s);
    assert(first == 1 && loaded == 1);
}

SCENARIO(asks_two, "Two results are collected in the other order")
{
    server *s = start();
    ticket *one = server_ask(s, set, &first);
    ticket *two = server_ask(s, set, &second);
    void *second_result = server_answer(two);
    void *first_result = server_answer(one);

    assert(first_result == &first && second_result == &second);
    assert(first == 1 && second == 1);
    server_stop(s);
    assert(loaded == 1);
}

SCENARIO(posts_and_asks,
         "A request that nobody asks about beside one whose result is wanted")
{
    server *s = start();
    bool posted = server_post(s, set, &first);
    ticket *t = server_ask(s, set, &second);
    void *result = server_answer(t);

    assert(posted && result == &second && second == 1);
    server_stop(s);
    assert(first == 1 && loaded == 1);
}

SCENARIO(posts_two, "server_stop returns when the last posted request is done")
{
    server *s = start();
    bool posted = server_post(s, set, &first) && server_post(s, set, &second);

    assert(posted);
    server_stop(s);
    assert(first == 1 && second == 1 && loaded == 1);
}
