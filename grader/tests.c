/* Running the tests in each build and understanding how they ended.
 *
 * Every test is a process of its own. What it says about itself counts only as
 * records over its channel (record.h); its exit status and its output decide
 * nothing, except that a sanitizer's report on stderr is a finding, which a
 * submission can only bring upon itself. */
#include "grader/tests.h"
#include "grader/asan.h"
#include "grader/ending.h"
#include "grader/names.h"
#include "grader/record.h"
#include "grader/symbols.h"
#include "grader/tsan.h"
#include "grader/verdict.h"

#include <string.h>

enum {
    WALL_PER_CPU = 10, /* a busy machine gives a tenth of a processor */
    WALL_MIN_S = 30,
    OUTPUT_MAX = 64 << 10,
    FILE_MB = 1,
    TRACE_MAX = 64, /* frames of a crash */
};

/* A sanitizer slows a program down and needs shadow memory. */
static const struct {
    enum profile profile;
    enum stage stage;
    double cpu;       /* times the exercise's limit */
    size_t memory;    /* times the exercise's limit */
    size_t memory_mb; /* and so much more */
    int urgency;
} runs[VARIANT_COUNT] = {
    [VARIANT_PLAIN] = {PROFILE_RUN, STAGE_TESTS, 1, 1, 0, 10},
    [VARIANT_ASAN] = {PROFILE_ASAN, STAGE_MEMORY, 3, 2, 256, 50},
    [VARIANT_TSAN] = {PROFILE_TSAN, STAGE_RACES, 4, 4, 256, 40},
};

enum { URGENT_STRESS = 5 }; /* behind the tests of the same build */

/* How exec and the dynamic loader say that they could not start a program. */
enum { NOT_STARTED = 127 };

enum stage stage_of(enum variant v)
{
    return runs[v].stage;
}

static struct sandbox_limits limits_of(const struct work *w, enum variant v)
{
    double cpu = w->ex.seconds * runs[v].cpu;
    double wall = cpu * WALL_PER_CPU;

    if (wall < WALL_MIN_S)
        wall = WALL_MIN_S;
    /* A wait for a child that hangs is known by nothing but its length. */
    if (w->ex.processes)
        wall = cpu;
    return (struct sandbox_limits){
        .cpu_s = cpu,
        .wall_s = wall,
        .memory_mb = w->ex.memory_mb * runs[v].memory + runs[v].memory_mb,
        .output_max = OUTPUT_MAX,
        .file_max_mb = FILE_MB,
    };
}

/* Records a finding of this run. */
static void found(const struct run *run, struct finding *f)
{
    struct arena *a = run->w->arena;
    bool race = run->task->variant == VARIANT_TSAN &&
                (f->kind == FINDING_DATA_RACE || f->kind == FINDING_LEAK ||
                 f->kind == FINDING_MISUSE || f->kind == FINDING_DEADLOCK) &&
                run->r->end == SANDBOX_EXITED;

    f->stage = run->task->stage;
    f->test = run->check->id;
    f->expectation = run->check->what;
    /* What nothing orders, ThreadSanitizer sees whatever the timing. */
    f->chance = run->check->stress && !race;
    f->output = ending_output(a, run->r);
    work_found(run->w, f);
}

static bool found_report(const struct run *run)
{
    struct arena *a = run->w->arena;
    const char *own = run->w->ex.submission_name;
    struct finding f = {0}, *list;
    size_t n;

    if (run->r->err.len == 0 || run->task->variant == VARIANT_PLAIN)
        return false;
    const char *text = names_fill(a, run->r->err.data,
                                  run->w->builds[run->task->variant].program);
    if (run->task->variant == VARIANT_ASAN && asan_parse(a, text, own, &f)) {
        /* A test that did not end could not free anything either. */
        if (f.kind == FINDING_LEAK && run->record.state != RECORD_PASSED)
            return false;
        found(run, &f);
        return true;
    }
    if (run->task->variant != VARIANT_TSAN)
        return false;
    tsan_parse(a, text, own, &list, &n);
    for (size_t i = 0; i < n; i++)
        found(run, &list[i]);
    return n > 0;
}

/* Adds a frame of the crash that is worth showing. */
static void add_crash_frame(struct thread_view *view, struct frame *frames,
                            const struct frame *f)
{
    bool shown = f->own || (f->file && strcmp(f->file, "test.c") == 0);

    /* The same call again and again says nothing new. */
    if (view->nframes > 1 && frames[view->nframes - 1].line == f->line &&
        frames[view->nframes - 2].line == f->line)
        return;
    if (shown && view->nframes < TRACE_MAX)
        frames[view->nframes++] = *f;
}

