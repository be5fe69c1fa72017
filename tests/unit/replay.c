/* Stepping through an execution: schedules as text, moving, the screen. */
#include "src/ui/replay_parts.h"
#include "src/ui/term.h"

#include "tests/unit/story_traces.h"

#include <check.h>
#include <string.h>

Suite *suite(void);

static struct arena *arena;
static struct replay_state state;
static struct replay_view view;
static struct story_source source = {"x.c", stores_lines};

static const struct look plain = {.width = 80, .height = 24, .utf8 = true};

static void open_view(const struct finding *f, const char *lines)
{
    state = (struct replay_state){
        .outcome = OUTCOME_FAILED, .finding = f, .trace = f->trace};
    source.text = lines;
    ck_assert(replay_view_make(arena, &state, &source, 1, &view));
}

static void setup(void)
{
    arena = arena_new();
    open_view(&stores_finding, stores_lines);
}

static void teardown(void)
{
    arena_free(arena);
}

static const char *draw(struct look look)
{
    struct buf out = BUF_INIT;

    replay_draw(&out, &look, &view);
    const char *text = buf_keep(arena, &out);
    buf_free(&out);
    return text;
}

#define ck_shows(text, what) \
    ck_assert_msg(strstr(text, what), "no '%s' in:\n%s", what, text)
#define ck_hides(text, what) \
    ck_assert_msg(!strstr(text, what), "'%s' in:\n%s", what, text)

/* ----------------------------------------------------------------- schedules
 */

START_TEST(schedules)
{
    static const char *const good[] = {"1c:", "1cwxo:a2bc", "1t:a<1b=2c^3",
                                       "1cr:a12/O1", "1s:/O1"};
    static const char *const bad[] = {"",       "1",       "1:",      "2c:a",
                                      "1c",     "1c:A",    "c1:a",    "1c:a b",
                                      "1c:a;b", "1c:a/O2", "1c:a/O1b"};

    for (size_t i = 0; i < COUNT(good); i++)
        ck_assert_msg(replay_is_schedule(good[i]), "%s", good[i]);
    for (size_t i = 0; i < COUNT(bad); i++)
        ck_assert_msg(!replay_is_schedule(bad[i]), "%s", bad[i]);
    ck_assert(replay_optimised("1c:a/O1"));
    ck_assert(!replay_optimised("1c:a"));
}
END_TEST

START_TEST(cutting)
{
    static const struct {
        size_t n;
        const char *cut;
    } cuts[] = {{0, "1cw:"},
                {1, "1cw:a1"},
                {2, "1cw:a2"},
                {3, "1cw:a3"},
                {4, "1cw:a3b<1"},
                {5, "1cw:a3b<1c=2"},
                {15, "1cw:a3b<1c=2a10"},
                {17, "1cw:a3b<1c=2a12"},
                {99, "1cw:a3b<1c=2a12"}};

    for (size_t i = 0; i < COUNT(cuts); i++) {
        ck_assert_str_eq(replay_cut(arena, "1cw:a3b<1c=2a12", cuts[i].n),
                         cuts[i].cut);
        ck_assert_str_eq(replay_cut(arena, "1cw:a3b<1c=2a12/O1", cuts[i].n),
                         arena_printf(arena, "%s/O1", cuts[i].cut));
    }
}
END_TEST

START_TEST(adding)
{
    ck_assert_str_eq(replay_add(arena, "1c:a", "b<1"), "1c:ab<1");
    ck_assert_str_eq(replay_add(arena, "1c:a/O1", "b"), "1c:ab/O1");
    ck_assert_str_eq(replay_add(arena, "1c:", "a"), "1c:a");
}
END_TEST

/* Plain accesses are no operations of a schedule. */
START_TEST(counting)
{
    ck_assert_uint_eq(replay_count(&stores_trace, -1), 0);
    ck_assert_uint_eq(replay_count(&stores_trace, 5), 6);
    ck_assert_uint_eq(replay_count(&stores_trace, 6), 6);
    ck_assert_uint_eq(replay_count(&stores_trace, 99), 12);
}
END_TEST

/* -------------------------------------------------------------------- moving
 */

