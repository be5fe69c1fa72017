/* Text that grows.
 *
 * `data` is never NULL and always ends in a NUL that `len` does not count, so
 * it can be handed to anything that takes a string. Start from BUF_INIT; end
 * with buf_free. Running out of memory ends the program. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "src/base/arena.h"

#include <stddef.h>

struct buf {
    char *data;
    size_t len;
    size_t size; /* bytes owned; 0 while `data` is the shared empty string */
};

extern char buf_empty[1];
#define BUF_INIT        \
    {                   \
        buf_empty, 0, 0 \
    }

void buf_free(struct buf *b);  /* leaves an empty buf that can be used again */
void buf_reset(struct buf *b); /* length 0; keeps the memory */
void buf_add(struct buf *b, const char *data, size_t len);
void buf_adds(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
void buf_fill(struct buf *b, char c, size_t n); /* n times c */
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_cut(struct buf *b, size_t len); /* shortens to len, if longer */

/* A copy of the text that belongs to the arena. */
char *buf_keep(struct arena *a, const struct buf *b);

#endif
