/* Memory that is lost: a mark phase as of a garbage collector. Roots are what
 * can still be named when the program ends: its static variables, the main
 * thread's thread-local ones and its keys, and the stacks of threads that an
 * exit caught alive. */
#include "grader/explore/heap.h"

#include "grader/explore/image.h"

#include <link.h>
#include <string.h>
#include <sys/auxv.h>

static struct heap_block *pending; /* marked, and not looked into yet */

static void mark(uintptr_t word)
{
    struct heap_block *b = heap_block(word);

    if (!b || b->marked || b->freed_by >= 0)
        return;
    b->marked = true;
    b->next = pending;
    pending = b;
}

static void scan(uintptr_t low, uintptr_t high)
{
    uintptr_t word;

    low = (low + sizeof word - 1) & ~(sizeof word - 1);
    for (; low + sizeof word <= high; low += sizeof word) {
        memcpy(&word, (const void *)low, sizeof word);
        mark(word);
    }
}

/* The executable's thread-local variables: they end at the thread pointer, or
 * begin behind the two words that it points to. */
static void scan_tls(uintptr_t tp)
{
    const ElfW(Phdr) *header = (const ElfW(Phdr) *)getauxval(AT_PHDR);
    size_t n = getauxval(AT_PHNUM);

    for (size_t i = 0; i < n; i++) {
        uintptr_t align = header[i].p_align ? header[i].p_align : 1;
        uintptr_t size = header[i].p_memsz;
        if (header[i].p_type != PT_TLS)
            continue;
#if defined(__x86_64__)
        scan(tp - (size + align - 1) / align * align, tp);
#else
        uintptr_t low = tp + (16 + align - 1) / align * align;
        scan(low, low + size);
#endif
    }
}

static void scan_roots(void)
{
    const struct thread *main = &engine.threads[0];
    uintptr_t range[2][2];

    image_sections(range);
    scan(range[0][0], range[0][1]);
    scan(range[1][0], range[1][1]);
    if (main->tp)
        scan_tls(main->tp);
    for (int i = 0; i < KEYS_MAX; i++)
        mark((uintptr_t)main->keys[i]);
    for (int t = 0; t < engine.nthreads; t++) {
        if (engine.threads[t].status == THREAD_LIVE)
            scan(engine.threads[t].stack_low, engine.threads[t].stack_high);
    }
}

static void unmark(void)
{
    struct heap_block *b;

    pending = NULL;
    for (int t = 0; t < engine.nthreads; t++) {
        for (unsigned i = 0; (b = heap_nth(t, i)); i++)
            b->marked = false;
    }
}

static const struct heap_block *oldest_unmarked(void)
{
    const struct heap_block *b, *oldest = NULL;

    for (int t = 0; t < engine.nthreads; t++) {
        for (unsigned i = 0; (b = heap_nth(t, i)); i++) {
            if (!b->marked && b->freed_by < 0 &&
                (!oldest || b->order < oldest->order))
                oldest = b;
        }
    }
    return oldest;
}

bool heap_leak(struct heap_leak *leak)
{
    const struct heap_block *b;

    if (heap_allocated() == 0)
        return false;
    unmark();
    scan_roots();
    while (pending) {
        b = pending;
        pending = b->next;
        scan(b->start, b->start + b->size);
    }
    b = oldest_unmarked();
    if (b)
        *leak = (struct heap_leak){b->thread, b->pc, b->start, b->size};
    return b != NULL;
}