/* Where it crashed, from the addresses that the harness sent. */
static void place_crash(const struct run *run, struct finding *f)
{
    struct arena *a = run->w->arena;
    const struct record *c = &run->record;
    struct frame *frames = ARENA_ARRAY(a, struct frame, TRACE_MAX);
    struct symbol *symbols = ARENA_ARRAY(a, struct symbol, TRACE_MAX);
    struct thread_view *view = ARENA_NEW(a, struct thread_view);
    size_t n = c->naddresses < TRACE_MAX ? c->naddresses : TRACE_MAX;
    struct err ignored;

    if (n == 0 ||
        !symbols_resolve(a, run->w->builds[run->task->variant].program,
                         run->w->ex.submission_name, c->addresses, n, c->bias,
                         symbols, &ignored))
        return;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < symbols[i].nframes; k++)
            add_crash_frame(view, frames, &symbols[i].frames[k]);
    view->name = "the thread that crashed";
    view->state = "was here";
    view->frames = frames;
    f->threads = view;
    f->nthreads = view->nframes > 0;
    if (f->line == 0)
        ending_place(f);
}

static void found_crash(const struct run *run)
{
    struct arena *a = run->w->arena;
    const struct sandbox_result *r = run->r;
    const struct record *c = &run->record;
    struct finding f = {.kind = FINDING_CRASH};

    if (ending_abort(a, r, run->w->ex.submission_name, &f)) {
        place_crash(run, &f);
    } else if (c->state == RECORD_CRASHED) {
        ending_signal(a, c->signal, &f);
        if (c->stack_overflow)
            f.message = "ran out of stack; a function that calls itself "
                        "without end does that";
        place_crash(run, &f);
    } else if (r->end == SANDBOX_SIGNALED) {
        ending_signal(a, r->status, &f);
    } else {
        f.message = arena_printf(
            a, "the program ended itself, with exit status %d, %s", r->status,
            c->state == RECORD_NONE ? "before the test began"
                                    : "in the middle of the test");
    }
    found(run, &f);
}

static void found_failure(const struct run *run)
{
    struct finding f = {
        .kind = FINDING_TEST,
        .message = run->record.message,
        .detail = arena_printf(run->w->arena, "test.c:%d", run->record.line),
    };

    found(run, &f);
}

/* Bytes among the records: a mistake, but nothing that a test says of itself
 * can be told from it for sure. */
static void found_stray(const struct run *run)
{
    struct finding f = {
        .kind = FINDING_MISUSE,
        .message = "wrote to a descriptor that it did not open",
        .detail = "Only standard output and standard error are open when a "
                  "test begins. A number that open or pipe did not return, or "
                  "one that was closed, may belong to the tests.",
    };

    found(run, &f);
}

/* A sanitizer that could not even start is not the submission's doing. */
static bool sanitizer_broken(const struct run *run)
{
    enum variant v = run->task->variant;

    if (v == VARIANT_PLAIN || run->record.state != RECORD_NONE ||
        run->record.forged || run->record.stray)
        return false;
    const char *why = machine_sanitizer(run->w->grader, v);
    if (why == NULL)
        return false;
    work_settle(run->w, run->task->stage, OUTCOME_UNAVAILABLE,
                arena_strdup(run->w->arena, why));
    return true;
}

bool tests_judge(const struct run *run)
{
    size_t before = run->w->nfindings;
    struct finding f = {0};
    struct arena *a = run->w->arena;
    const struct record *c = &run->record;
    const struct sandbox_result *r = run->r;

    if (c->forged) {
        f = (struct finding){
            .kind = FINDING_FORGED,
            .message = run->task->control && c->state == RECORD_PASSED
                           ? "reported a test as passed that was told to fail"
                           : "wrote to the channel on which the test reports "
                             "its result"};
        found(run, &f);
    } else if (c->stray) {
        found_stray(run);
    } else if (r->end == SANDBOX_SYSCALL &&
               ending_limit(a, r, &run->task->spec.limits, &f)) {
        found(run, &f);
    } else if (found_report(run)) {
        ; /* it says what happened */
    } else if (c->state == RECORD_FAILED) {
        found_failure(run);
    } else if (ending_limit(a, r, &run->task->spec.limits, &f)) {
        found(run, &f);
    } else if (c->state != RECORD_PASSED || r->end != SANDBOX_EXITED ||
               r->status != 0) {
        found_crash(run);
    }
    return run->w->nfindings == before;
}

enum how { TEST_FIRST, TEST_AGAIN, TEST_CONTROL };

