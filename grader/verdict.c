/* Names, ranking and outcome of a verdict. */
#include "grader/verdict.h"

#include <string.h>

static const char *const outcomes[] = {
    [OUTCOME_PASSED] = "passed",           [OUTCOME_FAILED] = "failed",
    [OUTCOME_UNSURE] = "unsure",           [OUTCOME_SKIPPED] = "skipped",
    [OUTCOME_UNAVAILABLE] = "unavailable",
};

static const char *const stages[STAGE_COUNT] = {
    [STAGE_BUILD] = "build",     [STAGE_TESTS] = "tests",
    [STAGE_OUTSIDE] = "outside", [STAGE_MEMORY] = "memory",
    [STAGE_RACES] = "races",     [STAGE_SCHEDULES] = "schedules",
    [STAGE_SHAPE] = "shape",     [STAGE_SPEED] = "speed",
};

static const char *const kinds[FINDING_KIND_COUNT] = {
    [FINDING_COMPILE] = "compile",     [FINDING_TEST] = "test",
    [FINDING_ASSERTION] = "assertion", [FINDING_CRASH] = "crash",
    [FINDING_TIMEOUT] = "timeout",     [FINDING_DATA_RACE] = "data-race",
    [FINDING_DEADLOCK] = "deadlock",   [FINDING_LIVELOCK] = "livelock",
    [FINDING_MEMORY] = "memory",       [FINDING_LEAK] = "leak",
    [FINDING_MISUSE] = "misuse",       [FINDING_FORBIDDEN] = "forbidden",
    [FINDING_FORGED] = "forged",       [FINDING_LIMIT] = "limit",
    [FINDING_SLOW] = "slow",
};

static const char *const labels[FINDING_KIND_COUNT] = {
    [FINDING_COMPILE] = "It does not compile",
    [FINDING_TEST] = "Test failed",
    [FINDING_ASSERTION] = "Assertion failed",
    [FINDING_CRASH] = "Crash",
    [FINDING_TIMEOUT] = "Out of time",
    [FINDING_DATA_RACE] = "Data race",
    [FINDING_DEADLOCK] = "Deadlock",
    [FINDING_LIVELOCK] = "Livelock",
    [FINDING_MEMORY] = "Memory error",
    [FINDING_LEAK] = "Leak",
    [FINDING_MISUSE] = "Wrong use",
    [FINDING_FORBIDDEN] = "Not allowed here",
    [FINDING_FORGED] = "Not a real pass",
    [FINDING_LIMIT] = "Over a limit",
    [FINDING_SLOW] = "Too slow",
};

static const char *const trace_kinds[] = {
    [TRACE_BEGIN] = "begin",
    [TRACE_END] = "end",
    [TRACE_CREATE] = "create",
    [TRACE_JOIN] = "join",
    [TRACE_READ] = "read",
    [TRACE_WRITE] = "write",
    [TRACE_UPDATE] = "update",
    [TRACE_LOOK] = "look",
    [TRACE_FENCE] = "fence",
    [TRACE_CHOICE] = "choice",
    [TRACE_PLAIN_READ] = "plain-read",
    [TRACE_PLAIN_WRITE] = "plain-write",
};

const char *outcome_name(enum outcome o)
{
    return outcomes[o];
}

const char *stage_name(enum stage s)
{
    return stages[s];
}

const char *finding_kind_name(enum finding_kind k)
{
    return kinds[k];
}

const char *finding_kind_label(enum finding_kind k)
{
    return labels[k];
}

bool finding_kind_parse(const char *name, enum finding_kind *out)
{
    for (int k = 0; k < FINDING_KIND_COUNT; k++) {
        if (strcmp(kinds[k], name) == 0) {
            *out = (enum finding_kind)k;
            return true;
        }
    }
    return false;
}

const char *trace_kind_name(enum trace_kind k)
{
    return trace_kinds[k];
}

bool trace_kind_parse(const char *name, enum trace_kind *out)
{
    for (size_t k = 0; k < sizeof trace_kinds / sizeof *trace_kinds; k++) {
        if (strcmp(trace_kinds[k], name) == 0) {
            *out = (enum trace_kind)k;
            return true;
        }
    }
    return false;
}

