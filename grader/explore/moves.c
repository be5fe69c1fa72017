/* What a thread may do at its next operation. */
#include "grader/explore/moves.h"
#include "grader/explore/seeded.h"

bool moves_left_out;

bool moves_outcome(struct thread *t, struct event *rf, unsigned choice,
                   struct move *out)
{
    struct op *op = t->op;

    *out = (struct move){.rf = rf, .choice = choice};
    if (op->kind != EVENT_UPDATE && op->kind != EVENT_WAIT)
        return true;
    op->choice = choice;
    switch (op->apply(op, &rf->value, &out->value)) {
    case CHANGE_BLOCK:
        return false;
    case CHANGE_NONE:
        return true;
    case CHANGE_WRITE:
        break;
    }
    out->writes = true;
    out->position = rf->position + 1;
    out->taken = graph_taker(rf) != NULL && !SEEDED(TAKEN_VALUE_READ);
    return true;
}

static int add(struct move *list, int n, const struct move *m)
{
    if (n == MOVES_MAX) {
        moves_left_out = true;
        return n;
    }
    list[n] = *m;
    return n + 1;
}

static int list_reads(struct thread *t, bool all, struct move *list)
{
    struct place *p = t->op->place;
    int last = p->nmo - 1, n = 0;
    int floor = graph_floor(p, &graph.lines[t->id].hb);

    if (p->kind != PLACE_ATOMIC && !all)
        floor = last; /* in the order of execution */
    for (int i = last; i >= floor; i--) {
        unsigned choices = 1;
        if (t->op->choices)
            choices = t->op->choices(t->op, &p->mo[i]->value);
        for (unsigned c = 0; c < choices; c++) {
            struct move m;
            if (!moves_outcome(t, p->mo[i], c, &m) || (m.taken && !all))
                continue;
            m.cost = (i < last) + (c > 0);
            n = add(list, n, &m);
        }
    }
    return n;
}

/* The update after which t need not wait any more. */
static struct event *find_end_of_wait(struct thread *t)
{
    struct place *p = t->op->place;
    struct move m;
    int i = p->nmo - 1;

    while (i > 0 && moves_outcome(t, p->mo[i - 1], 0, &m))
        i--;
    return p->mo[i];
}

static int list_writes(struct thread *t, struct move *list)
{
    struct place *p = t->op->place;
    int floor = graph_floor(p, &graph.lines[t->id].hb), n = 0;

    for (int i = p->nmo; i > floor; i--) {
        struct move m = {.position = i, .writes = true, .cost = i < p->nmo};
        m.value.a = t->op->arg;
        if (i < p->nmo && graph_taker(p->mo[i - 1]) &&
            !SEEDED(WRITE_SPLITS_UPDATE))
            continue; /* G2 */
        n = add(list, n, &m);
    }
    return n;
}

int moves_list(struct thread *t, bool all, struct move list[MOVES_MAX])
{
    struct op *op = t->op;
    struct move m = {0};
    int n = 0;

    switch (op->kind) {
    case EVENT_READ:
    case EVENT_UPDATE:
        return list_reads(t, all, list);
    case EVENT_WRITE:
        return list_writes(t, list);
    case EVENT_CHOICE:
        for (m.choice = 0; m.choice < op->options; m.choice++) {
            m.cost = op->unlikely && m.choice > 0;
            n = add(list, n, &m);
        }
        return n;
    case EVENT_WAIT:
        m.rf = find_end_of_wait(t);
        break;
    case EVENT_BEGIN:
        m.rf = t->created;
        break;
    case EVENT_JOIN:
        m.rf = op->other->ended;
        break;
    default:
        break;
    }
    return add(list, n, &m);
}

static struct addition addition(struct thread *t, const struct move *m)
{
    const struct op *op = t->op;

    return (struct addition){
        .kind = op->kind,
        .order = op->kind == EVENT_UPDATE && !m->writes &&
                         !SEEDED(FAILED_CAS_ACQUIRES)
                     ? op->failure
                     : op->order,
        .thread = t->id,
        .place = op->place,
        .rf = m->rf,
        .position = m->position,
        .writes = m->writes,
        .value = m->value,
        .choice = m->choice,
        .plains = t->plains,
        .manner = op->manner,
        .acquires = m->writes || op->kind == EVENT_READ ? op->acquires : 0,
        .releases = op->releases,
    };
}

struct event *moves_perform(struct thread *t, const struct move *m)
{
    struct addition a = addition(t, m);

    return axioms_add(&a);
}

struct event *moves_perform_unchecked(struct thread *t, const struct move *m)
{
    struct addition a = addition(t, m);

    return graph_add(&a);
}
