/* Numbers as text. */
#include "src/base/number.h"

#include <check.h>
#include <float.h>
#include <math.h>

START_TEST(reading)
{
    double x;

    ck_assert(number_read("12", &x));
    ck_assert_double_eq(x, 12);
    ck_assert(number_read("-0.5", &x));
    ck_assert_double_eq(x, -0.5);
    ck_assert(number_read("1e3", &x));
    ck_assert_double_eq(x, 1000);
    static const char *const bad[] = {"",    " 1",    "1 ",  "0x10",
                                      "inf", "nan",   "1e",  "-",
                                      ".",   "1e999", "1,5", "1.2.3"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!number_read(bad[i], &x), "read: %s", bad[i]);
}
END_TEST

START_TEST(writing_is_short_and_exact)
{
    static const double values[] = {0.1 + 0.2, DBL_MAX,   DBL_MIN,
                                    1.0 / 3,   -4.9e-324, 123456789012345678.0};
    char text[NUMBER_TEXT_MAX];

    number_write(0.1, text);
    ck_assert_str_eq(text, "0.1");
    number_write(-1023, text);
    ck_assert_str_eq(text, "-1023");
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        double back;
        number_write(values[i], text);
        ck_assert_msg(number_read(text, &back) && back == values[i], "%s",
                      text);
    }
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *t = tcase_create(name);

    tcase_add_test(t, test);
    suite_add_tcase(s, t);
}
#define ADD(s, test) add((s), #test, test)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("number");

    ADD(s, reading);
    ADD(s, writing_is_short_and_exact);
    return s;
}
