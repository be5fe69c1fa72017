/* One execution of the program.
 *
 * Theory of operation. engine_run sets everything back, makes thread 0 and
 * enters it. Each visible operation of a fiber comes to engine_step, on the
 * engine's stack (switch_*.S). There the next thread is chosen (next_thread),
 * its event added (perform), and that thread resumed with the outcome in its
 * struct op. The execution ends when nobody can go on, when the program turns
 * out to be wrong, or when the strategy gives it up: engine_leave goes back to
 * engine_run, whatever stack it is called on, and the fibers are left lying.
 *
 * E3. An operation that concerns nobody else (a fence, a choice, the beginning
 *     and the end of a thread) is performed as soon as it is reached: when the
 *     strategy is asked, all live threads stand at an operation on a place, or
 *     at a join. The order of the others cannot be told from outside. */
#include "grader/explore/engine.h"

#include "grader/explore/fiber.h"
#include "grader/explore/heap.h"
#include "grader/explore/image.h"
#include "grader/explore/judge.h"
#include "grader/explore/keys.h"
#include "grader/explore/race.h"
#include "grader/explore/scenario_hooks.h"
#include "grader/explore/seeded.h"
#include "grader/explore/strategy.h"
#include "grader/explore/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct engine engine;
uintptr_t engine_sp, engine_fiber_sp; /* for switch_*.S */
const struct strategy *engine_strategy;

void engine_enter(struct thread *t);
_Noreturn void engine_exit(void);
struct thread *engine_step(struct op *op);
_Noreturn void engine_begin_thread(void);

enum change op_look(const struct op *op, const struct state *before,
                    struct state *after)
{
    (void)op;
    (void)before;
    (void)after;
    return CHANGE_NONE;
}

/* ----------------------------------------------------------------- choosing */

static bool is_local(const struct thread *t)
{
    const struct op *op = t->op;

    if (op->yields)
        return false;
    if (op->kind == EVENT_CHOICE)
        return engine_strategy->choices_at_once;
    return op->kind == EVENT_FENCE || op->kind == EVENT_CREATE ||
           op->kind == EVENT_END || op->kind == EVENT_BEGIN ||
           (op->kind == EVENT_JOIN && op->other->status == THREAD_DONE);
}

static bool blocks(const struct thread *t)
{
    struct op *op = t->op;
    const struct place *p = op->place;
    struct state after;

    if (op->kind != EVENT_WAIT &&
        (op->kind != EVENT_UPDATE || p->kind == PLACE_ATOMIC))
        return false;
    op->choice = 0;
    return op->apply(op, &p->mo[p->nmo - 1]->value, &after) == CHANGE_BLOCK;
}

bool engine_enabled(const struct thread *t)
{
    if (t->status != THREAD_LIVE || t->stuck)
        return false;
    if (t->op->yields)
        return graph.n != t->yielded_at;
    if (t->op->kind == EVENT_JOIN)
        return t->op->other->status == THREAD_DONE;
    return !spin_parked(t) && !blocks(t);
}

static struct thread *find_unstarted(void)
{
    for (int i = 0; i < engine.nthreads; i++) {
        struct thread *t = &engine.threads[i];
        if (t->status == THREAD_NEW && t->created)
            return t;
    }
    return NULL;
}

/* Nobody but a thread that gave way: it goes on after all. */
static struct thread *find_yielded(void)
{
    for (int i = 0; i < engine.nthreads; i++) {
        struct thread *t = &engine.threads[i];
        if (t->status == THREAD_LIVE && t->op->yields)
            return t;
    }
    return NULL;
}

static struct thread *next_thread(void)
{
    struct thread *t = engine.current;

    if (t->status == THREAD_LIVE && is_local(t))
        return t; /* E3 */
    if (engine.unstarted > 0)
        return find_unstarted(); /* E3 */
    if (engine.tracing)
        trace_could_go_on(engine_enabled(t));
    t = engine_strategy->pick(t->status == THREAD_LIVE ? t : NULL);
    return t ? t : find_yielded();
}

/* --------------------------------------------------------------- performing */

