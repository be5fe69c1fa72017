/* Which digits of a text are numbers, and which belong to names. */
#include "src/course/figures.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

/* The numbers of a text, with a blank between them. */
static const char *figures(const char *text)
{
    static char out[256];
    size_t at = 0, len, n = 0;

    out[0] = '\0';
    while (figure_next(text, &at, &len)) {
        n += (size_t)snprintf(out + n, sizeof out - n, "%s%.*s", n ? " " : "",
                              (int)len, text + at);
        at += len;
    }
    return out;
}

START_TEST(numbers_are_found_whole)
{
    ck_assert_str_eq(figures("a page has 4096 bytes"), "4096");
    ck_assert_str_eq(figures("1,000,000 or 0.5, or 2"), "1,000,000 0.5 2");
    ck_assert_str_eq(figures("C11 5.1.2.4, paragraph 4."), "5.1.2.4 4");
    ck_assert_str_eq(figures("1,2 and 10,0000"), "1 2 10 0000");
    ck_assert_str_eq(figures("in 1998, Dec 1999"), "1998 1999");
    ck_assert_str_eq(figures("1:1"), "1 1");
    ck_assert_str_eq(figures("56(2), 2013"), "56 2 2013");
    ck_assert_str_eq(figures("(7)"), "7");
    ck_assert_str_eq(figures("7"), "7");
    ck_assert_str_eq(figures("a 7."), "7");
}
END_TEST

START_TEST(what_begins_with_a_digit_is_a_number)
{
    ck_assert_str_eq(figures("64-bit"), "64");
    ck_assert_str_eq(figures("8MB, 4KiB, 300ms"), "8 4 300");
    ck_assert_str_eq(figures("a 3rd one"), "3");
    ck_assert_str_eq(figures("2.25-2.40"), "2.25 2.40");
    ck_assert_str_eq(figures("60/120 Hz"), "60 120");
    ck_assert_str_eq(figures("5 µs — 6"), "5 6");
    ck_assert_str_eq(figures("threads—100 of them"), "100");
    ck_assert_str_eq(figures("n=5"), "5");
    ck_assert_str_eq(figures("x → 5×6"), "5 6");
}
END_TEST

START_TEST(digits_of_names_are_none)
{
    ck_assert_str_eq(figures("C11, C++11, N1570, UTF-8"), "");
    ck_assert_str_eq(figures("x86-64 and AArch64"), "");
    ck_assert_str_eq(figures("POSIX.1-2017"), "");
    ck_assert_str_eq(figures("memory_order_2 rt_sig2"), "");
    ck_assert_str_eq(figures("ASPLOS'08, utf8proc-2.9"), "");
    ck_assert_str_eq(figures("N:1 but M:N"), "");
    ck_assert_str_eq(figures("café2 Ω1"), "");
    ck_assert_str_eq(figures("http://a.b/2020/1"), "");
}
END_TEST

START_TEST(sections_of_the_manual_are_none)
{
    ck_assert_str_eq(figures("pthread_join(3), clone(2)"), "");
    ck_assert_str_eq(figures("`(3) and pthreads(7p)"), "");
    ck_assert_str_eq(figures("a man (2) or x(12)"), "2 12");
    ck_assert_str_eq(figures("clone(2 things)"), "2");
}
END_TEST

static bool in(const char *figure, const char *code)
{
    return figure_in(figure, strlen(figure), code);
}

START_TEST(a_number_is_known_from_code)
{
    ck_assert(in("100000", "for (i = 0; i < 100000; i++)"));
    ck_assert(in("100,000", "100000L"));
    ck_assert(in("0.5", "x = 0.50;"));
    ck_assert(in("5", "n = 5.0;"));
    ck_assert(in("2.36", "glibc 2.36"));
    ck_assert(in("5.1.2.4", "see 5.1.2.4"));
    ck_assert(!in("5.1.2", "see 5.1.2.4"));
    ck_assert(!in("2.3", "2.36"));
    ck_assert(!in("1", "thread1 = x86 + t_1 + 10"));
    ck_assert(!in("7", ""));
}
END_TEST

START_TEST(a_number_is_compared_by_value)
{
    ck_assert(figure_is("1,023", 5, 1023));
    ck_assert(figure_is("0.50", 4, 0.5));
    ck_assert(!figure_is("5.1.2", 5, 5.1));
    ck_assert(!figure_is("1024", 4, 1023));
}
END_TEST

#define ADD(s, test)                        \
    do {                                    \
        TCase *added = tcase_create(#test); \
        tcase_add_test(added, test);        \
        suite_add_tcase((s), added);        \
    } while (0)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("figures");

    ADD(s, numbers_are_found_whole);
    ADD(s, what_begins_with_a_digit_is_a_number);
    ADD(s, digits_of_names_are_none);
    ADD(s, sections_of_the_manual_are_none);
    ADD(s, a_number_is_known_from_code);
    ADD(s, a_number_is_compared_by_value);
    return s;
}
