/* Reports of ThreadSanitizer, as gcc writes them. */
#include "grader/tsan.h"

#include <check.h>
#include <string.h>

Suite *suite(void);

static const char own[] = "queue.c";
static struct arena *arena;
static struct finding *found;
static size_t nfound;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

static void parse(const char *text)
{
    tsan_parse(arena, text, own, &found, &nfound);
}

#define RACE                                                                \
    "==================\n"                                                  \
    "WARNING: ThreadSanitizer: data race (pid=2)\n"                         \
    "  Read of size 4 at 0x7b0c by thread T2 (mutexes: write M9):\n"        \
    "    #0 pop queue.c:19 (program+0x39b6)\n"                              \
    "    #1 work test.c:28 (program+0x38da)\n"                              \
    "\n"                                                                    \
    "  Previous atomic write of size 8 at 0x7b0c by main thread:\n"         \
    "    #0 memcpy ../../../../src/libsanitizer/x.inc:827 (libtsan+0x5e)\n" \
    "    #1 push queue.c:14 (program+0x39c2)\n"                             \
    "\n"                                                                    \
    "  Location is global 'total' of size 4 at 0x55 (program+0x40)\n"       \
    "\n"                                                                    \
    "  Thread T2 (tid=5, running) created by main thread at:\n"             \
    "    #0 pthread_create ../../../../src/libsanitizer/x.cpp:1001 "        \
    "(libtsan+0x5e)\n"                                                      \
    "    #1 start queue.c:36 (program+0x378c)\n"                            \
    "\n"                                                                    \
    "SUMMARY: ThreadSanitizer: data race queue.c:19 in pop\n"               \
    "==================\n"

START_TEST(data_race)
{
    parse(RACE "ThreadSanitizer: reported 1 warnings\n");
    ck_assert_uint_eq(nfound, 1);
    const struct finding *f = &found[0];

    ck_assert_int_eq(f->kind, FINDING_DATA_RACE);
    ck_assert_str_eq(f->file, "queue.c");
    ck_assert_int_eq(f->line, 14);
    ck_assert_str_eq(f->function, "push");
    ck_assert_uint_eq(f->nthreads, 2);
    ck_assert_str_eq(f->threads[0].name, "main thread");
    ck_assert_str_eq(f->threads[0].state,
                     "writes 8 bytes atomically at line 14");
    ck_assert_uint_eq(f->threads[0].nframes, 1);
    ck_assert_str_eq(f->threads[1].name, "thread 2");
    ck_assert_str_eq(f->threads[1].state, "reads 4 bytes at line 19");
    ck_assert_uint_eq(f->threads[1].nframes, 2);
    ck_assert_ptr_nonnull(strstr(f->message, "both use total"));
}
END_TEST

START_TEST(several)
{
    parse(RACE RACE "==================\n"
                    "WARNING: ThreadSanitizer: thread leak (pid=3)\n"
                    "  Thread T1 (tid=4, finished) created by main thread at:\n"
                    "    #0 pthread_create ../x/libsanitizer/y.cpp:1 (l+0x5)\n"
                    "    #1 start queue.c:36 (program+0x378c)\n"
                    "\n"
                    "SUMMARY: ThreadSanitizer: thread leak queue.c:36\n");
    ck_assert_uint_eq(nfound, 3);
    ck_assert_int_eq(found[1].kind, FINDING_DATA_RACE);
    ck_assert_int_eq(found[2].kind, FINDING_LEAK);
    ck_assert_int_eq(found[2].line, 36);
    ck_assert_ptr_null(strstr(found[0].detail, "thread leak"));
}
END_TEST

