/* The explored program: what its own main would be is `ex_main`, or the
 * scenario that is named. grader/schedules.c starts it. */
#include "grader/explore/fiber.h"
#include "grader/explore/heap.h"
#include "grader/explore/image.h"
#include "grader/explore/outcomes.h"
#include "grader/explore/race.h"
#include "grader/explore/replaying.h"
#include "grader/explore/report.h"
#include "grader/explore/scenario_hooks.h"
#include "grader/explore/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern int ex_main(int argc, char **argv) __attribute__((weak));

static const struct ex_scenario *scenario;
static int program_argc;
static char **program_argv;

static struct search_limits limits = {
    .bound = 2, .steps = 300000, .samples = 2000, .seed = 1, .cpu_s = 20};

/* ------------------------------------------------------------------ options */

static const char *const fault_words[FAULT_COUNT] = {
    [FAULT_SPURIOUS_WAKE] = "spurious", [FAULT_WEAK_CAS] = "weak",
    [FAULT_TRYLOCK] = "trylock",        [FAULT_TIMEOUT] = "timeout",
    [FAULT_MEMORY] = "memory",          [FAULT_THREAD] = "thread",
};

static bool read_faults(char *list)
{
    char *word;

    memset(engine.inject, 0, sizeof engine.inject);
    while ((word = strsep(&list, ",")) != NULL) {
        int f = 0;
        if (strcmp(word, "none") == 0 || *word == '\0')
            continue;
        while (f < FAULT_COUNT && strcmp(word, fault_words[f]) != 0)
            f++;
        if (f == FAULT_COUNT)
            return false;
        engine.inject[f] = true;
    }
    return true;
}

static bool read_model(const char *word)
{
    if (strcmp(word, "c11") == 0)
        axioms_model = MODEL_C11;
    else if (strcmp(word, "tso") == 0)
        axioms_model = MODEL_TSO;
    else if (strcmp(word, "sc") == 0)
        axioms_model = MODEL_SC;
    else
        return false;
    return true;
}

static bool find_scenario(const char *id)
{
    for (unsigned i = 0; (scenario = scenario_nth(i)) != NULL; i++) {
        if (strcmp(scenario->id, id) == 0)
            return true;
    }
    return false;
}

struct options {
    bool list;
    const char *replay;
    bool play; /* stop where the schedule ends, and say what could come next */
};

/* An option with its value; false: there is none like it. */
static bool read_valued(struct options *o, const char *name, char *value)
{
    if (strcmp(name, "--scenario") == 0)
        return find_scenario(value);
    if (strcmp(name, "--model") == 0)
        return read_model(value);
    if (strcmp(name, "--inject") == 0)
        return read_faults(value);
    if (strcmp(name, "--bound") == 0)
        limits.bound = atoi(value);
    else if (strcmp(name, "--cpu-ms") == 0)
        limits.cpu_s = atof(value) / 1000;
    else if (strcmp(name, "--samples") == 0)
        limits.samples = atol(value);
    else if (strcmp(name, "--steps") == 0)
        limits.steps = atol(value);
    else if (strcmp(name, "--seed") == 0)
        limits.seed = strtoull(value, NULL, 10);
    else if (strcmp(name, "--replay") == 0 || strcmp(name, "--play") == 0) {
        o->replay = value;
        o->play = strcmp(name, "--play") == 0;
    } else
        return false;
    return true;
}

static bool read_options(struct options *o, int argc, char **argv)
{
    int i = 1;

    for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--list") == 0)
            o->list = true;
        else if (strcmp(argv[i], "--reuse") == 0)
            heap_reuse = true;
        else if (strcmp(argv[i], "--outcomes") == 0)
            outcomes_wanted = outcomes_printed = true;
        else if (i + 1 == argc || !read_valued(o, argv[i], argv[i + 1]))
            return false;
        else
            i++;
    }
    /* "--" becomes the program's argv[0]. */
    program_argc = i < argc ? argc - i : 1;
    program_argv = i < argc ? argv + i : argv;
    program_argv[0] = argv[0];
    return true;
}

