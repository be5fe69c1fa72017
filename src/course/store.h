/* What is remembered about a learner: one SQLite file. The only SQL there is.
 *
 * Everything is keyed by names (lesson slugs, step ids, exercise names), so
 * that updated lessons keep progress. Survives kill -9 at any instant and two
 * programs at once. Times are seconds since 1970. */
#ifndef COURSE_STORE_H
#define COURSE_STORE_H

#include "src/base/arena.h"
#include "src/base/file.h"

#include <stddef.h>
#include <stdint.h>

struct store;

/* Opens DIR/progress.db, making both where missing. A damaged file is moved
 * aside and a newer program's file left alone; where nothing can be kept (a
 * newer file, a read-only home, a full disk) the store lives in memory for this
 * run. *notice then says so in one line (of the arena), else it is NULL. False
 * only when not even memory works. */
bool store_open(struct arena *a, const char *dir, struct store **out,
                const char **notice, struct err *e) MUST_USE;
void store_close(struct store *s); /* NULL is fine */

/* Each write is durable when it returns true. */

/* Where the learner is. *found is false when nowhere yet. */
bool store_place_set(struct store *s, const char *lesson, const char *step,
                     struct err *e) MUST_USE;
bool store_place_get(struct arena *a, struct store *s, bool *found,
                     const char **lesson, const char **step,
                     struct err *e) MUST_USE;
/* The step last visited in one lesson; NULL when never. */
bool store_lesson_place(struct arena *a, struct store *s, const char *lesson,
                        const char **step, struct err *e) MUST_USE;

bool store_step_done(struct store *s, const char *lesson, const char *step,
                     struct err *e) MUST_USE;
/* Ids of the steps of a lesson that are done. */
bool store_steps_done(struct arena *a, struct store *s, const char *lesson,
                      struct names *out, struct err *e) MUST_USE;

/* An answer to a quiz, prediction or explanation, as it was typed. `right` is 0
 * or 1; for a self-rating 1 to 4. */
bool store_answer(struct store *s, const char *lesson, const char *step,
                  const char *typed, int right, struct err *e) MUST_USE;

/* All answers, in the order in which they were given; typed is "" where the
 * learner gave up. */
struct answer_entry {
    const char *lesson, *step, *typed;
    int right;
};
bool store_answers(struct arena *a, struct store *s, struct answer_entry **out,
                   size_t *n, struct err *e) MUST_USE;

/* One grade. kind is the first finding's, or "". */
bool store_attempt(struct store *s, const char *exercise, const char *verdict,
                   const char *kind, double seconds, int64_t now,
                   struct err *e) MUST_USE;
struct exercise_state {
    long attempts;
    bool passed;  /* ever */
    bool current; /* the latest attempt passed */
    int64_t last; /* time of the latest attempt; 0 when none */
};
bool store_exercise(struct store *s, const char *exercise,
                    struct exercise_state *out, struct err *e) MUST_USE;

/* Hints seen: for each exercise and ladder, how many rungs, and when and after
 * how many attempts the last one was shown. See course/ladder.h. */
struct rungs_seen {
    long rungs;
    int64_t shown_at;
    long attempts_then;
};
bool store_rungs(struct store *s, const char *exercise, const char *ladder,
                 struct rungs_seen *out, struct err *e) MUST_USE;
bool store_rung_shown(struct store *s, const char *exercise, const char *ladder,
                      const struct rungs_seen *now, struct err *e) MUST_USE;

/* Reviews: an append-only log; the schedule is computed from it by
 * course/review.h. rating 1 to 4. */
struct review_entry {
    const char *card; /* "lesson/step" */
    int64_t at;
    int rating;
};
bool store_review_add(struct store *s, const struct review_entry *entry,
                      struct err *e) MUST_USE;
bool store_reviews(struct arena *a, struct store *s, struct review_entry **out,
                   size_t *n, struct err *e) MUST_USE;

#endif
