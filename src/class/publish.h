/* Writes what a class and its instructor get, from the records in OUT:
 *
 *   OUT/gradebook.csv  OUT/report.md  OUT/report.html
 *   OUT/feedback/ID.md  OUT/feedback/ID.html
 *   OUT/formats/FORMAT/ID/FILE       for each format that is asked for
 *
 * Each file is replaced at once, and only where it changes; a page of a student
 * who is no longer in the class is removed. Other files stay as they are. */
#ifndef CLASS_PUBLISH_H
#define CLASS_PUBLISH_H

#include "src/class/formats.h"
#include "src/class/ledger.h"
#include "src/class/report.h"

struct publish_request {
    const char *out;
    const struct assignment *assignment;
    const struct student *students;
    size_t nstudents;
    const struct report_facts *facts;    /* without a style */
    const char *style;                   /* text of data/page/class.css */
    const struct format *const *formats; /* NULL-ended */
};

struct publish_result {
    size_t outcomes[RECORD_OUTCOME_COUNT]; /* of all submissions */
    size_t unknown;                        /* without a record: another shard */
};

bool publish(struct arena *a, const struct publish_request *req,
             struct publish_result *out, struct err *e) MUST_USE;

#endif
