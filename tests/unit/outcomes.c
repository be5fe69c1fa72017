/* The table of outcomes: what it says of each case, and how it fits. */
#include "src/ui/outcomes.h"

#include "src/base/utf8.h"

#include <check.h>
#include <string.h>

Suite *suite(void);

static const char *const files[] = {"dir/sb.c"};
static const struct explore_request request = {.files = files, .nfiles = 1};
static struct buf out;
static struct final_state states[4];
static struct outcomes outcomes;

/* Store buffering on a machine that shows all of it. */
static void setup(void)
{
    out = (struct buf)BUF_INIT;
    outcomes = (struct outcomes){
        .compiled = true,
        .states = states,
        .nstates = 2,
        .models = {{true, NULL, 4}, {true, NULL, 4}, {true, NULL, 3}},
        .tally = {.runs = 1000,
                  .wanted = 1000,
                  .processors = 2,
                  .pinned = true,
                  .seconds = 0.25}};
    states[0] = (struct final_state){.text = "r0=0 r1=1",
                                     .reached = {true, true, true},
                                     .schedule = {"1c:a", "1t:a", "1s:a"},
                                     .seen = 995};
    states[1] = (struct final_state){
        .text = "r0=0 r1=0", .reached = {true, true, false}, .seen = 5};
}

static void teardown(void)
{
    buf_free(&out);
}

static void draw(int width, bool utf8, bool schedules)
{
    const struct look look = {.width = width, .height = 24, .utf8 = utf8};

    buf_reset(&out);
    outcomes_draw(&out, &look, &request, &outcomes, schedules);
}

static bool says(const char *text)
{
    return strstr(out.data, text) != NULL;
}

START_TEST(whole)
{
    draw(80, false, false);
    ck_assert_str_eq(out.data,
                     "sb.c: 2 outcomes\n"
                     "\n"
                     "outcome   | sc   | tso | c11 | on this machine\n"
                     "----------+------+-----+-----+----------------\n"
                     "r0=0 r1=1 | yes  | yes | yes |    995 (99.5 %)\n"
                     "r0=0 r1=0 | no ! | yes | yes |       5 (0.5 %)\n"
                     "\n"
                     "sc (a plain interleaving): complete, 3 executions\n"
                     "tso (what x86 does): complete, 4 executions\n"
                     "c11 (what C allows): complete, 4 executions\n"
                     "This machine: 1000 runs in 0.2 s on 2 processors. The "
                     "counts depend on "
                     "the\n"
                     "  machine, and on luck.\n"
                     "! This machine does what sc forbids.\n");
}
END_TEST

START_TEST(not_seen)
{
    states[1].seen = 0;
    draw(80, true, false);
    ck_assert(says("allowed, not seen"));
    ck_assert(!says("!"));
    states[1].how = FINAL_UNDEFINED; /* of which nothing can be seen */
    draw(80, true, false);
    ck_assert(!says("not seen"));
}
END_TEST

START_TEST(not_complete)
{
    outcomes.models[MODEL_SC] =
        (struct outcomes_model){.why = "the time was up"};
    draw(80, true, false);
    ck_assert(says("sc (a plain interleaving): not complete: the time was up"));
    ck_assert(says("?"));
    ck_assert(!says("!")); /* it may be among those that are missing */
}
END_TEST

START_TEST(forbidden)
{
    states[1].reached[MODEL_C11] = false;
    states[1].forbidden = true;
    draw(300, true, false);
    ck_assert(says("threadlings is wrong"));
}
END_TEST

START_TEST(machine)
{
    outcomes.tally.processors = 1;
    outcomes.tally.wanted = 2000;
    outcomes.tally.why = "the time was up";
    outcomes.tally.pinned = false;
    draw(300, true, false);
    ck_assert(says("on 1 processor, so that threads only take turns"));
    ck_assert(says("Not all of 2000 runs: the time was up"));
    outcomes.tally = (struct outcomes_tally){.wanted = 9, .why = "because"};
    draw(300, true, false);
    ck_assert(says("This machine: no runs: because"));
    ck_assert(!says("on this machine"));
    outcomes.tally = (struct outcomes_tally){0};
    states[0].seen = states[1].seen = 0;
    draw(300, true, false);
    ck_assert(!says("machine"));
}
END_TEST

START_TEST(hostile_text)
{
    states[0].text = "a\n\x1b[31mred\xff";
    states[1].how = FINAL_STOPS;
    draw(80, true, true);
    ck_assert(says("a / "));
    ck_assert(!says("\x1b"));
    ck_assert(says("(r0=0 r1=0)"));
    ck_assert_uint_eq(utf8_valid(out.data, out.len), out.len);
}
END_TEST

START_TEST(fits)
{
    states[0].text = "a text that is longer than any screen is wide, with "
                     "awordthatislongerthananyscreeniswideasitneverends";
    for (int width = 40; width <= 200; width += 20) {
        draw(width, width % 40 == 0, true);
        for (char *at = out.data, *end; (end = strchr(at, '\n')); at = end + 1)
            ck_assert_uint_le(utf8_width(at, (size_t)(end - at)),
                              (size_t)width);
    }
}
END_TEST

START_TEST(schedules)
{
    draw(80, true, true);
    ck_assert(says("  sc   1s:a\n  tso  1t:a\n  c11  1c:a\n"));
    ck_assert(says("threadlings replay 'SCHEDULE' sb.c"));
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *c = tcase_create(name);

    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, test);
    suite_add_tcase(s, c);
}

Suite *suite(void)
{
    Suite *s = suite_create("outcomes");

    add(s, "a table, the models, the machine", whole);
    add(s, "an outcome that is allowed and not seen", not_seen);
    add(s, "a model that is not complete forbids nothing", not_complete);
    add(s, "an outcome that C forbids", forbidden);
    add(s, "what is to know of the machine", machine);
    add(s, "a text cannot draw", hostile_text);
    add(s, "nothing is wider than the screen", fits);
    add(s, "schedules, the strongest model first", schedules);
    return s;
}
