/* Values that each thread has of its own.
 *
 * The table of keys is one object of all threads. State: a = how many keys were
 * made; b = those that were deleted, a bit each. No number is given twice, so
 * that a value needs no note of the key that it was set for.
 *
 * K1. A thread knows a key from another one, by the program's own means; what
 *     the table says of a key that was made is then certain. That a key was
 *     deleted is not: the end of a thread looks it up. */
#include "grader/explore/keys.h"

#include "grader/explore/spin.h"
#include "grader/explore/sync.h"

#include <limits.h>
#include <pthread.h>

static void (*destructors[KEYS_MAX])(void *);

static bool is_deleted(const struct state *s, unsigned index)
{
    return s->b >> index & 1;
}

static enum change apply_create(const struct op *op, const struct state *before,
                                struct state *after)
{
    (void)op;
    *after = (struct state){before->a + 1, before->b};
    return CHANGE_WRITE;
}

static enum change apply_delete(const struct op *op, const struct state *before,
                                struct state *after)
{
    *after = (struct state){before->a, before->b | (uint64_t)1 << op->arg};
    return CHANGE_WRITE;
}

/* It lies in no memory of the program's. */
static struct place *table(void)
{
    return engine_object(destructors, PLACE_ELSEWHERE, (struct state){0}, 0, 0);
}

static void check(unsigned key, const struct libc_call *c)
{
    const struct state *s = sync_now(table());

    if (key == 0 || key > s->a)
        libc_fail(c, FINDING_MISUSE, "uses a key that was not created");
    if (is_deleted(s, key - 1))
        libc_fail(c, FINDING_MISUSE, "uses a key that was deleted");
}

unsigned keys_create(void (*destructor)(void *), const struct libc_call *c)
{
    struct op op = sync_op(c, table(), apply_create);

    engine_trap(&op);
    if (op.seen.a >= KEYS_MAX)
        sync_unsupported(c, "a program with so many keys");
    destructors[op.seen.a] = destructor;
    return (unsigned)op.seen.a + 1;
}

void keys_delete(unsigned key, const struct libc_call *c)
{
    struct op op = sync_op(c, table(), apply_delete);

    check(key, c);
    op.arg = key - 1;
    engine_trap(&op);
}

void **keys_value(unsigned key, const struct libc_call *c)
{
    check(key, c);
    return &engine.current->keys[key - 1];
}

static bool has_values(void)
{
    for (int i = 0; i < KEYS_MAX; i++) {
        if (engine.current->keys[i] && destructors[i])
            return true;
    }
    return false;
}

static void destroy_all(const struct state *s)
{
    void **values = engine.current->keys;

    for (unsigned i = 0; i < KEYS_MAX; i++) {
        void *value = values[i];
        if (value == NULL || destructors[i] == NULL || is_deleted(s, i))
            continue;
        values[i] = NULL;
        destructors[i](value);
    }
}

/* A destructor may set values anew. */
void keys_destroy(void)
{
    const struct libc_call c = {.name = "the end of a thread",
                                .pc = (uintptr_t)engine.current->start};

    for (int n = 0; n < PTHREAD_DESTRUCTOR_ITERATIONS && has_values(); n++) {
        struct op op = sync_op(&c, table(), op_look);
        engine_trap(&op);
        destroy_all(&op.seen);
    }
}

/* ------------------------------------------------------------------
 * <pthread.h> */

LIBC_REPLACES(pthread_key_create);
LIBC_REPLACES(pthread_key_delete);
LIBC_REPLACES(pthread_getspecific);
LIBC_REPLACES(pthread_setspecific);

int ex_pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
    LIBC_CALL("pthread_key_create");
    unsigned n = keys_create(destructor, &call);

    libc_writes(&call, key, sizeof *key);
    *key = n;
    return 0;
}

int ex_pthread_key_delete(pthread_key_t key)
{
    LIBC_CALL("pthread_key_delete");

    keys_delete(key, &call);
    return 0;
}

void *ex_pthread_getspecific(pthread_key_t key)
{
    LIBC_CALL("pthread_getspecific");

    return *keys_value(key, &call);
}

int ex_pthread_setspecific(pthread_key_t key, const void *value)
{
    LIBC_CALL("pthread_setspecific");

    spin_wrote(engine.current);
    *keys_value(key, &call) = (void *)value;
    return 0;
}
