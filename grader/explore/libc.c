#include "grader/explore/libc.h"

#include "grader/explore/spin.h"

#include <stdio.h>
#include <string.h>

enum { NO_MEMORY = 4096 }; /* addresses below are never mapped */

/* plain.c: accesses as those of the compiler's hooks. True: plain_pause is due,
 * on the fiber's stack. */
int plain_read_range(uintptr_t a, size_t size, uintptr_t pc, uintptr_t frame);
int plain_write_range(uintptr_t a, size_t size, uintptr_t pc, uintptr_t frame);
void plain_pause(void);

struct libc_thread *libc_me(void)
{
    static struct libc_thread threads[THREADS_MAX];
    struct libc_thread *t = &threads[engine.current->id];

    if (t->run != engine.executions)
        *t = (struct libc_thread){.run = engine.executions};
    spin_wrote(engine.current);
    return t;
}

void libc_fail(const struct libc_call *c, enum finding_kind kind,
               const char *format, ...)
{
    struct finding f = {.kind = kind,
                        .thread = engine.current->id,
                        .pc = c->pc,
                        .frame = c->frame,
                        .other = -1};
    va_list args;

    va_start(args, format);
    vsnprintf(f.text, sizeof f.text, format, args);
    va_end(args);
    engine_fail_at(&f);
}

struct range {
    const struct libc_call *call;
    uintptr_t address;
    size_t size;
    bool write;
};

static uintptr_t check(void *arg)
{
    const struct range *r = arg;
    uintptr_t pc = r->call->pc, frame = r->call->frame;

    return r->write ? plain_write_range(r->address, r->size, pc, frame)
                    : plain_read_range(r->address, r->size, pc, frame);
}

static void access(const struct libc_call *c, const void *p, size_t n,
                   bool write)
{
    struct range r = {c, (uintptr_t)p, n, write};

    if (n == 0)
        return;
    if (r.address < NO_MEMORY)
        libc_fail(c, FINDING_CRASH, "calls %s with a NULL pointer", c->name);
    if (engine_call(check, &r))
        plain_pause();
}

void libc_reads(const struct libc_call *c, const void *from, size_t n)
{
    access(c, from, n, false);
}

void libc_writes(const struct libc_call *c, void *to, size_t n)
{
    access(c, to, n, true);
}

size_t libc_string(const struct libc_call *c, const char *s)
{
    libc_reads(c, s, 1); /* may it be followed at all? */

    size_t n = strlen(s);

    libc_reads(c, s, n + 1);
    return n;
}

size_t libc_string_in(const struct libc_call *c, const char *s, size_t n)
{
    if (n == 0)
        return 0;
    libc_reads(c, s, 1);

    size_t length = strnlen(s, n);

    libc_reads(c, s, length < n ? length + 1 : n);
    return length;
}
