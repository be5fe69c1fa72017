/* Stories in the terminal: golden files at four widths, without UTF-8 and in
 * colour, and what must hold for all of them. */
#include "src/ui/lanes.h"

#include "tests/golden/golden.h"
#include "tests/unit/story_traces.h"

static const struct look plain = {.width = 80, .height = 24, .utf8 = true};
static const struct look ascii = {.width = 80, .height = 24};
static const struct look colored = {
    .width = 80, .height = 24, .utf8 = true, .color = true};

static char *draw_story(struct arena *a, struct look look, int width,
                        const struct story *s)
{
    struct buf out = BUF_INIT;

    look.width = width;
    lanes_draw(&out, &look, s);
    char *drawn = buf_keep(a, &out);
    buf_free(&out);
    return drawn;
}

static char *draw(struct arena *a, struct look look, int width, size_t i)
{
    return draw_story(a, look, width, story_traced(a, i));
}

START_TEST(golden_screens)
{
    static const int widths[] = {40, 80, 120, 200};
    struct arena *a = arena_new();
    const char *name = story_traces[_i].name;

    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
        golden_check(a, arena_printf(a, "lanes-%s.%d.txt", name, widths[w]),
                     draw(a, plain, widths[w], (size_t)_i));
    golden_check(a, arena_printf(a, "lanes-%s.80.ascii.txt", name),
                 draw(a, ascii, 80, (size_t)_i));
    golden_check(a, arena_printf(a, "lanes-%s.80.color.txt", name),
                 draw(a, colored, 80, (size_t)_i));
    arena_free(a);
}
END_TEST

START_TEST(no_line_is_too_wide)
{
    struct arena *a = arena_new();
    const struct look looks[] = {plain, ascii, colored};

    for (int width = 10; width <= 200; width++) {
        for (size_t i = 0; i < 3; i++) {
            const char *at = draw(a, looks[i], width, (size_t)_i);
            for (; *at != '\0'; at += strcspn(at, "\n") + 1)
                ck_assert_uint_le(term_width(at, strcspn(at, "\n")),
                                  (size_t)width);
        }
    }
    arena_free(a);
}
END_TEST

START_TEST(without_utf8_all_is_ascii)
{
    struct arena *a = arena_new();

    for (int width = 40; width <= 200; width += 40) {
        const char *drawn = draw(a, ascii, width, (size_t)_i);
        for (; *drawn != '\0'; drawn++)
            ck_assert(*drawn == '\n' || (*drawn >= ' ' && *drawn <= '~'));
    }
    arena_free(a);
}
END_TEST

START_TEST(without_colour_there_is_no_escape)
{
    struct arena *a = arena_new();

    ck_assert_ptr_null(strchr(draw(a, plain, 80, (size_t)_i), '\033'));
    ck_assert_ptr_nonnull(strchr(draw(a, colored, 80, (size_t)_i), '\033'));
    arena_free(a);
}
END_TEST

/* Each thread of a wide screen begins in a column of its own. */
START_TEST(threads_have_columns)
{
    struct arena *a = arena_new();
    const char *wide = draw(a, plain, 80, 1), *narrow = draw(a, plain, 69, 1);

    ck_assert_int_eq(strncmp(wide, "  thread 1 (one)", 16), 0);
    ck_assert_ptr_nonnull(strstr(wide, "thread 2 (two)\n"));
    ck_assert_ptr_null(strstr(narrow, "thread 2 (two)"));
    ck_assert_ptr_nonnull(strstr(narrow, "thread 2, line 9"));
    arena_free(a);
}
END_TEST

START_TEST(a_lock_is_a_bar_that_goes_through)
{
    struct arena *a = arena_new();
    const char *drawn = draw(a, plain, 80, 1);

    ck_assert_ptr_nonnull(strstr(drawn, "┌    4 pthread_mutex_lock(&a);"));
    ck_assert_ptr_nonnull(
        strstr(drawn, "│                                       ┌    9 "));
    ck_assert_ptr_nonnull(strstr(drawn, "waits for b: thread 2 holds it"));
    ck_assert_ptr_null(strstr(drawn, "└")); /* neither is given back */
    arena_free(a);
}
END_TEST

START_TEST(what_a_learner_wrote_cannot_draw)
{
    const struct story_note note = {STORY_WRONG, "reads \033[2J: 1\n\r"};
    const struct story_column column = {1, "thread 1", "f\033[1m"};
    const struct story_row row = {.kind = STORY_FAIL,
                                  .file = "\033c.c",
                                  .line = 1,
                                  .code = "\033]0;x\a\u202E",
                                  .notes = &note,
                                  .nnotes = 1};
    const struct story s = {.columns = &column,
                            .ncolumns = 1,
                            .rows = &row,
                            .nrows = 1,
                            .file = "x.c",
                            .mistake = "\033[H"};
    struct arena *a = arena_new();

    for (int width = 40; width <= 80; width += 40) {
        const char *drawn = draw_story(a, plain, width, &s);
        ck_assert_ptr_null(strstr(drawn, "\u202E"));
        for (; *drawn != '\0'; drawn++)
            ck_assert(*drawn == '\n' || (unsigned char)*drawn >= ' ');
    }
    arena_free(a);
}
END_TEST

#define ADD(s, test)                        \
    do {                                    \
        TCase *added = tcase_create(#test); \
        tcase_add_test(added, test);        \
        suite_add_tcase((s), added);        \
    } while (0)
#define ADD_EACH(s, test)                                  \
    do {                                                   \
        TCase *added = tcase_create(#test);                \
        tcase_add_loop_test(added, test, 0, STORY_TRACES); \
        suite_add_tcase((s), added);                       \
    } while (0)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("lanes");

    ADD_EACH(s, golden_screens);
    ADD_EACH(s, no_line_is_too_wide);
    ADD_EACH(s, without_utf8_all_is_ascii);
    ADD_EACH(s, without_colour_there_is_no_escape);
    ADD(s, threads_have_columns);
    ADD(s, a_lock_is_a_bar_that_goes_through);
    ADD(s, what_a_learner_wrote_cannot_draw);
    return s;
}