/* Memory holds what the modification order has last. */
static void store(const struct event *e)
{
    const struct place *p = e->place;

    if (p->kind != PLACE_ATOMIC || e->position != p->nmo - 1)
        return;
    memcpy((void *)p->address, &e->value.a, p->size);
}

/* Whether repeating e could make a difference to anybody. */
static bool changes_something(const struct op *op, const struct event *e)
{
    if (e->kind == EVENT_READ || e->kind == EVENT_FENCE)
        return false;
    if (e->kind == EVENT_CHOICE)
        return !op->unlikely || e->choice > 0;
    return e->kind != EVENT_UPDATE || (e->writes && !graph_silent(e));
}

static void finish(struct thread *t, struct op *op, struct event *e)
{
    if (e->reads || e->kind == EVENT_WAIT)
        op->seen = e->rf->value;
    op->wrote = e->writes;
    op->choice = e->choice;
    if (e->writes)
        store(e);
    if (changes_something(op, e) && !SEEDED(SPIN_IGNORES_WRITES))
        spin_wrote(t);
    t->parked = false;
    switch (e->kind) {
    case EVENT_CREATE:
        op->other->created = e;
        e->position = op->other->id;
        engine.unstarted++;
        break;
    case EVENT_BEGIN:
        t->status = THREAD_LIVE;
        engine.unstarted--;
        break;
    case EVENT_END:
        t->ended = e;
        t->status = THREAD_DONE;
        break;
    case EVENT_JOIN:
        if (t->now_ns < op->other->now_ns)
            t->now_ns = op->other->now_ns;
        break;
    default:
        break;
    }
}

/* False: t has read what it cannot go on with. */
static bool perform(struct thread *t)
{
    struct op *op = t->op;
    struct event *e;

    t->plain_burst = 0;
    if (op->yields)
        return true;
    if (graph.n >= EVENTS_MAX - 1 || graph.lines[t->id].time >= UINT16_MAX - 1)
        engine_leave(ENDING_LIMIT);
    engine.current = t;
    race_perform(op);
    spin_begin(t);
    e = engine_strategy->decide(t);
    if (e == NULL)
        engine_leave(ENDING_ABANDONED);
    if (e->stuck) {
        t->stuck = 1;
        return false;
    }
    finish(t, op, e);
    if (engine.tracing)
        trace_event(t, op, e);
    return t->status == THREAD_LIVE;
}

/* The running thread came round a loop that changes nothing. */
static void came_round(struct thread *t)
{
    int n, mark;
    enum spin how = spin_arrive(t, &n, &mark);

    if (how == SPIN_NONE)
        return;
    if (spin_waits(t, n))
        scenario_check_wait(t);
    if (!engine_strategy->spun(t, how, n, mark))
        engine_leave(ENDING_ABANDONED);
}

struct thread *engine_step(struct op *op)
{
    struct thread *t = engine.current;

    t->op = op;
    if (t->sp < t->lowest && t->sp >= t->stack_low)
        t->lowest = t->sp;
    t->yielded_at = graph.n;
    op->choice = 0;
    if (engine.on_trap)
        engine.on_trap(t);
    came_round(t);
    do {
        t = next_thread();
        if (t == NULL)
            judge_standstill();
        engine.current = t;
    } while (!perform(t));
    fiber_use(t->tp);
    return t;
}

/* --------------------------------------------------------------- for threads
 */

static int8_t number[THREADS_MAX][THREADS_MAX]; /* of the children of each */
static int numbers;

void engine_renumber(void)
{
    memset(number, 0, sizeof number);
    numbers = 0;
}

/* The number of the next thread that the running one creates, or -1. */
static int next_number(void)
{
    struct thread *parent = engine.current;
    int8_t *n;

    if (parent == NULL)
        return 0;
    if (parent->children == THREADS_MAX)
        return -1;
    n = &number[parent->id][parent->children];
    if (*n == 0 && numbers == THREADS_MAX - 1)
        return -1;
    if (*n == 0)
        *n = (int8_t)++numbers;
    parent->children++;
    return *n;
}

struct thread *engine_thread(void *(*start)(void *), void *arg)
{
    struct thread *t;
    int id = next_number();