/* The ranks, best explanation first. What is certain stands before what was
 * seen by chance, so that the first finding of a submission does not depend on
 * timing; what names a cause stands before what names a symptom. */
enum rank {
    RANK_COMPILE,
    RANK_FORGED,
    RANK_FORBIDDEN,
    RANK_TEST,
    RANK_EXPLORED, /* an execution that fails, whatever the kind */
    RANK_STUCK,    /* a TEST in which all threads sleep: if they run otherwise,
                      perhaps they do not; a schedule always shows it */
    RANK_MEMORY,
    RANK_LEAK,
    RANK_MISUSE,
    RANK_DATA_RACE,
    RANK_MEMORY_CHANCE, /* a sanitizer's finding in a STRESS test */
    RANK_SYMPTOM,
    RANK_SYMPTOM_SANITIZED, /* as above, seen only in a sanitizer's build */
    RANK_CHANCE,
    RANK_SLOW, /* measured when nothing else is wrong */
};

static const enum rank ranks[FINDING_KIND_COUNT] = {
    [FINDING_COMPILE] = RANK_COMPILE,     [FINDING_FORGED] = RANK_FORGED,
    [FINDING_FORBIDDEN] = RANK_FORBIDDEN, [FINDING_TEST] = RANK_TEST,
    [FINDING_ASSERTION] = RANK_TEST,      [FINDING_DEADLOCK] = RANK_STUCK,
    [FINDING_MEMORY] = RANK_MEMORY,       [FINDING_LEAK] = RANK_LEAK,
    [FINDING_MISUSE] = RANK_MISUSE,       [FINDING_DATA_RACE] = RANK_DATA_RACE,
    [FINDING_CRASH] = RANK_SYMPTOM,       [FINDING_TIMEOUT] = RANK_SYMPTOM,
    [FINDING_LIVELOCK] = RANK_SYMPTOM,    [FINDING_LIMIT] = RANK_SYMPTOM,
    [FINDING_SLOW] = RANK_SLOW,
};

int finding_rank(const struct finding *f)
{
    enum rank rank = ranks[f->kind];
    bool sanitized = f->stage == STAGE_MEMORY || f->stage == STAGE_RACES;

    if (f->stage == STAGE_SCHEDULES && f->kind != FINDING_LEAK)
        return RANK_EXPLORED;
    if (rank <= RANK_FORBIDDEN || rank == RANK_SLOW)
        return rank;
    if (sanitized && f->kind == FINDING_DEADLOCK && !f->chance)
        return RANK_MISUSE; /* an order of locks that could deadlock */
    if (sanitized && (rank <= RANK_STUCK || rank == RANK_SYMPTOM))
        return f->chance ? RANK_CHANCE : RANK_SYMPTOM_SANITIZED;
    if (sanitized && f->chance)
        return RANK_MEMORY_CHANCE;
    return f->chance ? RANK_CHANCE : rank;
}

int finding_rank_possible(enum stage stage, bool stress)
{
    if (stage == STAGE_RACES || stage == STAGE_OUTSIDE)
        return RANK_LEAK; /* a thread that is never joined */
    if (stage == STAGE_SCHEDULES)
        return RANK_EXPLORED;
    if (stage == STAGE_SPEED)
        return RANK_CHANCE; /* it may also crash */
    if (stage == STAGE_MEMORY)
        return stress ? RANK_MEMORY_CHANCE : RANK_MEMORY;
    return stress ? RANK_CHANCE : RANK_FORGED;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool finding_same(const struct finding *a, const struct finding *b)
{
    if (a->kind != b->kind || a->line != b->line ||
        !same_text(a->file, b->file) || !same_text(a->function, b->function))
        return false;
    /* Without a place it is the test that tells them apart. */
    return a->line > 0 || same_text(a->test, b->test);
}

enum outcome verdict_outcome(const struct verdict *v, const bool *excused)
{
    if (v->nfindings > 0)
        return OUTCOME_FAILED;
    for (int s = 0; s < STAGE_COUNT; s++) {
        const struct stage_result *r = &v->stages[s];
        if (r->outcome != OUTCOME_PASSED && !r->absent && !excused[s])
            return OUTCOME_UNSURE;
    }
    if (v->stages[STAGE_TESTS].checks_run == 0)
        return OUTCOME_UNSURE;
    return OUTCOME_PASSED;
}
