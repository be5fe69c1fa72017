/* Spaced repetition with FSRS-6: which cards are due.
 *
 * The schedule is a pure function of the review log, so that a later algorithm
 * can replay the same log. Formulas and default weights:
 * open-spaced-repetition, fsrs-rs 6.6 and py-fsrs, which agree on them. */
#ifndef COURSE_REVIEW_H
#define COURSE_REVIEW_H

#include "src/course/store.h"

enum rating { RATING_AGAIN = 1, RATING_HARD, RATING_GOOD, RATING_EASY };

struct memory {
    double stability;  /* days until recall falls to 90 % */
    double difficulty; /* 1 to 10 */
};

/* After a first review. */
struct memory fsrs_first(enum rating rating);
/* After one more, `days` after the last (fractions allowed; < 1: same day). */
struct memory fsrs_next(struct memory m, enum rating rating, double days);
/* Probability of recall after `days`. */
double fsrs_recall(struct memory m, double days);
/* Whole days until recall falls to `retention`; 1 to 36500. */
long fsrs_interval(struct memory m, double retention);

struct card_state {
    const char *card; /* "lesson/step" */
    struct memory memory;
    int64_t last, due;
};

/* Replays the log into one state per card, the least likely remembered first
 * among those due at `now`, then the others by due time. */
size_t review_schedule(struct arena *a, const struct review_entry *log,
                       size_t n, int64_t now, struct card_state **out);

#endif
