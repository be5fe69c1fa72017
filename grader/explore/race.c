/* Who accessed which byte last.
 *
 * Memory is looked at in cells of four bytes; a cell that was accessed in part
 * is split into four of one byte each. Cells come to be when they are touched,
 * and carry the number of the execution: old ones are empty.
 *
 * A cell says up to which event of a thread one must know for the last write,
 * and for the last read of each thread, to lie in the past. A plain access
 * after event n lies between n and n + 1: it is known with n + 1.
 *
 * R1. Before the first race of an execution the last write is after all others,
 *     so one is enough; reads need not be ordered, so each thread has its own.
 * R2. An access to an atomic variable's bytes that is not atomic is compared
 *     with the place's events; a plain write makes the place another one. */
#include "grader/explore/race.h"

#include "grader/explore/fiber.h"
#include "grader/explore/futex.h"
#include "grader/explore/judge.h"
#include "grader/explore/seeded.h"
#include "grader/explore/trace.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum {
    PAGE_SHIFT = 12,
    PAGE_CELLS = 1 << (PAGE_SHIFT - 2),
    PAGES_MAX = 1 << 13,  /* of the program's memory that one process may touch;
                             a power of two */
    POOL_BYTES = 1 << 30, /* address space for cells */
};

enum life { LIFE_NONE, LIFE_LIVE, LIFE_FREED };

struct cell {
    uint32_t run; /* the execution it belongs to */
    uint8_t life; /* of a byte of the heap */
    bool split;
    uint8_t writer, reader;
    uint16_t written, read; /* up to what one must know; 0: never */
    uint32_t place;         /* 1 + number of the atomic variable here */
    uint16_t *readers;      /* of each thread, once there are two */
    struct cell *bytes;     /* the four, once it is split */
};

struct page {
    uintptr_t number;
    struct cell *cells;
};

uintptr_t race_heap_low, race_heap_high;

static struct page pages[PAGES_MAX];
static struct page *last = &pages[0];
static char *pool, *pool_end;
static uint32_t run;