START_TEST(lock_order)
{
    parse("WARNING: ThreadSanitizer: lock-order-inversion (potential deadlock) "
          "(pid=2)\n"
          "  Cycle in lock order graph: M0 (0x7f) => M1 (0x7e) => M0\n"
          "\n"
          "  Mutex M1 acquired here while holding mutex M0 in thread T1:\n"
          "    #0 pthread_mutex_lock ../x/libsanitizer/y.inc:43 (l+0x5)\n"
          "    #1 move queue.c:16 (program+0x1314)\n"
          "\n"
          "  Mutex M0 acquired here while holding mutex M1 in main thread:\n"
          "    #0 pthread_mutex_lock ../x/libsanitizer/y.inc:43 (l+0x5)\n"
          "    #1 move queue.c:17 (program+0x1334)\n"
          "\n"
          "SUMMARY: ThreadSanitizer: lock-order-inversion\n");
    ck_assert_uint_eq(nfound, 1);
    ck_assert_int_eq(found[0].kind, FINDING_DEADLOCK);
    ck_assert_int_eq(found[0].line, 16);
    ck_assert_uint_eq(found[0].nthreads, 2);
    ck_assert_str_eq(found[0].threads[0].name, "thread 1");
    ck_assert_str_eq(found[0].threads[1].state, "takes a lock at line 17");
}
END_TEST

START_TEST(misuse)
{
    parse("WARNING: ThreadSanitizer: unlock of an unlocked mutex (or by a "
          "wrong thread) (pid=2)\n"
          "    #0 pthread_mutex_unlock ../x/libsanitizer/y.inc:43 (l+0x5)\n"
          "    #1 pop queue.c:17 (program+0x134c)\n"
          "\n"
          "  Mutex M0 (0x7f) created at:\n"
          "    #0 pthread_mutex_lock ../x/libsanitizer/y.inc:43 (l+0x5)\n"
          "    #1 push queue.c:3 (program+0x130c)\n"
          "\n"
          "SUMMARY: ThreadSanitizer: unlock of an unlocked mutex\n");
    ck_assert_uint_eq(nfound, 1);
    ck_assert_int_eq(found[0].kind, FINDING_MISUSE);
    ck_assert_int_eq(found[0].line, 17);
    ck_assert_str_eq(found[0].message,
                     "unlocks a mutex that this thread has not locked");
}
END_TEST

START_TEST(race_elsewhere)
{
    parse("WARNING: ThreadSanitizer: data race (pid=2)\n"
          "  Write of size 4 at 0x7b by thread T1:\n"
          "    #0 work test.c:28 (program+0x38da)\n"
          "\n"
          "  Previous write of size 4 at 0x7b by main thread:\n"
          "    #0 many test.c:29 (program+0x38da)\n"
          "\n");
    ck_assert_uint_eq(nfound, 1);
    ck_assert_ptr_null(found[0].file);
    ck_assert_uint_eq(found[0].nthreads, 2);
}
END_TEST

START_TEST(broken_reports)
{
    static const char text[] = RACE;

    for (size_t len = 0; len < sizeof text; len++) {
        parse(arena_strndup(arena, text, len));
        ck_assert_uint_le(nfound, 1);
        ck_assert(nfound == 0 || found[0].message != NULL);
    }
    parse("");
    ck_assert_uint_eq(nfound, 0);
}
END_TEST

/* A program can print a report itself, and break it off. */
START_TEST(forged_reports)
{
    parse("WARNING: ThreadSanitizer: data race (pid=2)\n"
          "  Location is global 'total\n"
          "  it goes on 'here'\n");
    ck_assert_uint_eq(nfound, 1);
    ck_assert_ptr_null(strchr(found[0].message, '\n'));
    ck_assert_ptr_nonnull(strstr(found[0].message, " total "));
    parse("WARNING: ThreadSanitizer: data race (pid=2)\n"
          "  Write of size 8 at 0x7b0c by thread T1:\n"
          "    #0 push queue.c:99999999999 (program+0x39c2)\n");
    ck_assert_int_eq(found[0].line, 0);
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *c = tcase_create(name);

    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, test);
    suite_add_tcase(s, c);
}

Suite *suite(void)
{
    Suite *s = suite_create("tsan");

    add(s, "data race: both accesses, in the order of the file", data_race);
    add(s, "several reports", several);
    add(s, "order of locks", lock_order);
    add(s, "misuse of a mutex", misuse);
    add(s, "a race outside of the submission has no place", race_elsewhere);
    add(s, "a report cut anywhere", broken_reports);
    add(s, "what a program writes itself", forged_reports);
    return s;
}
