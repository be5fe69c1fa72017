/* Names; see words.h. */
#include "src/class/words.h"

static const struct {
    const char *name;
    enum sheet_tone tone;
} outcomes[RECORD_OUTCOME_COUNT] = {
    [RECORD_PASSED] = {"passed", SHEET_GOOD},
    [RECORD_FAILED] = {"failed", SHEET_BAD},
    [RECORD_UNSURE] = {"unsure", SHEET_OPEN},
    [RECORD_TAMPERED] = {"not decided yet", SHEET_OPEN},
    [RECORD_MISSING] = {"not handed in", SHEET_PLAIN},
    [RECORD_UNREADABLE] = {"cannot be read", SHEET_BAD},
    [RECORD_INFRA_ERROR] = {"not graded yet", SHEET_OPEN},
};

const char *words_outcome(const struct record *r)
{
    return outcomes[r != NULL ? r->outcome : RECORD_INFRA_ERROR].name;
}

enum sheet_tone words_tone(const struct record *r)
{
    return outcomes[r != NULL ? r->outcome : RECORD_INFRA_ERROR].tone;
}

const char *words_stage_outcome(enum outcome o)
{
    switch (o) {
    case OUTCOME_PASSED:
        return "passed";
    case OUTCOME_FAILED:
        return "failed";
    case OUTCOME_UNSURE:
        return "unsure";
    default:
        return "not run";
    }
}

const char *words_why_open(const struct record *r)
{
    if (r->why != NULL)
        return r->why;
    for (size_t i = 0; i < r->nstages; i++)
        if (r->stages[i].outcome == OUTCOME_UNSURE && r->stages[i].why != NULL)
            return r->stages[i].why;
    for (size_t i = 0; i < r->nstages; i++)
        if (r->stages[i].outcome == OUTCOME_UNAVAILABLE &&
            r->stages[i].why != NULL)
            return r->stages[i].why;
    return NULL;
}

const char *words_s(size_t n)
{
    return n == 1 ? "" : "s";
}
