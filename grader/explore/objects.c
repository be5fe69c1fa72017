/* Synchronisation objects by address: the memory that the program gives them is
 * only a name. An object that was set up statically comes to be when it is used
 * first. */
#include "grader/explore/judge.h"
#include "grader/explore/machine.h"
#include "grader/explore/race.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum {
    SLOTS = 2 * PLACES_MAX, /* a power of two */
};

struct slot {
    uint64_t run; /* engine.executions in which it was filled */
    struct place *place;
};

static struct slot slots[SLOTS];

static struct slot *find(uintptr_t address)
{
    size_t i = (size_t)((address >> 2) * 0x9E3779B97F4A7C15u >> 51) % SLOTS;

    while (slots[i].run == engine.executions &&
           slots[i].place->address != address)
        i = (i + 1) % SLOTS;
    return &slots[i];
}

static const char *const kind_names[] = {
    [PLACE_ATOMIC] = "an atomic variable", [PLACE_MUTEX] = "a mutex",
    [PLACE_COND] = "a condition variable", [PLACE_RWLOCK] = "a read-write lock",
    [PLACE_SPINLOCK] = "a spin lock",      [PLACE_SEMAPHORE] = "a semaphore",
    [PLACE_BARRIER] = "a barrier",         [PLACE_ONCE] = "a once flag",
    [PLACE_ELSEWHERE] = "elsewhere",
};

struct request {
    uintptr_t address;
    enum place_kind kind;
    struct state initial;
    uint32_t type, limit;
    uintptr_t pc, frame;
};

static uintptr_t get(void *arg)
{
    const struct request *r = arg;
    struct slot *s = find(r->address);
    struct place *p = s->run == engine.executions ? s->place : NULL;

    if (r->kind != PLACE_ELSEWHERE)
        race_object(r->address, OBJECT_BYTES, r->pc, r->frame);
    if (p != NULL && !p->dead) {
        if (p->kind != r->kind)
            engine_fail(FINDING_MISUSE, "uses %s as %s", kind_names[p->kind],
                        kind_names[r->kind]);
        return (uintptr_t)p;
    }
    p = graph_place(r->address, r->kind, 0, r->initial);
    p->type = r->type;
    p->limit = r->limit;
    *s = (struct slot){engine.executions, p};
    return (uintptr_t)p;
}

struct place *engine_object(const void *address, enum place_kind kind,
                            struct state initial, uint32_t type, uint32_t limit)
{
    struct request r = {(uintptr_t)address, kind, initial, type, limit, 0, 0};

    /* The caller is a function of the runtime, its caller the program. */
    uintptr_t *frame = *(uintptr_t **)__builtin_frame_address(0);
    if (frame) {
        r.pc = machine_return_address(frame[1]);
        r.frame = frame[0];
    }
    return (struct place *)engine_call(get, &r);
}

/* Nobody may be using it at the same time. */
static void check_unused(const struct place *p, const struct request *r)
{
    const struct clock *known = &graph.lines[engine.current->id].hb;
    struct finding f = {.kind = FINDING_MISUSE,
                        .thread = engine.current->id,
                        .other = -1,
                        .pc = r->pc,
                        .frame = r->frame};

    for (int i = p->nmo - 1; i > 0 && !p->dead; i--) {
        if (graph_knows(known, p->mo[i]))
            continue;
        snprintf(f.text, sizeof f.text,
                 "destroys or sets up %s that %s may still use",
                 kind_names[p->kind], judge_thread(p->mo[i]->thread));
        engine_fail_at(&f);
    }
}

static uintptr_t drop(void *arg)
{
    const struct request *r = arg;
    struct slot *s = find(r->address);

    race_plain(r->address, OBJECT_BYTES, true, r->pc, r->frame);
    if (s->run != engine.executions)
        return 0;
    check_unused(s->place, r);
    s->place->dead = true;
    return 0;
}

void engine_object_drop(const void *address)
{
    uintptr_t *frame = *(uintptr_t **)__builtin_frame_address(0);
    struct request r = {.address = (uintptr_t)address,
                        .pc = machine_return_address(frame[1]),
                        .frame = frame[0]};

    engine_call(drop, &r);
}
