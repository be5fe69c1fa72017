#include "rcu_cell.h"
#include "threadlings.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>

static rcu_cell *create(int width, int height)
{
    settings first = {width, height};
    rcu_cell *c = rcu_create(&first);

    ck_assert_msg(c != NULL, "rcu_create returned NULL");
    return c;
}

static void replace(rcu_cell *c, int width, int height)
{
    settings next = {width, height};

    ck_assert_msg(rcu_replace(c, &next), "rcu_replace returned false");
    /* The cell has a copy; this is the caller's again. */
    next = (settings){-99, -99};
}

static void expect(rcu_cell *c, unsigned reader, int width, int height)
{
    const settings *s = rcu_read_begin(c, reader);

    ck_assert_msg(s != NULL, "rcu_read_begin returned NULL");
    ck_assert_msg(s->width == width && s->height == height,
                  "reader %u got {%d, %d}, expected {%d, %d}", reader, s->width,
                  s->height, width, height);
    rcu_read_end(c, reader);
}

TEST(holds_the_first, "A new cell holds a copy of what it was created with")
{
    settings first = {80, 24};
    rcu_cell *c = rcu_create(&first);

    ck_assert_msg(c != NULL, "rcu_create returned NULL");
    first.width = 1;
    expect(c, 0, 80, 24);
    expect(c, 0, 80, 24);
    expect(c, RCU_READERS - 1, 80, 24);
    rcu_destroy(c);
}

TEST(replaces, "After a replacement readers get the new settings")
{
    rcu_cell *c = create(80, 24);

    replace(c, 132, 50);
    expect(c, 0, 132, 50);
    replace(c, INT_MIN, INT_MAX);
    expect(c, 1, INT_MIN, INT_MAX);
    replace(c, 0, 0);
    expect(c, 2, 0, 0);
    rcu_destroy(c);
}

TEST(copies, "The cell keeps a copy, not the caller's variable")
{
    rcu_cell *c = create(80, 24);
    settings next = {1, 2};

    ck_assert_msg(rcu_replace(c, &next), "rcu_replace returned false");
    next = (settings){3, 4};
    expect(c, 0, 1, 2);
    rcu_destroy(c);
}

TEST(readers_together, "All readers can be inside at the same time")
{
    rcu_cell *c = create(80, 24);
    const settings *s[RCU_READERS];

    for (unsigned i = 0; i < RCU_READERS; i++)
        s[i] = rcu_read_begin(c, i);
    for (unsigned i = 0; i < RCU_READERS; i++)
        ck_assert_int_eq(s[i]->width, 80);
    for (unsigned i = 0; i < RCU_READERS; i++)
        rcu_read_end(c, i);
    replace(c, 1, 1);
    expect(c, 0, 1, 1);
    rcu_destroy(c);
}

TEST(frees_the_old, "When rcu_replace returns, the old copy is freed")
{
    rcu_cell *c = create(0, 0);

    replace(c, 1, 1);
    size_t before = tl_allocations_held();
    for (int i = 0; i < 10; i++)
        replace(c, i, i);
    size_t after = tl_allocations_held();
    ck_assert_msg(after == before,
                  "%zu blocks are allocated after ten more replacements, and "
                  "%zu were before",
                  after, before);
    rcu_destroy(c);
}

TEST(many, "It still works after 70000 reads and replacements")
{
    rcu_cell *c = create(0, 0);

    for (int i = 1; i <= 70000; i++)
        expect(c, 0, 0, 0);
    for (int i = 1; i <= 3000; i++) {
        replace(c, i, -i);
        expect(c, (unsigned)i % RCU_READERS, i, -i);
    }
    rcu_destroy(c);
}

TEST(independent, "Two cells know nothing of each other")
{
    rcu_cell *a = create(1, 1), *b = create(2, 2);

    const settings *s = rcu_read_begin(a, 0);
    replace(b, 3, 3); /* would wait for a's reader */
    ck_assert_int_eq(s->width, 1);
    rcu_read_end(a, 0);
    expect(a, 0, 1, 1);
    expect(b, 0, 3, 3);
    rcu_destroy(a);
    rcu_destroy(b);
}

