/* Blocks.
 *
 * H1. The blocks of an arena are in the order of their addresses; between two
 *     of them, and before the first, are at least GAP bytes.
 * H2. What race.h takes for alive are the bytes of the allocated blocks, or
 *     with heap_reuse the rounded bytes of all blocks that there ever were. */
#include "grader/explore/heap.h"

#include "grader/explore/judge.h"
#include "grader/explore/race.h"
#include "grader/explore/spin.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum {
    GAP = 16,
    ALIGNMENT = 16, /* malloc's */
    FRESH = 0xa5,   /* what new memory holds: no pointer, no small number */
    TEXT_MAX = 160, /* bytes of what is said about a block */
};

/* Far from what the kernel hands out, so that addresses are the same in every
 * run of the program. */
#define HEAP_ADDRESS ((uintptr_t)0x1000000000)

struct arena {
    struct heap_block blocks[BLOCKS_MAX];
    unsigned n;
    struct heap_block *reusable;
};

bool heap_reuse;

static struct arena arenas[THREADS_MAX];
static unsigned allocated;
static uint32_t ordered;

static uintptr_t base(int thread)
{
    return race_heap_low + (uintptr_t)thread * HEAP_BYTES;
}

void heap_setup(void)
{
    size_t size = (size_t)THREADS_MAX * HEAP_BYTES;
    void *p =
        mmap((void *)HEAP_ADDRESS, size, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
             -1, 0);

    assert(p == (void *)HEAP_ADDRESS);
    race_heap_low = HEAP_ADDRESS;
    race_heap_high = HEAP_ADDRESS + size;
}

void heap_reset(void)
{
    for (int t = 0; t < THREADS_MAX; t++) {
        arenas[t].n = 0;
        arenas[t].reusable = NULL;
    }
    allocated = 0;
    ordered = 0;
}

unsigned heap_allocated(void)
{
    return allocated;
}

struct heap_block *heap_nth(int thread, unsigned i)
{
    struct arena *a = &arenas[thread];

    return i < a->n ? &a->blocks[i] : NULL;
}

/* The arena that the address lies in, or NULL. */
static struct arena *arena_at(uintptr_t address)
{
    if (address < race_heap_low || address >= race_heap_high)
        return NULL;
    return &arenas[(address - race_heap_low) / HEAP_BYTES];
}