START_TEST(forwards_and_back)
{
    size_t n = replay_tale(&view)->nstops;

    ck_assert_uint_gt(n, 3);
    replay_back(&view);
    ck_assert_uint_eq(view.at, 0);
    for (size_t i = 1; i < n; i++) {
        replay_next(&view);
        ck_assert_uint_eq(view.at, i);
    }
    replay_next(&view);
    ck_assert_uint_eq(view.at, n - 1);
    replay_back(&view);
    ck_assert_uint_eq(view.at, n - 2);
    replay_first(&view);
    ck_assert_uint_eq(view.at, 0);
    replay_final(&view);
    ck_assert_uint_eq(view.at, n - 1);
}
END_TEST

START_TEST(within_a_thread)
{
    int thread = replay_thread(&view);
    size_t seen = 1;

    for (size_t before = view.at;; before = view.at, seen++) {
        replay_next_same(&view);
        ck_assert_int_eq(replay_thread(&view), thread);
        if (view.at == before)
            break;
    }
    ck_assert_uint_gt(seen, 1);
    ck_assert_uint_lt(seen, replay_tale(&view)->nstops);
    while (--seen > 0)
        replay_back_same(&view);
    ck_assert_uint_eq(view.at, 0);
}
END_TEST

START_TEST(following)
{
    int other = replay_thread(&view) == 1 ? 2 : 1;

    replay_follow(&view, other);
    ck_assert_int_eq(replay_thread(&view), other);
    for (int i = 0; i < 10; i++) {
        replay_next(&view);
        ck_assert_int_eq(replay_thread(&view), other);
    }
    replay_first(&view);
    ck_assert_int_eq(replay_thread(&view), other);
    replay_final(&view);
    ck_assert_int_eq(replay_thread(&view), other);
    ck_shows(draw(plain), arena_printf(arena, "only thread %d", other));
    replay_follow(&view, other);
    ck_assert_int_eq(view.follow, -1);
}
END_TEST

START_TEST(toggling)
{
    size_t few = replay_tale(&view)->nstops;

    replay_next(&view);
    replay_next(&view);
    int line = replay_row(&view)->line, thread = replay_thread(&view);
    replay_toggle(&view);
    ck_assert(view.all);
    ck_assert_uint_gt(replay_tale(&view)->nstops, few);
    ck_assert_int_eq(replay_row(&view)->line, line);
    ck_assert_int_eq(replay_thread(&view), thread);
    replay_toggle(&view);
    ck_assert_uint_eq(view.at, 2);
    replay_final(&view);
    replay_toggle(&view);
    ck_assert_uint_eq(view.at + 1, replay_tale(&view)->nstops);
}
END_TEST

/* ----------------------------------------------------------------- the screen
 */

START_TEST(what_is_on_the_screen)
{
    const char *text = draw(plain);

    ck_shows(text, "step 1 of ");
    ck_shows(text, "variable");
    ck_shows(text, "memory");
    ck_shows(text, "thread 1");
    ck_shows(text, "q leave");
    ck_hides(text, "old value");
    ck_hides(text, "this does not hold");
    replay_final(&view);
    text = draw(plain);
    ck_shows(text, "this does not hold");
    ck_shows(text, replay_tale(&view)->story->columns[1].name);
    ck_shows(text, "(old)");
}
END_TEST

START_TEST(the_line_is_pointed_at)
{
    struct look tall = plain;
    const char *text;

    tall.height = 40;
    while (replay_row(&view)->line != 6 || replay_thread(&view) != 1)
        replay_next(&view);
    text = draw(tall);
    ck_shows(text, "▸ 6 │");
    ck_shows(text, "  5 │");
}
END_TEST

START_TEST(why_a_value_is_old)
{
    ck_shows(replay_why(arena, &view), "Nothing old");
    while (replay_row(&view)->line != 6 || replay_thread(&view) != 1)
        replay_next(&view);
    const char *why = replay_why(arena, &view);
    ck_shows(why, "the first value");
    ck_shows(why, "line 10 (thread 2)");
    ck_shows(why, "happens before");
    ck_hides(why, "relaxed");
    view.finding.schedule = "1t:a";
    ck_shows(replay_why(arena, &view), "x86");
    view.note = why;
    struct look tall = plain;
    tall.height = 40;
    ck_shows(draw(tall), "does not see the newer store in line 10");
}
END_TEST

