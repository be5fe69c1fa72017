/* Threads take turns where a test needs an order: one is joined, or waits at a
 * barrier, before the other goes on.
 *
 * No test looks at addresses: where a thread keeps its notes is its own affair.
 */
#include "threadlings.h"

#include "tls_explorer.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

static void start(void)
{
    ck_assert_msg(tls_start(), "tls_start returned false");
}

/* What a thread saw; the test looks at it after the join. */
struct seen {
    char first[16]; /* tls_last before anything else */
    char last[16];
    unsigned long count;
    bool noted;
};

static void look(struct seen *s)
{
    strncpy(s->last, tls_last(), sizeof s->last - 1);
    s->count = tls_count();
}

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

static void total_is(unsigned long expected, const char *when)
{
    unsigned long total = tls_ended_total();

    ck_assert_msg(total == expected, "%s tls_ended_total() is %lu, not %lu",
                  when, total, expected);
}

static void last_is(const char *expected)
{
    ck_assert_msg(strcmp(tls_last(), expected) == 0,
                  "tls_last() is \"%.40s\", not \"%.40s\"", tls_last(),
                  expected);
}

static void count_is(unsigned long expected)
{
    ck_assert_msg(tls_count() == expected, "tls_count() is %lu, not %lu",
                  tls_count(), expected);
}

/* The test's own thread ends with the process, and no destructor is called for
 * it then. So everything that allocates is done by a thread that is joined. */
static void in_thread(void *(*body)(void *), struct seen *s)
{
    join(run(body, s));
}

/* ----------------------------------------------------------------- one thread
 */

static void *note_two(void *arg)
{
    struct seen *s = arg;

    strncpy(s->first, tls_last(), sizeof s->first - 1);
    s->noted = tls_count() == 0 && tls_note("one") && tls_note("two");
    look(s);
    return NULL;
}

TEST(keeps_the_last, "tls_last gives the last note, and tls_count how many")
{
    struct seen s = {.count = 0};

    start();
    last_is("");
    count_is(0);
    in_thread(note_two, &s);
    ck_assert_msg(s.noted, "tls_note returned false, or tls_count was not 0");
    ck_assert_str_eq(s.first, "");
    ck_assert_str_eq(s.last, "two");
    ck_assert_uint_eq(s.count, 2);
}

static const char *wrong_length;

static void *note_lengths(void *arg)
{
    static char text[5000];

    for (size_t n = 0; n < sizeof text; n = n * 3 + 1) {
        memset(text, 'x', n);
        text[n] = '\0';
        if (!tls_note(text))
            wrong_length = "tls_note returned false";
        else if (strcmp(tls_last(), text) != 0)
            wrong_length = "tls_last gave something else than the note";
    }
    text[1] = '\0';
    if (!tls_note(text) || strcmp(tls_last(), "x") != 0)
        wrong_length = "a short note after a long one went wrong";
    text[0] = 'y';
    if (strcmp(tls_last(), "x") != 0)
        wrong_length = "tls_note kept the pointer and not a copy";
    return arg;
}

TEST(any_length, "Notes may be of any length, and are copied")
{
    start();
    in_thread(note_lengths, NULL);
    ck_assert_msg(wrong_length == NULL, "%s", wrong_length);
}

static void *note_the_last(void *arg)
{
    struct seen *s = arg;

    s->noted = tls_note("again") && tls_note(tls_last()) &&
               tls_note(tls_last()) && tls_note(tls_last() + 2);
    look(s);
    return NULL;
}

TEST(notes_its_last, "What tls_last returned may be noted again")
{
    struct seen s = {.count = 0};

    start();
    in_thread(note_the_last, &s);
    ck_assert_msg(s.noted, "tls_note returned false");
    ck_assert_str_eq(s.last, "ain");
    ck_assert_uint_eq(s.count, 4);
}

static const char *out_of_memory;

static void check_failure(const char *last, unsigned long count)
{
    if (errno != ENOMEM)
        out_of_memory = "tls_note returned false, and errno is not ENOMEM";
    else if (strcmp(tls_last(), last) != 0)
        out_of_memory = "tls_note failed, and tls_last has changed";
    else if (tls_count() != count)
        out_of_memory = "tls_note failed, and tls_count has changed";
}

/* Fails the first allocation of a note, then the second, until it succeeds. */
static void *fail_each(void *arg)
{
    for (size_t n = 1; n < 10; n++) {
        tl_fail_allocation(n);
        errno = 0;
        bool noted = tls_note("first");
        tl_fail_allocation(0);
        if (noted)
            break;
        check_failure("", 0);
    }
    for (size_t n = 1; n < 10; n++) {
        tl_fail_allocation(n);
        errno = 0;
        bool noted = tls_note("a second note, and a longer one");
        tl_fail_allocation(0);
        if (noted)
            break;
        check_failure("first", 1);
    }
    if (tls_count() != 2)
        out_of_memory = "after two successful notes tls_count is not 2";
    return arg;
}

TEST(survives_lack_of_memory,
     "Without memory tls_note returns false, and nothing has changed")
{
    start();
    in_thread(fail_each, NULL);
    ck_assert_msg(out_of_memory == NULL, "%s", out_of_memory);
    total_is(2, "after a thread with two successful notes");
}

/* ------------------------------------------------------------ several threads
 */

