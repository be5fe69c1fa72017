/* What a record is worth. */
#ifndef CLASS_SCORE_H
#define CLASS_SCORE_H

#include "src/class/record.h"

struct score {
    bool known;    /* false: infra error, unsure or tampered: a person must
                      look; nothing is given and nothing is taken */
    double points; /* after lateness, rounded to hundredths */
    double max;
    long late_days; /* days that have begun after the due date */
    double taken;   /* points that lateness took */
};

/* All points for an answer that passed; for one that failed, the percentages of
 * the stages that passed; 0 for one that is missing or unreadable. `points` is
 * never below 0, and `points` + `taken` is what would be given in time. */
struct score score_of(const struct assignment *as, const struct assigned *of,
                      const struct record *r);

#endif
