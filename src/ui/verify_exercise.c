/* Proving an exercise: the starter fails, correct answers pass again and again,
 * each bad answer fails as it declares, and hints answer what is found. */
#include "src/ui/hand.h"
#include "src/ui/verify.h"

#include <ctype.h>
#include <string.h>

enum {
    BAD_WANTED = 8, /* fewer kinds of mistake leave tests unproved */
    SLOW_S = 15,    /* a grade that takes longer tries a learner's patience */
};

/* One exercise being proved. */
struct proof {
    struct verify *v;
    struct exercise ex;
    const char *file; /* below SHARE, of what is being looked at */
};

static const char *below(struct proof *p, const char *name)
{
    return arena_printf(p->v->arena, "exercises/%s/%s", p->ex.name, name);
}

/* ----------------------------------------------------------- what lies there
 */

static bool has_suffix(const char *name, const char *suffix)
{
    size_t n = strlen(name), m = strlen(suffix);

    return n > m && strcmp(name + n - m, suffix) == 0;
}

static bool expected(const struct proof *p, const char *name)
{
    static const char *const known[] = {
        "exercise.json", "task.md",   "start.c", "solution.c",
        "test.c",        "explore.c", "bench.c", "outside.c",
        "inside.c",      "bad",       "also"};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(name, known[i]) == 0)
            return true;
    return p->ex.header && strcmp(name, p->ex.header) == 0;
}

static void check_answers_folder(struct proof *p, const char *folder)
{
    struct names names;
    struct err e;
    const char *dir = file_join(p->v->arena, p->ex.dir, folder);

    if (!file_exists(dir))
        return;
    if (!file_list(p->v->arena, dir, &names, &e)) {
        verify_note(p->v, LEVEL_ERROR, below(p, folder), "%s", e.text);
        return;
    }
    for (size_t i = 0; i < names.n; i++)
        if (!has_suffix(names.name[i], ".c") || names.name[i][0] == '.')
            verify_note(p->v, LEVEL_ERROR,
                        below(p, file_join(p->v->arena, folder, names.name[i])),
                        "is no C file and would never be looked at: remove or "
                        "rename it");
}

static void check_files(struct proof *p)
{
    struct names names;
    struct err e;

    if (!file_list(p->v->arena, p->ex.dir, &names, &e)) {
        verify_note(p->v, LEVEL_ERROR, below(p, ""), "%s", e.text);
        return;
    }
    for (size_t i = 0; i < names.n; i++) {
        if (expected(p, names.name[i]))
            continue;
        verify_note(p->v, LEVEL_ERROR, below(p, names.name[i]), "%s",
                    has_suffix(names.name[i], ".h")
                        ? "is not given to the learner: add it to \"gives\" in "
                          "exercise.json, or remove it"
                        : "does not belong here: remove or rename it");
    }
    check_answers_folder(p, "bad");
    check_answers_folder(p, "also");
    if (p->ex.nbad == 0)
        verify_note(p->v, LEVEL_ERROR, below(p, "bad"),
                    "holds no bad answer: add one for each mistake that the "
                    "tests must find");
    else if (p->ex.nbad < BAD_WANTED)
        verify_note(p->v, LEVEL_WARN, below(p, "bad"),
                    "holds %zu bad answer%s; %d or more make good tests",
                    p->ex.nbad, p->ex.nbad == 1 ? "" : "s", BAD_WANTED);
}

/* --------------------------------------------------------------------- hints
 */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The text behind the next whole `word` in text, or NULL. */
static const char *find_word(const char *text, const char *word)
{
    size_t len = strlen(word);

    for (const char *p = text; (p = strstr(p, word)); p++)
        if ((p == text || !is_word(p[-1])) && !is_word(p[len]))
            return p + len;
    return NULL;
}

/* Whether the text has TEST(id, ...) or another of its kind. */
static bool has_test(const char *source, const char *id)
{
    static const char *const makers[] = {"TEST", "STRESS", "SCENARIO", "SPEED"};

    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        for (const char *p = source; (p = find_word(p, makers[i]));) {
            const char *at = p + strspn(p, " \t\n(");
            size_t len = strlen(id);
            if (strncmp(at, id, len) == 0 && !is_word(at[len]))
                return true;
        }
    return false;
}

static const char *text_of(struct proof *p, const char *path)
{
    struct text text;
    struct err ignored;

    if (!path || !file_read(p->v->arena, path, SUBMISSION_MAX, &text, &ignored))
        return "";
    return text.data;
}

