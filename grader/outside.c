/* Asking a submission from outside.
 *
 * Theory of operation. Points are not to rest on what a submission can reach. A
 * test in its own process can be fooled by who searches that process for the
 * harness's number; so here nothing in that process says what is right:
 *
 *   plan    the exercise's outside.c, a program without the submission, draws
 *           random numbers from a seed and says which of them to give;
 *   run     the submission's process, where inside.c takes them, calls the
 *           submission and answers with numbers;
 *   judge   outside.c again, with the same seed and the answers.
 *
 * U1. The seed depends on the submission and on a secret: nobody can look up
 *     what his own file will be asked, or try files until it is something easy.
 * U2. The same submission is always asked the same.
 * U3. All answers are judged, and nothing else about a run but how it ended:
 *     answers may be forged; then they have to be right.
 *
 * Each run is done in the plain build and under ThreadSanitizer: who behaves
 * only for the numbers in test.c is seen there, too. */
#include "grader/outside.h"

#include "grader/build.h"
#include "grader/cache.h"
#include "grader/diagnostics.h"
#include "grader/tests.h"
#include "src/base/buf.h"
#include "src/base/sha256.h"

#include <string.h>

enum {
    DRIVER_S = 30, /* of outside.c, which needs a millisecond */
    DRIVER_MB = 256,
    DRIVER_OUTPUT = SANDBOX_SEND_MAX, /* bytes of a plan */
    PROGRAM_MAX = 64 << 20,           /* bytes, as the compiler's limit */
    URGENT = 20, /* behind the tests, before the other sanitized runs */
};

static const char driver_source[] = "ask.c"; /* the exercise's outside.c */

/* One OUTSIDE: what a run is to show, and what it is given. */
struct question {
    struct check check;
    const char *numbers;
};

struct outside {
    const char *dir;     /* in the sandbox, where outside.c is */
    const char *program; /* NULL until it is there */
    const char *seed;
    struct question *list; /* NULL until it is planned */
    size_t n;
};

/* A run of the driver; `send` may be NULL. */
static void add_driver(struct work *w, const char *mode, const char *id,
                       const char *send, task_done *done, struct task *like)
{
    const struct outside *o = w->asked;
    char **argv = ARENA_ARRAY(w->arena, char *, 5);
    struct task t = like ? *like : (struct task){.urgency = URGENT};

    argv[0] = (char *)o->program;
    argv[1] = (char *)mode;
    argv[2] = (char *)o->seed;
    argv[3] = (char *)id;
    t.spec = (struct sandbox_spec){
        .profile = PROFILE_RUN,
        .argv = argv,
        .env = variant_env(w->tools, VARIANT_PLAIN, false),
        .dir = o->dir,
        .limits = {.wall_s = DRIVER_S,
                   .cpu_s = DRIVER_S,
                   .memory_mb = DRIVER_MB,
                   .output_max = DRIVER_OUTPUT,
                   .file_max_mb = 1},
        .send = send,
    };
    t.stage = STAGE_OUTSIDE;
    t.runs = false;
    t.done = done;
    t.what = "asking from outside";
    work_add(w, &t);
}

/* ------------------------------------------------------------ run and judge */

static bool judged(struct work *w, struct task *t,
                   const struct sandbox_result *r, struct err *e)
{
    static const char wrong[] = "wrong: ";
    const struct question *q = &w->asked->list[t->number];

    if (!build_exited_well(r) || r->cut)
        return err_set(e, "outside.c of %s does not judge %s: %s", w->ex.name,
                       q->check.id, r->err.len > 0 ? r->err.data : "no answer");
    w->stages[STAGE_OUTSIDE].result.checks_run++;
    if (strcmp(r->out.data, "right") == 0)
        return true;
    if (strncmp(r->out.data, wrong, sizeof wrong - 1) != 0)
        return err_set(e, "outside.c of %s prints \"%s\" while it judges %s",
                       w->ex.name, r->out.data, q->check.id);
    struct finding f = {
        .kind = FINDING_TEST,
        .stage = STAGE_OUTSIDE,
        .chance = true,
        .test = q->check.id,
        .expectation = q->check.what,
        .message = arena_strdup(w->arena, r->out.data + sizeof wrong - 1),
    };
    work_found(w, &f);
    return true;
}

