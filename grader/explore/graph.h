/* The execution graph of one execution: events, where each read reads from,
 * and the modification order of each place.
 *
 * A place is an atomic variable or a synchronisation object; an object is a
 * place on which every operation is a read-modify-write of its state, so that
 * mutexes, queues of waiters and counters need no rules of their own. Plain
 * accesses are not events; race.h watches them.
 *
 * Model: RC11 (Lahav, Vafeiadis, Kang, Hur, Dreyer: Repairing sequential
 * consistency in C/C++11, PLDI 2017) with the release sequences of C++20. Its
 * axiom "no cycle of program order and reads-from" is what lets every
 * execution be built one event after another, each reading from an event that
 * is there already; coherence and atomicity are kept by construction, and
 * axioms.h checks the order of seq_cst operations.
 *
 * Everything lives until graph_reset. Not thread-safe, like all of the
 * runtime: there is one thread of control. */
#ifndef EXPLORE_GRAPH_H
#define EXPLORE_GRAPH_H

#include "grader/explore/clock.h"

#include <stddef.h>

enum order {
    RELAXED,
    ACQUIRE,
    RELEASE,
    ACQ_REL,
    SEQ_CST,
};

static inline bool order_acquires(enum order o)
{
    return o == ACQUIRE || o >= ACQ_REL;
}

static inline bool order_releases(enum order o)
{
    return o >= RELEASE;
}

enum event_kind {
    EVENT_BEGIN,  /* of a thread; reads from its EVENT_CREATE */
    EVENT_END,    /* of a thread */
    EVENT_CREATE, /* of another thread */
    EVENT_JOIN,   /* reads from the EVENT_END of the thread joined */
    EVENT_FENCE,
    EVENT_CHOICE, /* a value from 0 to n - 1 that nothing determines */
    EVENT_READ,
    EVENT_WRITE,
    EVENT_UPDATE, /* a read-modify-write; only a read if it wrote nothing */
    EVENT_WAIT,   /* until an object is in a state that it will not leave before
                     this thread goes on: reads from the update that brought it
                     about, like a join */
};

/* The value of an atomic variable is in `a`. */
struct state {
    uint64_t a, b;
};

/* How an update takes part in the release sequence that it is in the middle
 * of. */
enum manner {
    MANNER_UPDATE, /* it continues it, and may release and acquire itself */
    MANNER_STORE,  /* a plain store in fact: it ends it */
    MANNER_ASIDE,  /* hands on what it found: it only changes who sleeps */
};

struct place;
struct op;

struct event {
    uint8_t kind, order, thread;
    bool reads, writes;
    bool revisited; /* its reads-from was changed after it had been added */
    bool stuck;     /* a read after which its thread cannot go on */
    bool sc;
    uint16_t index; /* its thread's time, from 1; 0: an initial value */
    uint16_t nth;   /* line->events[nth] */
    uint16_t back;  /* how many newer values than the one read there were */
    uint16_t under; /* how many newer values than the one written there were */
    uint16_t choice;
    uint32_t plains; /* plain accesses of its thread before it */
    int stamp;       /* when it was added, as reducing.c counts */
    int wstamp;      /* when its write was added: later if it was revisited */
    int number;      /* in the order of execution */
    int step;        /* of a trace */
    int position;    /* in the place's modification order, where it writes */
    struct place *place;
    struct event *rf; /* what it reads from, or what it begins or joins after */
    struct event *readers, *next_reader; /* who reads from this one */
    struct state value;                  /* written */
    struct clock hb;   /* happens-before: all that is known after it */
    struct clock porf; /* program order and reads-from: all it depends on */
    struct clock rel;  /* what one learns who acquires from this write */
    uint8_t manner;
    uint8_t releases; /* which kinds of release, for places that tell */
};

enum place_kind {
    PLACE_ATOMIC,
    PLACE_MUTEX,
    PLACE_COND,
    PLACE_RWLOCK,
    PLACE_SPINLOCK,
    PLACE_SEMAPHORE,
    PLACE_BARRIER,
    PLACE_ONCE,
    PLACE_ELSEWHERE, /* an object that lies in no memory of the program's */
};

struct place {
    uintptr_t address;
    uint8_t kind;
    uint8_t size; /* bytes, of an atomic variable */
    bool dead;    /* destroyed, or its memory is used for something else */
    bool futex;   /* threads sleep on it: state.b says which (futex.c) */
    bool touched; /* somebody accessed its bytes otherwise */
    int number;   /* in the order of their first use */
    int nmo, room_mo, nreads, room_reads;
    struct event **mo; /* modification order; the first is the initial value */
    struct event **reads; /* everything that reads it, in no special order */
    struct event initial;
    /* What an object is set up with, for its own module. */
    uint32_t type, limit;
};

/* Where a thread of the program stands in the graph. */
struct line {
    struct clock hb;
    struct clock acquired; /* by relaxed reads, until an acquire fence */
    struct clock fenced;   /* at the last release fence */
    struct clock porf;
    struct event **events; /* in program order */
    int n, room;
    int time; /* of the last event; one that was forgotten counts, too */
};

struct graph {
    struct line lines[THREADS_MAX];
    int nthreads;
    struct event **sequence; /* in the order of execution, EVENTS_MAX */
    int n;
    int nsc; /* seq_cst operations and fences */
    int nsc_fences;
    int nplaces;
    struct place *places[PLACES_MAX];
};

extern struct graph graph;

void graph_setup(void);
void graph_reset(void);

/* A new place whose initial value is `value`; everybody knows that one. */
struct place *graph_place(uintptr_t address, enum place_kind kind,
                          unsigned size, struct state value);

/* Whether an event is known (happens before what `c` stands for). */
static inline bool graph_knows(const struct clock *c, const struct event *e)
{
    return c->at[e->thread] >= e->index;
}

/* The oldest position in the modification order that a thread which knows `c`
 * may still read; it must write above it. */
int graph_floor(const struct place *p, const struct clock *c);

/* The update that reads from w, or NULL: nothing may come between them. */
struct event *graph_taker(const struct event *w);

/* Whether an update wrote the value that it had read. */
static inline bool graph_silent(const struct event *e)
{
    return e->reads && e->writes && e->value.a == e->rf->value.a &&
           e->value.b == e->rf->value.b;
}

/* What is to be added. The reads and writes of an operation are known before:
 * the caller has looked at the value. */
struct addition {
    enum event_kind kind;
    enum order order;
    int thread;
    struct place *place;
    struct event *rf;
    int position; /* of the write: behind how many others */
    bool writes;
    struct state value;
    unsigned choice;
    uint32_t plains;
    enum manner manner;
    /* Where not 0: acquire from those earlier events of the place whose
     * `releases` has a bit in common, instead of from all of them. */
    uint8_t acquires, releases;
};

struct event *graph_add(const struct addition *what);

/* Removes the event that was added last; `before` is its thread's line as it
 * was then. */
void graph_undo(const struct line *before);

/* Removes the last n events of a thread; no event of another thread may read
 * from them. */
void graph_forget(int thread, int n);

/* Memory that lives until graph_reset. Aligned to 16 bytes. */
void *graph_alloc(size_t size);

#endif
