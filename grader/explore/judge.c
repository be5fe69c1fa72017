/* What an execution means in which nobody can go on: all is done, or threads
 * wait for each other, or in a loop for something that never comes. */
#include "grader/explore/judge.h"

#include "grader/explore/heap.h"
#include "grader/explore/scenario_hooks.h"
#include "grader/explore/spin.h"
#include "grader/explore/waits.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *judge_thread(int id)
{
    static char names[THREADS_MAX][16];

    if (id == 0)
        return "the main thread";
    snprintf(names[id], sizeof names[id], "thread %d", id);
    return names[id];
}

static void add(char *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void add(char *text, const char *format, ...)
{
    size_t len = strlen(text);
    va_list ap;

    va_start(ap, format);
    vsnprintf(text + len, FINDING_TEXT - len, format, ap);
    va_end(ap);
}

static bool spins(const struct thread *t)
{
    return t->parked || t->loops || t->op->yields;
}

/* A thread that waits in this graph for what comes in another one. */
static bool is_unreal(const struct thread *t)
{
    const struct line *l = &graph.lines[t->id];

    if (t->op->expires)
        return true;
    for (int i = l->n - t->stuck; i < l->n; i++) {
        const struct event *e = l->events[i];
        if (e->reads && !spin_saw_newest(e, l->n - t->stuck))
            return true;
    }
    return false;
}

static void add_owners(char *text, uint32_t owners)
{
    const char *and = " that ";

    for (int i = 0; i < THREADS_MAX; i++) {
        if (owners >> i & 1) {
            add(text, "%s%s", and, judge_thread(i));
            and = " and ";
        }
    }
    add(text, " %s", owners & (owners - 1) ? "hold" : "holds");
}

void judge_wait(const struct thread *t, char text[FINDING_TEXT])
{
    const struct op *op = t->op;
    uint32_t owners = 0;

    if (op->kind == EVENT_JOIN)
        add(text, "waits for the end of %s", judge_thread(op->other->id));
    else if (spins(t) && scenario_condition(t->id))
        add(text, "waits until %s", scenario_condition(t->id));
    else if (spins(t))
        add(text, "waits in a loop");
    else if (op->place == NULL && !op->yields)
        add(text, "runs"); /* such an operation is done at once (E3) */
    else if (op->place == NULL)
        add(text, "waits for its turn");
    else {
        add(text, "waits for %s", op->what ? op->what : "its turn");
        if (waits_for(op, &op->place->mo[op->place->nmo - 1]->value, &owners) &&
            owners)
            add_owners(text, owners);
    }
}

/* The thread whose waiting is to be shown: the first that waits for an object,
 * else the first. */
static const struct thread *shown(void)
{
    const struct thread *best = NULL;

    for (int i = 0; i < engine.nthreads; i++) {
        const struct thread *t = &engine.threads[i];
        if (t->status != THREAD_LIVE)
            continue;
        if (best == NULL ||
            (best->op->kind == EVENT_JOIN && t->op->kind != EVENT_JOIN))
            best = t;
    }
    return best;
}

/* Somebody waits for a signal, and nobody for what another thread holds. */
static bool lost_wakeup(void)
{
    bool signal = false;

    for (int i = 0; i < engine.nthreads; i++) {
        const struct thread *t = &engine.threads[i];
        const struct place *p = t->op ? t->op->place : NULL;
        uint32_t owners = 0;
        if (t->status != THREAD_LIVE || p == NULL)
            continue;
        if (waits_for(t->op, &p->mo[p->nmo - 1]->value, &owners) && owners)
            return false;
        signal |= p->kind == PLACE_COND || p->futex;
    }
    return signal;
}

_Noreturn static void fail_waiting(bool livelock)
{
    const struct thread *t = shown();
    struct finding f = {.kind = livelock        ? FINDING_LIVELOCK
                                : lost_wakeup() ? FINDING_LOST_WAKEUP
                                                : FINDING_DEADLOCK,
                        .thread = t->id,
                        .other = -1,
                        .pc = t->op->pc,
                        .frame = t->op->frame};

    for (int i = 0; i < engine.nthreads; i++) {
        const struct thread *w = &engine.threads[i];
        if (w->status != THREAD_LIVE)
            continue;
        add(f.text, "%s%s ", *f.text ? "; " : "", judge_thread(i));
        judge_wait(w, f.text);
    }
    engine_fail_at(&f);
}

_Noreturn static void fail_unjoined(const struct thread *t)
{
    struct finding f = {.kind = FINDING_UNJOINED, .thread = t->id, .other = -1};

    f.pc = (uintptr_t)t->start;
    snprintf(f.text, sizeof f.text, "%s is neither joined nor detached",
             judge_thread(t->id));
    engine_fail_at(&f);
}

static void check_leaks(void)
{
    struct heap_leak leak;
    struct finding f = {.kind = FINDING_LEAK, .thread = -1, .other = -1};

    if (!heap_leak(&leak))
        return;
    f.thread = leak.thread;
    f.pc = leak.pc;
    f.frame = 0;
    f.address = leak.address;
    f.size = (unsigned)leak.size;
    snprintf(f.text, sizeof f.text,
             "%zu bytes are never freed, and nothing points to them any more",
             leak.size);
    engine_fail_at(&f);
}

_Noreturn static void complete(void)
{
    for (int i = 1; i < engine.nthreads; i++) {
        const struct thread *t = &engine.threads[i];
        if (t->status != THREAD_NONE && !t->joined && !t->detached)
            fail_unjoined(t);
    }
    check_leaks();
    engine_leave(ENDING_COMPLETE);
}

void judge_standstill(void)
{
    bool waiting = false, livelock = false, left_behind = true, exited = false;

    for (int i = 0; i < engine.nthreads; i++) {
        const struct thread *t = &engine.threads[i];
        if (t->status != THREAD_LIVE)
            continue;
        if (is_unreal(t))
            engine_leave(ENDING_ABANDONED);
        exited |= t->op->exits;
        waiting = true;
        livelock |= spins(t);
        left_behind &= t->detached;
    }
    if (exited)
        engine_leave(ENDING_COMPLETE);
    if (!waiting || left_behind)
        complete();
    if (engine.threads[0].status == THREAD_DONE) {
        for (int i = 1; i < engine.nthreads; i++) {
            const struct thread *t = &engine.threads[i];
            if (t->status == THREAD_LIVE && !t->detached && !t->joined)
                fail_unjoined(t);
        }
    }
    fail_waiting(livelock);
}
