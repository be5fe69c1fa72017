/* The blocks of a Markdown text, and the lines that they stand in. */
#include "src/ui/passage.h"

#include "src/base/buf.h"

#include <check.h>
#include <string.h>

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

/* "line kind text" of each block, with '/' for line breaks. */
static const char *blocks(const char *markdown)
{
    static const char kinds[] = {'p', 'h', 'c'};
    struct buf out = BUF_INIT;
    struct passage *all;
    size_t n = passages(arena, markdown, &all);

    for (size_t i = 0; i < n; i++)
        buf_printf(&out, "%zu%c %s;", passage_line(&all[i], 0),
                   kinds[all[i].kind], all[i].text);
    for (size_t i = 0; i < out.len; i++)
        if (out.data[i] == '\n')
            out.data[i] = '/';
    const char *kept = buf_keep(arena, &out);
    buf_free(&out);
    return kept;
}

START_TEST(paragraphs_and_headings)
{
    ck_assert_str_eq(blocks("a\nb\n\nc\n\n### D *e*\n\n> f\n"),
                     "0p a/b;3p c;5h D e;7p f;");
    ck_assert_str_eq(blocks(""), "");
    ck_assert_str_eq(blocks("\n\n"), "");
}
END_TEST

START_TEST(code_is_told_from_prose)
{
    ck_assert_str_eq(blocks("a `b 1`, `c`.\n\n```c\nint d;\n\nint e;\n```\nf"),
                     "0p a `, `.;3c int d;//int e;/;7p f;");
    ck_assert_str_eq(blocks("```\n\n7\n```\n"), "2c /7/;");
}
END_TEST

START_TEST(items_are_blocks)
{
    ck_assert_str_eq(blocks("1. a\n2. b\n   c\n\n- d\n  - e\n- f\n\n  g\n"),
                     "0p a;1p b/c;4p d;5p e;6p f;8p g;");
}
END_TEST

START_TEST(rows_are_blocks)
{
    ck_assert_str_eq(blocks("|a|b `x`|\n|---|---|\n|1|2|\n|3|4|\n\nc"),
                     "0p a | b `;2p 1 | 2;3p 3 | 4;5p c;");
}
END_TEST

START_TEST(entities_and_escapes_do_no_harm)
{
    ck_assert_str_eq(blocks("a&rarr;b \\* c\n&amp;"), "0p a b * c/ ;");
    ck_assert_str_eq(blocks("a  \nb"), "0p a/b;");
}
END_TEST

START_TEST(each_byte_has_its_line)
{
    struct passage *all;
    size_t n =
        passages(arena, "a\n\nb `x\ny` c\nd **e**\nf &lt;\n[^g]\n", &all);

    ck_assert_uint_eq(n, 2);
    const struct passage *p = &all[1];
    ck_assert_uint_eq(passage_line(p, 0), 2);
    ck_assert_uint_eq(passage_line(p, (size_t)(strchr(p->text, 'c') - p->text)),
                      3);
    ck_assert_uint_eq(passage_line(p, (size_t)(strchr(p->text, 'e') - p->text)),
                      4);
    ck_assert_uint_eq(passage_line(p, (size_t)(strchr(p->text, 'f') - p->text)),
                      5);
    ck_assert_uint_eq(passage_line(p, (size_t)(strchr(p->text, '^') - p->text)),
                      6);
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *t = tcase_create(name);

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, test);
    suite_add_tcase(s, t);
}
#define ADD(s, test) add((s), #test, test)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("passage");

    ADD(s, paragraphs_and_headings);
    ADD(s, code_is_told_from_prose);
    ADD(s, items_are_blocks);
    ADD(s, rows_are_blocks);
    ADD(s, entities_and_escapes_do_no_harm);
    ADD(s, each_byte_has_its_line);
    return s;
}
