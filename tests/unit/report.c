/* Verdicts as screens: golden files at 40 and 80 columns, and what must hold
 * for all of them. */
#include "src/ui/report.h"

#include "tests/golden/golden.h"
#include "tests/unit/story_traces.h"

static const struct look plain = {.width = 80, .height = 24, .utf8 = true};
static const struct look ascii = {.width = 80, .height = 24};
static const struct look colored = {
    .width = 80, .height = 24, .utf8 = true, .color = true};

static const char source[] =
    "#include \"bank.h\"\n" /*  1 */
    "\n"                    /*  2 */
    "static struct account a = {.lock = PTHREAD_MUTEX_INITIALIZER};\n"
    "static struct account b = {.lock = PTHREAD_MUTEX_INITIALIZER};\n"
    "\n"                                /*  5 */
    "/* Moves money, or refuses\n"      /*  6 */
    " * when there is too little. */\n" /*  7 */
    "bool transfer(struct account *from, struct account *to, long amount, "
    "struct log *log)\n"                   /*  8 */
    "{\n"                                  /*  9 */
    "\tpthread_mutex_lock(&from->lock);\n" /* 10 */
    "\tpthread_mutex_lock(&to->lock);\n"   /* 11 */
    "\tfrom->balance -= amount;\n"         /* 12 */
    "\tto->balance += amount;\n"           /* 13 */
    "\tlog->entries[log->n++ % LOG_SIZE] = (struct entry){from->name, "
    "to->name, amount};\n"                   /* 14 */
    "\tpthread_mutex_unlock(&to->lock);\n"   /* 15 */
    "\tpthread_mutex_unlock(&from->lock);\n" /* 16 */
    "\treturn true;\n"                       /* 17 */
    "}\n";                                   /* 18 */

static const struct stage_result ok = {.outcome = OUTCOME_PASSED};
static const struct stage_result failed = {.outcome = OUTCOME_FAILED};

static struct stage_result tests_ran(enum outcome outcome, size_t run)
{
    return (struct stage_result){
        .outcome = outcome, .checks_run = run, .checks_expected = 8};
}

static struct stage_result no_answer(enum outcome outcome, const char *why)
{
    return (struct stage_result){.outcome = outcome, .why = why};
}

static const struct layer layers[] = {{.name = "seccomp", .active = true},
                                      {.name = "landlock", .active = true}};

/* A verdict in which everything before `stage` is fine and `stage` failed. */
static struct verdict failing(enum stage stage, const struct finding *findings,
                              size_t n)
{
    struct verdict v = {.exercise = "bank",
                        .submission = "bank.c",
                        .outcome = OUTCOME_FAILED,
                        .findings = findings,
                        .nfindings = n,
                        .layers = layers,
                        .nlayers = 2,
                        .seconds = 2.34};

    for (int i = 0; i < STAGE_COUNT; i++)
        v.stages[i] = ok;
    v.stages[STAGE_SCHEDULES] =
        no_answer(OUTCOME_SKIPPED, "the exercise has no scenarios");
    v.stages[STAGE_SCHEDULES].absent = true;
    v.stages[STAGE_SPEED] =
        no_answer(OUTCOME_SKIPPED, "the exercise has no bench");
    v.stages[STAGE_SPEED].absent = true;
    v.stages[STAGE_OUTSIDE] =
        no_answer(OUTCOME_SKIPPED, "asked only where points depend on it");
    v.stages[STAGE_OUTSIDE].absent = true;
    v.stages[STAGE_TESTS] = tests_ran(OUTCOME_PASSED, 8);
    v.stages[stage] = failed;
    if (stage == STAGE_TESTS)
        v.stages[stage] = tests_ran(OUTCOME_FAILED, 7);
    return v;
}

/* ------------------------------------------------------------- the verdicts */

static struct verdict compile_error(void)
{
    static const struct finding f[] = {
        {.kind = FINDING_COMPILE,
         .stage = STAGE_BUILD,
         .file = "bank.c",
         .line = 12,
         .column = 2,
         .message = "'frm' undeclared (first use in this function)",
         .detail = "bank.c: In function 'transfer':\n"
                   "bank.c:12:2: error: 'frm' undeclared (first use in this "
                   "function); did you mean 'from'?\n"
                   "   12 | \tfrm->balance -= amount;\n"
                   "      | \t^~~\n"
                   "      | \tfrom\n"}};
    struct verdict v = failing(STAGE_BUILD, f, 1);

