/* The stage that measures how fast a submission is.
 *
 * Theory of operation. bench.c and the harness become one object, which is
 * kept; the submission is compiled and linked to it while the other stages run.
 * The program runs when they are done and found nothing: alone, once. It times
 * the submission and a reference in short rounds that take turns, and reports
 * a dozen ratios, each of the best rounds of a short while.
 *
 * S1. Only ratios of neighbouring rounds are judged: what slows the machine
 *     down slows both sides.
 * S2. A verdict needs three quarters of the ratios on one side of the bar. What
 *     lies between is no finding: noise can hide a slow answer, and never
 *     condemn a fast one.
 * S3. The bench is compiled where the submission is not, as the tests are. */
#include "grader/speed.h"

#include "grader/build.h"
#include "grader/cache.h"
#include "grader/diagnostics.h"
#include "grader/ending.h"
#include "grader/record.h"
#include "src/base/number.h"
#include "src/base/proc.h"

#include <ctype.h>
#include <string.h>

enum {
    PROCESSORS_MIN = 2,     /* threads that take turns on one prove nothing */
    RATIOS_MIN = 5,         /* fewer have no quartiles */
    RATIOS_MAX = 64,        /* more than the harness measures */
    SPEEDS_MAX = 4,         /* as the harness has it */
    URGENT_BUILD = 60,      /* behind all that the other stages do */
    RUN_WALL_S = 20,        /* it needs 2; a busy machine more */
    RUN_CPU_S = 20,         /* of all threads */
    OUTPUT_MAX = 256 << 10, /* bytes of points */
    OBJECT_MAX = 64 << 20,  /* bytes */
};

static const char bench_source[] = "bench.c", bench_object[] = "bench.o";
static const char test_id[] = "speed";

struct speeds {
    const char *dir, *trusted, *run_dir; /* in the sandbox */
    const char *program;                 /* NULL until it is linked */
    const char *why;                     /* too noisy, or not measured */
    struct speed *list;                  /* what was measured */
    size_t n;
    struct speed_graph *graph; /* NULL: none */
};

/* ----------------------------------------------------------------- judging */

static void sort(double *list, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double x = list[i];
        size_t k = i;
        for (; k > 0 && x < list[k - 1]; k--)
            list[k] = list[k - 1];
        list[k] = x;
    }
}

enum outcome speed_judge(double *ratios, size_t n, double bar, double *median)
{
    sort(ratios, n);
    if (median != NULL)
        *median = n > 0 ? ratios[n / 2] : 0;
    if (n < RATIOS_MIN)
        return OUTCOME_UNSURE;
    if (ratios[n / 4] >= bar)
        return OUTCOME_PASSED; /* S2 */
    return ratios[n - 1 - n / 4] < bar ? OUTCOME_FAILED : OUTCOME_UNSURE;
}

/* Splits text at the next tab; NULL where there is none. */
static char *next_field(char *text)
{
    char *tab = text ? strchr(text, '\t') : NULL;

    if (tab != NULL)
        *tab++ = '\0';
    return tab;
}

/* "ID TAB BAR TAB SENTENCE TAB RATIO RATIO ..." */
static bool parse_one(struct arena *a, char *line, struct speed *out)
{
    char *bar = next_field(line), *what = next_field(bar);
    char *at = next_field(what);
    double ratios[RATIOS_MAX];
    size_t n = 0;

    if (at == NULL || !number_read(bar, &out->bar))
        return false;
    while (*(at += strspn(at, " ")) != '\0' && n < RATIOS_MAX) {
        size_t len = strcspn(at, " ");
        if (!number_read(arena_strndup(a, at, len), &ratios[n]))
            return false;
        at += len;
        n++;
    }
    out->id = line;
    out->what = what;
    out->rounds = n;
    out->outcome = speed_judge(ratios, n, out->bar, &out->ratio);
    return true;
}

bool speed_parse(struct arena *a, const char *text, struct speed **out,
                 size_t *n)
{
    *out = ARENA_ARRAY(a, struct speed, SPEEDS_MAX);
    for (*n = 0; *text != '\0'; (*n)++) {
        size_t len = strcspn(text, "\n");
        if (*n == SPEEDS_MAX ||
            !parse_one(a, arena_strndup(a, text, len), &(*out)[*n]))
            return false;
        text += len;
        text += *text == '\n';
    }
    return true;
}

