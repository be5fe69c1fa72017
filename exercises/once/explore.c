/* What init writes is a plain variable: once_call and once_done promise that it
 * is visible. `times` is one, too: if init runs twice at the same time, that is
 * a data race. */
#include "scenario.h"

#include "once.h"

static once first = ONCE_INIT, second = ONCE_INIT;
static int table, times;

static void fill(void *arg)
{
    (void)arg;
    times++;
    table = 1;
}

static void use(void)
{
    once_call(&first, fill, NULL);
    assert(table == 1);
}

static void *use_it(void *arg)
{
    use();
    return arg;
}

static pthread_t start(void *(*body)(void *))
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, NULL);
    return thread;
}

SCENARIO(two_come, "Two threads come at the same time, and init runs once")
{
    pthread_t thread = start(use_it);

    use();
    pthread_join(thread, NULL);
    assert(times == 1);
}

static void *ask(void *arg)
{
    if (once_done(&first))
        assert(table == 1);
    return arg;
}

SCENARIO(asks, "Where once_done says true, what init wrote is visible")
{
    pthread_t thread = start(ask);

    use();
    bool done = once_done(&first);
    assert(done);
    pthread_join(thread, NULL);
}

static void *use_twice(void *arg)
{
    use();
    use();
    return arg;
}

SCENARIO(comes_again, "Who comes again finds it done")
{
    pthread_t thread = start(use_twice);

    use();
    pthread_join(thread, NULL);
    assert(times == 1);
}

static void fill_second(void *arg)
{
    use();
    *(int *)arg = table + 1;
}

static void *use_second(void *arg)
{
    static int second_table;

    once_call(&second, fill_second, &second_table);
    assert(second_table == 2);
    return arg;
}

SCENARIO(one_needs_another, "The init of one calls once_call for another one")
{
    pthread_t thread = start(use_second);

    use();
    pthread_join(thread, NULL);
    assert(times == 1);
}

SCENARIO(three_come, "Three threads come at the same time, and all go on")
{
    pthread_t one = start(use_it), two = start(use_it);

    use();
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    assert(times == 1);
}
