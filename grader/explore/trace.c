/* What happened in one execution. */
#include "grader/explore/trace.h"

#include "grader/explore/fiber.h"
#include "grader/explore/image.h"
#include "grader/explore/machine.h"
#include "grader/explore/race.h"

#include <string.h>

static struct trace_step steps[TRACE_STEPS];
static int n;
static int unfinished[THREADS_MAX]; /* a plain write whose value will be read
                                       when its thread comes again; or -1 */
static int last_thread;
static bool could_go_on;

void trace_begin(void)
{
    n = 0;
    last_thread = 0;
    could_go_on = false;
    for (int t = 0; t < THREADS_MAX; t++)
        unfinished[t] = -1;
}

static bool is_stack(uintptr_t frame)
{
    return frame % 8 == 0 && fiber_of(frame) >= 0 && fiber_of(frame + 8) >= 0;
}

int trace_stack(uintptr_t pc, uintptr_t frame, uintptr_t stack[TRACE_FRAMES])
{
    int k = 0;

    stack[k++] = pc;
    while (k < TRACE_FRAMES && is_stack(frame)) {
        const uintptr_t *f = (const uintptr_t *)frame;
        if (f[0] == 0)
            break; /* the thread's first function: nobody called it */
        stack[k++] = machine_return_address(f[1]);
        if (f[0] <= frame)
            break; /* stacks grow downwards */
        frame = f[0];
    }
    return k;
}

/* A crash is an access to what cannot be read here either. */
static bool is_readable(uintptr_t address)
{
    const int owner = fiber_of(address); /* of the stack, if it is on one */
    uintptr_t sections[2][2];

    image_sections(sections);
    for (int i = 0; i < 2; i++) {
        if (address >= sections[i][0] && address < sections[i][1])
            return true;
    }
    if (address >= race_heap_low && address < race_heap_high)
        return true;
    return owner >= 0 && address >= engine.threads[owner].stack_low;
}

static uint64_t memory_at(uintptr_t address, size_t size)
{
    uint64_t value = 0;

    if (!is_readable(address))
        return 0;
    memcpy(&value, (const void *)address, size > 8 ? 8 : size);
    return value;
}

/* A thread comes again: what it wrote last is in memory now. */
static void settle(int thread)
{
    int i = unfinished[thread];

    if (i >= 0)
        steps[i].wrote = memory_at(steps[i].address, steps[i].size);
    unfinished[thread] = -1;
}

static struct trace_step *new_step(int thread)
{
    struct trace_step *s;

    settle(thread);
    if (n == TRACE_STEPS)
        return NULL;
    s = &steps[n++];
    memset(s, 0, sizeof *s);
    s->thread = (uint8_t)thread;
    s->from = -1;
    s->time = (uint32_t)graph.lines[thread].time;
    return s;
}

static void note_source(struct trace_step *s, const struct event *e)
{
    const struct place *p = e->place;

    s->from = e->rf->index ? e->rf->step : -1;
    for (int i = e->rf->position + 1; i < p->nmo && s->nnewer < TRACE_NEWER;
         i++) {
        if (p->mo[i] != e)
            s->newer[s->nnewer++] = p->mo[i]->step;
    }
}

void trace_event(const struct thread *t, const struct op *op, struct event *e)
{
    struct trace_step *s = new_step(t->id);

    e->step = n - 1;
    if (s == NULL)
        return;
    s->kind = e->kind;
    s->order = e->order;
    s->name = op->name;
    s->reads = e->reads;
    s->writes = e->writes;
    s->choice = e->choice;
    s->preempts = could_go_on && t->id != last_thread;
    s->child = e->kind == EVENT_CREATE ? e->position : -1;
    s->has_place = e->place != NULL;
    if (e->place) {
        s->place = e->place->kind;
        s->address = e->place->address;
        s->size = e->place->size;
    }
    if (e->reads) {
        s->read = e->rf->value.a;
        note_source(s, e);
    }
    if (e->writes)
        s->wrote = e->value.a;
    if (op->pc)
        s->nstack = trace_stack(op->pc, op->frame, s->stack);
    last_thread = t->id;
}

void trace_could_go_on(bool can)
{
    could_go_on = can;
}

void trace_plain(const struct trace_access *a)
{
    struct trace_step *s = new_step(a->thread);

    if (s == NULL)
        return;
    s->plain = true;
    s->write = s->writes = a->write;
    s->reads = !a->write;
    s->address = a->address;
    s->size = a->size;
    s->name = a->name;
    s->nstack = trace_stack(a->pc, a->frame, s->stack);
    if (a->write)
        unfinished[a->thread] = n - 1;
    else
        s->read = memory_at(a->address, a->size);
}

const struct trace_step *trace_steps(int *count)
{
    for (int t = 0; t < THREADS_MAX; t++)
        settle(t);
    *count = n;
    return steps;
}

int trace_find(int thread, uint32_t time, uintptr_t address)
{
    for (int i = n - 1; i >= 0; i--) {
        const struct trace_step *s = &steps[i];
        size_t size = s->size ? s->size : 4;
        if (s->thread == thread && s->time <= time && s->address <= address &&
            address < s->address + size)
            return i;
    }
    return -1;
}
