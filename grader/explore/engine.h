/* One execution of the program: its threads, and the operations at which it is
 * decided who goes on.
 *
 * Threads are fibers, one runs at a time. A thread that comes to a visible
 * operation describes it in a struct op and calls engine_trap: like a system
 * call, that leaves the thread's stack; the engine asks the strategy which
 * thread performs its operation next, and what it reads; then that thread goes
 * on. What runs between two traps is not interrupted.
 *
 * E1. On a fiber's stack runs only code whose path depends on nothing but what
 *     its thread has read so far: the stack below is part of what a loop is
 *     recognised by (spin.h), and an execution must repeat byte for byte.
 * E2. Everything of the runtime is free of thread-local variables and of errno:
 *     a fiber's thread pointer is its own. */
#ifndef EXPLORE_ENGINE_H
#define EXPLORE_ENGINE_H

#include "grader/explore/axioms.h"

struct thread;

/* What an operation does to a place that holds `before`. */
enum change {
    CHANGE_NONE,  /* it only looks; its order is op->failure */
    CHANGE_WRITE, /* it leaves `after` */
    CHANGE_BLOCK, /* it waits until the place holds something else */
};

typedef enum change op_apply(const struct op *op, const struct state *before,
                             struct state *after);

/* An apply that only looks. */
op_apply op_look;

/* How many outcomes an update may have on `before`; apply looks at op->choice,
 * from 0 to one less. At least 1. */
typedef unsigned op_choices(const struct op *op, const struct state *before);

/* A visible operation. Lies on its thread's stack; fields that do not matter
 * are 0. */
struct op {
    enum event_kind kind;
    enum order order;
    enum order failure; /* of an update that writes nothing */
    struct place *place;
    op_apply *apply;            /* of an update; a pure function */
    op_choices *choices;        /* of an update; NULL: one */
    uint64_t arg, arg2;         /* for apply; a plain store's value is `arg` */
    struct thread *other;       /* created or joined */
    unsigned options;           /* of a choice: 0 to options - 1 */
    uint8_t acquires, releases; /* as in struct addition */
    enum manner manner;
    bool yields;   /* no event: others go first */
    bool exits;    /* its thread has ended the program: the others go on as far
                      as they can, which is a beginning of what they do */
    bool unlikely; /* of a choice: whatever is not 0 is an injected fault */
    bool expires;  /* waits for something that need not come: a wait that ends
                      by its time-out is a choice made before */
    const char *name; /* of the call that the learner wrote */
    uintptr_t base; /* where the stack of the program ends at that call, if all
                       of its registers are still what they were; else 0 */
    const char *what;    /* what it waits for, when it blocks: "a signal" */
    uintptr_t pc, frame; /* of that call */

    /* The outcome. */
    struct state seen; /* what it read */
    bool wrote;
    unsigned choice; /* of a choice, and of an update that has several */
};

enum thread_status {
    THREAD_NONE,
    THREAD_NEW, /* created, has not begun */
    THREAD_LIVE,
    THREAD_DONE,
};

/* Why a thread that is live cannot go on. */
struct spin_entry {
    uint64_t fingerprint;
    int events; /* of its line when it came by */
    int mark;   /* the strategy's */
    uint32_t plains;
    int writes; /* plain writes that had been noted */
    uint64_t now_ns;
};

/* A plain write that may turn out to have changed nothing (spin.h). */
struct spin_write {
    uintptr_t address;
    unsigned size;
    uint8_t before[16];
};

enum fault {
    FAULT_SPURIOUS_WAKE, /* a condition variable, a futex */
    FAULT_WEAK_CAS,
    FAULT_TRYLOCK, /* a try fails though it could have succeeded */
    FAULT_TIMEOUT, /* a timed wait ends though a signal could have come */
    FAULT_MEMORY,  /* malloc returns NULL */
    FAULT_THREAD,  /* pthread_create returns EAGAIN */
    FAULT_COUNT,
};

enum { KEYS_MAX = 64, NAME_MAX_BYTES = 16 };

struct thread {
    uintptr_t sp; /* must be first: engine_trap stores it here */
    int id;
    enum thread_status status;
    struct op *op; /* what it is about to do */
    struct op begin;
    void *(*start)(void *);
    void *arg, *value;
    struct event *created, *ended;
    int children; /* threads that it created */
    bool detached, joined;
    int stuck;  /* its last so many events read what it cannot go on with */
    bool loops; /* and it would repeat them for ever */
    bool final; /* comes to no other end any more (reducing.c) */
    uint32_t plains;      /* plain accesses so far */
    uint32_t outside;     /* of them, not to its own stack */
    bool stack_written;   /* another thread wrote to its stack */
    uint32_t plain_burst; /* since the last visible operation */
    int yielded_at;       /* graph.n when it yielded */
    bool parked;          /* in a loop (spin.h) until one of these changes, or
                             anything at all where there are none */
    int parked_at, npark;
    struct place *park[SPIN_PLACES];
    int park_writes[SPIN_PLACES];
    struct spin_entry log[SPIN_LOG];
    int nlog;
    struct spin_write written[SPIN_WRITES]; /* since the first entry of log */
    int nwritten;
    uint64_t now_ns;             /* virtual time */
    uint8_t faults[FAULT_COUNT]; /* how many were injected */
    void *keys[KEYS_MAX];
    uintptr_t lowest; /* its stack pointer, at an operation, so far */
    uintptr_t stack_low, stack_high, tp; /* its stack; its thread pointer */
};

