/* Threads: how they begin and end, and who they are. */
#include "grader/explore/threads.h"

#include "grader/explore/judge.h"
#include "grader/explore/keys.h"
#include "grader/explore/sync.h"

#include <errno.h>
#include <setjmp.h>
#include <string.h>

enum { NAME_BYTES = 16 }; /* of a thread's name, as in Linux */

pthread_t threads_id(const struct thread *t)
{
    return (pthread_t)t;
}

static struct thread *find(pthread_t id, const struct libc_call *c)
{
    for (int i = 0; i < engine.nthreads; i++) {
        if (threads_id(&engine.threads[i]) == id)
            return &engine.threads[i];
    }
    libc_fail(c, FINDING_MISUSE, "calls %s with something that is no thread",
              c->name);
}

static struct op thread_op(enum event_kind kind, struct thread *other,
                           const struct libc_call *c)
{
    return (struct op){.kind = kind,
                       .other = other,
                       .name = c->name,
                       .pc = c->pc,
                       .frame = c->frame};
}

/* ---------------------------------------------------------- beginning, ending
 */

struct thread *threads_make(void *(*start)(void *), void *arg,
                            const struct libc_call *c)
{
    struct thread *t;

    if (engine_fault(FAULT_THREAD))
        return NULL;
    t = engine_thread(start, arg);
    if (t == NULL)
        sync_unsupported(c, "a program with so many threads");
    return t;
}

void threads_begin(struct thread *t, const struct libc_call *c)
{
    struct op op = thread_op(EVENT_CREATE, t, c);

    engine_trap(&op);
}

/* That something was done to a thread before is told from what other threads
 * have done: it is a finding in whatever order they did it. */
static struct thread *find_joinable(pthread_t id, const char *verb,
                                    const struct libc_call *c)
{
    struct thread *t = find(id, c);

    if (t->joined)
        libc_fail(c, FINDING_MISUSE, "%s %s, which is joined already", verb,
                  judge_thread(t->id));
    if (t->detached)
        libc_fail(c, FINDING_MISUSE, "%s %s, which is detached", verb,
                  judge_thread(t->id));
    return t;
}

void *threads_join(pthread_t id, const struct libc_call *c)
{
    struct thread *t = find_joinable(id, "joins", c), *me = engine.current;
    struct op op = thread_op(EVENT_JOIN, t, c);

    if (t == me)
        libc_fail(c, FINDING_MISUSE, "joins itself, and would wait for ever");
    t->joined = true;
    engine_trap(&op);
    if (me->now_ns < t->now_ns)
        me->now_ns = t->now_ns;
    return t->value;
}

void threads_detach(pthread_t id, const struct libc_call *c)
{
    find_joinable(id, "detaches", c)->detached = true;
}

/* ------------------------------------------------------------ clean-up
 * handlers
 *
 * pthread_cleanup_push is a macro: it notes with setjmp where its handler is to
 * be called, and registers that. Each buffer has room for the one before. */

static struct {
    uint64_t run; /* engine.executions in which it was set */
    __pthread_unwind_buf_t *last;
} handlers[THREADS_MAX];

static __pthread_unwind_buf_t **last_handler(void)
{
    int id = engine.current->id;

    if (handlers[id].run != engine.executions)
        handlers[id].last = NULL;
    handlers[id].run = engine.executions;
    return &handlers[id].last;
}

static void unregister(__pthread_unwind_buf_t *buf)
{
    *last_handler() = buf->__pad[0];
}

void threads_exit(void *value)
{
    __pthread_unwind_buf_t *buf = *last_handler();
    jmp_buf env;

    engine.current->value = value;
    if (buf == NULL) {
        keys_destroy();
        engine_end_thread();
    }
    unregister(buf);
    memcpy(env, buf->__cancel_jmp_buf, sizeof buf->__cancel_jmp_buf);
    longjmp(env, 1);
}

void ex___pthread_register_cancel(__pthread_unwind_buf_t *buf);
void ex___pthread_unregister_cancel(__pthread_unwind_buf_t *buf);
_Noreturn void ex___pthread_unwind_next(__pthread_unwind_buf_t *buf);

void ex___pthread_register_cancel(__pthread_unwind_buf_t *buf)
{
    buf->__pad[0] = *last_handler();
    *last_handler() = buf;
}

void ex___pthread_unregister_cancel(__pthread_unwind_buf_t *buf)
{
    unregister(buf);
}

/* A handler has been called: on with the one before. */
void ex___pthread_unwind_next(__pthread_unwind_buf_t *buf)
{
    (void)buf;
    threads_exit(engine.current->value);
}

/* ------------------------------------------------------------------
 * <pthread.h> */

LIBC_REPLACES(pthread_create);
LIBC_REPLACES(pthread_join);
LIBC_REPLACES(pthread_detach);
LIBC_REPLACES(pthread_exit);
LIBC_REPLACES(pthread_self);
LIBC_REPLACES(pthread_equal);
LIBC_REPLACES(pthread_setname_np);

/* The new thread must not rely on its id being there yet. */
int ex_pthread_create(pthread_t *id, const pthread_attr_t *attr,
                      void *(*start)(void *), void *arg)
{
    LIBC_CALL("pthread_create");
    struct thread *t = threads_make(start, arg, &call);
    int state = PTHREAD_CREATE_JOINABLE;

    if (t == NULL)
        return EAGAIN;
    if (attr)
        pthread_attr_getdetachstate(attr, &state);
    t->detached = state == PTHREAD_CREATE_DETACHED;
    threads_begin(t, &call);
    libc_writes(&call, id, sizeof *id);
    *id = threads_id(t);
    return 0;
}

int ex_pthread_join(pthread_t id, void **value)
{
    LIBC_CALL("pthread_join");
    void *v = threads_join(id, &call);

    if (value) {
        libc_writes(&call, value, sizeof *value);
        *value = v;
    }
    return 0;
}

int ex_pthread_detach(pthread_t id)
{
    LIBC_CALL("pthread_detach");

    threads_detach(id, &call);
    return 0;
}

void ex_pthread_exit(void *value)
{
    threads_exit(value);
}

pthread_t ex_pthread_self(void)
{
    return threads_id(engine.current);
}

int ex_pthread_equal(pthread_t a, pthread_t b)
{
    return a == b;
}

/* Nobody can ask for it, but it may be too long. */
int ex_pthread_setname_np(pthread_t id, const char *name)
{
    LIBC_CALL("pthread_setname_np");

    find(id, &call);
    return libc_string(&call, name) < NAME_BYTES ? 0 : ERANGE;
}