    for (int i = STAGE_TESTS; i < STAGE_COUNT; i++)
        v.stages[i] = no_answer(OUTCOME_SKIPPED, "it does not compile");
    return v;
}

static struct verdict failed_test(void)
{
    static const struct finding f[] = {
        {.kind = FINDING_TEST,
         .stage = STAGE_TESTS,
         .file = "bank.c",
         .line = 12,
         .column = 2,
         .function = "transfer",
         .test = "refuses",
         .expectation = "a transfer of more than there is returns false and "
                        "changes nothing",
         .message = "transfer(&a, &b, 200, &log) == false did not hold: it "
                    "was true",
         .output = "a 100\nb 0\n"},
        {.kind = FINDING_LEAK,
         .stage = STAGE_MEMORY,
         .file = "bank.c",
         .line = 14,
         .message = "24 bytes that were allocated here are never freed"},
        {.kind = FINDING_TEST,
         .stage = STAGE_TESTS,
         .test = "logs",
         .message = "the log holds 2 entries; expected 1"}};
    struct verdict v = failing(STAGE_TESTS, f, 3);

    v.stages[STAGE_TESTS].checks_run = 8;
    v.stages[STAGE_MEMORY] = failed;
    return v;
}

static struct verdict crash(void)
{
    static const struct finding f[] = {
        {.kind = FINDING_CRASH,
         .stage = STAGE_TESTS,
         .file = "bank.c",
         .line = 14,
         .function = "transfer",
         .test = "logs",
         .expectation = "every transfer is written to the log",
         .message = "it read or wrote at address 0, a null pointer (SIGSEGV)",
         .output = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n"
                   "ten\neleven\nlast \033[31mwords"}};

    return failing(STAGE_TESTS, f, 1);
}

static struct verdict deadlock(void)
{
    static const struct frame one[] = {
        {.function = "__lll_lock_wait"},
        {.function = "transfer", .file = "bank.c", .line = 11, .own = true}};
    static const struct frame two[] = {
        {.function = "transfer", .file = "bank.c", .line = 11, .own = true},
        {.function = "there_and_back", .file = "test.c", .line = 7}};
    static const struct thread_view threads[] = {
        {.name = "main thread", .state = "waits for thread 1 to end"},
        {.name = "thread 1",
         .state = "waits for the mutex b.lock, which thread 2 holds",
         .frames = one,
         .nframes = 2},
        {.name = "thread 2",
         .state = "waits for the mutex a.lock, which thread 1 holds",
         .frames = two,
         .nframes = 2}};
    static const struct finding f[] = {
        {.kind = FINDING_DEADLOCK,
         .stage = STAGE_TESTS,
         .chance = true,
         .file = "bank.c",
         .line = 11,
         .function = "transfer",
         .test = "opposite",
         .expectation = "transfers in opposite directions at once all end",
         .message = "thread 1 and thread 2 each wait for a mutex that the "
                    "other holds",
         .threads = threads,
         .nthreads = 3}};
    struct verdict v = failing(STAGE_TESTS, f, 1);

    v.stages[STAGE_MEMORY] = no_answer(OUTCOME_SKIPPED, "the tests failed");
    v.stages[STAGE_RACES] = no_answer(OUTCOME_SKIPPED, "the tests failed");
    return v;
}

static struct verdict data_race(void)
{
    static const struct frame one[] = {
        {.function = "transfer", .file = "bank.c", .line = 12, .own = true}};
    static const struct frame two[] = {
        {.function = "transfer", .file = "bank.c", .line = 14, .own = true},
        {.function = "total", .file = "helper.h", .line = 3, .own = true}};
    static const struct thread_view threads[] = {
        {.name = "thread 1",
         .state = "writes 8 bytes, holding no lock",
         .frames = one,
         .nframes = 1},
        {.name = "thread 2",
         .state = "reads them at the same time, holding no lock",
         .frames = two,
         .nframes = 2}};
    static const struct finding f[] = {
        {.kind = FINDING_DATA_RACE,
         .stage = STAGE_RACES,
         .file = "bank.c",
         .line = 12,
         .function = "transfer",
         .message = "two threads use a.balance at once, and one of them writes",
         .detail = "WARNING: ThreadSanitizer: data race (pid=7)\n",
         .threads = threads,
         .nthreads = 2}};
    struct verdict v = failing(STAGE_RACES, f, 1);

