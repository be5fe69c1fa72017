/* Arenas: a chain of blocks, each twice as large as the last. */
#include "src/base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_BLOCK = 4096,      /* bytes: most arenas hold a small file */
    LARGEST_BLOCK = 1 << 20, /* bytes: where doubling stops */
};

/* Under AddressSanitizer every allocation is a block of its own, so that a
 * read past its end or after arena_free is still caught. gcc says so by a
 * macro, clang by a feature. */
#ifdef __SANITIZE_ADDRESS__
#define OWN_BLOCKS
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define OWN_BLOCKS
#endif
#endif
#ifdef OWN_BLOCKS
enum { SHARE_BLOCKS = 0 };
#else
enum { SHARE_BLOCKS = 1 };
#endif

struct block {
    struct block *next;
    size_t size;
    size_t used;
    alignas(max_align_t) char bytes[];
};

struct arena {
    struct block *blocks; /* the newest first; only it has room */
    size_t next_size;
};

static void *must(void *p)
{
    if (p == NULL) {
        fputs("threadlings: out of memory\n", stderr);
        abort();
    }
    return p;
}

struct arena *arena_new(void)
{
    struct arena *a = must(calloc(1, sizeof *a));

    a->next_size = FIRST_BLOCK;
    return a;
}

void arena_free(struct arena *a)
{
    if (a == NULL)
        return;
    for (struct block *b = a->blocks, *next; b != NULL; b = next) {
        next = b->next;
        free(b);
    }
    free(a);
}

static struct block *block_new(struct arena *a, size_t size)
{
    struct block *b = must(malloc(sizeof *b + size));

    b->next = a->blocks;
    b->size = size;
    b->used = 0;
    a->blocks = b;
    return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
    const size_t align = alignof(max_align_t);

    if (size > SIZE_MAX / 2)
        must(NULL);
    size_t want = SHARE_BLOCKS ? (size + align - 1) / align * align : size;
    struct block *b = a->blocks;
    if (!SHARE_BLOCKS) {
        b = block_new(a, want);
    } else if (b == NULL || b->size - b->used < want) {
        b = block_new(a, want > a->next_size ? want : a->next_size);
        if (a->next_size < LARGEST_BLOCK)
            a->next_size *= 2;
    }
    void *p = b->bytes + b->used;
    b->used += want;
    return memset(p, 0, size);
}

void *arena_alloc_array(struct arena *a, size_t n, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(n, size, &total))
        must(NULL);
    return arena_alloc(a, total);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
    size_t len = strnlen(s, n);
    char *copy = arena_alloc(a, len + 1);

    memcpy(copy, s, len);
    return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0)
        return arena_strdup(a, "");
    char *s = arena_alloc(a, (size_t)len + 1);
    va_start(args, fmt);
    vsnprintf(s, (size_t)len + 1, fmt, args);
    va_end(args);
    return s;
}