enum ending {
    ENDING_NONE,
    ENDING_COMPLETE,  /* every thread came to its end */
    ENDING_ABANDONED, /* another execution stands for this one */
    ENDING_FAILED,    /* there is a finding */
    ENDING_RESTART, /* something was learnt that all of the search must know */
    ENDING_LIMIT,   /* one of limits.h: nothing is known of it */
};

enum finding_kind {
    FINDING_ASSERTION,
    FINDING_DATA_RACE,
    FINDING_DEADLOCK,
    FINDING_LOST_WAKEUP, /* a deadlock: a thread waits for a signal, and nobody
                            is left who could give it */
    FINDING_LIVELOCK,
    FINDING_USE_AFTER_FREE,
    FINDING_DOUBLE_FREE,
    FINDING_OVERFLOW,
    FINDING_LEAK,
    FINDING_CRASH,
    FINDING_STACK_OVERFLOW,
    FINDING_MISUSE,
    FINDING_UNJOINED,
    FINDING_SLEEPS,  /* a call that must not block or enter the kernel did */
    FINDING_HISTORY, /* not linearizable */
    FINDING_UNSUPPORTED, /* cannot be modelled; a limit of ours */
    FINDING_KIND_COUNT,
};

struct finding {
    enum finding_kind kind;
    int thread; /* who did it; -1: nobody in particular */
    uintptr_t pc;
    uintptr_t frame;
    /* The other side: of a race, the earlier access. */
    int other; /* thread, or -1 */
    uintptr_t address;
    unsigned size;
    bool writes, other_writes, other_atomic, atomic;
    uint32_t other_time;     /* the clock's, so that a trace can find it */
    char text[FINDING_TEXT]; /* what happened, one sentence */
};

struct engine {
    struct thread *current;
    struct thread threads[THREADS_MAX];
    int nthreads; /* all that there are have a smaller number */
    int unstarted;
    enum ending ending;
    struct finding finding;
    bool tracing;
    void *(*main)(void *); /* what thread 0 runs */
    void (*first)(void);   /* before that, or NULL */
    void (*last)(void);    /* after it, or NULL */
    /* Looks at each operation before it is performed; or NULL. */
    void (*on_trap)(struct thread *t);
    bool inject[FAULT_COUNT];
    uint64_t executions;
};

extern struct engine engine;

/* Performs *op for the running thread, when it is its turn. */
void engine_trap(struct op *op);

/* A value from 0 to n - 1: every one of them is tried. */
unsigned engine_choose(unsigned n, const char *name);

/* Whether the running thread suffers this fault now: a choice, where it is
 * switched on and the thread was not hit by it yet. */
bool engine_fault(enum fault f);

/* The object at an address, made at its first use in this execution with the
 * given state. A different kind at the address is a finding. */
struct place *engine_object(const void *address, enum place_kind kind,
                            struct state initial, uint32_t type,
                            uint32_t limit);

/* The object is set up anew, or gone. */
void engine_object_drop(const void *address);

/* The program is wrong: ends this execution. Never returns. */
_Noreturn void engine_fail(enum finding_kind kind, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, of the call at pc and frame. */
_Noreturn void engine_fail_at(const struct finding *f);

/* Ends this execution without a finding. */
_Noreturn void engine_leave(enum ending e);

/* Makes a thread that will run start(arg); what it returns is the thread's
 * value. NULL: there are THREADS_MAX already. */
struct thread *engine_thread(void *(*start)(void *), void *arg);

/* The running thread comes to its end. */
_Noreturn void engine_end_thread(void);

/* Runs f(arg) on the engine's stack, for code that E1 does not allow on a
 * fiber's. f must not trap. */
uintptr_t engine_call(uintptr_t (*f)(void *), void *arg);

/* Where a hook was called from: the return address, and the frame pointer of
 * the caller, from which a stack can be read. */
#define ENGINE_SITE                               \
    .pc = (uintptr_t)__builtin_return_address(0), \
    .frame = *(uintptr_t *)__builtin_frame_address(0)

/* ------------------------------------------------------- for the search only
 */

/* Runs the program once from the beginning. */
void engine_run(void);

/* Numbers threads in the order of their creation from now on. Until then the
 * n-th thread that a thread creates has the same number in every execution. */
void engine_renumber(void);

/* Whether a thread could perform its operation now. */
bool engine_enabled(const struct thread *t);

#endif
