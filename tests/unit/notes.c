/* References to facts and new terms in a text that is drawn. */
#include "src/base/utf8.h"
#include "src/ui/markdown.h"

#include <check.h>
#include <string.h>

static const struct look plain = {.width = 80, .height = 24, .utf8 = true};
static const struct look colored = {
    .width = 80, .height = 24, .utf8 = true, .color = true};

static const struct fact all_facts[] = {
    {.id = "join",
     .source = SOURCE_DOCUMENT,
     .name = "man-pages 6.03, pthread_join(3)",
     .place = "NOTES"},
    {.id = "cost", .source = SOURCE_DEMO, .lesson = "one", .step = "two"},
    {.id = "glibc",
     .source = SOURCE_PROJECT,
     .name = "glibc",
     .version = "2.36",
     .place = "nptl/pthread_create.c:277"},
};
static const char *const races[] = {"data races"};
static const struct term all_terms[] = {
    {.name = "race"},
    {.name = "data race", .also = races, .nalso = 1},
};

static struct arena *arena;
static struct notes notes;

static void setup(void)
{
    static const struct term *fresh[] = {&all_terms[0], &all_terms[1]};

    arena = arena_new();
    notes = (struct notes){
        .arena = arena,
        .facts = {all_facts, 3},
        .glossary = {all_terms, 2},
        .fresh = fresh,
        .nfresh = 2,
        .shown = ARENA_ARRAY(arena, bool, 2),
    };
}

static void teardown(void)
{
    arena_free(arena);
}

static const char *draw(const struct look *look, const char *text)
{
    struct buf out = BUF_INIT;

    markdown_draw_noted(&out, look, &notes, text);
    notes_draw(&out, look, &notes);
    const char *kept = buf_keep(arena, &out);
    buf_free(&out);
    return kept;
}

START_TEST(references_are_numbered_and_their_sources_named)
{
    ck_assert_str_eq(draw(&plain, "It waits.[^join] It costs.[^cost][^glibc]"),
                     "It waits.[1] It costs.[2][3]\n"
                     "\n"
                     "1  man-pages 6.03, pthread_join(3), NOTES\n"
                     "2  measured by the demo one/two\n"
                     "3  glibc 2.36, nptl/pthread_create.c:277\n");
}
END_TEST

START_TEST(a_fact_keeps_its_number)
{
    draw(&plain, "a[^join] b[^cost]");
    ck_assert_str_eq(draw(&plain, "c[^cost]\n\n- d[^glibc]\n- e[^cost]"),
                     "c[2]\n\n• d[3]\n• e[2]\n\n"
                     "2  measured by the demo one/two\n"
                     "3  glibc 2.36, nptl/pthread_create.c:277\n");
    ck_assert_str_eq(draw(&plain, "f"), "f\n");
}
END_TEST

START_TEST(a_fact_that_is_not_there_is_named)
{
    ck_assert_str_eq(draw(&plain, "a[^nobody]"),
                     "a[1]\n\n1  no fact is called \"nobody\"\n");
}
END_TEST

START_TEST(what_is_no_reference_stays)
{
    ck_assert_str_eq(draw(&plain, "`[^join]` [^] [^A] [join] [^join"),
                     "`[^join]` [^] [^A] [join] [^join\n");
    ck_assert_str_eq(draw(&plain, "```\n[^join]\n```"), "  [^join]\n");
}
END_TEST

START_TEST(references_stand_in_tables_emphasis_and_lines)
{
    struct buf out = BUF_INIT;

    ck_assert_str_eq(draw(&plain, "|a|b|\n|---|---|\n|c[^join]|**d**[^cost]|"),
                     "a    │ b\n"
                     "─────┼─────────\n"
                     "c[1] │ **d**[2]\n"
                     "\n"
                     "1  man-pages 6.03, pthread_join(3), NOTES\n"
                     "2  measured by the demo one/two\n");
    markdown_inline_noted(&out, &plain, &notes, "a *b[^cost]* `c`[^glibc]");
    ck_assert_str_eq(out.data, "a *b[2]* `c`[3]");
    buf_free(&out);
}
END_TEST

START_TEST(without_notes_it_is_text)
{
    struct buf out = BUF_INIT;

    markdown_draw(&out, &plain, "a[^join]");
    ck_assert_str_eq(out.data, "a[^join]\n");
    buf_free(&out);
}
END_TEST

START_TEST(marks_and_sources_are_dim)
{
    ck_assert_str_eq(draw(&colored, "*a[^cost]*"),
                     "\033[3ma\033[2m[1]\033[0m\033[3m\033[0m\n"
                     "\n"
                     "\033[2m1  \033[0m\033[2mmeasured by the demo "
                     "one/two\033[0m\n");
}
END_TEST

START_TEST(new_terms_are_underlined_once)
{
    ck_assert_str_eq(draw(&colored, "A data race, two data\nraces, a race."),
                     "A \033[4mdata race\033[0m, two data races, a "
                     "\033[4mrace\033[0m.\n");
    ck_assert_str_eq(draw(&colored, "A data race."), "A data race.\n");
}
END_TEST

START_TEST(a_term_may_stand_on_two_lines)
{
    ck_assert_str_eq(draw(&colored, "Two data\nraces"),
                     "Two \033[4mdata races\033[0m\n");
}
END_TEST

START_TEST(code_and_headings_are_not_underlined)
{
    ck_assert_str_eq(draw(&plain, "`race`"), "`race`\n");
    ck_assert(!notes.shown[0]);
    draw(&colored, "### A race\n\n```\nrace\n```");
    ck_assert(!notes.shown[0]);
    ck_assert_str_eq(draw(&colored, "**race**"),
                     "\033[1m\033[4mrace\033[0m\033[1m\033[0m\n");
}
END_TEST

START_TEST(without_colour_nothing_is_underlined)
{
    ck_assert_str_eq(draw(&plain, "A data race."), "A data race.\n");
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

START_TEST(it_fits_at_any_width)
{
    const struct look *const looks[] = {&plain, &colored};

    for (int width = 10; width <= 200; width++) {
        for (size_t i = 0; i < 2; i++) {
            struct look look = *looks[i];
            look.width = width;
            const char *drawn =
                draw(&look, "Some words about a data race.[^join]\n\n"
                            "- and[^glibc][^cost]\n");
            ck_assert_uint_le(columns_of(drawn), (size_t)width);
            ck_assert(width < 40 || strstr(drawn, "nptl/pthread_create.c:277"));
        }
    }
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
    Suite *s = suite_create("notes");

    ADD(s, references_are_numbered_and_their_sources_named);
    ADD(s, a_fact_keeps_its_number);
    ADD(s, a_fact_that_is_not_there_is_named);
    ADD(s, what_is_no_reference_stays);
    ADD(s, references_stand_in_tables_emphasis_and_lines);
    ADD(s, without_notes_it_is_text);
    ADD(s, marks_and_sources_are_dim);
    ADD(s, new_terms_are_underlined_once);
    ADD(s, a_term_may_stand_on_two_lines);
    ADD(s, code_and_headings_are_not_underlined);
    ADD(s, without_colour_nothing_is_underlined);
    ADD(s, it_fits_at_any_width);
    return s;
}
