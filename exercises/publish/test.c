/* The TESTs publish and read in one thread, or in threads that are joined in
 * between, so their order is forced. The STRESS tests read while the point is
 * published; that happens once in a test, so they see little, and the race
 * detector and the explorer see more. */
#include "threadlings.h"

#include "publish.h"

#include <limits.h>
#include <pthread.h>

enum { UNTOUCHED = -559038737, READERS = 3 };

static pthread_t run(void *(*body)(void *), void *arg)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, body, arg), 0);
    return thread;
}

static void join(pthread_t thread)
{
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

static void expect_nothing(void)
{
    point p = {UNTOUCHED, UNTOUCHED};

    ck_assert_msg(!point_try_read(&p),
                  "nothing is published, and point_try_read gave true");
    ck_assert_msg(p.x == UNTOUCHED && p.y == UNTOUCHED,
                  "point_try_read gave false and changed *out");
}

static void expect(int x, int y)
{
    point p = {UNTOUCHED, UNTOUCHED};

    ck_assert_msg(point_try_read(&p),
                  "{%d, %d} is published, and point_try_read gave false", x, y);
    ck_assert_msg(p.x == x && p.y == y,
                  "published {%d, %d}, and point_try_read gave {%d, %d}", x, y,
                  p.x, p.y);
}

TEST(before_and_after, "Before there is a point: false; after it: both numbers")
{
    expect_nothing();
    expect_nothing();
    point_publish(42, 99);
    expect(42, 99);
}

TEST(again_and_again, "The point can be read as often as anybody likes")
{
    point_publish(42, 99);
    for (int i = 0; i < 1000; i++)
        expect(42, 99);
}

/* One point for each process, so one test for each kind. */
TEST(zero, "{0, 0} is a point like others")
{
    expect_nothing();
    point_publish(0, 0);
    expect(0, 0);
}

TEST(zero_and_one, "{0, 1} is a point like others")
{
    expect_nothing();
    point_publish(0, 1);
    expect(0, 1);
}

TEST(extremes, "{INT_MIN, INT_MAX} is a point like others")
{
    expect_nothing();
    point_publish(INT_MIN, INT_MAX);
    expect(INT_MIN, INT_MAX);
}

TEST(minus_one, "{-1, -1} is a point like others")
{
    expect_nothing();
    point_publish(-1, -1);
    expect(-1, -1);
}

static void *publish(void *arg)
{
    point_publish(42, 99);
    return arg;
}

/* What a reader saw. */
struct seen {
    int looks;    /* how often it looks */
    int found;    /* how often it got a point */
    int lost;     /* how often it got none after it had got one */
    point wrong;  /* one that was never published */
    int is_wrong; /* how often */
};

static void *read_some(void *arg)
{
    struct seen *s = arg;

    for (int i = 0; i < s->looks; i++) {
        point p = {UNTOUCHED, UNTOUCHED};
        if (point_try_read(&p)) {
            s->found++;
            if (p.x != 42 || p.y != 99) {
                s->wrong = p;
                s->is_wrong++;
            }
        } else if (s->found > 0) {
            s->lost++;
        }
    }
    return NULL;
}

static void check_seen(const struct seen *s)
{
    ck_assert_msg(s->is_wrong == 0,
                  "published {42, 99}, and a reader got {%d, %d}", s->wrong.x,
                  s->wrong.y);
    ck_assert_msg(s->lost == 0, "a reader had the point, and lost it again");
}

TEST(all_get_it, "Every reader that comes later gets the point")
{
    struct seen seen[READERS] = {{.looks = 0}};

    join(run(publish, NULL));
    for (int i = 0; i < READERS; i++) {
        seen[i].looks = 10;
        join(run(read_some, &seen[i]));
        check_seen(&seen[i]);
        ck_assert_msg(seen[i].found == 10,
                      "of 10 looks of reader %d, %d gave the point", i + 1,
                      seen[i].found);
    }
}

STRESS(while_it_happens, "Readers at work while the point is published")
{
    struct seen seen[READERS] = {{.looks = 0}};
    pthread_t readers[READERS];

    for (int i = 0; i < READERS; i++) {
        seen[i].looks = (int)tl_rounds(20000);
        readers[i] = run(read_some, &seen[i]);
    }
    pthread_t writer = run(publish, NULL);
    join(writer);
    for (int i = 0; i < READERS; i++)
        join(readers[i]);
    for (int i = 0; i < READERS; i++)
        check_seen(&seen[i]);
    expect(42, 99);
}

/* The reader looks until the point is there: then it has been handed over, and
 * the race detector sees whether anything ordered it. */
static void *read_until_found(void *arg)
{
    struct seen *s = arg;

    s->looks = 1;
    while (s->found == 0)
        read_some(s);
    return NULL;
}

STRESS(until_it_is_there, "A reader that looks until it is there gets it all")
{
    struct seen seen = {.looks = 1};
    pthread_t reader = run(read_until_found, &seen);

    point_publish(42, 99);
    join(reader);
    check_seen(&seen);
}
