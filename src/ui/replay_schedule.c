/* Schedules as text: cutting and joining. grader/explore/schedule.h says what
 * the letters mean. */
#include "src/ui/replay_parts.h"

#include <ctype.h>
#include <string.h>

/* What stands behind the steps: "/O1", or nothing. */
static const char *tail_of(const char *schedule)
{
    return replay_optimised(schedule) ? strrchr(schedule, '/') : "";
}

static size_t steps_end(const char *schedule)
{
    return strlen(schedule) - strlen(tail_of(schedule));
}

const char *replay_cut(struct arena *a, const char *schedule, size_t n)
{
    const char *colon = strchr(schedule, ':');
    const char *at = colon + 1, *end = schedule + steps_end(schedule);

    while (at < end && n > 0) {
        char letter = *at;
        size_t count = 0;
        const char *next = at + 1;
        while (next < end && isdigit((unsigned char)*next))
            count = 10 * count + (size_t)(*next++ - '0');
        count = count > 0 ? count : 1;
        if (count > n)
            return arena_printf(a, "%.*s%c%zu%s", (int)(at - schedule),
                                schedule, letter, n, tail_of(schedule));
        n -= count;
        for (at = next; at < end && !islower((unsigned char)*at);)
            at++;
    }
    return arena_printf(a, "%.*s%s", (int)(at - schedule), schedule,
                        tail_of(schedule));
}

const char *replay_add(struct arena *a, const char *schedule, const char *move)
{
    return arena_printf(a, "%.*s%s%s", (int)steps_end(schedule), schedule, move,
                        tail_of(schedule));
}

size_t replay_count(const struct trace *t, int number)
{
    size_t n = 0;

    for (size_t i = 0; i < t->nsteps; i++) {
        const struct trace_step *s = &t->steps[i];
        n += s->number <= number && s->kind != TRACE_PLAIN_READ &&
             s->kind != TRACE_PLAIN_WRITE;
    }
    return n;
}
