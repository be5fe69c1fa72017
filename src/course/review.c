/* FSRS-6.
 *
 * Theory of operation. What is known of a card is two numbers: its stability S
 * (after S days it is recalled 9 times in 10) and its difficulty D. A review
 * changes both, by how it went and by how likely recall still was. Letters
 * below are those of the published formulas; w holds the published defaults.
 *
 * Days. FSRS counts whole days. A learner who comes every evening comes some
 * minutes earlier at times, and must not find that yesterday's card is due in
 * ten minutes: the next day starts DAY_EARLY_S before 24 hours are over, both
 * for being due and for counting as a day.
 *
 *   R1. The schedule depends on the log and on `now`, nothing else: no time
 *       zone, no random spread.
 *   R2. A clock that was wrong cannot hide a card: time that ran backwards
 *       counts as none, and a card last seen in the future is due. */
#include "src/course/review.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    DAY_S = 24 * 60 * 60,
    DAY_EARLY_S = 8 * 60 * 60, /* a night's sleep is a day */
    INTERVAL_MAX = 36500,      /* days: FSRS's bound, a hundred years */
};

/* No clock is that wrong: such a time is damage. In the year 36812. */
static const int64_t TIME_MAX = (int64_t)1 << 40;

static const double RETENTION = 0.9; /* a card is due when recall is this */

static const double w[21] = {
    0.212,  1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194,
    0.001,  1.8722, 0.1666, 0.796,  1.4835, 0.0614, 0.2629,
    1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
};

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static double clamp_stability(double s)
{
    return clamp(s, 0.001, INTERVAL_MAX);
}

/* From here on a rating is an int: the enum is unsigned in gcc, where 1 - 3 is
 * not -2. */

static double decay(void)
{
    return -w[20];
}

/* Makes recall exactly 0.9 after S days. */
static double factor(void)
{
    return pow(0.9, 1 / decay()) - 1;
}

/* D0, not clamped: the mean that difficulty returns to needs it so. */
static double first_difficulty(int g)
{
    return w[4] - exp(w[5] * (g - 1)) + 1;
}

struct memory fsrs_first(enum rating rating)
{
    assert(rating >= RATING_AGAIN && rating <= RATING_EASY);
    return (struct memory){
        .stability = w[rating - 1],
        .difficulty = clamp(first_difficulty(rating), 1, 10),
    };
}

double fsrs_recall(struct memory m, double days)
{
    return pow(1 + factor() * days / m.stability, decay());
}

long fsrs_interval(struct memory m, double retention)
{
    double days = m.stability / factor() * (pow(retention, 1 / decay()) - 1);

    return lround(clamp(days, 1, INTERVAL_MAX));
}

static double next_difficulty(double d, int g)
{
    double delta = -w[6] * (g - 3);
    double damped = d + delta * (10 - d) / 9;

    return clamp(w[7] * first_difficulty(RATING_EASY) + (1 - w[7]) * damped, 1,
                 10);
}

static double same_day_stability(double s, int g)
{
    double k = exp(w[17] * (g - 3 + w[18])) * pow(s, -w[19]);

    return s * (g >= RATING_GOOD ? fmax(k, 1) : k);
}

static double forgotten_stability(struct memory m, double recall)
{
    double s = w[11] * pow(m.difficulty, -w[12]) *
               (pow(m.stability + 1, w[13]) - 1) * exp(w[14] * (1 - recall));

    return fmin(s, m.stability / exp(w[17] * w[18]));
}

static double recalled_stability(struct memory m, double recall, int g)
{
    double growth = exp(w[8]) * (11 - m.difficulty) * pow(m.stability, -w[9]) *
                    (exp(w[10] * (1 - recall)) - 1);

    if (g == RATING_HARD)
        growth *= w[15];
    if (g == RATING_EASY)
        growth *= w[16];
    return m.stability * (1 + growth);
}

