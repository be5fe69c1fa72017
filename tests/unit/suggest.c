/* "Did you mean". */
#include "src/base/suggest.h"

#include <check.h>
#include <string.h>

static const char *const words[] = {"check", "watch",  "review",
                                    "run",   "replay", "explore"};

static const char *nearest(const char *typed)
{
    return suggest(typed, words, sizeof words / sizeof words[0]);
}

START_TEST(each_kind_of_mistake)
{
    ck_assert_str_eq(nearest("chek"), "check");      /* left out */
    ck_assert_str_eq(nearest("checkk"), "check");    /* too many */
    ck_assert_str_eq(nearest("chack"), "check");     /* another */
    ck_assert_str_eq(nearest("hceck"), "check");     /* swapped */
    ck_assert_str_eq(nearest("exlpoer"), "explore"); /* two in seven */
    ck_assert_str_eq(nearest("CHECK"), "check");
}
END_TEST

START_TEST(a_beginning_is_near)
{
    ck_assert_str_eq(nearest("w"), "watch");
    ck_assert_str_eq(nearest("exp"), "explore");
    ck_assert_str_eq(nearest("rep"), "replay");
}
END_TEST

START_TEST(what_is_far_is_not_suggested)
{
    ck_assert_ptr_null(nearest(""));
    ck_assert_ptr_null(nearest("zz"));
    ck_assert_ptr_null(nearest("xxxck")); /* three in five */
    ck_assert_ptr_null(nearest("grade"));
    ck_assert_ptr_null(suggest("check", words, 0));
    char typed[5000];
    memset(typed, 'c', sizeof typed - 1);
    typed[sizeof typed - 1] = '\0';
    ck_assert_ptr_null(nearest(typed));
}
END_TEST

START_TEST(the_nearest_wins)
{
    static const char *const near[] = {"abcdef", "abcxyf", "abcdeg"};

    ck_assert_str_eq(suggest("abcdeg", near, 3), "abcdeg");
    ck_assert_str_eq(suggest("abcxyg", near, 3), "abcxyf");
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
    Suite *s = suite_create("suggest");

    ADD(s, each_kind_of_mistake);
    ADD(s, a_beginning_is_near);
    ADD(s, what_is_far_is_not_suggested);
    ADD(s, the_nearest_wins);
    return s;
}
