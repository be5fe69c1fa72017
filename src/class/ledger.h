/* All records of a class, side by side: what gradebook, feedback and report are
 * made from. */
#ifndef CLASS_LEDGER_H
#define CLASS_LEDGER_H

#include "src/class/score.h"

struct cell {
    const struct record *record; /* NULL: not graded yet */
    struct score score;
};

struct ledger {
    const struct assignment *assignment;
    const struct student *students;
    size_t nstudents;
    const struct cell *cells; /* student by student, exercises in order */
};

/* Reads OUT/verdicts. A record that cannot be read, or is another's, is one
 * that is not there; *bad counts them. Of findings it keeps only what stands in
 * a line or two: `detail`, `output` and layers are left out, as 2,000 students
 * have many. ledger_record gives a whole record. */
bool ledger_load(struct arena *a, const char *out_dir,
                 const struct assignment *as, const struct student *students,
                 size_t nstudents, struct ledger *out, size_t *bad,
                 struct err *e) MUST_USE;

/* False where there is none that can be read. */
bool ledger_record(struct arena *a, const char *out_dir, const char *student,
                   const char *exercise, struct record *out);

const struct cell *ledger_cell(const struct ledger *l, size_t student,
                               size_t exercise);

/* Points over all exercises; `known` is false where one is not. */
struct score ledger_total(const struct ledger *l, size_t student);

#endif
