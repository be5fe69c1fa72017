/* The work list of a reduced search (reducing.c): items, each a list of steps
 * from which an execution graph can be built again, and the stamps of the
 * events of the graph at hand. */
#ifndef EXPLORE_WORKLIST_H
#define EXPLORE_WORKLIST_H

#include "grader/explore/moves.h"

enum { WORKLIST_NONE = UINT16_MAX };

struct step {
    uint8_t thread;
    bool revisited;
    uint16_t rf;   /* which step it reads from; NONE: the initial value */
    uint16_t rank; /* of its write in the modification order */
    uint16_t stamp, wstamp;
    uint16_t choice;
    uint16_t next; /* step of the same thread, or NONE */
};

enum last_step {
    LAST_DONE,      /* it only has to be repeated */
    LAST_NEW_WRITE, /* its write is a new one, which may revisit others */
    LAST_REVISITED, /* a read with a new source: perhaps also a new write */
};

struct item {
    size_t below; /* where the item below begins */
    int n;
    enum last_step last;
    bool check; /* whether the memory model has to be asked at the end */
    struct step steps[];
};

/* T1. */
struct half {
    struct event *event;
    bool write;
};

extern struct half worklist_order[2 * EVENTS_MAX];
extern int worklist_stamps;

/* Gives an event that was added its stamps: new ones, or those of its step. */
void worklist_stamp(struct event *e);
void worklist_restamp(struct event *e, const struct step *s, bool new_write);

extern bool worklist_full; /* an item did not fit into memory, and is lost */

void worklist_clear(void);
size_t worklist_end(void);             /* where the next item will begin */
void worklist_drop(size_t end);        /* takes off what was pushed since */
struct item *worklist_push(int steps); /* with room for so many; NULL: full */
bool worklist_take(struct item *to); /* the topmost one; false: none is left */

/* Room for the largest item. */
struct item *worklist_room(void);

/* What an item keeps of the graph: the events added before the stamp, and those
 * that porf needs. */
struct keep {
    int before; /* stamp */
    const struct clock *porf;
};

/* Whether an event is needed by what is known as `porf`. */
static inline bool worklist_needed(const struct clock *porf,
                                   const struct event *e)
{
    return porf->at[e->thread] >= e->index;
}

static inline bool worklist_kept(const struct keep *k, const struct event *e)
{
    return e->index == 0 || e->stamp < k->before || worklist_needed(k->porf, e);
}

/* Copies what is kept, without `but`; returns how many stamps that takes. */
int worklist_copy(struct item *i, const struct keep *k,
                  const struct event *but);

/* The stamp that an event of the graph had in the last copy. */
uint16_t worklist_new_stamp(int stamp);

/* The step of the operation that t stands at, to follow the last copy. */
struct step worklist_step(const struct thread *t, const struct move *m);

/* An item of everything there is, and then another move of t. */
void worklist_push_move(const struct thread *t, const struct move *m);

/* Whether the memory model has anything to say about the graph, with another
 * seq_cst operation or without. */
bool worklist_model_matters(bool sc);

#endif