static bool blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static void check_ladder(struct proof *p, size_t i, const char *tests,
                         const char *functions)
{
    const struct hints *h = &p->ex.hints[i];

    if (h->test && !has_test(tests, h->test))
        verify_note(p->v, LEVEL_ERROR, p->file,
                    "/hints/%zu/test: there is no test or scenario %s", i,
                    h->test);
    if (h->function && !find_word(functions, h->function))
        verify_note(p->v, LEVEL_ERROR, p->file,
                    "/hints/%zu/function: neither header, starter nor "
                    "solution has a function %s",
                    i, h->function);
    if (h->misconception && p->v->has_misconceptions &&
        !misconceptions_find(&p->v->misconceptions, h->misconception))
        verify_note(p->v, LEVEL_ERROR, p->file,
                    "/hints/%zu/misconception: no misconception is called %s: "
                    "add it to data/misconceptions.json, or correct the name",
                    i, h->misconception);
    for (size_t r = 0; r < h->nrungs; r++)
        if (blank(h->rungs[r]))
            verify_note(p->v, LEVEL_ERROR, p->file,
                        "/hints/%zu/rungs/%zu: is empty: say something or "
                        "leave it out",
                        i, r);
}

static void check_hints(struct proof *p)
{
    struct arena *a = p->v->arena;
    size_t before = p->v->problems;
    const char *header =
        p->ex.header ? file_join(a, p->ex.dir, p->ex.header) : NULL;
    const char *functions =
        arena_printf(a, "%s\n%s\n%s", text_of(p, header),
                     text_of(p, p->ex.start), text_of(p, p->ex.solution));
    const char *tests =
        arena_printf(a, "%s\n%s\n%s", text_of(p, p->ex.test),
                     p->ex.explore ? text_of(p, p->ex.explore) : "",
                     p->ex.bench ? text_of(p, p->ex.bench) : "");

    p->file = below(p, "exercise.json");
    for (size_t i = 0; i < p->ex.nhints; i++)
        check_ladder(p, i, tests, functions);
    if (blank(p->ex.task))
        verify_note(p->v, LEVEL_ERROR, below(p, "task.md"),
                    "is empty: say what is to be done");
    if (p->v->problems == before)
        verify_note(p->v, LEVEL_OK, p->file, "is valid: %zu ladder%s of hints",
                    p->ex.nhints, p->ex.nhints == 1 ? "" : "s");
}

/* -------------------------------------------------------------------- grades
 */

static void on_event(void *ctx, const struct grade_event *ev)
{
    struct proof *p = ctx;

    if (ev->type == EVENT_STAGE)
        verify_progress(p->v, "%s: %s", p->file, ev->what ? ev->what : "");
}

/* How an answer is graded. */
enum how {
    AS_LEARNERS, /* as theirs are */
    IN_CLASS,    /* as a class's are: screened, and asked from outside */
    ASKED,       /* only asked from outside */
    FRUGALLY,    /* it is going to fail: with less work */
    UNEXPLORED,  /* without the explorer */
};

/* A failure that was remembered from an earlier grade would prove nothing about
 * this one. */
static bool grade_file(struct proof *p, struct arena *a, const char *path,
                       enum how how, struct verdict *v, struct err *e)
{
    const struct grade_request request = {
        .exercise = p->ex.dir,
        .submission = path,
        .forget = true,
        .frugal = how == FRUGALLY,
        .leave_out = how == UNEXPLORED ? STAGE_BIT(STAGE_SCHEDULES)
                     : how == ASKED
                         ? ~(STAGE_BIT(STAGE_BUILD) | STAGE_BIT(STAGE_OUTSIDE))
                         : 0,
        .stranger = how == IN_CLASS,
        .outside = how == ASKED,
        .event = on_event,
        .ctx = p,
        .stop = &app_interrupted,
    };

    /* What a stopped grade says is about the stop. */
    return grade(a, p->v->grader, &request, v, e) && !app_interrupted;
}

/* "data-race in races: two threads ..." */
static const char *first_finding(struct proof *p, const struct verdict *v)
{
    if (v->nfindings == 0) {
        for (size_t s = 0; s < STAGE_COUNT; s++)
            if (v->stages[s].outcome == OUTCOME_UNSURE && v->stages[s].why)
                return arena_strdup(p->v->arena, v->stages[s].why);
        return "nothing was found";
    }
    const struct finding *f = &v->findings[0];
    const char *test =
        f->test ? arena_printf(p->v->arena, ", test %s", f->test) : "";
    return arena_printf(p->v->arena, "%s (%s%s): %s",
                        finding_kind_name(f->kind), stage_name(f->stage), test,
                        f->message);
}

/* Questions that a starter answers ask nothing. */
static void check_asked(struct proof *p)
{
    struct arena *a = arena_new();
    struct verdict v;
    struct err e;

    p->file = below(p, "outside.c");
    if (!grade_file(p, a, p->ex.start, ASKED, &v, &e)) {
        if (!app_interrupted)
            verify_failed(p->v, p->file, &e);
    } else if (v.stages[STAGE_OUTSIDE].outcome == OUTCOME_FAILED) {
        verify_note(p->v, LEVEL_OK, p->file, "the starter fails: %s",
                    first_finding(p, &v));
    } else {
        verify_note(p->v, LEVEL_ERROR, p->file,
                    "the starter gives the answers that are expected: ask for "
                    "what takes more");
    }
    arena_free(a);
}

