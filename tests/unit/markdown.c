/* Markdown on the terminal: golden files, and promises at every width. */
#include "src/ui/markdown.h"

#include "src/base/utf8.h"
#include "tests/golden/golden.h"

static const char *const corpus[] = {"prose", "lists", "code", "tables"};
enum { CORPUS = sizeof corpus / sizeof *corpus };

static const struct look plain = {.width = 80, .height = 24, .utf8 = true};
static const struct look ascii = {.width = 80, .height = 24};
static const struct look colored = {
    .width = 80, .height = 24, .utf8 = true, .color = true};

static char *draw(struct arena *a, struct look look, int width,
                  const char *text)
{
    struct buf out = BUF_INIT;

    look.width = width;
    markdown_draw(&out, &look, text);
    char *drawn = buf_keep(a, &out);
    buf_free(&out);
    return drawn;
}

static void check_golden(const char *name, struct look look, int width,
                         const char *variant)
{
    struct arena *a = arena_new();
    char *text = golden_read(a, arena_printf(a, "%s.md", name));

    golden_check(a, arena_printf(a, "%s.%d%s.txt", name, width, variant),
                 draw(a, look, width, text));
    arena_free(a);
}

START_TEST(golden_at_four_widths)
{
    const int widths[] = {10, 40, 80, 200};

    check_golden(corpus[_i / 4], plain, widths[_i % 4], "");
}
END_TEST

START_TEST(golden_in_ascii_and_in_colour)
{
    check_golden(corpus[_i], ascii, 80, ".ascii");
    check_golden(corpus[_i], colored, 80, ".color");
}
END_TEST

/* The widest line. */
static size_t columns_of(const char *text)
{
    size_t most = 0;

    while (*text != '\0') {
        size_t len = strcspn(text, "\n"), columns = term_width(text, len);
        most = columns > most ? columns : most;
        text += len + (text[len] == '\n');
    }
    return most;
}

START_TEST(no_line_is_too_wide_at_any_width)
{
    struct arena *a = arena_new();
    const struct look looks[] = {plain, ascii, colored};

    char *text = golden_read(a, arena_printf(a, "%s.md", corpus[_i]));
    for (int width = 10; width <= 200; width++) {
        for (size_t i = 0; i < 3; i++) {
            char *drawn = draw(a, looks[i], width, text);
            ck_assert_uint_le(columns_of(drawn), (size_t)width);
            ck_assert_uint_gt(columns_of(drawn), 5);
        }
    }
    arena_free(a);
}
END_TEST

/* Letters and digits in order without what drawing adds. Not for
 * tables, whose cells are cut up. */
static char *letters(struct arena *a, const char *text)
{
    struct buf out = BUF_INIT;

    for (; *text != '\0'; text++) {
        if ((*text >= 'a' && *text <= 'z') || (*text >= '0' && *text <= '9'))
            buf_addc(&out, *text);
    }
    char *kept = buf_keep(a, &out);
    buf_free(&out);
    return kept;
}

START_TEST(no_text_is_lost_at_any_width)
{
    struct arena *a = arena_new();
    char *text = golden_read(a, arena_printf(a, "%s.md", corpus[_i]));
    char *want = letters(a, draw(a, plain, 200, text));

    for (int width = 10; width < 200; width++)
        ck_assert_str_eq(letters(a, draw(a, plain, width, text)), want);
    arena_free(a);
}
END_TEST

START_TEST(prose_is_not_set_wider_than_is_readable)
{
    struct arena *a = arena_new();
    struct buf text = BUF_INIT;

    for (int i = 0; i < 100; i++)
        buf_adds(&text, "word ");
    ck_assert_uint_eq(columns_of(draw(a, plain, 200, text.data)), 99);
    buf_reset(&text);
    buf_printf(&text, "```\n%0150d\n```\n", 0);
    ck_assert_uint_eq(columns_of(draw(a, plain, 200, text.data)), 152);
    buf_free(&text);
    arena_free(a);
}
END_TEST

static void check_drawn(struct look look, int width, const char *text,
                        const char *want)
{
    struct arena *a = arena_new();

    ck_assert_str_eq(draw(a, look, width, text), want);
    arena_free(a);
}

