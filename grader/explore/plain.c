/* The hooks that the compiler puts before plain accesses (switch_*.S calls
 * these on the engine's stack), and those that it needs to be there. */
#include "grader/explore/engine.h"
#include "grader/explore/image.h"
#include "grader/explore/race.h"
#include "grader/explore/spin.h"

enum {
    BURST = 2000, /* plain accesses after which the others go first: a loop
                     that waits for a plain variable has to see it change */
};

#define HOOK(name, size, write)                           \
    int name(uintptr_t a, uintptr_t pc, uintptr_t frame); \
    int name(uintptr_t a, uintptr_t pc, uintptr_t frame)  \
    {                                                     \
        return plain_access(a, size, write, pc, frame);   \
    }

/* What is there can be read: nothing has been found against the access, and
 * the program has globals and blocks of its heap there. */
static bool can_be_noted(uintptr_t a, size_t size)
{
    static uintptr_t globals[2][2];

    if (a >= race_heap_low && a + size <= race_heap_high)
        return true;
    if (globals[0][1] == 0)
        image_sections(globals);
    for (int i = 0; i < 2; i++) {
        if (a >= globals[i][0] && a + size <= globals[i][1])
            return true;
    }
    return false;
}

static void outside_write(struct thread *t, uintptr_t a, size_t size)
{
    if (can_be_noted(a, size))
        spin_writes(t, a, size);
    else
        spin_wrote(t);
    for (int i = 0; i < engine.nthreads; i++) {
        struct thread *o = &engine.threads[i];
        if (a >= o->stack_low && a < o->stack_high)
            o->stack_written = true;
    }
}

static inline int plain_access(uintptr_t a, size_t size, bool write,
                               uintptr_t pc, uintptr_t frame)
{
    struct thread *t = engine.current;

    bool outside = a < t->stack_low || a >= t->stack_high;

    t->plains++;
    t->outside += outside;
    race_plain(a, size, write, pc, frame);
    if (outside && write)
        outside_write(t, a, size);
    return ++t->plain_burst % BURST == 0;
}

HOOK(plain_read1, 1, false)
HOOK(plain_read2, 2, false)
HOOK(plain_read4, 4, false)
HOOK(plain_read8, 8, false)
HOOK(plain_read16, 16, false)
HOOK(plain_write1, 1, true)
HOOK(plain_write2, 2, true)
HOOK(plain_write4, 4, true)
HOOK(plain_write8, 8, true)
HOOK(plain_write16, 16, true)

int plain_read_range(uintptr_t a, size_t size, uintptr_t pc, uintptr_t frame);
int plain_write_range(uintptr_t a, size_t size, uintptr_t pc, uintptr_t frame);

int plain_read_range(uintptr_t a, size_t size, uintptr_t pc, uintptr_t frame)
{
    return plain_access(a, size, false, pc, frame);
}

int plain_write_range(uintptr_t a, size_t size, uintptr_t pc, uintptr_t frame)
{
    return plain_access(a, size, true, pc, frame);
}

/* On the fiber's stack: a long stretch without a visible operation. */
void plain_pause(void);
void plain_pause(void)
{
    struct op op = {.kind = EVENT_CHOICE, .yields = true};

    if (engine.current->plain_burst > PLAIN_MAX)
        engine_fail(FINDING_LIVELOCK,
                    "a loop reads and writes the same memory without end");
    engine_trap(&op);
}

void __tsan_init(void);
void __tsan_init(void)
{
}

void __tsan_func_entry(void *pc);
void __tsan_func_entry(void *pc)
{
    (void)pc;
}

void __tsan_func_exit(void);
void __tsan_func_exit(void)
{
}