START_TEST(fine_executions)
{
    state.finding = NULL;
    state.outcome = OUTCOME_PASSED;
    ck_assert(replay_view_make(arena, &state, &source, 1, &view));
    ck_hides(draw(plain), "This execution is fine");
    replay_final(&view);
    ck_shows(draw(plain), "This execution is fine");
    ck_hides(draw(plain), "this does not hold");
}
END_TEST

START_TEST(nothing_to_show)
{
    static const struct trace empty = {story_threads, 1, NULL, 0};
    struct replay_view none;

    state.trace = &empty;
    ck_assert(!replay_view_make(arena, &state, &source, 1, &none));
    state.trace = NULL;
    ck_assert(!replay_view_make(arena, &state, &source, 1, &none));
}
END_TEST

static void check_fits(const char *text, const struct look *look)
{
    int lines = 1;

    for (const char *at = text; *at != '\0';) {
        size_t len = strcspn(at, "\n");
        ck_assert_msg(term_width(at, len) <= (size_t)look->width,
                      "wider than %d:\n%s", look->width, text);
        lines += at[len] == '\n';
        at += len + (at[len] == '\n');
    }
    ck_assert_msg(lines <= look->height, "%d lines, not %d:\n%s", lines,
                  look->height, text);
    for (const char *at = text; *at != '\0'; at++) {
        ck_assert(look->color || *at != '\033');
        ck_assert_msg(look->utf8 || (unsigned char)*at < 128, "%s", text);
    }
}

/* Whatever the window: no line too wide, none too many, every step. */
START_TEST(every_window)
{
    static const struct finding *const findings[] = {
        &stores_finding, &race_finding, &locks_finding, &counter_finding,
        &signal_finding};
    static const char *const lines[] = {stores_lines, race_lines, locks_lines,
                                        counter_lines, signal_lines};
    static const int widths[] = {10, 20, 40, 69, 70, 80, 132, 300};
    static const int heights[] = {3, 5, 8, 12, 24, 60};

    for (size_t i = 0; i < COUNT(widths) * COUNT(heights) * 4; i++) {
        struct look look = {.width = widths[i % COUNT(widths)],
                            .height = heights[i / 4 / COUNT(widths)],
                            .utf8 = i / COUNT(widths) % 2,
                            .color = i / COUNT(widths) / 2 % 2};
        open_view(findings[_i], lines[_i]);
        for (size_t step = 0; step < replay_tale(&view)->nstops; step++) {
            view.note = step % 3 == 1 ? replay_why(arena, &view) : NULL;
            check_fits(draw(look), &look);
            replay_next(&view);
        }
    }
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test, int n)
{
    TCase *c = tcase_create(name);

    tcase_set_timeout(c, 300);
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, test, 0, n);
    suite_add_tcase(s, c);
}

Suite *suite(void)
{
    Suite *s = suite_create("replay");

    add(s, "what looks like a schedule", schedules, 1);
    add(s, "a schedule is cut after so many operations", cutting, 1);
    add(s, "a move is put behind a schedule", adding, 1);
    add(s, "operations are counted, plain accesses are not", counting, 1);
    add(s, "forwards and back, to both ends", forwards_and_back, 1);
    add(s, "from step to step of one thread", within_a_thread, 1);
    add(s, "only the steps of a thread that is followed", following, 1);
    add(s, "all steps, or those that matter, at the same place", toggling, 1);
    add(s, "what has happened is shown, and what has not is not",
        what_is_on_the_screen, 1);
    add(s, "the line that has run is pointed at", the_line_is_pointed_at, 1);
    add(s, "why an old value may be read", why_a_value_is_old, 1);
    add(s, "an execution that is fine says so at its end", fine_executions, 1);
    add(s, "an execution without steps has no screen", nothing_to_show, 1);
    add(s, "it fits into every window", every_window, 5);
    return s;
}