static void found_slow(struct work *w, const struct speed *s)
{
    struct finding f = {
        .kind = FINDING_SLOW,
        .stage = STAGE_SPEED,
        .test = s->id,
        .expectation = s->what,
        .message = arena_printf(w->arena,
                                "it is %.2f times as fast as the reference; "
                                "%.2f times is the least that is asked for",
                                s->ratio, s->bar),
    };

    work_found(w, &f);
}

/* ------------------------------------------------------------------ the graph
 */

/* What is shown as it stands. A submission can print such a line, too. */
static bool is_plain(const char *text)
{
    for (; *text != '\0'; text++) {
        if (!isprint((unsigned char)*text))
            return false;
    }
    return true;
}

/* "# graph TAB TITLE TAB ACROSS TAB UP" */
static bool take_title(struct speed_graph *g, char *line)
{
    char *title = next_field(line), *across = next_field(title);
    char *up = next_field(across);

    if (strcmp(line, "# graph") != 0 || up == NULL || g->title != NULL ||
        !is_plain(title) || !is_plain(across) || !is_plain(up))
        return false;
    g->title = title;
    g->across = across;
    g->up = up;
    return true;
}

static void take_points(struct work *w, const char *text)
{
    struct speed_graph *g = ARENA_NEW(w->arena, struct speed_graph);

    g->points.arena = w->arena;
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        if (!take_title(g, arena_strndup(w->arena, text, len)))
            points_take(&g->points, text, len);
        text += len;
        text += *text == '\n';
    }
    if (g->title != NULL && g->points.n > 0)
        w->speeds->graph = g;
}

/* ---------------------------------------------------------------- the run */

static void found_ending(struct work *w, const struct task *t,
                         const struct sandbox_result *r, const struct record *c)
{
    struct finding f = {.kind = FINDING_CRASH};

    if (c->forged) {
        f.kind = FINDING_FORGED;
        f.message = "wrote to the channel on which the bench reports";
    } else if (c->stray) {
        f.kind = FINDING_MISUSE;
        f.message = "wrote to a descriptor that it did not open";
    } else if (ending_limit(w->arena, r, &t->spec.limits, &f) ||
               ending_abort(w->arena, r, w->ex.submission_name, &f)) {
        ; /* it says what happened */
    } else if (c->state == RECORD_CRASHED) {
        ending_signal(w->arena, c->signal, &f);
    } else if (r->end == SANDBOX_SIGNALED) {
        ending_signal(w->arena, r->status, &f);
    } else {
        f.message = "the program ended itself while its speed was measured";
    }
    f.stage = STAGE_SPEED;
    f.chance = true;
    f.expectation = "It works while its speed is measured, too";
    f.output = ending_output(w->arena, r);
    work_found(w, &f);
}

static bool run_done(struct work *w, struct task *t,
                     const struct sandbox_result *r, struct err *e)
{
    struct speeds *s = w->speeds;
    struct record record;

    record_parse(w->arena, &r->records, t->text, test_id, &record);
    w->stages[STAGE_SPEED].result.checks_run++;
    if (r->end == SANDBOX_WALL) {
        s->why = "it took too long to be measured; the machine is busy";
        return true;
    }
    if (record.state == RECORD_FAILED && !record.forged && !record.stray)
        return err_set(e, "%s of %s: %s", bench_source, w->ex.name,
                       record.message);
    if (record.forged || record.stray || record.state != RECORD_PASSED ||
        r->end != SANDBOX_EXITED || r->status != 0) {
        found_ending(w, t, r, &record);
        return true;
    }
    if (!speed_parse(w->arena, record.message, &s->list, &s->n))
        return err_set(e, "what %s of %s reports cannot be read", bench_source,
                       w->ex.name);
    take_points(w, r->out.data);
    for (size_t i = 0; i < s->n; i++) {
        if (s->list[i].outcome == OUTCOME_FAILED)
            found_slow(w, &s->list[i]);
    }
    return true;
}

