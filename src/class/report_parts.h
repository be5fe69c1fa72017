/* What the files of the class report share. */
#ifndef CLASS_REPORT_PARTS_H
#define CLASS_REPORT_PARTS_H

#include "src/class/report.h"
#include "src/class/sheet.h"

enum { REPORT_IDS_MAX = 5 /* students named as examples */ };

struct report {
    struct arena *arena;
    const struct ledger *ledger;
    const struct report_facts *facts;
    struct sheet sheet;
};

/* Students who have something in common, each counted once. */
struct report_group {
    size_t n;
    size_t last; /* student counted last, plus 1; 0: none yet */
    const char *ids[REPORT_IDS_MAX];
};
/* False where the student was counted before. */
bool report_group_add(struct report_group *g, const struct ledger *l,
                      size_t student);
void report_group_say(struct sheet *s, const struct report_group *g);

const struct record *report_record(const struct report *r, size_t student,
                                   size_t exercise);
void report_heading(struct sheet *s, int level, const char *ours);

/* Sections. */
void report_mistakes(struct report *r);
void report_beliefs(struct report *r);
void report_times(struct report *r);

#endif
