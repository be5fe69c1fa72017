/* The game's screen, from positions written by hand. */
#include "src/ui/play_parts.h"

#include "tests/unit/story_traces.h"

#include <check.h>
#include <string.h>

Suite *suite(void);

static struct arena *arena;
static struct replay_state state;
static struct replay_program program;
static struct story_source source = {"x.c", stores_lines};
static struct play game;

static const struct replay_option options[] = {
    {STEP(-1, 1, TRACE_READ, "load", ATOMIC("y", VAR_Y, "acquire"), READS(1, 4),
          AT("one", 6)),
     "b", 0},
    {STEP(-1, 1, TRACE_READ, "load", ATOMIC("y", VAR_Y, "acquire"),
          READS(0, -1), AT("one", 6)),
     "b<1", 1},
    {STEP(-1, 2, TRACE_CHOICE, "spurious wake-up", .choice = 1, AT("two", 11)),
     "c=1", 1},
};
static const struct thread_view blocked[] = {
    {"main thread", "waits for the end of thread 1", AT("main", 14)},
};

static void setup(void)
{
    static struct trace trace;

    arena = arena_new();
    trace = stores_trace;
    trace.nsteps = 9;
    state = (struct replay_state){.outcome = OUTCOME_PASSED,
                                  .trace = &trace,
                                  .schedule = "1c:a2bc4b",
                                  .options = options,
                                  .noptions = COUNT(options),
                                  .blocked = blocked,
                                  .nblocked = 1};
    program = (struct replay_program){.sources = &source, .nsources = 1};
    game = (struct play){.p = &program, .a = arena, .n = 3, .state = &state};
    game.moment = arena;
    game.schedules = ARENA_ARRAY(arena, const char *, 3);
    for (int i = 0; i < 3; i++)
        game.schedules[i] = "1c:a2bc4b";
    game.shown = replay_view_make(arena, &state, &source, 1, &game.view);
    ck_assert(game.shown);
    replay_final(&game.view);
}

static void teardown(void)
{
    arena_free(arena);
}

static const char *draw(struct look look)
{
    struct buf out = BUF_INIT;

    play_draw(&out, &look, &game);
    const char *text = buf_keep(arena, &out);
    buf_free(&out);
    return text;
}

static const struct look plain = {.width = 80, .height = 30, .utf8 = true};

#define ck_shows(text, what) \
    ck_assert_msg(strstr(text, what), "no '%s' in:\n%s", what, text)

START_TEST(a_position)
{
    const char *text = draw(plain);

    ck_shows(text, "2 moves");
    ck_shows(text, "who goes on?");
    ck_shows(text, "thread 1, line 6: ");
    ck_shows(text, "  1  reads y = 1 (acquire), from line 10 (thread 2)\n");
    ck_shows(text, "  2  reads y = 0 (acquire), the first value: an OLD value");
    ck_shows(text, "  3  spurious wake-up: yes");
    ck_shows(text, "  -  main thread waits for the end of thread 1 (line 14)");
    ck_assert_msg(!strstr(text, "does not hold"), "%s", text);
}
END_TEST

START_TEST(ends)
{
    game.over = true;
    ck_shows(draw(plain), "This execution is fine.");
    game.searched = true;
    game.search = (struct exploration){
        .outcome = OUTCOME_PASSED, .executions = 7, .proved = true};
    ck_shows(draw(plain), "looks at 7 executions, and every one is");
    game.search.proved = false;
    ck_shows(draw(plain), "but there are more");
    game.found = &stores_finding;
    ck_shows(draw(plain), "finds one that fails after 7 executions");
    state.finding = &stores_finding;
    ck_shows(draw(plain), "You broke it: the assertion");
    game.n = 1;
    ck_shows(draw(plain), "It fails whatever you do");
}
END_TEST

START_TEST(keys_of_options)
{
    ck_assert_int_eq(play_key(0), '1');
    ck_assert_int_eq(play_key(8), '9');
    ck_assert_int_eq(play_key(9), 'A');
    ck_assert_int_eq(play_key(34), 'Z');
    ck_assert_int_eq(play_key(35), '\0');
}
END_TEST

START_TEST(what_is_usual)
{
    ck_assert_uint_eq(play_usual(&game), 0);
    state.options = options + 1;
    state.noptions = 2;
    ck_assert_uint_eq(play_usual(&game), 2);
}
END_TEST

START_TEST(every_window)
{
    static const int widths[] = {10, 20, 40, 69, 70, 80, 200};
    static const int heights[] = {3, 6, 10, 24, 50};

    game.over = _i % 2;
    game.note =
        _i > 1 ? "Something is said here, and it is long.\nTwice." : NULL;
    for (size_t i = 0; i < COUNT(widths) * COUNT(heights); i++) {
        struct look look = {.width = widths[i % COUNT(widths)],
                            .height = heights[i / COUNT(widths)],
                            .utf8 = i % 2};
        const char *text = draw(look);
        int lines = 1;
        for (const char *at = text; *at != '\0';) {
            size_t len = strcspn(at, "\n");
            ck_assert_msg(term_width(at, len) <= (size_t)look.width,
                          "wider than %d:\n%s", look.width, text);
            lines += at[len] == '\n';
            at += len + (at[len] == '\n');
        }
        ck_assert_msg(lines <= look.height, "%d lines, not %d:\n%s", lines,
                      look.height, text);
        for (const char *at = text; *at != '\0'; at++)
            ck_assert(look.utf8 || (unsigned char)*at < 128);
    }
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test, int n)
{
    TCase *c = tcase_create(name);

    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, test, 0, n);
    suite_add_tcase(s, c);
}

Suite *suite(void)
{
    Suite *s = suite_create("play");

    add(s, "a position tells what could come next", a_position, 1);
    add(s, "the end tells what has happened", ends, 1);
    add(s, "every option has a key", keys_of_options, 1);
    add(s, "what happens if nobody interferes", what_is_usual, 1);
    add(s, "it fits into every window", every_window, 4);
    return s;
}
