/* The whole search.
 *
 * Limits are numbers of executions, so that the same program gets the same
 * answer on every machine; processor time is only a last guard. */
#include "grader/explore/search.h"

#include "grader/explore/axioms.h"
#include "grader/explore/bounded.h"
#include "grader/explore/moves.h"
#include "grader/explore/outcomes.h"
#include "grader/explore/reducing.h"
#include "grader/explore/sampling.h"
#include "grader/explore/scenario_hooks.h"
#include "grader/explore/worklist.h"

#include <string.h>
#include <time.h>

enum {
    FIRST_EXECUTIONS = 2000,    /* of a complete search before it: most programs
                                   are small */
    BOUNDED_EXECUTIONS = 20000, /* of the first search, all bounds together */
    TOO_LONG_EXECUTIONS = 8,    /* that meet a limit: a proof is lost with the
                                   first, and each takes long */
    CLOCK_EVERY = 64,           /* executions between two looks at the clock */
};

void (*search_progress)(const char *phase, long executions);

static double cpu_seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct search {
    const struct search_limits *limits;
    struct search_result *result;
    const char *phase;
    double end; /* processor time */
    bool met_limit;
    int too_long; /* executions of this phase that met it */
    bool graphs;  /* each execution has a graph of its own */
};

/* Counts the execution that has just ended. False: the search is over. */
static bool count(struct search *s)
{
    struct search_result *r = s->result;

    if (engine.ending == ENDING_RESTART)
        return true;
    r->executions++;
    bool taken = outcomes_wanted && outcomes_take(s->graphs);
    if (engine.ending == ENDING_FAILED && !taken) {
        r->failed = true;
        r->finding = engine.finding;
        if (!schedule_write(r->schedule))
            r->schedule[0] = '\0';
        return false;
    }
    if (engine.ending == ENDING_ABANDONED)
        r->blocked++;
    if (engine.ending == ENDING_LIMIT) {
        s->met_limit = true;
        s->too_long++;
    }
    if (r->executions % CLOCK_EVERY == 0) {
        if (search_progress)
            search_progress(s->phase, r->executions);
        if (cpu_seconds() > s->end)
            r->out_of_time = true;
    }
    return !r->out_of_time;
}

/* Every execution up to a cost, cost by cost. */
static bool search_bounded(struct search *s)
{
    long first = s->result->executions;

    s->phase = "bounded";
    s->too_long = 0;
    s->graphs = false;
    for (int k = 0; k <= s->limits->bound; k++) {
        bounded_begin(k);
        while (bounded_run()) {
            if (engine.ending == ENDING_RESTART)
                bounded_begin(k);
            if (!count(s))
                return false;
            if (s->result->executions - first >= BOUNDED_EXECUTIONS ||
                s->too_long == TOO_LONG_EXECUTIONS)
                return true;
        }
        if (s->met_limit)
            return true;
        s->result->bound = k;
        if (!bounded_cut) {
            s->result->proved = !s->met_limit;
            return true;
        }
    }
    return true;
}

static bool search_complete(struct search *s, long steps)
{
    long first = s->result->executions;

    s->phase = "complete";
    s->too_long = 0;
    s->graphs = true;
    outcomes_count_anew();
    reducing_begin();
    while (reducing_run()) {
        if (engine.ending == ENDING_RESTART) {
            outcomes_count_anew();
            reducing_begin();
        }
        if (!count(s))
            return false;
        if (s->result->executions - first >= steps ||
            s->too_long == TOO_LONG_EXECUTIONS)
            return true;
    }
    s->result->proved = !s->met_limit;
    return true;
}

static bool search_random(struct search *s)
{
    s->phase = "random";
    s->too_long = 0;
    s->graphs = false;
    for (long i = 0;
         i < s->limits->samples && s->too_long < TOO_LONG_EXECUTIONS; i++) {
        do
            sampling_run(s->limits->seed + (uint64_t)i);
        while (engine.ending == ENDING_RESTART);
        s->result->samples++;
        if (!count(s))
            return false;
    }
    return true;
}

/* A failure is known, but hardly the simplest: that is looked for, and the
 * known one kept for the case that none is found. */
static void search_simpler(struct search *s)
{
    struct search_result *r = s->result;
    static struct search_result known;

    known = *r;
    r->failed = false;
    search_bounded(s);
    if (!r->failed) {
        r->failed = true;
        r->finding = known.finding;
        memcpy(r->schedule, known.schedule, sizeof r->schedule);
    }
    r->proved = false;
}

static void search_all(struct search *s)
{
    struct search_result *r = s->result;

    search_complete(s, FIRST_EXECUTIONS);
    if (r->failed)
        search_simpler(s);
    else if (!r->proved && !r->out_of_time && search_bounded(s) && !r->proved &&
             !s->met_limit && search_complete(s, s->limits->steps) &&
             !r->proved)
        search_random(s);
}

/* The simplest way to each outcome is looked for first; only the complete
 * search tells whether there are others. */
static void search_outcomes(struct search *s)
{
    struct search_result *r = s->result;

    if (!search_bounded(s))
        return;
    r->proved = false;
    if (!s->met_limit && search_complete(s, s->limits->steps) && !r->proved)
        search_random(s);
}

/* Something that was left out makes a proof worthless. */
static const char *left_out(const struct search *s)
{
    if (s->met_limit)
        return "an execution is too long to be followed to its end";
    if (moves_left_out)
        return "a variable has more values at a time than are tried";
    if (axioms_gave_up)
        return "an execution has too many operations to check the order of "
               "its seq_cst ones";
    if (worklist_full)
        return "the list of executions to be tried does not fit into memory";
    if (s->result->out_of_time)
        return "the time was up";
    return outcomes_wanted ? outcomes_why() : NULL;
}

void search_run(const struct search_limits *limits, struct search_result *r)
{
    struct search s = {.limits = limits, .result = r};

    memset(r, 0, sizeof *r);
    r->bound = -1;
    s.end = cpu_seconds() + limits->cpu_s;
    moves_left_out = axioms_gave_up = worklist_full = false;
    scenario_begin_search();
    if (outcomes_wanted)
        search_outcomes(&s);
    else
        search_all(&s);
    if (r->executions == r->blocked) /* it has no end that we can see */
        s.met_limit = true;
    r->why = left_out(&s);
    if (r->why)
        r->proved = false;
    else if (!r->proved && !r->failed)
        r->why = "there are more executions than were tried";
    if (r->proved && scenario_missing(&r->finding))
        r->failed = true;
}