struct memory fsrs_next(struct memory m, enum rating rating, double days)
{
    double s;

    assert(rating >= RATING_AGAIN && rating <= RATING_EASY);
    if (days < 1)
        s = same_day_stability(m.stability, rating);
    else if (rating == RATING_AGAIN)
        s = forgotten_stability(m, fsrs_recall(m, days));
    else
        s = recalled_stability(m, fsrs_recall(m, days), rating);
    return (struct memory){
        .stability = clamp_stability(s),
        .difficulty = next_difficulty(m.difficulty, rating),
    };
}

static int64_t whole_days(int64_t from, int64_t to)
{
    return to <= from ? 0 : (to - from + DAY_EARLY_S) / DAY_S; /* R2 */
}

/* A rating that we do not know was given by another program. */
static bool is_known(const struct review_entry *entry)
{
    return entry->rating >= RATING_AGAIN && entry->rating <= RATING_EASY &&
           entry->at >= 0 && entry->at <= TIME_MAX;
}

/* Entries of one card stand together, in the order they were logged. */
static int by_card(const void *a, const void *b)
{
    const struct review_entry *x = *(const struct review_entry *const *)a;
    const struct review_entry *y = *(const struct review_entry *const *)b;
    int order = strcmp(x->card, y->card);

    return order != 0 ? order : (x > y) - (x < y);
}

static struct card_state replay(const struct review_entry *const *entry,
                                size_t n, int64_t now)
{
    struct card_state card = {.card = entry[0]->card,
                              .memory = fsrs_first(entry[0]->rating),
                              .last = entry[0]->at};

    for (size_t i = 1; i < n; i++) {
        int64_t days = whole_days(card.last, entry[i]->at);
        card.memory = fsrs_next(card.memory, entry[i]->rating, (double)days);
        card.last = entry[i]->at;
    }
    if (card.last > now)
        card.due = now; /* R2 */
    else
        card.due = card.last +
                   (int64_t)fsrs_interval(card.memory, RETENTION) * DAY_S -
                   DAY_EARLY_S;
    return card;
}

/* A card with what it is sorted by. */
struct ranked {
    struct card_state card;
    bool due;
    double recall;
};

static int by_urgency(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->due != y->due)
        return x->due ? -1 : 1;
    if (x->due && x->recall != y->recall)
        return x->recall < y->recall ? -1 : 1;
    if (!x->due && x->card.due != y->card.due)
        return x->card.due < y->card.due ? -1 : 1;
    return strcmp(x->card.card, y->card.card);
}

static struct ranked rank(struct card_state card, int64_t now)
{
    double days =
        now > card.last ? (double)(now - card.last) / DAY_S : 0; /* R2 */

    return (struct ranked){
        .card = card,
        .due = card.due <= now,
        .recall = fsrs_recall(card.memory, days),
    };
}

size_t review_schedule(struct arena *a, const struct review_entry *log,
                       size_t n, int64_t now, struct card_state **out)
{
    const struct review_entry **entry =
        ARENA_ARRAY(a, const struct review_entry *, n);
    struct ranked *card = ARENA_ARRAY(a, struct ranked, n);
    size_t known = 0, cards = 0;

    for (size_t i = 0; i < n; i++)
        if (is_known(&log[i]))
            entry[known++] = &log[i];
    if (known > 0)
        qsort(entry, known, sizeof *entry, by_card);
    for (size_t i = 0, end; i < known; i = end) {
        for (end = i + 1; end < known; end++)
            if (strcmp(entry[i]->card, entry[end]->card) != 0)
                break;
        card[cards++] = rank(replay(entry + i, end - i, now), now);
    }
    if (cards > 0)
        qsort(card, cards, sizeof *card, by_urgency);
    *out = ARENA_ARRAY(a, struct card_state, cards);
    for (size_t i = 0; i < cards; i++)
        (*out)[i] = card[i].card;
    return cards;
}