    v.remembered = true;
    return v;
}

static struct verdict leak(void)
{
    static const struct finding f[] = {
        {.kind = FINDING_LEAK,
         .stage = STAGE_MEMORY,
         .file = "bank.c",
         .line = 18,
         .message = "40 bytes that were allocated here are never freed",
         .detail = "==7==ERROR: LeakSanitizer: detected memory leaks\n"}};

    return failing(STAGE_MEMORY, f, 1);
}

static struct verdict timeout_spinning(void)
{
    static const struct frame frame[] = {
        {.function = "transfer", .file = "bank.c", .line = 13, .own = true}};
    static const struct thread_view threads[] = {{.name = "main thread",
                                                  .state = "runs",
                                                  .frames = frame,
                                                  .nframes = 1}};
    static const struct finding f[] = {
        {.kind = FINDING_TIMEOUT,
         .stage = STAGE_TESTS,
         .file = "bank.c",
         .line = 13,
         .function = "transfer",
         .test = "moves",
         .expectation = "a transfer moves the amount from one to the other",
         .message = "it was still running after 5 seconds",
         .threads = threads,
         .nthreads = 1}};

    return failing(STAGE_TESTS, f, 1);
}

static struct verdict limit(void)
{
    static const struct finding f[] = {
        {.kind = FINDING_LIMIT,
         .stage = STAGE_TESTS,
         .message = "it printed more than 1 MB",
         .output = "still waiting for a very slow thread that counts and "
                   "counts and counts and counts\nstill\nstill\n"}};

    return failing(STAGE_TESTS, f, 1);
}

static struct verdict forbidden(void)
{
    static const struct finding f[] = {
        {.kind = FINDING_FORBIDDEN,
         .stage = STAGE_SHAPE,
         .message = "this queue must work without locks, but it uses "
                    "pthread_mutex_lock"}};
    static const struct layer missing[] = {
        {.name = "seccomp", .active = true},
        {.name = "landlock", .why = "the kernel is too old"},
        {.name = "user namespace", .why = "not permitted"}};
    struct verdict v = failing(STAGE_SHAPE, f, 1);

    v.layers = missing;
    v.nlayers = 3;
    return v;
}

static struct verdict passed(void)
{
    struct verdict v = failing(STAGE_BUILD, NULL, 0);

    v.stages[STAGE_BUILD] = ok;
    v.outcome = OUTCOME_PASSED;
    v.stages[STAGE_SHAPE] =
        no_answer(OUTCOME_SKIPPED, "nothing is forbidden here");
    return v;
}

static struct verdict unsure(void)
{
    struct verdict v = passed();

    v.outcome = OUTCOME_UNSURE;
    v.stages[STAGE_SHAPE] = ok;
    v.stages[STAGE_MEMORY] = no_answer(
        OUTCOME_UNAVAILABLE,
        "AddressSanitizer does not start here; `threadlings doctor` says why");
    v.stages[STAGE_RACES] = no_answer(
        OUTCOME_UNSURE, "the machine was too busy to finish within 60 seconds");
    return v;
}

static const struct {
    const char *name;
    struct verdict (*make)(void);
} verdicts[] = {
    {"compile", compile_error},
    {"test", failed_test},
    {"crash", crash},
    {"deadlock", deadlock},
    {"race", data_race},
    {"leak", leak},
    {"timeout", timeout_spinning},
    {"limit", limit},
    {"forbidden", forbidden},
    {"passed", passed},
    {"unsure", unsure},
};
enum { VERDICTS = sizeof verdicts / sizeof *verdicts };

/* -------------------------------------------------------------------- tests */

static char *draw(struct arena *a, struct look look, int width, size_t i)
{
    struct buf out = BUF_INIT;
    struct verdict v = verdicts[i].make();

    look.width = width;
    report_draw(&out, &look, &v, source, NULL);
    char *drawn = buf_keep(a, &out);
    buf_free(&out);
    return drawn;
}

