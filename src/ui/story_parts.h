/* What the parts of src/ui/story share: nobody else includes this. */
#ifndef UI_STORY_PARTS_H
#define UI_STORY_PARTS_H

#include "src/base/buf.h"
#include "src/ui/story.h"

/* A step, with what the other steps tell about it. Indices are into `acts`;
 * -1 is none. */
struct act {
    const struct trace_step *s;
    const struct frame *at; /* the line that did it; or NULL */
    const char *name;       /* of the variable, or as the line calls it */
    int from;               /* the act that wrote what it reads */
    int newer;              /* the last one that it does not see */
    int score;              /* how much it matters; 0: not at all */
    bool wrong;             /* part of the mistake itself */
    bool last;              /* what failed came right after it */
    int row;                /* in which it is shown */
};

/* A thread that can never go on, from the finding. */
struct stuck {
    const struct thread_view *view;
    const struct frame *at;
    int thread;
    int holder;       /* thread that holds what it waits for; -1: none */
    const char *name; /* of what it waits for, as its line calls it; or NULL */
};

struct story_work {
    struct arena *arena;
    const struct finding *f;
    const struct trace *trace;
    const struct story_source *sources;
    size_t nsources;
    struct act *acts;
    int n;
    int alone;         /* so many acts happen before there is a second thread */
    const char *file;  /* in which most lines lie */
    int thread;        /* the one that failed; -1: none in particular */
    int access, other; /* acts of a race; -1: it is none */
    struct stuck *stuck; /* without those that wait for another's end */
    size_t nstuck;
    size_t njoining; /* threads that wait for another's end */
};

/* ------------------------------------------------------------- story_find.c */

/* Fills all of it, from the finding and the sources. */
void story_find(struct story_work *w);

/* The act of a step's number; -1: none. */
int story_index_of(const struct story_work *w, int number);

bool story_same_line(const struct frame *a, const struct frame *b);

/* The id of the thread of that name, or -1. */
int story_thread_called(const struct story_work *w, const char *name);

/* ------------------------------------------------------------- story_time.c */

/* Puts the acts into the order in which they are told, and forgets `newer`
 * where an order is found in which nothing newer was there. */
void story_order(struct story_work *w);

/* ------------------------------------------------------------- story_code.c */

/* The source line, without indentation; NULL when it is not known. */
const char *story_line(const struct story_work *w, const char *file, int line);

/* How that line calls what the nth call (from 0) of a function of this kind
 * works on: "q->head". NULL if it cannot be told. */
const char *story_operand(const struct story_work *w, const struct frame *at,
                          const char *function, size_t nth);

/* Fills acts[].name. */
void story_name_all(struct story_work *w);

/* "line 12", with its file if that is not the story's. */
const char *story_place(const struct story_work *w, const struct frame *at);

/* "thread 1", "the main thread" */
const char *story_thread(const struct story_work *w, int thread);

/* ------------------------------------------------------------ story_order.c */

bool story_is_object(const struct act *a, const char *object);
bool story_is_memory(const struct act *a); /* plain or atomic */
bool story_is_free(const struct act *a);   /* of a block */
bool story_is_futex(const struct act *a);  /* a call of it */
/* The free of the block that was used after it: the last; -1: it was none. */
int story_freed(const struct story_work *w);

/* Whether the write that the read `a` did not see (a->newer) is not a newer one
 * in the order of the variable's writes: it stands later, but takes its place
 * before the one that was read. */
bool story_swapped(const struct story_work *w, const struct act *a);

/* Reads what nobody changes any more once there are several threads. */
bool story_is_constant(const struct story_work *w, int i);
bool story_is_sleep(const struct story_work *w, int i); /* on a futex */
bool story_is_lock(const struct act *a);   /* gets something exclusively */
bool story_is_unlock(const struct act *a); /* gives it back */
bool story_overlaps(const struct act *a, const struct act *b);

/* The lock acts whose lock the thread holds just before act i; at most max. */
size_t story_held(const struct story_work *w, int thread, int i, int *locks,
                  size_t max);

/* In the state of a condition variable or a futex, the bits of threads that
 * were woken begin here. */
enum { STORY_WOKEN_SHIFT = 32 };

/* The (first) thread that a signal wakes; -1: none. */
int story_woken(const struct act *a);

/* A chain of steps from act a to act b, along program order and from writes to
 * what reads them: the last of its links that gives no order. False when there
 * is no chain, or all its links are fine. */
struct story_link {
    int write, read;
    bool release, acquire; /* what it has of what it needs */
};
bool story_weak_link(const struct story_work *w, int a, int b,
                     struct story_link *out);

/* The last step of the thread at or before i that is a read of an old value. */
int story_last_old(const struct story_work *w, int thread, int i);

/* ---------------------------------------------------------- story_choose.c */

/* Gives every act its score. */
void story_score(struct story_work *w);

/* Whether it is a step that somebody could want to see. */
bool story_is_shown(const struct act *a);

/* -------------------------------------------------------------- story_say.c */

/* Adds what the acts of one row (indices, in order) did. */
void story_say(struct story_work *w, const int *acts, size_t n,
               struct story_row *row);

/* A value of what the act reads or stores: "1", "NULL", "pointer A". */
const char *story_value(const struct story_work *w, const struct act *a,
                        uint64_t v);

/* ----------------------------------------------------------- story_values.c */

/* Fills `variables`. */
void story_values(const struct story_work *w, struct story *s);

/* -------------------------------------------------------------- story_why.c */

void story_explain(struct story_work *w, struct story *s);

#endif