static bool answered(struct work *w, struct task *t,
                     const struct sandbox_result *r, struct err *e)
{
    const struct question *q = &w->asked->list[t->number];
    struct run run = {w, t, &q->check, r, {0}};

    (void)e;
    record_parse(w->arena, &r->records, t->text, q->check.id, &run.record);
    if (!tests_judge(&run)) {
        w->stages[STAGE_OUTSIDE].result.checks_run++;
        return true;
    }
    add_driver(w, "--judge", q->check.id, run.record.message, judged,
               t); /* U3 */
    return true;
}

/* Else each submission would seem to give no answer. */
static bool has_inside(const struct work *w, const char *id)
{
    for (size_t i = 0; i < w->nanswers; i++) {
        if (strcmp(w->answers[i], id) == 0)
            return true;
    }
    return false;
}

static bool add_question(struct work *w, enum variant v, size_t i,
                         struct err *e)
{
    const struct question *q = &w->asked->list[i];
    char nonce[RECORD_SENT_LEN + 1];

    if (!has_inside(w, q->check.id))
        return err_set(e, "inside.c of %s has no INSIDE(%s)", w->ex.name,
                       q->check.id);
    if (!record_nonce(nonce, false, e))
        return false;
    struct task t =
        tests_task(w, v, "--answer", &q->check,
                   arena_printf(w->arena, "%s%s", nonce, q->numbers));
    t.stage = STAGE_OUTSIDE;
    t.done = answered;
    t.number = i;
    t.urgency = URGENT;
    t.what = arena_printf(w->arena, "asking from outside, %zu of %zu: %s",
                          i + 1, w->asked->n, q->check.what);
    work_add(w, &t);
    return true;
}