START_TEST(nothing_is_drawn_for_nothing)
{
    check_drawn(plain, 80, "", "");
    check_drawn(plain, 80, "\n\n", "");
}
END_TEST

START_TEST(marks_stay_without_colour_and_become_styles_with_it)
{
    check_drawn(plain, 80, "a **b** *c* `d`", "a **b** *c* `d`\n");
    check_drawn(colored, 80, "a **b** *c* `d`",
                "a \033[1mb\033[0m \033[3mc\033[0m \033[36md\033[0m\n");
}
END_TEST

START_TEST(styles_do_not_nest_but_come_back)
{
    check_drawn(colored, 80, "**a `b` c**",
                "\033[1ma \033[0m\033[36mb\033[0m\033[1m c\033[0m\n");
}
END_TEST

START_TEST(a_style_does_not_run_into_the_margin)
{
    check_drawn(colored, 12, "- **aaaa bbbb cccc**",
                "• \033[1maaaa bbbb\033[0m\n  \033[1mcccc\033[0m\n");
}
END_TEST

START_TEST(links_show_their_address_once)
{
    check_drawn(plain, 80, "[a](http://b.c)", "a (http://b.c)\n");
    check_drawn(plain, 80, "[http://b.c](http://b.c)", "http://b.c\n");
    check_drawn(plain, 80, "<http://b.c>, <me@b.c>", "http://b.c, me@b.c\n");
    check_drawn(plain, 80, "[http://b.cd](http://b.c)",
                "http://b.cd (http://b.c)\n");
}
END_TEST

START_TEST(entities_become_characters)
{
    check_drawn(plain, 80, "&lt; &amp; &#8594; &#x2192; &rarr; &nope; &#0;",
                "< & → → → &nope; \uFFFD\n");
    check_drawn(plain, 80, "&#27;[2J", "␛[2J\n");
}
END_TEST

START_TEST(control_characters_are_shown)
{
    check_drawn(plain, 80, "a\033[31mb\a", "a␛[31mb^G\n");
    check_drawn(ascii, 80, "`\033]0;x\a`", "`^[]0;x^G`\n");
    check_drawn(plain, 80, "```\n\033[2J\n```", "  ␛[2J\n");
    check_drawn(plain, 80, "a\xff\u202Eb", "a\\xff\\u202eb\n");
}
END_TEST

START_TEST(html_is_text)
{
    check_drawn(plain, 80, "<b>x</b>", "<b>x</b>\n");
    check_drawn(plain, 80, "<div>\nx\n</div>", "<div> x </div>\n");
}
END_TEST

START_TEST(ordered_lists_start_where_they_say)
{
    check_drawn(plain, 80, "7. a\n7. b\n", "7. a\n8. b\n");
    check_drawn(plain, 80, "3) a\n\n   b\n", "3. a\n\n   b\n");
}
END_TEST

START_TEST(code_is_folded_with_a_mark)
{
    check_drawn(plain, 12, "```\nabcdefghijklmn\n```",
                "  abcdefghij\n  ↳ klmn\n");
    check_drawn(plain, 12, "```\nabcdef ghijklm\n```",
                "  abcdef \n  ↳ ghijklm\n");
    check_drawn(ascii, 12, "```\nabcdefghijklmn\n```",
                "  abcdefghij\n  > klmn\n");
}
END_TEST

START_TEST(tabs_in_code_end_at_every_fourth_column)
{
    check_drawn(plain, 80, "```\n\ta\tb\n```", "      a   b\n");
}
END_TEST

START_TEST(wide_characters_take_two_columns)
{
    check_drawn(plain, 10, "日本語日本語", "日本語日本\n語\n");
    check_drawn(plain, 10, "a\u0301b\u0301 cdefghij",
                "a\u0301b\u0301\ncdefghij\n");
}
END_TEST

START_TEST(columns_are_aligned)
{
    check_drawn(ascii, 80, "|aaa|bbb|ccc|\n|:---|:---:|---:|\n|1|2|3|\n",
                "aaa | bbb | ccc\n"
                "----+-----+----\n"
                "1   |  2  |   3\n");
}
END_TEST

