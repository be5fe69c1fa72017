/* Names for the addresses in a report, of a program that really is compiled. */
#include "tests/unit/sandbox_test.h"

#include "grader/names.h"

#include <inttypes.h>

static const char program_c[] =
    "static int total;\n"                                          /* 1 */
    "static inline __attribute__((always_inline)) int get(int *p)" /* 2 */
    "{\n"
    "    return *(volatile int *)p;\n"  /* 3 */
    "}\n"                               /* 4 */
    "int count(void);\n"                /* 5 */
    "int count(void)\n"                 /* 6 */
    "{\n"                               /* 7 */
    "    static int calls;\n"           /* 8 */
    "    calls++;\n"                    /* 9 */
    "    return get(&total) + calls;\n" /* 10 */
    "}\n"                               /* 11 */
    "int main(void) { return count() + total++; }\n";

static uint64_t address_of(const char *symbol)
{
    char *script = arena_printf(a, "nm %s | sed -n 's/ [A-Za-z] %s$//p'",
                                victim_path("names"), symbol);
    char *argv[] = {"sh", "-c", script, NULL};
    struct buf said = BUF_INIT;
    int status;

    OK(proc_capture(argv, 4096, 60000, &said, &status, &e));
    uint64_t at = strtoull(said.data, NULL, 16);
    ck_assert_uint_gt(at, 0);
    buf_free(&said);
    return at;
}

/* The report with the address of `symbol` in it. */
static const char *filled(const char *format, const char *symbol)
{
    return names_fill(a, arena_printf(a, format, address_of(symbol)),
                      victim_path("names"));
}

START_TEST(frame_of_thread_sanitizer)
{
    const char *at = arena_printf(a, "0x%" PRIx64, address_of("main"));

    ck_assert_str_eq(filled("  Write of size 4 by thread T1:\n"
                            "    #0 <null> <null> (libtsan.so.2+0x3898f)\n"
                            "    #1 <null> <null> (names+0x%" PRIx64 ")\n"
                            "    #2 <null> <null> (libc.so.6+0x27249)\n\n",
                            "main"),
                     arena_printf(a,
                                  "  Write of size 4 by thread T1:\n"
                                  "    #0 main names.c:12 (names+%s)\n\n",
                                  at));
}
END_TEST

START_TEST(frame_of_address_sanitizer)
{
    ck_assert_str_eq(filled("READ of size 4\n"
                            "    #0 0x7f01  (/lib/libasan.so.8+0xb76a8)\n"
                            "    #1 0x5501  (/tmp/names+0x%" PRIx64 ")\n",
                            "main"),
                     "READ of size 4\n    #0 0x5501 in main names.c:12\n");
}
END_TEST

/* Every address of `count` is tried: one of them lies in `get`. */
START_TEST(inlined_function)
{
    uint64_t from = address_of("count");
    bool seen = false;

    for (uint64_t i = 0; i < 64 && !seen; i++) {
        const char *text = names_fill(
            a,
            arena_printf(a, "    #0 <null> <null> (names+0x%" PRIx64 ")\n",
                         from + i),
            victim_path("names"));
        seen = strstr(text, "#0 get names.c:3 ") != NULL &&
               strstr(text, "    #1 count names.c:10 ") != NULL;
    }
    ck_assert(seen);
}
END_TEST

START_TEST(global_variable)
{
    const char *text = filled("  Location is global '<null>' at 0x000000000000 "
                              "(names+0x%" PRIx64 ")\n",
                              "total");

    ck_assert_ptr_nonnull(
        strstr(text, "  Location is global 'total' at 0x000000000000 (names+"));
    text =
        filled("  Location is global '<null>' at 0x0 (names+0x%" PRIx64 ")\n",
               "calls[.0-9]*");
    ck_assert_ptr_nonnull(strstr(text, "global 'calls' at"));
}
END_TEST

START_TEST(what_has_a_name_stays)
{
    static const char text[] = "    #0 push queue.c:12 (names+0x29ab)\n"
                               "    #1 0x55 in pop queue.c:5\n"
                               "queue.c:5:1: runtime error: (names)\n"
                               "  Location is global 'x' at 0x1 (names+0x2)\n";

    ck_assert_str_eq(names_fill(a, text, victim_path("names")), text);
}
END_TEST

/* No such program, no such address, another program, half a line. */
START_TEST(what_cannot_be_named_stays)
{
    const char *text = "    #0 <null> <null> (names+0x29ab)\n";

    ck_assert_str_eq(names_fill(a, text, "/nonexistent/names"), text);
    text = "    #0 <null> <null> (names+0xffffffffff)\n";
    ck_assert_ptr_nonnull(strstr(names_fill(a, text, victim_path("names")),
                                 "names+0xffffffffff"));
    text = "    #0 <null> <null> (surnames+0x29ab)\n";
    ck_assert_str_eq(names_fill(a, text, victim_path("names")), text);
    for (size_t len = 0; len < 36; len++)
        names_fill(
            a, arena_strndup(a, "    #0 <null> <null> (names+0x29ab)\n", len),
            victim_path("names"));
}
END_TEST

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("names");

#define ADD(test) add(s, #test, test)
    make_victim("names", program_c, "-O1");
    ADD(frame_of_thread_sanitizer);
    ADD(frame_of_address_sanitizer);
    ADD(inlined_function);
    ADD(global_variable);
    ADD(what_has_a_name_stays);
    ADD(what_cannot_be_named_stays);
    return s;
}