bool outside_program(struct work *w, enum variant v, struct err *e)
{
    struct progress *p = &w->stages[STAGE_OUTSIDE];

    if (w->asked == NULL || w->asked->list == NULL || w->checks == NULL ||
        p->settled || v == VARIANT_ASAN || w->builds[v].program == NULL)
        return true;
    p->result.checks_expected += w->asked->n;
    for (size_t i = 0; i < w->asked->n; i++) {
        if (!add_question(w, v, i, e))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ planning
 */

/* Lines of "ID TAB SENTENCE TAB NUMBERS". */
static bool read_plan(struct work *w, const char *text, struct err *e)
{
    struct outside *o = w->asked;
    size_t room = 1; /* the last line may have no end */

    for (const char *p = text; *p != '\0'; p++)
        room += *p == '\n';
    struct question *list = ARENA_ARRAY(w->arena, struct question, room);
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        char *id = arena_strndup(w->arena, text, len);
        char *what = strchr(id, '\t');
        char *numbers = what ? strchr(what + 1, '\t') : NULL;
        if (numbers == NULL)
            return err_set(e, "outside.c of %s does not plan", w->ex.name);
        *what++ = '\0';
        *numbers++ = '\0';
        list[o->n++] = (struct question){
            {.id = id, .what = what, .stress = true}, numbers};
        text += len;
        text += *text == '\n';
    }
    if (o->n == 0)
        return err_set(e,
                       "%s asks nothing: write OUTSIDE(name, \"what\") { ... }",
                       w->ex.outside);
    o->list = list;
    return outside_program(w, VARIANT_PLAIN, e) &&
           outside_program(w, VARIANT_TSAN, e);
}

static bool plan_done(struct work *w, struct task *t,
                      const struct sandbox_result *r, struct err *e)
{
    (void)t;
    if (!build_exited_well(r) || r->cut)
        return err_set(e, "outside.c of %s does not plan: %s", w->ex.name,
                       r->cut           ? "it gives too many numbers"
                       : r->err.len > 0 ? r->err.data
                                        : "it ended in the middle");
    return read_plan(w, r->out.data, e);
}

static void start_plan(struct work *w)
{
    w->asked->program = file_join(w->arena, w->asked->dir, "outside");
    add_driver(w, "--plan", NULL, NULL, plan_done, NULL);
}

/* --------------------------------------------------------------- the driver */

static struct text driver_key(struct work *w, const struct args *args)
{
    const struct text *texts[] = {&w->outside, &w->outside_run, &w->outside_h};

    return work_key(
        w, arena_printf(w->arena, "outside %s", args_text(w->arena, args)),
        texts, sizeof texts / sizeof *texts);
}

static bool driver_done(struct work *w, struct task *t,
                        const struct sandbox_result *r, struct err *e)
{
    struct args args = build_compiler(w, VARIANT_PLAIN);
    struct text program;

    if (!build_exited_well(r))
        return err_set(e, "outside.c of %s does not compile: %s", w->ex.name,
                       diagnostics_first(w->arena, r->err.data));
    if (!file_read(w->arena, file_join(w->arena, t->spec.dir, "outside"),
                   PROGRAM_MAX, &program, e))
        return false;
    struct text key = driver_key(w, &args);
    cache_put(w->grader->cache, &key, program.data, program.len);
    start_plan(w);
    return true;
}

static bool compile_driver(struct work *w, struct args *args, struct err *e)
{
    const char *dir = w->asked->dir;

    if (!sandbox_put(w->box, file_join(w->arena, dir, driver_source),
                     w->outside.data, w->outside.len, false, e) ||
        !sandbox_put(w->box, file_join(w->arena, dir, "outside.c"),
                     w->outside_run.data, w->outside_run.len, false, e) ||
        !sandbox_put(w->box, file_join(w->arena, dir, "outside.h"),
                     w->outside_h.data, w->outside_h.len, false, e))
        return false;
    toolchain_diagnostics(w->tools, dir, args);
    args_add(args, "-o");
    args_add(args, "outside");
    args_add(args, "outside.c");
    args_add(args, driver_source);
    args_add(args, "-lm");
    struct task *t = build_add_tool(w, VARIANT_PLAIN, dir, args, driver_done,
                                    "compiling what asks from outside");
    t->stage = STAGE_OUTSIDE;
    return true;
}

/* U1, U2. */
static const char *seed_of(struct work *w)
{
    const char *secret = w->req->secret ? w->req->secret : "";
    char *seed = arena_alloc(w->arena, SHA256_HEX);
    struct buf all = BUF_INIT;

    buf_printf(&all, "%zu %s %s ", strlen(secret), secret, w->ex.name);
    buf_add(&all, w->source.data, w->source.len);
    sha256_hex(all.data, all.len, seed);
    buf_free(&all);
    return seed;
}

bool outside_start(struct work *w, struct err *e)
{
    struct args args = build_compiler(w, VARIANT_PLAIN);
    struct text key = driver_key(w, &args), found;

    if (w->stages[STAGE_OUTSIDE].settled)
        return true;
    w->asked = ARENA_NEW(w->arena, struct outside);
    w->asked->seed = seed_of(w);
    w->asked->dir = sandbox_mkdir(w->arena, w->box, "outside", e);
    if (w->asked->dir == NULL)
        return false;
    if (w->req->fresh || !cache_get(w->arena, w->grader->cache, &key, &found))
        return compile_driver(w, &args, e);
    start_plan(w);
    return sandbox_put(w->box, w->asked->program, found.data, found.len, true,
                       e);
}

void outside_sum_up(const struct work *w, struct verdict *out)
{
    out->seed = w->asked ? w->asked->seed : NULL;
}