static bool add_test(struct work *w, enum variant v, size_t i, enum how how,
                     struct err *e);

/* A busy machine may fail to start a program. It is tried once more; one that
 * ends itself like that on purpose does so again. */
static bool not_started(const struct run *run)
{
    return !run->task->again && run->record.state == RECORD_NONE &&
           !run->record.forged && !run->record.stray &&
           run->r->end == SANDBOX_EXITED && run->r->status == NOT_STARTED;
}

/* The same test once more, told not to pass. It must come to the same end, and
 * say so in its own words: only whoever writes the harness's records for it
 * still says that it passed. */
static bool control_done(struct work *w, struct task *t,
                         const struct sandbox_result *r, struct err *e)
{
    struct run run = {w, t, &w->checks[t->number], r, {0}};

    (void)e;
    if (w->stages[t->stage].settled)
        return true;
    record_parse(w->arena, &r->records, t->text, run.check->id, &run.record);
    if (run.record.state == RECORD_PASSED) {
        run.record.forged = true;
    } else if (run.record.state == RECORD_CONTROL) {
        run.record.state = RECORD_PASSED;
    } else if (not_started(&run)) {
        return true;
    }
    tests_judge(&run);
    return true;
}

static bool test_done(struct work *w, struct task *t,
                      const struct sandbox_result *r, struct err *e)
{
    struct run run = {w, t, &w->checks[t->number], r, {0}};

    if (t->variant == VARIANT_PLAIN) {
        w->checks[t->number].done = true;
        w->checks[t->number].hung =
            r->end == SANDBOX_CPU || r->end == SANDBOX_WALL ||
            r->end == SANDBOX_MEMORY || r->end == SANDBOX_OUTPUT ||
            r->end == SANDBOX_PROCESSES || r->end == SANDBOX_FILES;
    }
    if (w->stages[t->stage].settled)
        return true;
    record_parse(w->arena, &r->records, t->text, run.check->id, &run.record);
    if (sanitizer_broken(&run))
        return true;
    if (not_started(&run))
        return add_test(w, t->variant, t->number, TEST_AGAIN, e);
    w->stages[t->stage].result.checks_run++;
    tests_judge(&run);
    /* Not of a STRESS test, whose two runs may differ. */
    if (w->req->stranger && t->variant == VARIANT_PLAIN && !t->stress &&
        run.record.state == RECORD_PASSED)
        return add_test(w, t->variant, t->number, TEST_CONTROL, e);
    return true;
}

struct task tests_task(struct work *w, enum variant v, const char *mode,
                       const struct check *c, const char *send)
{
    char **argv = ARENA_ARRAY(w->arena, char *, 4);

    argv[0] = (char *)w->builds[v].program;
    argv[1] = (char *)mode;
    argv[2] = (char *)c->id;
    return (struct task){
        .spec = {.profile = runs[v].profile,
                 .argv = argv,
                 .env = variant_env(w->tools, v, false),
                 .dir = w->builds[v].run_dir,
                 .limits = limits_of(w, v),
                 .processes = w->ex.processes,
                 .channel = true,
                 .send = send,
                 .own_file = w->ex.submission_name,
                 .find_deadlock = true},
        .stage = runs[v].stage,
        .variant = v,
        .runs = true,
        .stress = c->stress,
        .urgency = runs[v].urgency + (c->stress ? URGENT_STRESS : 0),
        .text = send,
    };
}

static bool add_test(struct work *w, enum variant v, size_t i, enum how how,
                     struct err *e)
{
    const struct check *c = &w->checks[i];
    char *nonce = arena_alloc(w->arena, RECORD_SENT_LEN + 1);

    if (!record_nonce(nonce, how == TEST_CONTROL, e))
        return false;
    struct task t = tests_task(w, v, "--record", c, nonce);
    t.done = how == TEST_CONTROL ? control_done : test_done;
    t.control = how == TEST_CONTROL;
    t.again = how == TEST_AGAIN;
    t.number = i;
    t.what = arena_printf(w->arena, "%s, test %zu of %zu: %s",
                          stage_name(t.stage), i + 1, w->nchecks, c->what);
    work_add(w, &t);
    return true;
}

bool tests_start(struct work *w, enum variant v, struct err *e)
{
    struct progress *p = &w->stages[runs[v].stage];

    if (w->checks == NULL || w->builds[v].program == NULL || p->settled ||
        p->result.checks_expected > 0)
        return true;
    p->result.checks_expected = w->nchecks;
    for (size_t i = 0; i < w->nchecks; i++) {
        if (!add_test(w, v, i, TEST_FIRST, e))
            return false;
    }
    return true;
}
