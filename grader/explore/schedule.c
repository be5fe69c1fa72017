/* Schedules as text. */
#include "grader/explore/schedule.h"

#include "grader/explore/heap.h"
#include "grader/explore/outcomes.h"

#include <stdio.h>
#include <string.h>

static const char models[] = {
    [MODEL_C11] = 'c', [MODEL_TSO] = 't', [MODEL_SC] = 's'};

static const char faults[FAULT_COUNT] = {
    [FAULT_SPURIOUS_WAKE] = 'w', [FAULT_WEAK_CAS] = 'x', [FAULT_TRYLOCK] = 'y',
    [FAULT_TIMEOUT] = 'o',       [FAULT_MEMORY] = 'm',   [FAULT_THREAD] = 'p',
};
static const char reuse = 'r', printed = 'u';

struct schedule_step schedule_steps[EVENTS_MAX];
int schedule_n;

/* ------------------------------------------------------------------ writing */

struct writer {
    char *text;
    size_t at;
    int letter[THREADS_MAX]; /* of each thread, in the order of creation */
    int nletters;
    int run; /* ordinary operations not written yet */
    int thread;
};

static void put(struct writer *w, const char *format, int value)
{
    if (w->at + 16 < SCHEDULE_TEXT)
        w->at += (size_t)sprintf(w->text + w->at, format, value);
    else
        w->at = SCHEDULE_TEXT;
}

static void flush(struct writer *w)
{
    if (w->run == 0)
        return;
    put(w, "%c", 'a' + w->letter[w->thread]);
    if (w->run > 1)
        put(w, "%d", w->run);
    w->run = 0;
}

static void put_event(struct writer *w, const struct event *e)
{
    int chosen = e->choice;

    if (e->kind == EVENT_CREATE)
        w->letter[e->position] = ++w->nletters;
    if (e->thread != w->thread || e->back || e->under || chosen)
        flush(w);
    w->thread = e->thread;
    w->run++;
    if (!e->back && !e->under && !chosen)
        return;
    flush(w);
    if (e->back && !e->writes)
        put(w, "<%d", e->back);
    else if (e->under)
        put(w, e->reads ? "<%d" : "^%d", e->under);
    if (chosen)
        put(w, "=%d", chosen);
}

bool schedule_write(char text[SCHEDULE_TEXT])
{
    struct writer w = {.text = text};

    put(&w, "1%c", models[axioms_model]);
    for (int f = 0; f < FAULT_COUNT; f++) {
        if (engine.inject[f])
            put(&w, "%c", faults[f]);
    }
    if (heap_reuse)
        put(&w, "%c", reuse);
    if (outcomes_printed)
        put(&w, "%c", printed);
    put(&w, "%c", ':');
    for (int i = 1; i < graph.n; i++)
        put_event(&w, graph.sequence[i]);
    flush(&w);
    return w.at < SCHEDULE_TEXT;
}

char schedule_letter(int thread)
{
    int n = 0;

    for (int i = 0; i < graph.n; i++) {
        const struct event *e = graph.sequence[i];
        if (e->kind != EVENT_CREATE)
            continue;
        n++;
        if (e->position == thread)
            return (char)('a' + n);
    }
    return 'a';
}

/* ------------------------------------------------------------------ reading */

static unsigned number(const char **p, unsigned otherwise)
{
    unsigned n = 0;

    if (**p < '0' || **p > '9')
        return otherwise;
    while (**p >= '0' && **p <= '9' && n <= EVENTS_MAX)
        n = 10 * n + (unsigned)(*(*p)++ - '0');
    return n;
}

static const char *read_head(const char *p)
{
    const char *model;

    if (*p++ != '1' || *p == '\0')
        return NULL;
    model = memchr(models, *p++, sizeof models);
    if (model == NULL)
        return NULL;
    axioms_model = (enum model)(model - models);
    memset(engine.inject, 0, sizeof engine.inject);
    heap_reuse = outcomes_printed = false;
    for (; *p != ':'; p++) {
        const char *f = *p ? memchr(faults, *p, sizeof faults) : NULL;
        if (f)
            engine.inject[f - faults] = true;
        else if (*p == reuse)
            heap_reuse = true;
        else if (*p == printed)
            outcomes_printed = true;
        else
            return NULL;
    }
    return p + 1;
}

static bool read_token(const char **p)
{
    struct schedule_step s = {.thread = *(*p)++ - 'a'};
    unsigned n;

    if (s.thread < 0 || s.thread >= THREADS_MAX)
        return false;
    n = number(p, 1);
    for (; **p == '<' || **p == '^' || **p == '=';) {
        char what = *(*p)++;
        unsigned value = number(p, 0);
        if (what == '<')
            s.back = value;
        else if (what == '^')
            s.under = value;
        else
            s.choice = value;
    }
    if (n == 0 || n > (unsigned)(EVENTS_MAX - schedule_n))
        return false;
    while (n-- > 0)
        schedule_steps[schedule_n++] = s;
    return true;
}

bool schedule_read(const char *text)
{
    const char *p = read_head(text);

    schedule_n = 0;
    if (p == NULL)
        return false;
    while (*p) {
        if (!read_token(&p))
            return false;
    }
    return true;
}