TEST(begins_afresh, "A thread sees nothing of the threads before it")
{
    struct seen a = {.count = 0}, b = {.count = 0};

    start();
    in_thread(note_two, &a);
    in_thread(note_two, &b);
    ck_assert_str_eq(b.first, "");
    ck_assert_uint_eq(b.count, 2);
    last_is("");
    count_is(0);
}

static pthread_barrier_t turn;

static void *note_in_turn(void *arg)
{
    struct seen *s = arg;

    s->noted = tls_note("thread");
    pthread_barrier_wait(&turn); /* the test makes its notes */
    pthread_barrier_wait(&turn);
    look(s);
    return NULL;
}

TEST(keeps_them_apart, "Two running threads have a last note and a count each")
{
    struct seen s = {.count = 0}, t = {.count = 0};

    start();
    pthread_barrier_init(&turn, NULL, 2);
    pthread_t a = run(note_in_turn, &s);
    pthread_barrier_wait(&turn);
    in_thread(note_two, &t);
    last_is("");
    count_is(0);
    pthread_barrier_wait(&turn);
    join(a);
    ck_assert_msg(s.noted && t.noted, "tls_note returned false");
    ck_assert_str_eq(s.last, "thread");
    ck_assert_uint_eq(s.count, 1);
    ck_assert_str_eq(t.last, "two");
    ck_assert_uint_eq(t.count, 2);
}

/* --------------------------------------------------------------------- ending
 */

TEST(adds_up_at_the_end,
     "The total has the notes of threads that ended, not of those that run")
{
    struct seen s = {.count = 0}, t = {.count = 0};

    start();
    total_is(0, "at first");
    in_thread(note_two, &t);
    total_is(2, "after a thread with two notes");
    pthread_barrier_init(&turn, NULL, 2);
    pthread_t a = run(note_in_turn, &s);
    pthread_barrier_wait(&turn);
    total_is(2, "while a thread with one note is running");
    pthread_barrier_wait(&turn);
    join(a);
    total_is(3, "after that thread's end");
}

static void *note_and_exit(void *arg)
{
    note_two(arg);
    pthread_exit(NULL);
}

TEST(ends_by_exit, "pthread_exit ends a thread as well as a return does")
{
    struct seen s = {.count = 0};

    start();
    in_thread(note_and_exit, &s);
    total_is(2, "after a thread that made two notes and called pthread_exit");
}

TEST(frees_at_the_end, "At the end of a thread nothing of it stays allocated")
{
    struct seen s = {.count = 0};

    start();
    /* A first thread, for what the system itself allocates once. */
    in_thread(note_two, &s);
    size_t before = tl_allocations_held();
    for (int i = 0; i < 5; i++)
        in_thread(note_two, &s);
    size_t after = tl_allocations_held();
    ck_assert_msg(after <= before,
                  "five threads made notes and ended, and %zu allocations are "
                  "still held",
                  after - before);
}

static pthread_key_t other; /* made after that of tls_start, in most answers */
static const char *last_words;
static unsigned long words_count;

static void say_last_words(void *arg)
{
    (void)arg;
    if (!tls_note("last words"))
        last_words = "tls_note returned false";
    else if (strcmp(tls_last(), "last words") != 0)
        last_words = "tls_last does not give the note that was just made";
    words_count = tls_count();
}

static void *note_with_last_words(void *arg)
{
    note_two(arg);
    pthread_setspecific(other, &other);
    return NULL;
}

/* The destructors of a thread are called one key after the other, and again if
 * values were set meanwhile. */
TEST(last_words, "A note that another key's destructor makes counts once, too")
{
    struct seen s = {.count = 0};

    start();
    ck_assert_int_eq(pthread_key_create(&other, say_last_words), 0);
    in_thread(note_with_last_words, &s);
    size_t before = tl_allocations_held();
    in_thread(note_with_last_words, &s);
    size_t after = tl_allocations_held();
    ck_assert_msg(last_words == NULL, "in the other destructor %s", last_words);
    ck_assert_msg(words_count == 1 || words_count == 3,
                  "in the other destructor tls_count is %lu", words_count);
    total_is(6, "after two threads with three notes each");
    ck_assert_msg(after <= before, "the last words are still allocated");
}

TEST(says_no_key,
     "When no key is left tls_start returns false, or does without one")
{
    struct seen s = {.count = 0};
    pthread_key_t unused;

    while (pthread_key_create(&unused, NULL) == 0)
        ;
    if (!tls_start())
        return;
    in_thread(note_two, &s);
    total_is(2, "no key was left, tls_start returned true, and after a thread "
                "with two notes");
}

/* ----------------------------------------------------------------- all at once
 */

static void *note_many(void *arg)
{
    size_t *rounds = arg;

    for (size_t i = 0; i < *rounds; i++)
        tls_note(i % 2 ? "odd" : "an even one");
    return tls_count() == *rounds ? NULL : arg;
}

STRESS(many_at_once, "Four threads at the same time lose no note")
{
    enum { THREADS = 4 };
    size_t rounds = tl_rounds(20000);
    pthread_t threads[THREADS];

    start();
    for (int i = 0; i < THREADS; i++)
        threads[i] = run(note_many, &rounds);
    for (int i = 0; i < THREADS; i++) {
        void *wrong;
        ck_assert_int_eq(pthread_join(threads[i], &wrong), 0);
        ck_assert_msg(wrong == NULL, "a thread's own count is wrong");
    }
    total_is(THREADS * rounds, "in the end");
}
