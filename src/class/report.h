/* The class report for the instructor: who passed what, which mistakes are
 * common (by finding, and by what the learner seems to believe), what a person
 * must look at, how long it took. As Markdown and as HTML that stands alone.
 *
 * All of it follows from the records, but its last section: how long it took,
 * which is there only where something was graded in this run. */
#ifndef CLASS_REPORT_H
#define CLASS_REPORT_H

#include "src/class/ledger.h"

struct exercise;

/* What data/misconceptions.json says about one. */
struct report_belief {
    const char *id;     /* "MEM-3" */
    const char *belief; /* Markdown, a sentence */
    const char *truth;  /* the same */
};

struct report_facts {
    const struct exercise *const *exercises; /* in the assignment's order */
    const struct report_belief *beliefs;
    size_t nbeliefs;
    const char *const *notes; /* of the intake */
    size_t nnotes;
    const char *out;   /* whole records are there, for ladders that look into
                          a finding's details; NULL: only its message is known */
    double seconds;    /* what this run took */
    size_t graded;     /* in this run */
    size_t kept;       /* graded before */
    const char *style; /* text of data/page/class.css; NULL for Markdown */
};

void report_markdown(struct arena *a, const struct ledger *l,
                     const struct report_facts *facts, struct buf *out);
void report_html(struct arena *a, const struct ledger *l,
                 const struct report_facts *facts, struct buf *out);

#endif
