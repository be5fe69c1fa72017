/* What store.c and store_open.c share: the connection and its statements. */
#ifndef COURSE_STORE_PARTS_H
#define COURSE_STORE_PARTS_H

#include "src/course/store.h"

#include <sqlite3.h>

enum statement {
    PLACE_SET,
    PLACE_GET,
    PLACE_IN_LESSON,
    STEP_DONE,
    STEPS_DONE,
    ANSWER,
    ANSWERS,
    ATTEMPT,
    EXERCISE,
    RUNGS_GET,
    RUNGS_SET,
    REVIEW_ADD,
    REVIEWS,
    NSTATEMENTS
};

struct store {
    sqlite3 *db;
    sqlite3_stmt *statement[NSTATEMENTS];
};

/* Why SQLite returned rc, for people. */
const char *store_reason(sqlite3 *db, int rc);

#endif