void race_setup(void)
{
    pool = mmap(NULL, POOL_BYTES, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert(pool != MAP_FAILED);
    pool_end = pool + POOL_BYTES;
}

void race_reset(void)
{
    run++;
}

/* ------------------------------------------------------------------- cells */

static struct page *find_page(uintptr_t number)
{
    size_t i = (size_t)(number * 0x9E3779B97F4A7C15u >> 40) % PAGES_MAX;

    for (int tries = 0; tries < PAGES_MAX; tries++) {
        if (pages[i].cells == NULL) {
            size_t size = PAGE_CELLS * sizeof(struct cell);
            if (pool + size > pool_end)
                break;
            pages[i] = (struct page){number, (struct cell *)pool};
            pool += size;
        }
        if (pages[i].number == number)
            return &pages[i];
        i = (i + 1) % PAGES_MAX;
    }
    engine_leave(ENDING_LIMIT);
}

static struct cell *cell_at(uintptr_t address)
{
    uintptr_t number = address >> PAGE_SHIFT;
    struct cell *c;

    if (last->number != number)
        last = find_page(number);
    c = &last->cells[address >> 2 & (PAGE_CELLS - 1)];
    if (c->run != run) {
        memset(c, 0, sizeof *c);
        c->run = run;
    }
    return c;
}

static void split(struct cell *c)
{
    c->bytes = graph_alloc(4 * sizeof *c);
    for (int i = 0; i < 4; i++) {
        c->bytes[i] = *c;
        c->bytes[i].bytes = NULL;
        if (c->readers) {
            size_t size = THREADS_MAX * sizeof *c->readers;
            c->bytes[i].readers = graph_alloc(size);
            memcpy(c->bytes[i].readers, c->readers, size);
        }
    }
    c->split = true;
}

/* ------------------------------------------------------------------ findings
 */

/* One access that is looked at. */
struct access {
    uintptr_t address;
    size_t size;
    bool write, atomic, frees, object;
    uintptr_t pc, frame;
};

static const char *shape(bool write, bool atomic)
{
    return atomic  ? write ? "writes atomically" : "reads atomically"
           : write ? "writes"
                   : "reads";
}

_Noreturn static void fail_race(const struct access *a, int other,
                                unsigned need, bool other_writes,
                                bool other_atomic)
{
    struct finding f = {
        .kind = FINDING_DATA_RACE,
        .thread = engine.current->id,
        .pc = a->pc,
        .frame = a->frame,
        .other = other,
        .address = a->address,
        .size = (unsigned)a->size,
        .writes = a->write,
        .atomic = a->atomic,
        .other_writes = other_writes,
        .other_atomic = other_atomic,
        .other_time = need,
    };

    if (a->frees) {
        f.kind = FINDING_USE_AFTER_FREE;
        snprintf(f.text, sizeof f.text,
                 "%s frees memory that %s may still use: nothing orders the "
                 "two",
                 judge_thread(f.thread), judge_thread(other));
    } else {
        snprintf(f.text, sizeof f.text,
                 "%s %s %zu byte%s that %s %s, and nothing orders the two",
                 judge_thread(f.thread), shape(a->write, a->atomic), a->size,
                 a->size == 1 ? "" : "s", judge_thread(other),
                 shape(other_writes, other_atomic));
    }
    engine_fail_at(&f);
}

_Noreturn static void fail_dead(const struct access *a, const struct cell *c)
{
    struct finding f = {.thread = engine.current->id,
                        .pc = a->pc,
                        .frame = a->frame,
                        .other = -1,
                        .address = a->address,
                        .size = (unsigned)a->size,
                        .writes = a->write};
    const char *what = heap_describe(a->address);

    f.kind = c->life == LIFE_FREED ? FINDING_USE_AFTER_FREE : FINDING_OVERFLOW;
    if (c->life == LIFE_FREED) {
        f.other = c->writer;
        f.other_time = c->written;
        f.other_writes = true;
    }
    snprintf(f.text, sizeof f.text, "%s %s %zu byte%s %s",
             judge_thread(f.thread), a->write ? "writes" : "reads", a->size,
             a->size == 1 ? "" : "s",
             what                    ? what
             : c->life == LIFE_FREED ? "of a block that was freed"
                                     : "outside of every block");
    engine_fail_at(&f);
}

/* -------------------------------------------------------------------- checks
 */

static const struct clock *known(void)
{
    return &graph.lines[engine.current->id].hb;
}

static void check_write(const struct access *a, const struct cell *c)
{
    if (c->written > 0 && c->writer != engine.current->id &&
        known()->at[c->writer] < c->written)
        fail_race(a, c->writer, c->written, true, false);
}

static void check_reads(const struct access *a, const struct cell *c)
{
    const struct clock *k = known();

    if (SEEDED(RACE_IGNORES_READS))
        return;
    if (c->readers == NULL) {
        if (c->read > 0 && c->reader != engine.current->id &&
            k->at[c->reader] < c->read)
            fail_race(a, c->reader, c->read, false, false);
        return;
    }
    for (int i = 0; i < engine.nthreads; i++) {
        if (i != engine.current->id && c->readers[i] > k->at[i])
            fail_race(a, i, c->readers[i], false, false);
    }
}

/* R2 */
static void check_place(const struct access *a, struct cell *c)
{
    struct place *p = graph.places[c->place - 1];
    const struct clock *k = known();

    p->touched = true;
    for (int i = p->nmo - 1; i > 0 && !SEEDED(RACE_IGNORES_ATOMICS); i--) {
        if (!graph_knows(k, p->mo[i]))
            fail_race(a, p->mo[i]->thread, p->mo[i]->index, true, true);
    }
    for (int i = 0; i < p->nreads && a->write; i++) {
        if (!graph_knows(k, p->reads[i]))
            fail_race(a, p->reads[i]->thread, p->reads[i]->index, false, true);
    }
    if (a->write) {
        p->dead = true;
        c->place = 0;
    }
}

static void note_read(struct cell *c, int thread, unsigned need)
{
    if (c->readers) {
        c->readers[thread] = (uint16_t)need;
        return;
    }
    if (c->read > 0 && c->reader != thread) {
        c->readers = graph_alloc(THREADS_MAX * sizeof *c->readers);
        memset(c->readers, 0, THREADS_MAX * sizeof *c->readers);
        c->readers[c->reader] = c->read;
        c->readers[thread] = (uint16_t)need;
        return;
    }
    c->reader = (uint8_t)thread;
    c->read = (uint16_t)need;
}

static void check_cell(const struct access *a, struct cell *c, bool heap)
{
    int thread = engine.current->id;
    unsigned need = (unsigned)graph.lines[thread].time + 1;

    if (heap && c->life != LIFE_LIVE)
        fail_dead(a, c);
    check_write(a, c);
    if (a->write)
        check_reads(a, c);
    if (a->atomic)
        return;
    if (c->place)
        check_place(a, c);
    if (a->object)
        return;
    if (a->write) {
        c->writer = (uint8_t)thread;
        c->written = (uint16_t)need;
        c->read = 0; /* R1: all of them are in this write's past */
        c->readers = NULL;
    } else {
        note_read(c, thread, need);
    }
}

static void check_bytes(const struct access *a, struct cell *c, uintptr_t from,
                        uintptr_t to, bool heap)
{
    if (!c->split)
        split(c);
    for (uintptr_t b = from; b < to; b++)
        check_cell(a, &c->bytes[b & 3], heap);
}

static void check(const struct access *a)
{
    uintptr_t at = a->address, end = a->address + a->size;
    bool heap = at >= race_heap_low && at < race_heap_high;

    while (at < end) {
        uintptr_t next = (at & ~(uintptr_t)3) + 4;
        struct cell *c = cell_at(at);
        if (next > end)
            next = end;
        if ((c->split || next - at < 4) && !SEEDED(RACE_FOUR_BYTES))
            check_bytes(a, c, at, next, heap);
        else
            check_cell(a, c, heap);
        at = next;
    }
}

void race_plain(uintptr_t address, size_t size, bool write, uintptr_t pc,
                uintptr_t frame)
{
    const struct access a = {.address = address,
                             .size = size,
                             .write = write,
                             .pc = pc,
                             .frame = frame};

    if (engine.tracing)
        trace_plain(&(struct trace_access){engine.current->id, address, size,
                                           write, pc, frame,
                                           write ? "write" : "read"});
    check(&a);
}

void race_object(uintptr_t address, size_t size, uintptr_t pc, uintptr_t frame)
{
    const struct access a = {.address = address,
                             .size = size,
                             .object = true,
                             .pc = pc,
                             .frame = frame};

    check(&a);
}

/* ------------------------------------------------------------ atomic variables
 */

static struct cell *first_cell(uintptr_t address, unsigned size)
{
    struct cell *c = cell_at(address);

    if (size < 4 && !c->split)
        split(c);
    return c->split ? &c->bytes[address & 3] : c;
}

static struct place *new_place(uintptr_t address, unsigned size, struct cell *c)
{
    struct state value = {0};
    struct place *p;

    if (graph.nplaces == PLACES_MAX)
        engine_leave(ENDING_LIMIT);
    memcpy(&value.a, (const void *)address, size);
    p = graph_place(address, PLACE_ATOMIC, size, value);
    p->futex = futex_is(address);
    c->place = (uint32_t)p->number + 1;
    return p;
}

struct place *race_atomic(uintptr_t address, unsigned size, bool write,
                          const struct op *op)
{
    const struct access a = {.address = address,
                             .size = size,
                             .write = write,
                             .atomic = true,
                             .pc = op->pc,
                             .frame = op->frame};
    struct place *p;
    struct cell *c;

    check(&a);
    c = first_cell(address, size);
    if (c->place == 0)
        return new_place(address, size, c);
    p = graph.places[c->place - 1];
    if (p->size != size || p->address != address)
        engine_fail(FINDING_UNSUPPORTED,
                    "an atomic variable is used with %u and with %u bytes",
                    (unsigned)p->size, size);
    return p;
}

/* Whether memory of the object is still there, and the object itself. */
static void perform_on_object(const struct op *op)
{
    const struct place *p = op->place;

    if (p->kind == PLACE_ELSEWHERE)
        return;
    race_object(p->address, OBJECT_BYTES, op->pc, op->frame);
    if (p->dead)
        engine_fail_at(&(struct finding){
            .kind = FINDING_MISUSE,
            .thread = engine.current->id,
            .other = -1,
            .pc = op->pc,
            .frame = op->frame,
            .text = "uses an object that another thread has destroyed "
                    "meanwhile",
        });
}

void race_perform(struct op *op)
{
    struct place *p = op->place;

    if (p == NULL || op->kind == EVENT_WAIT)
        return; /* who was woken may find the object gone, and need not it */
    if (p->kind != PLACE_ATOMIC)
        perform_on_object(op);
    else if (p->touched || p->dead)
        op->place =
            race_atomic(p->address, p->size, op->kind != EVENT_READ, op);
}

/* -------------------------------------------------------------------- blocks
 */

static void set_life(uintptr_t address, size_t size, enum life life)
{
    uintptr_t at = address, end = address + size;

    while (at < end) {
        struct cell *c = cell_at(at);
        uintptr_t next = (at & ~(uintptr_t)3) + 4;
        if (next > end && !c->split)
            split(c);
        c->life = (uint8_t)life;
        for (; at < next && at < end; at++) {
            if (c->split)
                c->bytes[at & 3].life = (uint8_t)life;
        }
    }
}

void race_live(uintptr_t address, size_t size)
{
    set_life(address, size, LIFE_LIVE);
}

/* Freed memory may hold objects that somebody still uses. */
static void check_objects(const struct access *a)
{
    const struct clock *k = known();

    for (int i = 0; i < graph.nplaces; i++) {
        struct place *p = graph.places[i];
        if (p->kind == PLACE_ATOMIC || p->dead || p->address < a->address ||
            p->address >= a->address + a->size)
            continue;
        for (int w = p->nmo - 1; w > 0; w--) {
            if (!graph_knows(k, p->mo[w]))
                fail_race(a, p->mo[w]->thread, p->mo[w]->index, true, true);
        }
    }
}

void race_dead(uintptr_t address, size_t size, uintptr_t pc, uintptr_t frame)
{
    const struct access a = {.address = address,
                             .size = size,
                             .write = true,
                             .frees = true,
                             .pc = pc,
                             .frame = frame};

    if (engine.tracing)
        trace_plain(&(struct trace_access){engine.current->id, address, size,
                                           true, pc, frame, "free"});
    check(&a);
    check_objects(&a);
    set_life(address, size, LIFE_FREED);
}