    if (id < 0)
        return NULL;
    t = &engine.threads[id];
    fiber_reset(t);
    t->id = id;
    t->status = THREAD_NEW;
    t->created = t->ended = NULL;
    t->start = start;
    t->arg = arg;
    t->value = NULL;
    t->detached = t->joined = t->loops = t->final = t->parked = false;
    t->stuck = 0;
    t->nlog = t->children = 0;
    t->plains = t->plain_burst = t->outside = 0;
    t->stack_written = false;
    t->lowest = t->stack_high;
    t->now_ns = engine.current ? engine.current->now_ns : 0;
    memset(t->faults, 0, sizeof t->faults);
    memset(t->keys, 0, sizeof t->keys);
    t->begin = (struct op){.kind = EVENT_BEGIN};
    t->op = &t->begin;
    fiber_prepare(t, engine_begin_thread);
    if (engine.nthreads <= id)
        engine.nthreads = id + 1;
    return t;
}

_Noreturn void engine_begin_thread(void)
{
    struct thread *t = engine.current;

    if (t->id == 0 && engine.first)
        engine.first();
    t->value = t->start(t->arg);
    if (t->id != 0)
        keys_destroy();
    else if (engine.last)
        engine.last();
    engine_end_thread();
}

void engine_end_thread(void)
{
    struct op op = {.kind = EVENT_END, .pc = (uintptr_t)engine.current->start};

    engine_trap(&op);
    __builtin_unreachable(); /* a thread that ended is not resumed */
}

unsigned engine_choose(unsigned n, const char *name)
{
    struct op op = {
        .kind = EVENT_CHOICE, .options = n, .name = name, ENGINE_SITE};

    if (n > 1)
        engine_trap(&op);
    return op.choice;
}

static const char *const fault_names[FAULT_COUNT] = {
    [FAULT_SPURIOUS_WAKE] = "spurious wake-up",
    [FAULT_WEAK_CAS] = "weak compare-and-swap fails",
    [FAULT_TRYLOCK] = "try fails",
    [FAULT_TIMEOUT] = "time-out",
    [FAULT_MEMORY] = "no memory",
    [FAULT_THREAD] = "no thread",
};

bool engine_fault(enum fault f)
{
    struct thread *t = engine.current;
    struct op op = {.kind = EVENT_CHOICE,
                    .options = 2,
                    .unlikely = true,
                    .name = fault_names[f],
                    ENGINE_SITE};

    if (!engine.inject[f] || t->faults[f] >= FAULTS_PER_THREAD)
        return false;
    engine_trap(&op);
    t->faults[f] = (uint8_t)(t->faults[f] + op.choice);
    return op.choice == 1;
}

/* -------------------------------------------------------------- the whole run
 */

_Noreturn void engine_leave(enum ending e)
{
    engine.ending = e;
    engine_exit();
}

_Noreturn void engine_fail_at(const struct finding *f)
{
    engine.finding = *f;
    engine_leave(ENDING_FAILED);
}

void engine_fail(enum finding_kind kind, const char *format, ...)
{
    struct thread *t = engine.current;
    struct finding f = {.kind = kind, .thread = t->id, .other = -1};
    va_list ap;

    f.pc = (uintptr_t)__builtin_return_address(0);
    f.frame = *(uintptr_t *)__builtin_frame_address(0);
    va_start(ap, format);
    vsnprintf(f.text, sizeof f.text, format, ap);
    va_end(ap);
    engine_fail_at(&f);
}

static void reset(void)
{
    graph_reset();
    race_reset();
    heap_reset();
    image_restore();
    for (int i = 0; i < engine.nthreads; i++) {
        if (engine.threads[i].status != THREAD_NONE)
            fiber_clear(&engine.threads[i]);
        engine.threads[i].status = THREAD_NONE;
    }
    engine.nthreads = engine.unstarted = 0;
    engine.ending = ENDING_NONE;
    engine.current = NULL;
}

/* What the program does in thread 0 has no creator. */
static const struct addition first_begin = {.kind = EVENT_BEGIN};

void engine_run(void)
{
    struct thread *t;

    reset();
    t = engine_thread(engine.main, NULL);
    t->status = THREAD_LIVE;
    engine.current = t;
    graph_add(&first_begin);
    engine.executions++;
    fiber_use(t->tp);
    engine_enter(t);
    fiber_use(0);
}