START_TEST(cells_are_wrapped_and_rows_kept_apart)
{
    check_drawn(ascii, 20, "|a|b|\n|---|---|\n|x|one two three four|\n|y|z|\n",
                "a | b\n"
                "--+-----------------\n"
                "x | one two three\n"
                "  | four\n"
                "--+-----------------\n"
                "y | z\n");
}
END_TEST

START_TEST(a_table_that_does_not_fit_becomes_records)
{
    check_drawn(
        ascii, 14,
        "|one|two|\n|---|---|\n|aaaa bbbb|cccc dddd|\n|eeee ffff|gggg|\n",
        "one: aaaa bbbb\n"
        "two: cccc dddd\n"
        "\n"
        "one: eeee ffff\n"
        "two: gggg\n");
}
END_TEST

START_TEST(deep_nesting_leaves_room_for_text)
{
    struct arena *a = arena_new();
    struct buf text = BUF_INIT;

    for (int depth = 0; depth < 40; depth++) {
        buf_fill(&text, ' ', (size_t)depth * 2);
        buf_printf(&text, "- level%d\n", depth);
    }
    char *drawn = draw(a, plain, 12, text.data);
    ck_assert_uint_le(columns_of(drawn), 12);
    ck_assert_ptr_nonnull(strstr(drawn, "level9\n"));
    buf_free(&text);
    arena_free(a);
}
END_TEST

static void check_inline(const char *text, const char *want)
{
    struct buf out = BUF_INIT;

    markdown_inline(&out, &plain, text);
    ck_assert_str_eq(out.data, want);
    buf_free(&out);
}

START_TEST(inline_text_is_never_a_block)
{
    check_inline("1. not a *list*", "1. not a *list*");
    check_inline("- x", "- x");
    check_inline("# x", "# x");
    check_inline("    `x`", "`x`");
    check_inline("> x\ny", "> x y");
    check_inline("_x_", "*x*");
    check_inline(".", ".");
    check_inline("", "");
    check_inline("[x]: y", "[x]: y");
    check_inline("| a | b |\n|---|---|", "| a | b | |---|---|");
}
END_TEST

#define ADD(s, test)                        \
    do {                                    \
        TCase *added = tcase_create(#test); \
        tcase_add_test(added, test);        \
        suite_add_tcase((s), added);        \
    } while (0)
#define ADD_LOOP(s, test, from, to)                     \
    do {                                                \
        TCase *added = tcase_create(#test);             \
        tcase_add_loop_test(added, test, (from), (to)); \
        suite_add_tcase((s), added);                    \
    } while (0)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("markdown");

    ADD_LOOP(s, golden_at_four_widths, 0, CORPUS * 4);
    ADD_LOOP(s, golden_in_ascii_and_in_colour, 0, CORPUS);
    ADD_LOOP(s, no_line_is_too_wide_at_any_width, 0, CORPUS);
    ADD_LOOP(s, no_text_is_lost_at_any_width, 0, CORPUS - 1);
    ADD(s, prose_is_not_set_wider_than_is_readable);
    ADD(s, nothing_is_drawn_for_nothing);
    ADD(s, marks_stay_without_colour_and_become_styles_with_it);
    ADD(s, styles_do_not_nest_but_come_back);
    ADD(s, a_style_does_not_run_into_the_margin);
    ADD(s, links_show_their_address_once);
    ADD(s, entities_become_characters);
    ADD(s, control_characters_are_shown);
    ADD(s, html_is_text);
    ADD(s, ordered_lists_start_where_they_say);
    ADD(s, code_is_folded_with_a_mark);
    ADD(s, tabs_in_code_end_at_every_fourth_column);
    ADD(s, wide_characters_take_two_columns);
    ADD(s, columns_are_aligned);
    ADD(s, cells_are_wrapped_and_rows_kept_apart);
    ADD(s, a_table_that_does_not_fit_becomes_records);
    ADD(s, deep_nesting_leaves_room_for_text);
    ADD(s, inline_text_is_never_a_block);
    return s;
}