static bool add_run(struct work *w, struct err *e)
{
    char *nonce = arena_alloc(w->arena, RECORD_SENT_LEN + 1);
    char **argv = ARENA_ARRAY(w->arena, char *, 4);

    if (!record_nonce(nonce, false, e))
        return false;
    argv[0] = (char *)w->speeds->program;
    argv[1] = "--record";
    argv[2] = (char *)test_id;
    struct task t = {
        .spec = {.profile = PROFILE_RUN,
                 .argv = argv,
                 .env = variant_env(w->tools, VARIANT_PLAIN, false),
                 .dir = w->speeds->run_dir,
                 .limits = {.wall_s = RUN_WALL_S,
                            .cpu_s = RUN_CPU_S,
                            .memory_mb = w->ex.memory_mb,
                            .output_max = OUTPUT_MAX,
                            .file_max_mb = 1},
                 .processes = w->ex.processes,
                 .channel = true,
                 .send = nonce,
                 .own_file = w->ex.submission_name,
                 .find_deadlock = true},
        .done = run_done,
        .stage = STAGE_SPEED,
        .what = "measuring the speed",
        .text = nonce,
    };
    work_add(w, &t);
    return true;
}

bool speed_run(struct work *w, struct err *e)
{
    struct progress *p = &w->stages[STAGE_SPEED];

    p->began = -1; /* what was measured counts, and not what was built */
    if (p->settled)
        return true;
    if (w->nfindings > 0 || w->speeds->program == NULL) {
        p->stopped = true;
        return true;
    }
    p->result.checks_expected = 1;
    return add_run(w, e);
}

void speed_sum_up(struct work *w, struct verdict *out)
{
    const struct speeds *s = w->speeds;
    const char *why = s ? s->why : NULL;

    if (s == NULL)
        return;
    out->speeds = s->list;
    out->nspeeds = s->n;
    out->graph = s->graph;
    for (size_t i = 0; i < s->n && why == NULL; i++) {
        if (s->list[i].outcome == OUTCOME_UNSURE)
            why = arena_printf(w->arena,
                               "%s: what was measured varies too much to be "
                               "judged: now above %.2f times the reference, "
                               "now below. This does not count against you.",
                               s->list[i].id, s->list[i].bar);
    }
    if (why != NULL)
        work_settle(w, STAGE_SPEED, OUTCOME_UNSURE, why);
}

/* -------------------------------------------------------------- the program */

static struct text key_of(struct work *w, const char *what, bool own)
{
    struct args args = build_own_compiler(w, VARIANT_PLAIN);
    const struct text flags = {(char *)w->link_flags, strlen(w->link_flags)};
    const struct text none = {"", 0};
    const struct text *texts[] = {&w->bench,
                                  &w->bench_run,
                                  &w->bench_h,
                                  &w->header,
                                  &w->harness[OBJECT_HARNESS],
                                  &w->harness[OBJECT_FAULTS],
                                  &w->harness[OBJECT_C11],
                                  &w->include[0],
                                  &w->include[1],
                                  &w->include[2],
                                  own ? &w->source : &none,
                                  own ? &flags : &none};

    return work_key(
        w, arena_printf(w->arena, "%s %s", what, args_text(w->arena, &args)),
        texts, sizeof texts / sizeof *texts);
}

static void add_tool(struct work *w, const char *dir, struct args *args,
                     task_done *done, const char *what)
{
    struct task *t = build_add_tool(w, VARIANT_PLAIN, dir, args, done, what);

    t->stage = STAGE_SPEED;
    t->urgency = URGENT_BUILD;
}

static bool program_done(struct work *w, struct task *t,
                         const struct sandbox_result *r, struct err *e)
{
    struct text key = key_of(w, "speed", true), program;
    const char *path = file_join(w->arena, t->spec.dir, "program");

    if (!build_exited_well(r)) {
        work_settle(w, STAGE_SPEED, OUTCOME_UNAVAILABLE,
                    arena_printf(w->arena, "the build for it failed: %s",
                                 diagnostics_first(w->arena, r->err.data)));
        return true;
    }
    if (!file_read(w->arena, path, OBJECT_MAX, &program, e))
        return false;
    cache_put(w->grader->cache, &key, program.data, program.len);
    w->speeds->program = path;
    return true;
}

static bool start_program(struct work *w, const struct text *object,
                          struct err *e)
{
    struct args args = build_own_compiler(w, VARIANT_PLAIN);
    const char *dir = w->speeds->dir;

