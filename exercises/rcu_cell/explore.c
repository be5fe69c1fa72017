/* A reader or two, and somebody who replaces the settings once or twice. All
 * settings have equal numbers. A reader that looks at settings which have been
 * freed, or that are not complete, is found whatever it reads there.
 *
 * The threads share nothing else, so that nothing but the cell orders them. */
#include "scenario.h"

#include "rcu_cell.h"

static rcu_cell *cell;

static void create(void)
{
    settings first = {0, 0};

    cell = rcu_create(&first);
    assert(cell != NULL);
}

static void replace(int n)
{
    settings next = {n, n};
    bool replaced = rcu_replace(cell, &next);

    assert(replaced);
}

/* What reader number `reader` finds. */
static int read_once(unsigned reader)
{
    ex_no_blocking_begin("rcu_read_begin");
    const settings *s = rcu_read_begin(cell, reader);
    ex_no_blocking_end();
    int width = s->width;
    int height = s->height;
    ex_no_blocking_begin("rcu_read_end");
    rcu_read_end(cell, reader);
    ex_no_blocking_end();
    assert(width == height);
    return width;
}

static void *replace_by_1(void *arg)
{
    replace(1);
    return arg;
}

SCENARIO(reads_while_replaced, "Settings that a reader has got are not freed")
{
    pthread_t writer;

    create();
    pthread_create(&writer, NULL, replace_by_1, NULL);
    read_once(0);
    pthread_join(writer, NULL);
    int now = read_once(0);
    assert(now == 1);
    rcu_destroy(cell);
}

SCENARIO(reads_twice, "A second look is not older, and does no harm either")
{
    pthread_t writer;

    create();
    pthread_create(&writer, NULL, replace_by_1, NULL);
    int first = read_once(1);
    int second = read_once(1);
    assert(second >= first);
    pthread_join(writer, NULL);
    rcu_destroy(cell);
}

static int prepared; /* written before the settings are replaced */

static void *prepare_and_replace(void *arg)
{
    prepared = 7;
    replace(1);
    return arg;
}

SCENARIO(hands_over, "Who gets new settings sees what was done before them")
{
    pthread_t writer;

    create();
    pthread_create(&writer, NULL, prepare_and_replace, NULL);
    if (read_once(2) == 1)
        assert(prepared == 7);
    pthread_join(writer, NULL);
    rcu_destroy(cell);
}

static void *replace_by_1_and_2(void *arg)
{
    replace(1);
    replace(2);
    return arg;
}

SCENARIO(replaced_twice, "A reader may see two replacements come and go")
{
    pthread_t writer;

    create();
    pthread_create(&writer, NULL, replace_by_1_and_2, NULL);
    read_once(0);
    pthread_join(writer, NULL);
    rcu_destroy(cell);
}

static void *read_as_1(void *arg)
{
    read_once(1);
    return arg;
}

SCENARIO(two_readers, "Each of two readers keeps what it has got")
{
    pthread_t reader, writer;

    create();
    pthread_create(&reader, NULL, read_as_1, NULL);
    pthread_create(&writer, NULL, replace_by_1, NULL);
    read_once(2);
    pthread_join(reader, NULL);
    pthread_join(writer, NULL);
    rcu_destroy(cell);
}

SCENARIO(two_replace, "Of two that replace, each frees one copy")
{
    pthread_t writer;

    create();
    pthread_create(&writer, NULL, replace_by_1, NULL);
    replace(2);
    pthread_join(writer, NULL);
    int now = read_once(0);
    assert(now == 1 || now == 2);
    rcu_destroy(cell);
}