/* -------------------------------------------------------------------- running
 */

/* The program's constructors and destructors. They belong to an execution: when
 * this process starts there is none yet. */
typedef void hook(void);
extern hook *const __start_ex_first[] __attribute__((weak));
extern hook *const __stop_ex_first[] __attribute__((weak));
extern hook *const __start_ex_last[] __attribute__((weak));
extern hook *const __stop_ex_last[] __attribute__((weak));

static void run_first(void)
{
    for (hook *const *h = __start_ex_first; h < __stop_ex_first; h++)
        (*h)();
}

static void run_last(void)
{
    for (hook *const *h = __stop_ex_last; h > __start_ex_last;)
        (*--h)();
}

static void *run_program(void *arg)
{
    if (scenario) {
        scenario->run();
        return arg;
    }
    int status = ex_main(program_argc, program_argv);
    if (outcomes_wanted)
        outcomes_exit(status);
    else if (status != 0)
        engine_fail(FINDING_CRASH, "main returns %d", status);
    return arg;
}

static bool setup(void)
{
    graph_setup();
    heap_setup();
    race_setup();
    image_setup();
    engine.first = run_first;
    engine.main = run_program;
    engine.last = run_last;
    engine.on_trap = scenario_check_op;
    return fiber_setup();
}

/* Runs the failing execution again and tells it step by step. */
static bool tell(struct search_result *r)
{
    bool same;

    if (r->schedule[0] == '\0' || !schedule_read(r->schedule)) {
        report_finding(&r->finding);
        return true;
    }
    engine_renumber();
    engine.tracing = true;
    same = replaying_run() && engine.ending == ENDING_FAILED;
    engine.tracing = false;
    if (same)
        report_trace();
    report_finding(same ? &engine.finding : &r->finding);
    return same;
}

static int replay(const char *schedule, bool play)
{
    static struct search_result r;

    if (!schedule_read(schedule) || strlen(schedule) >= sizeof r.schedule)
        return 2;
    strcpy(r.schedule, schedule);
    engine_renumber();
    engine.tracing = true;
    r.proved = play ? replaying_stop(report_options) : replaying_run();
    r.failed = r.proved && engine.ending == ENDING_FAILED;
    engine.tracing = false;
    report_trace();
    r.executions = 1;
    r.bound = -1;
    r.why = r.proved ? NULL : "the program no longer has this execution";
    if (r.failed) {
        r.finding = engine.finding;
        report_finding(&r.finding);
    }
    report_result(&r);
    return 0;
}

static int explore(void)
{
    static struct search_result r;
    int n;

    search_progress = report_progress;
    search_run(&limits, &r);
    const struct outcome *list = outcomes_list(&n);
    for (int i = 0; i < n; i++)
        report_outcome(&list[i]);
    if (r.failed && r.finding.kind != FINDING_UNSUPPORTED && !tell(&r))
        r.why = "the failing execution could not be repeated";
    report_result(&r);
    return 0;
}

int main(int argc, char **argv)
{
    struct options o = {0};
    const struct ex_scenario *s;

    engine.inject[FAULT_SPURIOUS_WAKE] = engine.inject[FAULT_WEAK_CAS] =
        engine.inject[FAULT_TIMEOUT] = true;
    report_open();
    if (!read_options(&o, argc, argv)) {
        fprintf(stderr, "%s: unknown option or scenario\n", argv[0]);
        return 2;
    }
    for (unsigned i = 0; o.list && (s = scenario_nth(i)) != NULL; i++)
        report_scenario(s->id, s->what);
    if (o.list)
        return 0;
    if (scenario == NULL && ex_main == NULL) {
        fprintf(stderr, "%s: there is no main\n", argv[0]);
        return 2;
    }
    if (!setup()) {
        fprintf(stderr, "%s: this machine gives too few threads\n", argv[0]);
        return 3;
    }
    return o.replay ? replay(o.replay, o.play) : explore();
}