/* How many blocks of the arena start at or below the address (H1). */
static unsigned blocks_below(const struct arena *a, uintptr_t address)
{
    unsigned low = 0, high = a->n;

    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (a->blocks[middle].start <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct heap_block *heap_block(uintptr_t address)
{
    struct arena *a = arena_at(address);
    unsigned n = a ? blocks_below(a, address) : 0;
    struct heap_block *b = n > 0 ? &a->blocks[n - 1] : NULL;

    if (b && (address - b->start < b->size || address == b->start))
        return b;
    return NULL;
}

/* ---------------------------------------------------------------- allocation
 */

static size_t rounded(size_t size)
{
    return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

/* Takes the newest block of that size, and for that alignment, off the list of
 * those to be reused. */
static struct heap_block *reuse(struct arena *a, const struct heap_request *r)
{
    for (struct heap_block **at = &a->reusable; *at; at = &(*at)->next) {
        struct heap_block *b = *at;
        if (rounded(b->size) == rounded(r->size) &&
            b->start % r->alignment == 0) {
            *at = b->next;
            return b;
        }
    }
    return NULL;
}

static struct heap_block *add(struct arena *a, const struct heap_request *r)
{
    uintptr_t low = base(engine.current->id), end = low;

    if (a->n > 0)
        end = a->blocks[a->n - 1].start + rounded(a->blocks[a->n - 1].size);

    uintptr_t start = (end + GAP + r->alignment - 1) & ~(r->alignment - 1);

    if (a->n == BLOCKS_MAX)
        libc_fail(r->call, FINDING_UNSUPPORTED,
                  "allocates more than %d blocks; the explorer follows no more",
                  BLOCKS_MAX);
    if (start + r->size + GAP > low + HEAP_BYTES)
        libc_fail(r->call, FINDING_UNSUPPORTED,
                  "has allocated more than %d MiB; the explorer has no more",
                  HEAP_BYTES >> 20);
    a->blocks[a->n].start = start;
    return &a->blocks[a->n++];
}

/* Its bytes come to life. */
static void fill(const struct heap_block *b, const struct heap_request *r,
                 bool again)
{
    if (!again) {
        race_live(b->start, heap_reuse ? rounded(b->size) : b->size);
        memset((void *)b->start, FRESH, b->size);
    }
    if (r->zero && b->size > 0) {
        race_plain(b->start, b->size, true, r->call->pc, r->call->frame);
        memset((void *)b->start, 0, b->size);
    }
}

uintptr_t heap_take(void *request)
{
    struct heap_request *r = request;
    struct arena *a = &arenas[engine.current->id];

    if (r->alignment < ALIGNMENT)
        r->alignment = ALIGNMENT;

    struct heap_block *b = heap_reuse ? reuse(a, r) : NULL;
    bool again = b != NULL;

    if (!b)
        b = add(a, r);
    b->size = r->size;
    b->pc = r->call->pc;
    b->thread = engine.current->id;
    b->freed_by = -1;
    b->order = ordered++;
    allocated++;
    fill(b, r, again);
    spin_wrote(engine.current); /* the next address is another one */
    return b->start;
}

/* -------------------------------------------------------------------- freeing
 */

static _Noreturn void freed_twice(const struct heap_request *r,
                                  const struct heap_block *b)
{
    struct finding f = {.kind = FINDING_DOUBLE_FREE,
                        .thread = engine.current->id,
                        .pc = r->call->pc,
                        .frame = r->call->frame,
                        .other = b->freed_by,
                        .address = b->start,
                        .size = (unsigned)b->size};
    const char *who =
        b->freed_by == f.thread ? "it" : judge_thread(b->freed_by);

    snprintf(f.text, sizeof f.text,
             "calls %s for a block of %zu bytes that %s has freed before",
             r->call->name, b->size, who);
    engine_fail_at(&f);
}

/* The block that starts at r->old and is allocated; anything else is a
 * finding. */
static struct heap_block *given(const struct heap_request *r)
{
    uintptr_t address = (uintptr_t)r->old;
    struct heap_block *b = heap_block(address);

    if (!b)
        libc_fail(r->call, FINDING_MISUSE,
                  "calls %s for memory that does not come from malloc",
                  r->call->name);
    if (b->start != address)
        libc_fail(r->call, FINDING_MISUSE,
                  "calls %s for an address %zu bytes inside a block; it takes "
                  "what malloc returned",
                  r->call->name, (size_t)(address - b->start));
    if (b->freed_by >= 0)
        freed_twice(r, b);
    return b;
}

uintptr_t heap_give(void *request)
{
    const struct heap_request *r = request;
    struct heap_block *b = given(r);
    struct arena *a = &arenas[engine.current->id];

    if (heap_reuse) {
        b->next = a->reusable;
        a->reusable = b;
    } else if (b->size > 0)
        race_dead(b->start, b->size, r->call->pc, r->call->frame);
    b->freed_by = engine.current->id;
    b->freed_pc = r->call->pc;
    allocated--;
    spin_wrote(engine.current);
    return 0;
}

uintptr_t heap_size(void *request)
{
    return given(request)->size;
}

/* ----------------------------------------------------------------- describing
 */

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* "at byte 4 of", "2 bytes before", "right behind" */
static size_t say_where(char *text, size_t room, uintptr_t address,
                        const struct heap_block *b)
{
    size_t in = address - b->start, behind = in - b->size;
    size_t before = b->start - address;
    int n;

    if (in < b->size)
        n = snprintf(text, room, "at byte %zu of", in);
    else if (address < b->start)
        n = snprintf(text, room, "%zu byte%s before", before, plural(before));
    else if (behind == 0)
        n = snprintf(text, room, "right behind");
    else
        n = snprintf(text, room, "%zu byte%s behind", behind, plural(behind));
    return (size_t)n;
}

static const char *say(uintptr_t address, const struct heap_block *b)
{
    static char text[TEXT_MAX];
    size_t n = say_where(text, sizeof text, address, b);

    n += (size_t)snprintf(text + n, sizeof text - n, " a block of %zu byte%s",
                          b->size, plural(b->size));
    if (b->freed_by >= 0)
        snprintf(text + n, sizeof text - n, " that %s freed",
                 judge_thread(b->freed_by));
    return text;
}

const char *heap_describe(uintptr_t address)
{
    struct arena *a = arena_at(address);
    unsigned n = a ? blocks_below(a, address) : 0;
    const struct heap_block *below = n > 0 ? &a->blocks[n - 1] : NULL;
    const struct heap_block *above = a && n < a->n ? &a->blocks[n] : NULL;
    const struct heap_block *in = heap_block(address);

    if (in)
        return say(address, in);
    if (above && (!below || above->start - address <
                                address - below->start - below->size))
        return say(address, above);
    return below ? say(address, below) : NULL;
}
