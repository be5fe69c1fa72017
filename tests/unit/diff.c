/* Line differences. */
#include "src/ui/diff.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct look narrow = {.width = 40, .height = 24};
static struct look wide = {.width = 120, .height = 24};

static char *draw(const struct look *look, const char *left, const char *right)
{
    struct buf out = BUF_INIT;
    bool differ = diff_draw(&out, look, "yours", left, "ours", right);
    char *text = strdup(out.data);

    ck_assert(differ == (out.len > 0));
    buf_free(&out);
    return text;
}

START_TEST(equal)
{
    char *text = draw(&narrow, "a\nb\n", "a  \n\tb\n");
    ck_assert_str_eq(text, "");
    free(text);
    text = draw(&narrow, "", "");
    ck_assert_str_eq(text, "");
    free(text);
}
END_TEST

START_TEST(stacked)
{
    char *text = draw(&narrow, "a\nb\nc\n", "a\nB\nc\nd");
    ck_assert_str_eq(text, "- yours   + ours\n"
                           "... line 1\n"
                           "  a\n"
                           "- b\n"
                           "+ B\n"
                           "  c\n"
                           "+ d\n");
    free(text);
}
END_TEST

START_TEST(one_side_empty)
{
    char *text = draw(&narrow, "", "x\n");
    ck_assert_ptr_nonnull(strstr(text, "+ x\n"));
    ck_assert_ptr_null(strstr(text, "\n- "));
    free(text);
}
END_TEST

START_TEST(context_is_short)
{
    struct buf left = BUF_INIT, right = BUF_INIT;

    for (int i = 1; i <= 100; i++) {
        buf_printf(&left, "line %d;\n", i);
        buf_printf(&right, i == 10 || i == 90 ? "other %d;\n" : "line %d;\n",
                   i);
    }
    char *text = draw(&narrow, left.data, right.data);
    ck_assert_ptr_nonnull(strstr(text, "  line 7;\n"));
    ck_assert_ptr_null(strstr(text, "line 6;"));
    ck_assert_ptr_nonnull(strstr(text, "+ other 10;\n"));
    ck_assert_ptr_nonnull(strstr(text, "  line 13;\n"));
    ck_assert_ptr_null(strstr(text, "line 14;"));
    ck_assert_ptr_nonnull(strstr(text, "line 87\n  line 87;\n"));
    ck_assert_ptr_nonnull(strstr(text, "- line 90;\n"));
    free(text);
    buf_free(&left);
    buf_free(&right);
}
END_TEST

START_TEST(abreast)
{
    char *text = draw(&wide, "a\nold\nb\n", "a\nnew\nand more\nb\n");
    ck_assert_ptr_nonnull(strstr(text, "- old "));
    ck_assert_ptr_nonnull(strstr(text, "|+ new\n"));
    ck_assert_ptr_nonnull(strstr(text, "|+ and more\n"));
    free(text);
}
END_TEST

/* The widest line of plain text. */
static size_t widest(const char *text)
{
    size_t most = 0;

    while (*text) {
        size_t n = strcspn(text, "\n");
        size_t columns = term_width(text, n);
        most = columns > most ? columns : most;
        text += n + (text[n] == '\n');
    }
    return most;
}

START_TEST(fits)
{
    struct buf longest = BUF_INIT;
    buf_fill(&longest, 'x', 500);
    buf_adds(&longest, " \xc3\xa4\xe6\xbc\xa2\x01\xff\tend\n");

    for (int width = 10; width <= 200; width += 19) {
        struct look look = {.width = width, .height = 24, .utf8 = true};
        char *text = draw(&look, longest.data, "short\n");
        ck_assert_uint_le(widest(text + strcspn(text, "\n")), (size_t)width);
        ck_assert_ptr_null(strchr(text, '\x01'));
        ck_assert_ptr_null(strchr(text, '\xff'));
        free(text);
    }
    buf_free(&longest);
}
END_TEST

/* "... line 13" has eleven columns. */
START_TEST(line_numbers_fit)
{
    const struct look look = {.width = 10, .height = 24};
    char *text = draw(&look,
                      "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n"
                      "13\n14\n15\n",
                      "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\nx\n");

    ck_assert_ptr_nonnull(strstr(text, "line"));
    ck_assert_ptr_nonnull(strstr(text, "13"));
    ck_assert_uint_le(widest(text), 10);
    free(text);
}
END_TEST

START_TEST(bounded)
{
    struct buf left = BUF_INIT, right = BUF_INIT;

    for (int i = 0; i < DIFF_LINES_MAX + 10; i++) {
        buf_printf(&left, "l%d\n", i);
        buf_printf(&right, "r%d\n", i);
    }
    char *text = draw(&narrow, left.data, right.data);
    ck_assert_ptr_nonnull(strstr(text, "- l0\n"));
    ck_assert_ptr_nonnull(strstr(text, "+ r0\n"));
    free(text);
    buf_free(&left);
    buf_free(&right);
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *t = tcase_create(name);

    tcase_add_test(t, test);
    suite_add_tcase(s, t);
}

Suite *suite(void);

Suite *suite(void)
{
    Suite *s = suite_create("diff");

    add(s, "equal but for blanks at the ends of lines", equal);
    add(s, "changed, added and kept lines", stacked);
    add(s, "nothing on one side", one_side_empty);
    add(s, "three lines of context around each difference", context_is_short);
    add(s, "side by side where there is room", abreast);
    add(s, "never wider than the screen", fits);
    add(s, "texts too long to compare are shown whole", bounded);
    add(s, "numbers of lines fit the narrowest terminal", line_numbers_fit);
    return s;
}