static void check_starter(struct proof *p)
{
    struct arena *a = arena_new();
    struct verdict v;
    struct err e;

    p->file = below(p, "start.c");
    if (!grade_file(p, a, p->ex.start, p->v->quick ? FRUGALLY : AS_LEARNERS, &v,
                    &e)) {
        if (!app_interrupted)
            verify_failed(p->v, p->file, &e);
    } else if (v.outcome == OUTCOME_PASSED) {
        verify_note(p->v, LEVEL_ERROR, p->file,
                    "passes as it is: leave something to do");
    } else if (v.nfindings > 0 && v.findings[0].kind == FINDING_COMPILE) {
        verify_note(p->v, LEVEL_ERROR, p->file, "must compile, but: %s",
                    v.findings[0].message);
    } else if (v.outcome != OUTCOME_FAILED) {
        verify_note(p->v, LEVEL_ERROR, p->file, "must fail, but is %s: %s",
                    outcome_name(v.outcome), first_finding(p, &v));
    } else {
        verify_note(p->v, LEVEL_OK, p->file, "compiles and fails: %s",
                    first_finding(p, &v));
    }
    arena_free(a);
    if (p->ex.outside != NULL && !app_interrupted)
        check_asked(p);
}

/* Every stage must have run, but for those that the exercise leaves out. */
static void check_stages(struct proof *p, const struct verdict *v)
{
    for (size_t s = 0; s < STAGE_COUNT; s++)
        if (v->stages[s].outcome == OUTCOME_UNAVAILABLE)
            verify_note(p->v, LEVEL_WARN, p->file,
                        "the stage %s cannot run on this machine: %s",
                        stage_name((enum stage)s),
                        v->stages[s].why ? v->stages[s].why : "");
}

static void check_speed(struct proof *p, double seconds)
{
    if (seconds > SLOW_S)
        verify_note(p->v, LEVEL_WARN, p->file,
                    "takes %.0f s to grade: shorten the tests, or lower "
                    "/limits/seconds",
                    seconds);
}

static void check_correct(struct proof *p, const char *path, const char *name,
                          enum how how)
{
    double seconds = 0;
    long n = 0;

    p->file = below(p, name);
    for (; n < p->v->times && !app_interrupted; n++) {
        struct arena *a = arena_new();
        struct verdict v;
        struct err e;
        verify_progress(p->v, "%s: %ld of %ld", p->file, n + 1, p->v->times);
        bool graded = grade_file(p, a, path, how, &v, &e);
        bool passed = graded && v.outcome == OUTCOME_PASSED;
        if (!graded && !app_interrupted)
            verify_failed(p->v, p->file, &e);
        else if (graded && !passed)
            verify_note(p->v, LEVEL_ERROR, p->file,
                        "must pass, but is %s in grade %ld of %ld: %s",
                        outcome_name(v.outcome), n + 1, p->v->times,
                        first_finding(p, &v));
        if (passed && n == 0)
            check_stages(p, &v);
        seconds += passed ? v.seconds : 0;
        arena_free(a);
        if (!passed)
            return;
    }
    if (app_interrupted)
        return;
    verify_note(p->v, LEVEL_OK, p->file,
                "passes, %ld of %ld times, %.1f s each", n, n,
                seconds / (double)n);
    check_speed(p, seconds / (double)n);
}

/* Adds to the table, and warns when only the general hint answers. */
static void check_caught(struct proof *p, const struct finding *f, bool only,
                         double seconds)
{
    struct caught *c = ARENA_NEW(p->v->arena, struct caught);
    const struct hints *h = exercise_hints(&p->ex, f);

    *c = (struct caught){p->file,
                         finding_kind_name(f->kind),
                         stage_name(f->stage),
                         only,
                         seconds,
                         NULL};
    *p->v->caught_end = c;
    p->v->caught_end = &c->next;
    check_speed(p, seconds);
    if (p->ex.nhints > 1 && h == &p->ex.hints[p->ex.nhints - 1])
        verify_note(
            p->v, LEVEL_WARN, p->file,
            "gets only the last, general hints: add a ladder for %s%s%s",
            c->kind, f->test ? " in the test " : "", f->test ? f->test : "");
}

