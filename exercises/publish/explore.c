/* A writer, one or two readers, one or two looks each. Nothing but the two
 * functions orders them: what a reader got is looked at by itself, or by main
 * when it is joined. */
#include "scenario.h"

#include "publish.h"

enum { X = 42, Y = 99, UNTOUCHED = -1 };

static void *publish(void *arg)
{
    ex_no_blocking_begin("point_publish");
    point_publish(X, Y);
    ex_no_blocking_end();
    return arg;
}

static bool look(void)
{
    point p = {UNTOUCHED, UNTOUCHED};

    ex_no_blocking_begin("point_try_read");
    bool found = point_try_read(&p);
    ex_no_blocking_end();
    if (found) {
        assert(p.x == X);
        assert(p.y == Y);
    } else {
        assert(p.x == UNTOUCHED && p.y == UNTOUCHED);
    }
    return found;
}

static void *look_twice(void *arg)
{
    bool found = look();
    bool found_again = look();

    assert(found_again >= found);
    return arg;
}

static pthread_t start(void *(*body)(void *))
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, NULL);
    return thread;
}

SCENARIO(one_look, "A reader gets both numbers, or false and nothing")
{
    pthread_t writer = start(publish);
    look();
    pthread_join(writer, NULL);
    bool found_after_join = look();
    assert(found_after_join);
}

SCENARIO(two_looks, "Who has got the point once gets it again")
{
    pthread_t writer = start(publish);
    look_twice(NULL);
    pthread_join(writer, NULL);
}

SCENARIO(two_readers, "Two readers do not disturb each other")
{
    pthread_t writer = start(publish);
    pthread_t reader = start(look_twice);
    look();
    pthread_join(writer, NULL);
    pthread_join(reader, NULL);
    bool found_after_join = look();
    assert(found_after_join);
}

static void *look_in_vain(void *arg)
{
    bool found_too_early = look();

    assert(!found_too_early);
    return arg;
}

SCENARIO(nothing_yet, "A reader does not wait for the writer")
{
    pthread_t reader = start(look_in_vain);
    pthread_join(reader, NULL);
    publish(NULL);
    bool found = look();
    assert(found);
}
