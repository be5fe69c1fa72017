/* Reports of AddressSanitizer, LeakSanitizer and UBSan, as gcc writes them. */
#include "grader/asan.h"

#include <check.h>
#include <string.h>

Suite *suite(void);

static struct arena *arena;
static const char own[] = "queue.c";

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

static struct finding parse(const char *text)
{
    struct finding f = {0};

    ck_assert_msg(asan_parse(arena, text, own, &f), "no report found");
    return f;
}

START_TEST(use_after_free)
{
    struct finding f = parse(
        "hello\n"
        "=================================================================\n"
        "==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x6020 "
        "at pc 0x55 bp 0x7f sp 0x7f\n"
        "WRITE of size 4 at 0x6020 thread T2\n"
        "    #0 0x559031 in push queue.c:6:3\n"
        "    #1 0x559032 in work test.c:11\n"
        "    #2 0x7f8518 in __libc_start_main ../csu/libc-start.c:360\n"
        "\n"
        "0x6020 is located 0 bytes inside of 4-byte region [0x6020,0x6024)\n"
        "freed by thread T0 here:\n"
        "    #0 0x7f8519 in __interceptor_free "
        "../../../../src/libsanitizer/asan/asan_malloc_linux.cpp:52\n"
        "    #1 0x559033 in queue_free queue.c:9\n"
        "\n"
        "previously allocated by thread T0 here:\n"
        "    #0 0x7f8519 in __interceptor_malloc "
        "../../../../src/libsanitizer/asan/asan_malloc_linux.cpp:69\n"
        "    #1 0x559034 in queue_new ./queue.c:4\n"
        "\n"
        "SUMMARY: AddressSanitizer: heap-use-after-free queue.c:6 in push\n"
        "Shadow bytes around the buggy address:\n"
        "  0x0c047fff7fb0: 00 00\n");

    ck_assert_int_eq(f.kind, FINDING_MEMORY);
    ck_assert_str_eq(f.file, "queue.c");
    ck_assert_int_eq(f.line, 6);
    ck_assert_str_eq(f.function, "push");
    ck_assert_str_eq(f.message,
                     "writes 4 bytes of memory that was already freed");
    ck_assert_uint_eq(f.nthreads, 3);
    ck_assert_str_eq(f.threads[0].name, "thread 2");
    ck_assert_str_eq(f.threads[0].state, "writes 4 bytes at line 6");
    ck_assert_uint_eq(f.threads[0].nframes, 2);
    ck_assert(f.threads[0].frames[0].own);
    ck_assert(!f.threads[0].frames[1].own);
    ck_assert_str_eq(f.threads[1].name, "main thread");
    ck_assert_str_eq(f.threads[1].state, "freed it at line 9");
    ck_assert_str_eq(f.threads[2].state, "allocated it at line 4");
    ck_assert_ptr_nonnull(strstr(f.detail, "freed by thread T0"));
    ck_assert_ptr_null(strstr(f.detail, "Shadow bytes"));
    ck_assert_ptr_null(strstr(f.detail, "libsanitizer"));
}
END_TEST

START_TEST(null_pointer)
{
    struct finding f = parse(
        "AddressSanitizer:DEADLYSIGNAL\n"
        "==7==ERROR: AddressSanitizer: SEGV on unknown address 0x000000000000 "
        "(pc 0x55 bp 0x7f sp 0x7f T0)\n"
        "==7==The signal is caused by a READ memory access.\n"
        "==7==Hint: address points to the zero page.\n"
        "    #0 0x55 in pop queue.c:12\n"
        "\n"
        "SUMMARY: AddressSanitizer: SEGV queue.c:12 in pop\n");

    ck_assert_int_eq(f.kind, FINDING_MEMORY);
    ck_assert_int_eq(f.line, 12);
    ck_assert_str_eq(f.message, "reads through a null pointer");
}
END_TEST

START_TEST(double_free)
{
    struct finding f =
        parse("==7==ERROR: AddressSanitizer: attempting double-free on 0x60 in "
              "thread T0:\n"
              "    #0 0x7f in __interceptor_free "
              "../../../../src/libsanitizer/asan/asan_malloc_linux.cpp:52\n"
              "    #1 0x55 in queue_free queue.c:9\n"
              "\n");

    ck_assert_int_eq(f.kind, FINDING_MEMORY);
    ck_assert_int_eq(f.line, 9);
    ck_assert_str_eq(f.message, "frees memory that was already freed");
}
END_TEST