    if (!sandbox_put(w->box, file_join(w->arena, dir, bench_object),
                     object->data, object->len, false, e) ||
        !sandbox_put(w->box, file_join(w->arena, dir, w->ex.submission_name),
                     w->source.data, w->source.len, false, e) ||
        (w->ex.header &&
         !sandbox_put(w->box, file_join(w->arena, dir, w->ex.header),
                      w->header.data, w->header.len, false, e)))
        return false;
    args_add(&args, "-o");
    args_add(&args, "program");
    args_add(&args, bench_object); /* its .preinit_array is to run first */
    args_add(&args, w->ex.submission_name);
    build_link_flags(w, &args);
    add_tool(w, dir, &args, program_done, "compiling for the speed");
    return true;
}

static bool object_done(struct work *w, struct task *t,
                        const struct sandbox_result *r, struct err *e)
{
    struct text key = key_of(w, "bench", false), object;

    if (!build_exited_well(r))
        return err_set(e, "%s of %s does not compile: %s", bench_source,
                       w->ex.name, diagnostics_first(w->arena, r->err.data));
    if (!file_read(w->arena, file_join(w->arena, t->spec.dir, bench_object),
                   OBJECT_MAX, &object, e))
        return false;
    cache_put(w->grader->cache, &key, object.data, object.len);
    return start_program(w, &object, e);
}

static bool put_bench(struct work *w, const char *dir, struct err *e)
{
    const struct {
        const char *name;
        const struct text *text;
    } files[] = {
        {bench_source, &w->bench},
        {"speed.c", &w->bench_run},
        {"bench.h", &w->bench_h},
        {"harness.c", &w->harness[OBJECT_HARNESS]},
        {"faults.c", &w->harness[OBJECT_FAULTS]},
        {"c11threads.c", &w->harness[OBJECT_C11]},
        {"threadlings.h", &w->include[0]},
        {"harness.h", &w->include[1]},
        {"inside.h", &w->include[2]},
        {w->ex.header, &w->header},
    };

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (files[i].name &&
            !sandbox_put(w->box, file_join(w->arena, dir, files[i].name),
                         files[i].text->data, files[i].text->len, false, e))
            return false;
    }
    return true;
}

/* All of it as one object. */
static bool start_object(struct work *w, struct err *e)
{
    static const char *const sources[] = {
        "harness.c", "faults.c", "c11threads.c", "speed.c", bench_source, NULL};
    struct args args = build_compiler(w, VARIANT_PLAIN);

    if (!put_bench(w, w->speeds->trusted, e))
        return false;
    toolchain_diagnostics(w->tools, w->speeds->trusted, &args);
    args_add(&args, "-r");
    args_add(&args, "-o");
    args_add(&args, bench_object);
    args_add_all(&args, sources);
    add_tool(w, w->speeds->trusted, &args, object_done, "compiling the bench");
    return true;
}

static bool make_dirs(struct work *w, struct err *e)
{
    struct speeds *s = w->speeds;

    s->dir = sandbox_mkdir(w->arena, w->box, "speed", e);
    s->trusted = s->dir ? sandbox_mkdir(w->arena, w->box, "bench", e) : NULL;
    s->run_dir =
        s->trusted ? sandbox_mkdir(w->arena, w->box, "run-speed", e) : NULL;
    return s->run_dir != NULL;
}

bool speed_start(struct work *w, struct err *e)
{
    struct text key, found;

    w->speeds = ARENA_NEW(w->arena, struct speeds);
    if (proc_processors() < PROCESSORS_MIN) {
        work_settle(w, STAGE_SPEED, OUTCOME_UNAVAILABLE,
                    "it takes two processors, and this process may use one");
        return true;
    }
    if (!make_dirs(w, e))
        return false;
    key = key_of(w, "speed", true);
    if (!w->req->fresh && cache_get(w->arena, w->grader->cache, &key, &found)) {
        w->speeds->program = file_join(w->arena, w->speeds->dir, "program");
        return sandbox_put(w->box, w->speeds->program, found.data, found.len,
                           true, e);
    }
    key = key_of(w, "bench", false);
    if (!w->req->fresh && cache_get(w->arena, w->grader->cache, &key, &found))
        return start_program(w, &found, e);
    return start_object(w, e);
}
