/* Runs litmus programs under the explorer and prints what enumerate.c prints:
 * the programs, and nothing else, are what the two have in common.
 *
 *     explore [--all] [--limit N] [--spurious] [--model c11|sc|tso] < programs
 *
 * --all searches without reduction; of executions with the same graph one is
 * counted. A program that takes more than N executions is skipped: "NAME
 * skipped". --spurious also tries wake-ups of condition variables for no
 * reason. Programs that wait (run.h) get two more columns, lost=yes|no (a
 * wake-up) and livelock=yes|no. A search that is not complete says so: then
 * nothing is equal to it. The search of a program that has a data race ends
 * there: nothing else counts.
 *
 * Built with EXPLORE_SEEDED, it also knows
 *     explore --faults       lists the mistakes that can be made on purpose
 *     explore --fault NAME   makes one of them */
#include "grader/explore/bounded.h"
#include "grader/explore/fiber.h"
#include "grader/explore/image.h"
#include "grader/explore/moves.h"
#include "grader/explore/race.h"
#include "grader/explore/reducing.h"
#include "grader/explore/seeded.h"
#include "grader/explore/worklist.h"
#include "tests/litmus/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OUTCOMES = 1 << 12, GRAPHS = 1 << 20, LINE = 4096 };

static struct options {
    bool all;
    long limit; /* 0: none */
} options;

static char *outcomes[OUTCOMES];
static int noutcomes;

/* ---------------------------------------------------------------- the graphs
 */

static uint64_t graphs[GRAPHS]; /* hashes of those that were seen; 0: none */
static size_t used[GRAPHS / 2]; /* where they lie */
static long ngraphs;

static uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 29;
}

/* The same for the same graph, in whatever order it came to be. */
static uint64_t hash_graph(void)
{
    uint64_t h = 1;

    for (int t = 0; t < graph.nthreads; t++) {
        for (int i = 0; i < graph.lines[t].n; i++) {
            const struct event *e = graph.lines[t].events[i];
            h = mix(h, (uint64_t)e->kind << 8 | e->order);
            h = mix(h, e->place ? e->place->address : 0);
            h = mix(h, e->choice);
            h = mix(h, e->writes ? (uint64_t)e->position : 0);
            if (e->rf)
                h = mix(h, e->rf->index == 0
                               ? 0
                               : (e->rf->thread << 16 | e->rf->nth) + 1u);
        }
        h = mix(h, (uint64_t)t);
    }
    return h ? h : 1;
}

/* Whether the graph was not seen before. */
static bool is_new(void)
{
    uint64_t h = hash_graph();
    size_t i = h % GRAPHS;

    while (graphs[i] != 0 && graphs[i] != h)
        i = (i + 1) % GRAPHS;
    if (graphs[i] == h)
        return false;
    if (ngraphs == GRAPHS / 2) {
        fputs("too many graphs\n", stderr);
        exit(3);
    }
    used[ngraphs++] = i;
    graphs[i] = h;
    return true;
}

static void forget_graphs(void)
{
    while (ngraphs > 0)
        graphs[used[--ngraphs]] = 0;
}

/* ------------------------------------------------------------------ outcomes
 */

static void note_outcome(void)
{
    char text[RUN_TEXT];

    run_outcome(text);
    for (int i = 0; i < noutcomes; i++) {
        if (strcmp(outcomes[i], text) == 0)
            return;
    }
    if (noutcomes == OUTCOMES) {
        fputs("too many outcomes\n", stderr);
        exit(3);
    }
    outcomes[noutcomes++] = strdup(text);
}