/* One grade of a bad answer. True when it failed as declared. */
static bool fails_as(struct proof *p, const char *path,
                     const struct expectation *x, long nth, double *seconds)
{
    struct arena *a = arena_new();
    struct verdict v;
    struct err e;
    bool graded =
        grade_file(p, a, path, p->v->quick ? FRUGALLY : AS_LEARNERS, &v, &e);
    bool ok = graded && v.outcome == OUTCOME_FAILED && v.nfindings > 0 &&
              v.findings[0].kind == x->kind;

    if (!graded && !app_interrupted)
        verify_failed(p->v, p->file, &e);
    else if (graded && v.outcome == OUTCOME_PASSED)
        verify_note(p->v, LEVEL_ERROR, p->file,
                    "must fail with %s, but passes in grade %ld of %ld: "
                    "add to test.c what shows it",
                    finding_kind_name(x->kind), nth, p->v->bad_times);
    else if (graded && !ok)
        verify_note(p->v, LEVEL_ERROR, p->file,
                    "declares %s, but in grade %ld of %ld: %s",
                    finding_kind_name(x->kind), nth, p->v->bad_times,
                    first_finding(p, &v));
    if (ok)
        *seconds += v.seconds;
    if (ok && nth == p->v->bad_times)
        check_caught(p, &v.findings[0], x->only_schedules,
                     *seconds / (double)nth);
    arena_free(a);
    return ok;
}

/* One grade without the explorer. True when nothing was found. */
static bool is_missed(struct proof *p, const char *path, long nth)
{
    struct arena *a = arena_new();
    struct verdict v;
    struct err e;
    bool graded = grade_file(p, a, path, UNEXPLORED, &v, &e);
    bool ok = graded && v.nfindings == 0;

    if (!graded && !app_interrupted)
        verify_failed(p->v, p->file, &e);
    else if (graded && !ok)
        verify_note(p->v, LEVEL_ERROR, p->file,
                    "declares \"only by schedules\", but without the explorer, "
                    "in grade %ld of %ld: %s",
                    nth, p->v->bad_times, first_finding(p, &v));
    arena_free(a);
    return ok;
}

static void check_bad(struct proof *p, const char *path, const char *name)
{
    struct expectation x;
    double seconds = 0;
    struct err e;

    p->file = below(p, name);
    if (!exercise_expectation(path, &x, &e)) {
        verify_failed(p->v, p->file, &e);
        return;
    }
    for (long n = 1; n <= p->v->bad_times; n++) {
        verify_progress(p->v, "%s: %ld of %ld", p->file, n, p->v->bad_times);
        if (!fails_as(p, path, &x, n, &seconds))
            return;
        if (x.only_schedules && !is_missed(p, path, n))
            return;
    }
    verify_note(p->v, LEVEL_OK, p->file, "fails with %s, %ld of %ld times%s",
                finding_kind_name(x.kind), p->v->bad_times, p->v->bad_times,
                x.only_schedules ? ", and passes without the explorer" : "");
}

/* Whether some lesson has it as a step. Lessons that do not load say so
 * themselves. */
static bool used(struct verify *v, const char *name)
{
    struct err ignored;

    for (size_t i = 0; i < course_count(v->app->course); i++) {
        const struct lesson *l = course_lesson(v->app->course, i, &ignored);
        for (size_t s = 0; l && s < l->nsteps; s++)
            if (l->steps[s].exercise && strcmp(l->steps[s].exercise, name) == 0)
                return true;
    }
    return false;
}

static bool is_in_shard(const struct verify *v, size_t i)
{
    return i % (size_t)v->shards == (size_t)v->shard - 1;
}

/* All that is right, and then all that is not. */
static void check_answers(struct proof *p)
{
    struct verify *v = p->v;
    struct arena *a = v->arena;

    check_starter(p);
    check_correct(p, p->ex.solution, "solution.c", IN_CLASS);
    for (size_t i = 0; i < p->ex.nalso && !app_interrupted; i++)
        if (is_in_shard(v, i))
            check_correct(p, p->ex.also[i],
                          file_join(a, "also", file_base(p->ex.also[i])),
                          v->quick ? AS_LEARNERS : IN_CLASS);
    for (size_t i = 0; i < p->ex.nbad && !app_interrupted; i++)
        if (is_in_shard(v, i))
            check_bad(p, p->ex.bad[i],
                      file_join(a, "bad", file_base(p->ex.bad[i])));
}

void verify_exercise(struct verify *v, const char *name)
{
    struct proof p = {.v = v};
    struct arena *a = v->arena;
    struct err e;

    v->exercises++;
    verify_progress(v, "exercises/%s", name);
    if (!exercise_load(a, app_exercise_dir(v->app, a, name), &p.ex, &e)) {
        verify_note(v, LEVEL_ERROR, arena_printf(a, "exercises/%s", name), "%s",
                    e.text);
        return;
    }
    check_files(&p);
    check_hints(&p);
    check_answers(&p);
    /* Last: all lessons take memory that each grade's processes would copy. */
    if (!used(v, name))
        verify_note(v, LEVEL_WARN, below(&p, "exercise.json"),
                    "no lesson has this exercise as a step");
}
