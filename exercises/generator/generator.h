/* generator: a function that hands out values one at a time, from any depth of
 * calls, because it runs on a stack of its own ("stackful"). */
#ifndef GENERATOR_H
#define GENERATOR_H

#include <stdbool.h>

struct gen; /* yours to define */

/* What a generator runs. It gives `g` to whatever it calls that yields. */
typedef void (*gen_body)(struct gen *g, void *arg);

enum { GEN_STACK_SIZE = 64 * 1024 }; /* bytes of stack each has, at least */

/* Makes a generator that will run body(g, arg). Nothing of the body runs yet.
 * NULL with errno ENOMEM when memory is out; nothing is lost then. */
struct gen *gen_create(gen_body body, void *arg);

/* Runs the body on from where it stopped, until it yields or returns. If it
 * yields: stores the value in *value, returns true. If it returns, or has
 * returned before: returns false, and *value is not touched. Each call may come
 * from another stack, such as the body of another generator; never from the
 * generator's own. */
bool gen_next(struct gen *g, int *value);

/* Called while the body of `g` runs, by the body or by what it has called:
 * stops here, and lets gen_next return `value`. Returns at the next gen_next.
 */
void gen_yield(struct gen *g, int value);

/* Frees the generator and its stack, wherever the body has stopped: what is
 * left of it never runs. Not called by the body itself. NULL is allowed. */
void gen_destroy(struct gen *g);

#endif
