/* memcpy and its kin: blocks of bytes. */
#include "grader/explore/libc.h"

#include <string.h>
#include <strings.h>

LIBC_REPLACES(memcpy);
LIBC_REPLACES(mempcpy);
LIBC_REPLACES(memmove);
LIBC_REPLACES(memccpy);
LIBC_REPLACES(memset);
LIBC_REPLACES(explicit_bzero);
LIBC_REPLACES(bzero);
LIBC_REPLACES(bcopy);
LIBC_REPLACES(memcmp);
LIBC_REPLACES(bcmp);
LIBC_REPLACES(memchr);
LIBC_REPLACES(memrchr);
LIBC_REPLACES(memmem);

/* Compilers copy a struct onto itself with memcpy: that is fine. */
static void check_apart(const struct libc_call *c, const void *to,
                        const void *from, size_t n)
{
    uintptr_t a = (uintptr_t)to, b = (uintptr_t)from;

    if (a != b && (a < b ? b - a : a - b) < n)
        libc_fail(c, FINDING_MISUSE,
                  "calls %s for ranges that overlap; memmove may", c->name);
}

static void *copy(const struct libc_call *c, void *to, const void *from,
                  size_t n)
{
    check_apart(c, to, from, n);
    libc_reads(c, from, n);
    libc_writes(c, to, n);
    return memcpy(to, from, n);
}

static void *move(const struct libc_call *c, void *to, const void *from,
                  size_t n)
{
    libc_reads(c, from, n);
    libc_writes(c, to, n);
    return memmove(to, from, n);
}

static void *set(const struct libc_call *c, void *to, int value, size_t n)
{
    libc_writes(c, to, n);
    return memset(to, value, n);
}

static int compare(const struct libc_call *c, const void *a, const void *b,
                   size_t n)
{
    libc_reads(c, a, n);
    libc_reads(c, b, n);
    return memcmp(a, b, n);
}

void *ex_memcpy(void *to, const void *from, size_t n)
{
    LIBC_CALL("memcpy");

    return copy(&call, to, from, n);
}

void *ex_mempcpy(void *to, const void *from, size_t n)
{
    LIBC_CALL("mempcpy");

    return (char *)copy(&call, to, from, n) + n;
}

void *ex_memmove(void *to, const void *from, size_t n)
{
    LIBC_CALL("memmove");

    return move(&call, to, from, n);
}

void ex_bcopy(const void *from, void *to, size_t n)
{
    LIBC_CALL("bcopy");

    move(&call, to, from, n);
}

void *ex_memccpy(void *to, const void *from, int stop, size_t n)
{
    LIBC_CALL("memccpy");
    const char *end = n > 0 ? memchr(from, stop, n) : NULL;
    size_t copied = end ? (size_t)(end - (const char *)from) + 1 : n;

    copy(&call, to, from, copied);
    return end ? (char *)to + copied : NULL;
}

void *ex_memset(void *to, int value, size_t n)
{
    LIBC_CALL("memset");

    return set(&call, to, value, n);
}

void ex_explicit_bzero(void *to, size_t n)
{
    LIBC_CALL("explicit_bzero");

    set(&call, to, 0, n);
}

void ex_bzero(void *to, size_t n)
{
    LIBC_CALL("bzero");

    set(&call, to, 0, n);
}

int ex_memcmp(const void *a, const void *b, size_t n)
{
    LIBC_CALL("memcmp");

    return compare(&call, a, b, n);
}

int ex_bcmp(const void *a, const void *b, size_t n)
{
    LIBC_CALL("bcmp");

    return compare(&call, a, b, n);
}

/* It stops at the first match: n may be more than there is. */
void *ex_memchr(const void *from, int value, size_t n)
{
    LIBC_CALL("memchr");

    if (n > 0)
        libc_reads(&call, from, 1);

    const char *at = n > 0 ? memchr(from, value, n) : NULL;

    libc_reads(&call, from, at ? (size_t)(at - (const char *)from) + 1 : n);
    return (void *)at;
}

void *ex_memrchr(const void *from, int value, size_t n)
{
    LIBC_CALL("memrchr");

    libc_reads(&call, from, n);
    return n > 0 ? memrchr(from, value, n) : NULL;
}

void *ex_memmem(const void *in, size_t size, const void *what, size_t n)
{
    LIBC_CALL("memmem");

    libc_reads(&call, in, size);
    libc_reads(&call, what, n);
    return memmem(in, size, what, n);
}
