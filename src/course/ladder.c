/* Which rungs of a ladder of hints may be shown. */
#include "src/course/ladder.h"

#include <assert.h>

/* Seconds since the last rung; a clock that was set back must not lock anyone
 * out, so that time which ran backwards counts as a long time. */
static int64_t waited(const struct rungs_seen *seen, int64_t now)
{
    return now < seen->shown_at ? LADDER_WAIT_S : now - seen->shown_at;
}

bool ladder_next(struct store *s, const char *exercise, const char *ladder,
                 size_t nrungs, long attempts, int64_t now,
                 struct ladder_step *out, struct err *e)
{
    struct rungs_seen seen;

    assert(nrungs > 0);
    *out = (struct ladder_step){0};
    if (!store_rungs(s, exercise, ladder, &seen, e))
        return false;
    /* An update may have shortened the ladder. */
    size_t shown = seen.rungs < 0 ? 0 : (size_t)seen.rungs;
    if (shown > nrungs)
        shown = nrungs;
    /* Fewer attempts than then: they were lost with a damaged file. */
    bool given = shown == 0 || attempts != seen.attempts_then ||
                 waited(&seen, now) >= LADDER_WAIT_S;
    out->fresh = given && shown < nrungs;
    out->upto = shown + out->fresh;
    out->exhausted = out->upto == nrungs;
    if (!out->fresh && !out->exhausted)
        out->wait_s = (long)(LADDER_WAIT_S - waited(&seen, now));
    if (!out->fresh)
        return true;
    seen = (struct rungs_seen){
        .rungs = (long)out->upto,
        .shown_at = now,
        .attempts_then = attempts,
    };
    return store_rung_shown(s, exercise, ladder, &seen, e);
}
