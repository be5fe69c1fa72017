/* malloc and its kin. */
#include "grader/explore/heap.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More than any machine has: malloc fails, as everywhere. */
#define REQUEST_MAX ((size_t)1 << 40)

LIBC_REPLACES(malloc);
LIBC_REPLACES(calloc);
LIBC_REPLACES(realloc);
LIBC_REPLACES(reallocarray);
LIBC_REPLACES(free);
LIBC_REPLACES(aligned_alloc);
LIBC_REPLACES(posix_memalign);
LIBC_REPLACES(memalign);
LIBC_REPLACES(malloc_usable_size);
LIBC_REPLACES(strdup);
LIBC_REPLACES(strndup);
LIBC_REPLACES(vasprintf);
LIBC_REPLACES(asprintf);

static void *allocate(const struct libc_call *c, size_t size, size_t alignment,
                      bool zero)
{
    struct heap_request r = {
        .call = c, .size = size, .alignment = alignment, .zero = zero};

    if (size > REQUEST_MAX || engine_fault(FAULT_MEMORY)) {
        errno = ENOMEM;
        return NULL;
    }
    return (void *)engine_call(heap_take, &r);
}

static void release(const struct libc_call *c, void *p)
{
    struct heap_request r = {.call = c, .old = p};

    if (p)
        engine_call(heap_give, &r);
}

/* A block always moves, so that no pointer to the old one works by luck. */
static void *resize(const struct libc_call *c, void *old, size_t size)
{
    struct heap_request r = {.call = c, .old = old};

    if (!old)
        return allocate(c, size, 1, false);
    if (size == 0) {
        release(c, old);
        return NULL;
    }

    size_t kept = engine_call(heap_size, &r);
    void *new = allocate(c, size, 1, false);

    if (!new)
        return NULL;
    kept = kept < size ? kept : size;
    libc_reads(c, old, kept);
    libc_writes(c, new, kept);
    memcpy(new, old, kept);
    release(c, old);
    return new;
}

static bool product(size_t n, size_t size, size_t *all)
{
    if (!__builtin_mul_overflow(n, size, all))
        return true;
    errno = ENOMEM;
    return false;
}

static bool power_of_two(size_t n)
{
    return n > 0 && (n & (n - 1)) == 0;
}

void *ex_malloc(size_t size)
{
    LIBC_CALL("malloc");

    return allocate(&call, size, 1, false);
}

void *ex_calloc(size_t n, size_t size)
{
    LIBC_CALL("calloc");
    size_t all;

    return product(n, size, &all) ? allocate(&call, all, 1, true) : NULL;
}

void *ex_realloc(void *old, size_t size)
{
    LIBC_CALL("realloc");

    return resize(&call, old, size);
}

void *ex_reallocarray(void *old, size_t n, size_t size)
{
    LIBC_CALL("reallocarray");
    size_t all;

    return product(n, size, &all) ? resize(&call, old, all) : NULL;
}

void ex_free(void *p)
{
    LIBC_CALL("free");

    release(&call, p);
}

void *ex_aligned_alloc(size_t alignment, size_t size)
{
    LIBC_CALL("aligned_alloc");

    if (!power_of_two(alignment)) {
        errno = EINVAL;
        return NULL;
    }
    return allocate(&call, size, alignment, false);
}

void *ex_memalign(size_t alignment, size_t size)
{
    LIBC_CALL("memalign");

    if (!power_of_two(alignment)) {
        errno = EINVAL;
        return NULL;
    }
    return allocate(&call, size, alignment, false);
}

int ex_posix_memalign(void **out, size_t alignment, size_t size)
{
    LIBC_CALL("posix_memalign");

    if (!power_of_two(alignment) || alignment % sizeof(void *) != 0)
        return EINVAL;

    int before = errno;
    void *p = allocate(&call, size, alignment, false);

    errno = before; /* it tells by its result alone */
    if (!p)
        return ENOMEM;
    libc_writes(&call, out, sizeof *out);
    *out = p;
    return 0;
}

size_t ex_malloc_usable_size(void *p)
{
    LIBC_CALL("malloc_usable_size");
    struct heap_request r = {.call = &call, .old = p};

    return p ? engine_call(heap_size, &r) : 0;
}

/* -------------------------------------------------------------------- strings
 */

static char *copy(const struct libc_call *c, const char *s, size_t length)
{
    char *new = allocate(c, length + 1, 1, false);

    if (!new)
        return NULL;
    libc_writes(c, new, length + 1);
    memcpy(new, s, length);
    new[length] = '\0';
    return new;
}

char *ex_strdup(const char *s)
{
    LIBC_CALL("strdup");

    return copy(&call, s, libc_string(&call, s));
}

char *ex_strndup(const char *s, size_t n)
{
    LIBC_CALL("strndup");

    return copy(&call, s, libc_string_in(&call, s, n));
}

static int print(const struct libc_call *c, char **out, const char *format,
                 va_list args)
{
    va_list again;

    libc_format(c, format, args);
    va_copy(again, args);

    int n = vsnprintf(NULL, 0, format, again);
    char *text = n < 0 ? NULL : allocate(c, (size_t)n + 1, 1, false);

    va_end(again);
    if (!text)
        return -1;
    libc_writes(c, text, (size_t)n + 1);
    vsnprintf(text, (size_t)n + 1, format, args);
    libc_writes(c, out, sizeof *out);
    *out = text;
    return n;
}

int ex_vasprintf(char **out, const char *format, va_list args)
{
    LIBC_CALL("vasprintf");

    return print(&call, out, format, args);
}

int ex_asprintf(char **out, const char *format, ...)
{
    LIBC_CALL("asprintf");
    va_list args;

    va_start(args, format);

    int n = print(&call, out, format, args);

    va_end(args);
    return n;
}