TEST(destroys_null, "rcu_destroy(NULL) does nothing")
{
    rcu_destroy(NULL);
}

TEST(no_memory, "When memory is out, rcu_create gives NULL and keeps nothing")
{
    settings first = {1, 1};

    for (size_t n = 1; n <= 32; n++) {
        size_t before = tl_allocations_held();
        errno = 0;
        tl_fail_allocation(n);
        rcu_cell *c = rcu_create(&first);
        int error = errno;
        if (tl_fail_allocation(0) < n) {
            ck_assert_msg(c != NULL, "rcu_create returned NULL");
            rcu_destroy(c);
            return;
        }
        ck_assert_msg(c == NULL,
                      "rcu_create returned a cell though allocation %zu failed",
                      n);
        ck_assert_msg(error == ENOMEM,
                      "errno is %d, not ENOMEM, when allocation %zu fails",
                      error, n);
        ck_assert_msg(tl_allocations_held() == before,
                      "something stays allocated when allocation %zu fails", n);
    }
    ck_abort_msg("rcu_create allocates more than 32 times");
}

TEST(no_memory_to_replace, "When memory is out, rcu_replace changes nothing")
{
    rcu_cell *c = create(80, 24);
    settings next = {1, 1};

    errno = 0;
    tl_fail_allocation(1);
    bool replaced = rcu_replace(c, &next);
    int error = errno;
    if (tl_fail_allocation(0) >= 1) {
        ck_assert_msg(!replaced,
                      "rcu_replace returned true though its allocation failed");
        ck_assert_msg(error == ENOMEM, "errno is %d, not ENOMEM", error);
        expect(c, 0, 80, 24);
        replace(c, 2, 2);
        expect(c, 0, 2, 2);
    }
    rcu_destroy(c);
}

/* ----------------------------------------------------------- several threads
 */

struct helper {
    rcu_cell *c;
    settings next;
};

static void *replace_in_thread(void *arg)
{
    struct helper *h = arg;

    rcu_replace(h->c, &h->next);
    return NULL;
}

/* The main thread reads as number 0 until number 1 sees the new settings: then
 * the other thread has switched, and must wait. */
TEST(waits_for_a_reader,
     "Readers go on while rcu_replace waits for one of them")
{
    rcu_cell *c = create(1, 1);
    struct helper h = {c, {2, 2}};
    pthread_t writer;
    int width = 1;

    rcu_read_begin(c, 0);
    ck_assert_int_eq(pthread_create(&writer, NULL, replace_in_thread, &h), 0);
    while (width == 1) {
        width = rcu_read_begin(c, 1)->width;
        rcu_read_end(c, 1);
    }
    ck_assert_msg(width == 2, "reader 1 got %d, expected 2", width);
    rcu_read_end(c, 0);
    pthread_join(writer, NULL);
    expect(c, 0, 2, 2);
    rcu_destroy(c);
}

struct reader {
    rcu_cell *c;
    unsigned number;
    bool wrong;
    atomic_bool *done;
};

static void *read_often(void *arg)
{
    struct reader *r = arg;

    while (!atomic_load_explicit(r->done, memory_order_relaxed)) {
        const settings *s = rcu_read_begin(r->c, r->number);
        if (s->width != s->height)
            r->wrong = true;
        rcu_read_end(r->c, r->number);
    }
    return NULL;
}

STRESS(often,
       "Two readers always find complete settings while they are replaced")
{
    rcu_cell *c = create(0, 0);
    atomic_bool done = false;
    struct reader readers[2] = {{c, 0, false, &done}, {c, 1, false, &done}};
    pthread_t threads[2];
    int n = (int)tl_rounds(300);

    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, read_often, &readers[i]), 0);
    for (int i = 1; i <= n; i++)
        replace(c, i, i);
    atomic_store_explicit(&done, true, memory_order_relaxed);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    ck_assert_msg(!readers[0].wrong && !readers[1].wrong,
                  "a reader found settings whose numbers differ");
    expect(c, 2, n, n);
    rcu_destroy(c);
}