static void forget_outcomes(void)
{
    for (int i = 0; i < noutcomes; i++)
        free(outcomes[i]);
    noutcomes = 0;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* ---------------------------------------------------------------- the search
 */

struct result {
    long executions, complete, limits;
    bool race, deadlock, livelock, lost, other;
};

static bool next_execution(void)
{
    run_reset();
    return options.all ? bounded_run() : reducing_run();
}

static void note_finding(struct result *r)
{
    switch (engine.finding.kind) {
    case FINDING_DATA_RACE:
        r->race = true;
        break;
    case FINDING_DEADLOCK:
        r->deadlock = true;
        break;
    case FINDING_LIVELOCK:
        r->livelock = true;
        break;
    case FINDING_LOST_WAKEUP:
        r->lost = true;
        break;
    default:
        if (!r->other)
            printf("%s: %s\n", run_name(), engine.finding.text);
        r->other = true;
    }
}

static void note_execution(struct result *r)
{
    r->executions++;
    if (engine.ending == ENDING_FAILED)
        note_finding(r);
    r->limits += engine.ending == ENDING_LIMIT;
    if (engine.ending != ENDING_COMPLETE)
        return;
    r->complete++;
    if (is_new())
        note_outcome();
}

static const char *yes(bool b)
{
    return b ? "yes" : "no";
}

static void print_result(const struct result *r)
{
    bool cut = r->limits > 0 || worklist_full || axioms_gave_up ||
               moves_left_out || (options.all && bounded_cut);

    printf("%s graphs=%ld outcomes=%d race=%s deadlock=%s", run_name(),
           r->race       ? 0
           : options.all ? ngraphs
                         : r->complete,
           r->race ? 0 : noutcomes, yes(r->race), yes(r->deadlock));
    if (run_waits())
        printf(" lost=%s livelock=%s", yes(r->lost), yes(r->livelock));
    printf(" {%s", r->race ? " racy" : "");
    qsort(outcomes, (size_t)noutcomes, sizeof *outcomes, compare);
    for (int i = 0; i < noutcomes && !r->race; i++)
        printf("%s %s", i ? ";" : "", outcomes[i]);
    printf(" }%s\n", cut ? " not complete" : "");
}

static void explore(void)
{
    struct result r = {0};
    bool skip = false;

    forget_outcomes();
    forget_graphs();
    moves_left_out = axioms_gave_up = false;
    if (options.all)
        bounded_begin(BOUNDED_ALL);
    else
        reducing_begin();
    while (!skip && !r.race && next_execution()) {
        note_execution(&r);
        skip = options.limit > 0 && r.executions > options.limit;
    }
    if (skip)
        printf("%s skipped\n", run_name());
    else
        print_result(&r);
}

/* ------------------------------------------------------------- command line
 */

#ifdef EXPLORE_SEEDED
int seeded_fault;

static const struct {
    const char *name, *what;
} faults[] = {
#define FAULT(name, what) {#name, what},
    SEEDED_FAULTS(FAULT)
#undef FAULT
};

static void list_faults(void)
{
    for (int i = SEEDED_NONE + 1; i < SEEDED_COUNT; i++)
        printf("%s\t%s\n", faults[i].name, faults[i].what);
}

static bool set_fault(const char *name)
{
    for (int i = SEEDED_NONE + 1; i < SEEDED_COUNT; i++) {
        if (strcmp(faults[i].name, name) == 0)
            seeded_fault = i;
    }
    return seeded_fault != SEEDED_NONE;
}
#else
static void list_faults(void)
{
}

static bool set_fault(const char *name)
{
    (void)name;
    return false;
}
#endif

static bool set_model(const char *name)
{
    static const char *const models[] = {
        [MODEL_C11] = "c11", [MODEL_TSO] = "tso", [MODEL_SC] = "sc"};

    for (int m = MODEL_C11; m <= MODEL_SC; m++) {
        if (strcmp(models[m], name) == 0) {
            axioms_model = (enum model)m;
            return true;
        }
    }
    return false;
}

/* An option, with what follows it; how many words they are, 0: it is none. */
static int set_option(const char *name, const char *value)
{
    if (strcmp(name, "--all") == 0) {
        options.all = true;
        return 1;
    }
    if (strcmp(name, "--spurious") == 0) {
        engine.inject[FAULT_SPURIOUS_WAKE] = true;
        return 1;
    }
    if (value == NULL)
        return 0;
    if (strcmp(name, "--limit") == 0) {
        options.limit = strtol(value, NULL, 10);
        return options.limit > 0 ? 2 : 0;
    }
    if (strcmp(name, "--model") == 0)
        return set_model(value) ? 2 : 0;
    if (strcmp(name, "--fault") == 0)
        return set_fault(value) ? 2 : 0;
    return 0;
}

int main(int argc, char **argv)
{
    static char line[LINE];

    if (argc == 2 && strcmp(argv[1], "--faults") == 0) {
        list_faults();
        return 0;
    }
    for (int i = 1; i < argc;) {
        int words = set_option(argv[i], argv[i + 1]);
        if (words == 0) {
            fprintf(stderr, "explore: not an option: %s\n", argv[i]);
            return 2;
        }
        i += words;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    graph_setup();
    race_setup();
    image_setup();
    if (!fiber_setup())
        return 3;
    engine.main = run_main;
    while (fgets(line, sizeof line, stdin)) {
        if (run_parse(line))
            explore();
    }
    return 0;
}