START_TEST(stack_overflow)
{
    struct finding f =
        parse("==7==ERROR: AddressSanitizer: stack-overflow on address 0x7f "
              "(pc 0x55 bp 0x7f sp 0x7f T0)\n"
              "    #0 0x55 in deep queue.c:3\n");

    ck_assert_int_eq(f.kind, FINDING_CRASH);
    ck_assert_int_eq(f.line, 3);
}
END_TEST

START_TEST(leak)
{
    struct finding f = parse(
        "==7==ERROR: LeakSanitizer: detected memory leaks\n"
        "\n"
        "Direct leak of 8 byte(s) in 1 object(s) allocated from:\n"
        "    #0 0x7f in __interceptor_malloc "
        "../../../../src/libsanitizer/asan/asan_malloc_linux.cpp:69\n"
        "    #1 0x55 in prepare test.c:30\n"
        "\n"
        "Direct leak of 96 byte(s) in 2 object(s) allocated from:\n"
        "    #0 0x7f in __interceptor_malloc "
        "../../../../src/libsanitizer/asan/asan_malloc_linux.cpp:69\n"
        "    #1 0x55 in queue_new queue.c:10\n"
        "    #2 0x55 in prepare test.c:31\n"
        "\n"
        "SUMMARY: AddressSanitizer: 104 byte(s) leaked in 3 allocation(s).\n");

    ck_assert_int_eq(f.kind, FINDING_LEAK);
    ck_assert_int_eq(f.line, 10);
    ck_assert_str_eq(f.function, "queue_new");
    ck_assert_str_eq(f.message, "2 blocks (96 bytes) that are allocated here "
                                "are never freed");
}
END_TEST

START_TEST(leak_of_the_tests)
{
    struct finding f =
        parse("==7==ERROR: LeakSanitizer: detected memory leaks\n"
              "\n"
              "Direct leak of 8 byte(s) in 1 object(s) allocated from:\n"
              "    #0 0x55 in prepare test.c:30\n");

    ck_assert_int_eq(f.kind, FINDING_LEAK);
    ck_assert_ptr_null(f.file);
    ck_assert_int_eq(f.line, 0);
}
END_TEST

START_TEST(undefined_behaviour)
{
    struct finding f = parse(
        "queue.c:14:53: runtime error: signed integer overflow: 2147483647 + "
        "1 cannot be represented in type 'int'\n"
        "    #0 0x56 in grow queue.c:14\n");

    ck_assert_int_eq(f.kind, FINDING_MEMORY);
    ck_assert_int_eq(f.line, 14);
    ck_assert_int_eq(f.column, 53);
    ck_assert_str_eq(f.function, "grow");
    ck_assert_ptr_nonnull(strstr(f.message, "signed integer overflow"));
}
END_TEST

START_TEST(nothing_there)
{
    struct finding f = {0};

    ck_assert(!asan_parse(arena, "", own, &f));
    ck_assert(!asan_parse(arena, "AddressSanitizer is fine\n", own, &f));
}
END_TEST

/* A submission may print what it likes; a report may be cut anywhere. */
START_TEST(broken_reports)
{
    static const char text[] =
        "==7==ERROR: AddressSanitizer: heap-buffer-overflow on address\n"
        "READ of size 1 at 0x6 thread T1\n"
        "    #0 0x55 in pop queue.c:12\n"
        "0x6 is located 0 bytes to the right\n"
        "allocated by thread T0 here:\n"
        "    #0 (queue+0x\n";

    for (size_t len = 0; len < sizeof text; len++) {
        struct finding f = {0};
        if (asan_parse(arena, arena_strndup(arena, text, len), own, &f))
            ck_assert_ptr_nonnull(f.message);
    }
}
END_TEST

/* A program can print such a line itself. */
START_TEST(no_such_line)
{
    struct finding f = parse("queue.c:4294967300:-7: runtime error: x\n"
                             "    #0 0x55 in f queue.c:-3:1\n");

    ck_assert_int_eq(f.line, 0);
    ck_assert_int_eq(f.column, 0);
    ck_assert_int_eq(f.threads[0].frames[0].line, 0);
    f = parse("queue.c:7:3: runtime error: x\n");
    ck_assert_int_eq(f.line, 7);
    ck_assert_int_eq(f.column, 3);
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
    Suite *s = suite_create("asan");

    add(s, "use after free, with where it was freed", use_after_free);
    add(s, "null pointer", null_pointer);
    add(s, "double free", double_free);
    add(s, "stack overflow is a crash", stack_overflow);
    add(s, "leak: the submission's comes first", leak);
    add(s, "leak of the tests has no place", leak_of_the_tests);
    add(s, "undefined behaviour", undefined_behaviour);
    add(s, "no report", nothing_there);
    add(s, "a report cut anywhere", broken_reports);
    add(s, "a line that no file has is none", no_such_line);
    return s;
}
