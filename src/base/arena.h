/* Memory that is freed all at once.
 *
 * Every pointer inside a struct belongs to the arena the struct came from. A
 * function that allocates takes `struct arena *` first; one that does not,
 * borrows. Running out of memory ends the program with a message, here and in
 * buf.c only. Not thread-safe; an arena belongs to one thread. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "src/base/err.h"

#include <stddef.h>

struct arena;

struct arena *arena_new(void);

/* Frees the arena and everything that came from it. NULL is fine. */
void arena_free(struct arena *a);

/* Zeroed, aligned for any type, never NULL. */
void *arena_alloc(struct arena *a, size_t size);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))

/* An array of n zeroed elements; n may be 0. Ends the program on overflow. */
#define ARENA_ARRAY(a, type, n) \
    ((type *)arena_alloc_array((a), (n), sizeof(type)))
void *arena_alloc_array(struct arena *a, size_t n, size_t size);

char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
