/* What orders two steps, and what only seems to. */
#include "src/ui/story_parts.h"

#include <string.h>

bool story_is_object(const struct act *a, const char *object)
{
    return a->s->object != NULL && strcmp(a->s->object, object) == 0;
}

bool story_is_futex(const struct act *a)
{
    return strcmp(a->s->name, "futex") == 0;
}

bool story_is_sleep(const struct story_work *w, int i)
{
    const struct act *a = &w->acts[i];

    if (!story_is_futex(a) || !a->s->reads || !a->s->writes)
        return false;
    for (int k = i + 1; k < w->n; k++) {
        const struct act *b = &w->acts[k];
        if (b->s->thread == a->s->thread)
            return story_is_futex(b) && !b->s->reads;
    }
    return true;
}

bool story_is_free(const struct act *a)
{
    return a->s->kind == TRACE_PLAIN_WRITE && strcmp(a->s->name, "free") == 0;
}

bool story_is_memory(const struct act *a)
{
    if ((story_is_futex(a) && a->s->kind != TRACE_READ) || story_is_free(a))
        return false;
    return a->s->kind == TRACE_PLAIN_READ || a->s->kind == TRACE_PLAIN_WRITE ||
           story_is_object(a, "atomic");
}

static bool is_lockable(const struct act *a)
{
    return a->s->writes && a->s->order != NULL &&
           (story_is_object(a, "mutex") || story_is_object(a, "rwlock") ||
            story_is_object(a, "spinlock"));
}

bool story_is_lock(const struct act *a)
{
    return is_lockable(a) && strcmp(a->s->order, "acquire") == 0;
}

bool story_is_unlock(const struct act *a)
{
    return is_lockable(a) && strcmp(a->s->order, "release") == 0;
}

bool story_overlaps(const struct act *a, const struct act *b)
{
    uint64_t na = a->s->size > 0 ? a->s->size : 1;
    uint64_t nb = b->s->size > 0 ? b->s->size : 1;

    return a->s->address != 0 && a->s->address < b->s->address + nb &&
           b->s->address < a->s->address + na;
}

size_t story_held(const struct story_work *w, int thread, int i, int *locks,
                  size_t max)
{
    size_t n = 0;

    for (int k = 0; k < i; k++) {
        const struct act *a = &w->acts[k];
        if (a->s->thread != thread)
            continue;
        if (story_is_lock(a) && n < max)
            locks[n++] = k;
        for (size_t j = n; story_is_unlock(a) && j > 0; j--) {
            if (w->acts[locks[j - 1]].s->address != a->s->address)
                continue;
            memmove(&locks[j - 1], &locks[j], (n - j) * sizeof *locks);
            n--;
            break;
        }
    }
    return n;
}

/* ------------------------------------------------------------------- chains
 */

static bool order_is(const struct act *a, const char *one)
{
    return a->s->order != NULL && (strcmp(a->s->order, one) == 0 ||
                                   strcmp(a->s->order, "acq_rel") == 0 ||
                                   strcmp(a->s->order, "seq_cst") == 0);
}

/* A fence of the act's thread, before it (for a write) or after (a read). */
static bool has_fence(const struct story_work *w, int i, int end, int way,
                      const char *order)
{
    for (int k = i + way; k >= 0 && k < w->n && k != end; k += way) {
        const struct act *a = &w->acts[k];
        if (a->s->thread == w->acts[i].s->thread && a->s->kind == TRACE_FENCE &&
            order_is(a, order))
            return true;
    }
    return false;
}

/* Where act i comes from by program order: -1 if it is its thread's first. */
static int before(const struct story_work *w, int i)
{
    for (int k = i - 1; k >= 0; k--) {
        const struct act *a = &w->acts[k];
        bool creates = w->acts[i].s->kind == TRACE_BEGIN &&
                       a->s->kind == TRACE_CREATE &&
                       a->s->child == w->acts[i].s->thread;
        if (a->s->thread == w->acts[i].s->thread || creates)
            return k;
    }
    return -1;
}

/* A read that may give order to what comes after it. */
static int received(const struct story_work *w, int i)
{
    const struct act *a = &w->acts[i];

    if (a->from < 0 || story_is_object(a, "cond") || a->s->object == NULL ||
        w->acts[a->from].s->thread == a->s->thread)
        return -1;
    return a->from;
}

bool story_weak_link(const struct story_work *w, int a, int b,
                     struct story_link *out)
{
    int *next = ARENA_ARRAY(w->arena, int, (size_t)w->n);
    int *queue = ARENA_ARRAY(w->arena, int, (size_t)w->n);
    int head = 0, tail = 0;

    for (int i = 0; i < w->n; i++)
        next[i] = -1;
    queue[tail++] = b;
    while (head < tail && next[a] < 0) {
        int i = queue[head++];
        const int back[] = {received(w, i), before(w, i)};
        for (int k = 0; k < 2; k++) {
            if (back[k] >= 0 && next[back[k]] < 0) {
                next[back[k]] = i;
                queue[tail++] = back[k];
            }
        }
    }
    if (next[a] < 0 || a == b)
        return false;
    bool weak = false;
    for (int i = a; i != b; i = next[i]) {
        if (received(w, next[i]) != i || !w->acts[next[i]].s->reads ||
            !story_is_object(&w->acts[i], "atomic"))
            continue;
        struct story_link link = {.write = i,
                                  .read = next[i],
                                  .release = order_is(&w->acts[i], "release") ||
                                             has_fence(w, i, a, -1, "release"),
                                  .acquire =
                                      order_is(&w->acts[next[i]], "acquire") ||
                                      has_fence(w, next[i], b, 1, "acquire")};
        if (!link.release || !link.acquire) {
            *out = link;
            weak = true;
        }
    }
    return weak;
}

int story_last_old(const struct story_work *w, int thread, int i)
{
    for (; i >= 0; i--) {
        const struct act *a = &w->acts[i];
        if ((thread < 0 || a->s->thread == thread) && a->newer >= 0 &&
            story_is_object(a, "atomic"))
            return i;
    }
    return -1;
}

int story_woken(const struct act *a)
{
    uint64_t threads =
        a->s->wrote >> STORY_WOKEN_SHIFT & ~(a->s->read >> STORY_WOKEN_SHIFT);

    return threads != 0 ? __builtin_ctzll(threads) : -1;
}

bool story_is_constant(const struct story_work *w, int i)
{
    const struct act *a = &w->acts[i];

    if (a->s->kind != TRACE_PLAIN_READ)
        return false;
    for (int k = 0; k < w->n; k++) {
        const struct act *b = &w->acts[k];
        if (k >= w->alone && b->s->writes && story_overlaps(a, b))
            return false;
    }
    return true;
}

int story_freed(const struct story_work *w)
{
    const struct act *used = NULL;
    int last = -1;

    if (w->f->kind != FINDING_MEMORY || strstr(w->f->message, " freed") == NULL)
        return -1;
    for (int i = w->n - 1; i >= 0; i--) {
        const struct act *a = &w->acts[i];
        if (used == NULL && a->s->thread == w->thread && !story_is_free(a))
            used = a;
        if (!story_is_free(a))
            continue;
        if (used != NULL && story_overlaps(a, used))
            return i;
        last = last < 0 ? i : last;
    }
    return last;
}
