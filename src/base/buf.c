/* Growing text. */
#include "src/base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char buf_empty[1];

static void reserve(struct buf *b, size_t more)
{
    size_t want;

    if (__builtin_add_overflow(b->len, more, &want) || want > SIZE_MAX / 4)
        abort();
    want++;
    if (b->size >= want)
        return;
    size_t size = b->size * 3 / 2 + 64;
    if (size < want)
        size = want;
    char *data = realloc(b->size ? b->data : NULL, size);
    if (data == NULL) {
        fputs("threadlings: out of memory\n", stderr);
        abort();
    }
    b->data = data;
    b->size = size;
}

void buf_free(struct buf *b)
{
    if (b->size)
        free(b->data);
    *b = (struct buf)BUF_INIT;
}

void buf_reset(struct buf *b)
{
    buf_cut(b, 0);
}

void buf_cut(struct buf *b, size_t len)
{
    if (len < b->len) {
        b->len = len;
        b->data[len] = '\0';
    }
}

void buf_add(struct buf *b, const char *data, size_t len)
{
    if (len == 0)
        return;
    reserve(b, len);
    memcpy(b->data + b->len, data, len);
    b->len += len;
    b->data[b->len] = '\0';
}

void buf_adds(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

void buf_addc(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_fill(struct buf *b, char c, size_t n)
{
    if (n == 0)
        return;
    reserve(b, n);
    memset(b->data + b->len, c, n);
    b->len += n;
    b->data[b->len] = '\0';
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len <= 0)
        return;
    reserve(b, (size_t)len);
    va_start(args, fmt);
    vsnprintf(b->data + b->len, (size_t)len + 1, fmt, args);
    va_end(args);
    b->len += (size_t)len;
}

char *buf_keep(struct arena *a, const struct buf *b)
{
    char *copy = arena_alloc(a, b->len + 1);

    memcpy(copy, b->data, b->len);
    return copy;
}
