#include "src/class/score.h"

#include <math.h>

enum { DAY_S = 24 * 60 * 60 };

static double hundredths(double points)
{
    return round(points * 100) / 100;
}

static long days_late(const struct assignment *as, const struct record *r)
{
    if (!as->has_due || r->handed_in == 0 || r->handed_in <= as->due)
        return 0;
    return (long)((r->handed_in - as->due - 1) / DAY_S) + 1;
}

/* For the stages that passed, where the answer as a whole does not. */
static double partial(const struct assigned *of, const struct record *r)
{
    double percent = 0;

    for (size_t i = 0; i < r->nstages; i++) {
        if (r->stages[i].outcome == OUTCOME_PASSED)
            percent += of->partial[r->stages[i].stage];
    }
    return of->points * percent / 100;
}

/* What is taken off `points`. */
static double taken(const struct assignment *as, long late, double points)
{
    if (late == 0)
        return 0;
    double percent =
        late > as->late_days ? 100 : as->late_percent * (double)late;
    return points * (percent < 100 ? percent : 100) / 100;
}

struct score score_of(const struct assignment *as, const struct assigned *of,
                      const struct record *r)
{
    struct score s = {.max = of->points, .late_days = days_late(as, r)};
    double points = 0;

    switch (r->outcome) {
    case RECORD_PASSED:
        points = of->points;
        break;
    case RECORD_FAILED:
        points = partial(of, r);
        break;
    case RECORD_MISSING:
    case RECORD_UNREADABLE:
        break;
    default:
        return s;
    }
    /* Rounded before anything is taken: taking all of it leaves 0, and taking a
     * rounded part of what is not rounded could leave less. */
    points = hundredths(points);
    s.known = true;
    s.points = hundredths(points - taken(as, s.late_days, points));
    s.taken = hundredths(points - s.points);
    return s;
}