START_TEST(golden_screens)
{
    struct arena *a = arena_new();
    const char *name = verdicts[_i].name;

    golden_check(a, arena_printf(a, "report-%s.40.txt", name),
                 draw(a, plain, 40, (size_t)_i));
    golden_check(a, arena_printf(a, "report-%s.80.txt", name),
                 draw(a, plain, 80, (size_t)_i));
    arena_free(a);
}
END_TEST

START_TEST(golden_screens_in_ascii_and_in_colour)
{
    struct arena *a = arena_new();
    const size_t deadlock_screen = 3;

    golden_check(a, "report-deadlock.80.ascii.txt",
                 draw(a, ascii, 80, deadlock_screen));
    golden_check(a, "report-deadlock.80.color.txt",
                 draw(a, colored, 80, deadlock_screen));
    arena_free(a);
}
END_TEST

static size_t rows_of(const char *text)
{
    size_t rows = 0;

    for (; *text != '\0'; text++)
        rows += *text == '\n';
    return rows;
}

START_TEST(a_usual_screen_has_at_most_24_rows)
{
    struct arena *a = arena_new();

    ck_assert_uint_le(rows_of(draw(a, plain, 80, (size_t)_i)), 24);
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

START_TEST(only_the_passed_one_says_ok_first)
{
    struct arena *a = arena_new();
    const char *drawn = draw(a, ascii, 80, (size_t)_i);
    enum outcome outcome = verdicts[_i].make().outcome;
    const char *mark = outcome == OUTCOME_PASSED   ? "ok "
                       : outcome == OUTCOME_FAILED ? "x "
                                                   : "? ";

    ck_assert_int_eq(strncmp(drawn, mark, strlen(mark)), 0);
    ck_assert(strstr(drawn, "not a pass") != NULL || outcome != OUTCOME_UNSURE);
    arena_free(a);
}
END_TEST

static void check_finding(const struct finding *f, const char *text,
                          const char *want)
{
    struct buf out = BUF_INIT;

    report_finding(&out, &plain, f, text);
    ck_assert_msg(strstr(out.data, want) != NULL, "no '%s' in:\n%s", want,
                  out.data);
    buf_free(&out);
}

START_TEST(the_compilers_text_is_untouched)
{
    struct verdict v = compile_error();

    check_finding(&v.findings[0], source, v.findings[0].detail);
}
END_TEST

START_TEST(a_tools_text_is_shown_only_where_nothing_is_better)
{
    struct buf out = BUF_INIT;
    struct finding f = {.kind = FINDING_MEMORY,
                        .message = "something",
                        .detail = "==1==ERROR: AddressSanitizer: x\n"};

    check_finding(&f, source, "│ ==1==ERROR: AddressSanitizer: x\n");
    f.line = 12;
    report_finding(&out, &plain, &f, source);
    ck_assert_ptr_null(strstr(out.data, "AddressSanitizer"));
    buf_free(&out);
}
END_TEST

START_TEST(a_caret_stands_below_its_column)
{
    struct finding f = {.kind = FINDING_TEST,
                        .message = "m",
                        .line = 12,
                        .column = 2}; /* after a tab, which is 4 columns */

    check_finding(&f, source,
                  "▸ 12 │     from->balance -= amount;\n"
                  "     │     ^\n"
                  "  13 │ ");
    f.column = 1000;
    check_finding(&f, source,
                  "▸ 12 │     from->balance -= amount;\n"
                  "  13 │ ");
}
END_TEST

START_TEST(the_first_and_the_last_line_can_be_quoted)
{
    struct finding f = {.kind = FINDING_TEST, .message = "m", .line = 1};

    check_finding(&f, "one\ntwo\nthree\n", "  line 1\n▸ 1 │ one\n  2 │ two\n");
    f.line = 3;
    check_finding(&f, "one\ntwo\nthree\n", "  2 │ two\n▸ 3 │ three\n");
    f.line = 4;
    check_finding(&f, "one\ntwo\nthree\n", "✗ Test failed: m\n\n  line 4\n");
    check_finding(&f, NULL, "✗ Test failed: m\n\n  line 4\n");
}
END_TEST

START_TEST(what_a_learner_wrote_cannot_draw)
{
    struct finding f = {.kind = FINDING_ASSERTION,
                        .message = "assert(\"\033[2J\")",
                        .expectation = "a\033c",
                        .function = "f\033[1m",
                        .line = 1,
                        .output = "\033]0;x\a\r\n\u202E"};
    struct buf out = BUF_INIT;

    report_finding(&out, &plain, &f, "\033[H\n");
    for (size_t i = 0; i < out.len; i++)
        ck_assert(out.data[i] == '\n' || (unsigned char)out.data[i] >= ' ');
    ck_assert_ptr_null(strstr(out.data, "\u202E"));
    buf_free(&out);
}
END_TEST

START_TEST(many_threads_and_findings_are_counted)
{
    struct thread_view threads[9];
    struct finding many[9];
    struct buf out = BUF_INIT;

    for (size_t i = 0; i < 9; i++) {
        threads[i] = (struct thread_view){.name = "thread", .state = "waits"};
        many[i] = (struct finding){.kind = FINDING_DEADLOCK,
                                   .stage = STAGE_TESTS,
                                   .message = "m",
                                   .threads = threads,
                                   .nthreads = 9};
    }
    struct verdict v = failing(STAGE_TESTS, many, 9);
    report_draw(&out, &plain, &v, source, NULL);
    ck_assert_ptr_nonnull(strstr(out.data, "and 3 more threads\n"));
    ck_assert_ptr_nonnull(strstr(out.data, "8 more findings:\n"));
    ck_assert_ptr_nonnull(strstr(out.data, "  +3 more\n"));
    buf_free(&out);
}
END_TEST

START_TEST(a_finding_with_steps_is_told_as_a_story)
{
    struct buf out = BUF_INIT;

    check_finding(&locks_finding, locks_lines, "How it comes to that, in x.c:");
    report_finding(&out, &plain, &locks_finding, locks_lines);
    ck_assert_ptr_nonnull(strstr(out.data, "waits for b: thread 2 holds it"));
    ck_assert_ptr_nonnull(strstr(out.data, "they wait in a circle"));
    ck_assert_ptr_null(strstr(out.data, "in one:")); /* no list of threads */
    buf_free(&out);
}
END_TEST

/* The submission's lines are not those of a scenario, whatever their numbers.
 */
START_TEST(a_scenarios_lines_are_its_own)
{
    const struct finding *f = &locks_finding;
    struct verdict v = failing(STAGE_SCHEDULES, f, 1);
    struct buf out = BUF_INIT;

    report_draw(&out, &plain, &v, locks_lines, "one\ntwo\nthree\nfour\n");
    ck_assert_ptr_nonnull(strstr(out.data, "4 pthread_mutex_lock(&a);"));
    ck_assert_ptr_null(strstr(out.data, "four"));
    buf_free(&out);
}
END_TEST

#define ADD(s, test)                        \
    do {                                    \
        TCase *added = tcase_create(#test); \
        tcase_add_test(added, test);        \
        suite_add_tcase((s), added);        \
    } while (0)
#define ADD_EACH(s, test) ADD_ALL((s), test, 0)
#define ADD_ALL(s, test, from)                              \
    do {                                                    \
        TCase *added = tcase_create(#test);                 \
        tcase_add_loop_test(added, test, (from), VERDICTS); \
        suite_add_tcase((s), added);                        \
    } while (0)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("report");

    ADD_EACH(s, golden_screens);
    ADD(s, golden_screens_in_ascii_and_in_colour);
    ADD_EACH(s, a_usual_screen_has_at_most_24_rows);
    ADD_ALL(s, no_line_is_too_wide, 1); /* 0 is the compiler's text */
    ADD_EACH(s, only_the_passed_one_says_ok_first);
    ADD(s, the_compilers_text_is_untouched);
    ADD(s, a_tools_text_is_shown_only_where_nothing_is_better);
    ADD(s, a_caret_stands_below_its_column);
    ADD(s, the_first_and_the_last_line_can_be_quoted);
    ADD(s, what_a_learner_wrote_cannot_draw);
    ADD(s, many_threads_and_findings_are_counted);
    ADD(s, a_finding_with_steps_is_told_as_a_story);
    ADD(s, a_scenarios_lines_are_its_own);
    return s;
}
