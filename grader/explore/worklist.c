/* The work list of a reduced search: a stack, in one stretch of memory.
 *
 * An item is made from the graph at hand by leaving events out, in an order in
 * which they can be run again; their stamps are counted anew, without gaps. */
#include "grader/explore/worklist.h"

#include "grader/explore/seeded.h"

#include <assert.h>
#include <string.h>
#include <sys/mman.h>

enum { LIST_BYTES = 256 << 20 /* address space for the work list */ };

struct half worklist_order[2 * EVENTS_MAX];
int worklist_stamps;
bool worklist_full;

static char *list;
static size_t top; /* where the topmost item begins */
static size_t end; /* behind it */

static size_t largest(void)
{
    return sizeof(struct item) + EVENTS_MAX * sizeof(struct step);
}

void worklist_clear(void)
{
    if (list == NULL) {
        list = mmap(NULL, LIST_BYTES + largest(), PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        assert(list != MAP_FAILED);
    }
    top = end = 0;
    worklist_full = false;
}

struct item *worklist_room(void)
{
    return (struct item *)(list + LIST_BYTES);
}

size_t worklist_end(void)
{
    return end;
}

bool worklist_take(struct item *to)
{
    const struct item *i = (const struct item *)(list + top);

    if (end == 0)
        return false;
    memcpy(to, i, sizeof *i + (size_t)i->n * sizeof *i->steps);
    end = top;
    top = i->below;
    return true;
}

/* ------------------------------------------------------------------- stamps */

static void place_half(int stamp, struct event *e, bool write)
{
    worklist_order[stamp] = (struct half){e, write};
}

void worklist_stamp(struct event *e)
{
    bool both = e->reads && e->writes;

    e->stamp = worklist_stamps++;
    place_half(e->stamp, e, !e->reads && e->writes);
    e->wstamp = e->stamp;
    if (both) {
        e->wstamp = worklist_stamps++;
        place_half(e->wstamp, e, true);
    }
}

void worklist_restamp(struct event *e, const struct step *s, bool new_write)
{
    bool both = e->reads && e->writes;

    e->stamp = s->stamp;
    place_half(e->stamp, e, !e->reads && e->writes);
    e->wstamp = both ? (new_write ? worklist_stamps++ : s->wstamp) : e->stamp;
    if (SEEDED(WRITE_KEEPS_STAMP) && new_write)
        e->wstamp = e->stamp;
    if (both)
        place_half(e->wstamp, e, true);
}

/* ------------------------------------------------------------ the work list */

struct item *worklist_push(int steps)
{
    size_t size =
        (sizeof(struct item) + (size_t)steps * sizeof(struct step) + 15) &
        ~(size_t)15;
    struct item *i = (struct item *)(list + end);

    if (end + size > LIST_BYTES) {
        worklist_full = true;
        return NULL;
    }
    i->below = top;
    i->n = 0;
    top = end;
    end += size;
    return i;
}

void worklist_drop(size_t mark)
{
    while (end > mark) {
        end = top;
        top = ((struct item *)(list + top))->below;
    }
}

/* New stamps for the halves that are kept, without gaps. */
static int renumber(const struct keep *k, uint16_t *stamps)
{
    int n = 0;

    for (int s = 0; s < worklist_stamps; s++) {
        stamps[s] = (uint16_t)n;
        n += worklist_order[s].event == NULL ||
             worklist_kept(k, worklist_order[s].event);
    }
    return n;
}

static struct step step_of(const struct event *e, const uint16_t *number)
{
    return (struct step){
        .thread = e->thread,
        .revisited = e->revisited,
        .rf = e->rf && e->rf->index > 0 ? number[e->rf->number] : WORKLIST_NONE,
        .rank = (uint16_t)(2 * e->position),
        .choice = e->choice,
    };
}

static uint16_t number_of[EVENTS_MAX]; /* the step of each event of the graph */
static uint16_t new_stamp[2 * EVENTS_MAX];

/* Copies what is kept; returns how many stamps that takes. `but` is left
 * out: it comes last. */
int worklist_copy(struct item *i, const struct keep *k, const struct event *but)
{
    int stamps = renumber(k, new_stamp);

    for (int e = 1; e < graph.n; e++) { /* 0 is where it all begins */
        const struct event *event = graph.sequence[e];
        if (event == but || !worklist_kept(k, event))
            continue;
        struct step s = step_of(event, number_of);
        s.stamp = new_stamp[event->stamp];
        s.wstamp = new_stamp[event->wstamp];
        number_of[e] = (uint16_t)i->n;
        i->steps[i->n++] = s;
    }
    return stamps;
}

bool worklist_model_matters(bool sc)
{
    return axioms_model == MODEL_TSO ||
           graph.nsc + sc >= 2 + SEEDED(SC_CHECKED_TOO_LATE);
}

/* The step of the operation that t stands at. */
struct step worklist_step(const struct thread *t, const struct move *m)
{
    struct step s = {.thread = (uint8_t)t->id, .choice = (uint16_t)m->choice};

    s.rf = m->rf && m->rf->index > 0 ? number_of[m->rf->number] : WORKLIST_NONE;
    s.rank = (uint16_t)(2 * m->position - 1); /* behind position - 1 */
    return s;
}

/* Everything there is, and then another move of t. */
void worklist_push_move(const struct thread *t, const struct move *m)
{
    static const struct clock nothing;
    struct keep all = {worklist_stamps, &nothing};
    struct item *i = worklist_push(graph.n + 1);
    struct step s;

    if (i == NULL)
        return;
    worklist_copy(i, &all, NULL);
    s = worklist_step(t, m);
    s.stamp = (uint16_t)worklist_stamps;
    s.wstamp = (uint16_t)(worklist_stamps + 1);
    i->steps[i->n++] = s;
    i->last = m->writes && m->rf ? LAST_NEW_WRITE : LAST_DONE;
    i->check = worklist_model_matters(t->op->order == SEQ_CST);
}

uint16_t worklist_new_stamp(int stamp)
{
    return new_stamp[stamp];
}
