// expect: deadlock
/* A full local queue is not noticed. */
#include "mini_go.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

struct g {
    mg_func f;
    void *arg;
    struct g *next;
};

struct p {
    struct g *ring[MG_ROOM];
    size_t head, count;
    unsigned ticks;
    struct p *next;
};

struct m {
    mini_go *s;
    struct p *p;
    sem_t wake;
    pthread_t thread;
    struct m *next;
    struct m *all;
};

struct line {
    struct m *first, *last;
};

struct mini_go {
    pthread_mutex_t lock;
    pthread_cond_t ended;
    struct g *first, *last;
    size_t nglobal;
    struct p *ps, *idle;
    size_t nps;
    struct line parked;
    struct line returning;
    struct m *all;
    size_t live;
    bool over;
};

static _Thread_local struct m *self;

static void stand_in(struct line *l, struct m *m)
{
    m->next = NULL;
    if (l->first == NULL)
        l->first = m;
    else
        l->last->next = m;
    l->last = m;
}

static struct m *next_in(struct line *l)
{
    struct m *m = l->first;

    if (m != NULL)
        l->first = m->next;
    return m;
}

static void put_global(mini_go *s, struct g *g)
{
    g->next = NULL;
    if (s->first == NULL)
        s->first = g;
    else
        s->last->next = g;
    s->last = g;
    s->nglobal++;
}

static struct g *take_global(mini_go *s)
{
    struct g *g = s->first;

    if (g != NULL) {
        s->first = g->next;
        s->nglobal--;
    }
    return g;
}

static void put_local(struct p *p, struct g *g)
{
    p->ring[(p->head + p->count++) % MG_ROOM] = g;
}

static struct g *take_local(struct p *p)
{
    if (p->count == 0)
        return NULL;
    struct g *g = p->ring[p->head];
    p->head = (p->head + 1) % MG_ROOM;
    p->count--;
    return g;
}

static struct g *steal(mini_go *s, struct p *p)
{
    for (size_t i = 0; i < s->nps; i++) {
        struct p *victim = &s->ps[i];
        size_t n = victim->count - victim->count / 2;
        if (n == 0)
            continue;
        struct g *g = take_local(victim);
        while (--n > 0)
            put_local(p, take_local(victim));
        return g;
    }
    return NULL;
}

static struct g *find(mini_go *s, struct p *p)
{
    struct g *g = NULL;

    if (++p->ticks >= MG_FAIR) {
        p->ticks = 0;
        g = take_global(s);
    }
    if (g == NULL)
        g = take_local(p);
    if (g == NULL)
        g = take_global(s);
    if (g == NULL)
        g = steal(s, p);
    return g;
}

static bool anything_queued(const mini_go *s)
{
    size_t n = s->nglobal;

    for (size_t i = 0; i < s->nps; i++)
        n += s->ps[i].count;
    return n > 0;
}

static void hand(struct m *m, struct p *p)
{
    m->p = p;
    sem_post(&m->wake);
}

static void sleep_until_woken(mini_go *s, struct m *m)
{
    pthread_mutex_unlock(&s->lock);
    while (sem_wait(&m->wake) != 0)
        ;
    pthread_mutex_lock(&s->lock);
}

static void *run(void *arg)
{
    struct m *m = arg;
    mini_go *s = m->s;

    self = m;
    pthread_mutex_lock(&s->lock);
    for (;;) {
        if (m->p == NULL) {
            if (s->over)
                break;
            stand_in(&s->parked, m);
            sleep_until_woken(s, m);
            continue;
        }
        struct g *g = find(s, m->p);
        if (g == NULL) {
            m->p->next = s->idle;
            s->idle = m->p;
            m->p = NULL;
            continue;
        }
        pthread_mutex_unlock(&s->lock);
        g->f(g->arg);
        free(g);
        pthread_mutex_lock(&s->lock);
        if (--s->live == 0)
            pthread_cond_broadcast(&s->ended);

        struct m *other = next_in(&s->returning);
        if (other != NULL) {
            hand(other, m->p);
            m->p = NULL;
        }
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

static int start_m(mini_go *s, struct p *p)
{
    struct m *m = calloc(1, sizeof *m);

    if (m == NULL)
        return ENOMEM;
    m->s = s;
    m->p = p;
    sem_init(&m->wake, 0, 0);
    int why = pthread_create(&m->thread, NULL, run, m);
    if (why != 0) {
        sem_destroy(&m->wake);
        free(m);
        return why;
    }
    m->all = s->all;
    s->all = m;
    return 0;
}

static void give(mini_go *s, struct p *p)
{
    struct m *m = next_in(&s->returning);

    if (m == NULL && anything_queued(s))
        m = next_in(&s->parked);
    if (m != NULL) {
        hand(m, p);
        return;
    }
    if (anything_queued(s) && start_m(s, p) == 0)
        return;
    p->next = s->idle;
    s->idle = p;
}

static void wake(mini_go *s)
{
    struct p *p = s->idle;

    if (p == NULL)
        return;
    s->idle = p->next;
    give(s, p);
}

bool mg_go(mini_go *s, mg_func f, void *arg)
{
    struct g *g = malloc(sizeof *g);

    if (g == NULL)
        return false;
    *g = (struct g){f, arg, NULL};
    pthread_mutex_lock(&s->lock);
    s->live++;
    struct p *p = self != NULL && self->s == s ? self->p : NULL;
    if (p == NULL) {
        put_global(s, g);
    } else {
        if (p->count == MG_ROOM)
            take_local(p);
        put_local(p, g);
    }
    wake(s);
    pthread_mutex_unlock(&s->lock);
    return true;
}

void mg_block_begin(mini_go *s)
{
    pthread_mutex_lock(&s->lock);
    struct p *p = self->p;
    self->p = NULL;
    give(s, p);
    pthread_mutex_unlock(&s->lock);
}

void mg_block_end(mini_go *s)
{
    pthread_mutex_lock(&s->lock);
    if (s->idle != NULL) {
        self->p = s->idle;
        s->idle = s->idle->next;
    } else {
        stand_in(&s->returning, self);
        sleep_until_woken(s, self);
    }
    pthread_mutex_unlock(&s->lock);
}

size_t mg_queued(mini_go *s, size_t proc)
{
    pthread_mutex_lock(&s->lock);
    size_t n = s->ps[proc].count;
    pthread_mutex_unlock(&s->lock);
    return n;
}

void mg_finish(mini_go *s)
{
    if (s == NULL)
        return;
    pthread_mutex_lock(&s->lock);
    while (s->live > 0)
        pthread_cond_wait(&s->ended, &s->lock);
    s->over = true;
    for (struct m *m = s->all; m != NULL; m = m->all)
        sem_post(&m->wake);
    pthread_mutex_unlock(&s->lock);

    while (s->all != NULL) {
        struct m *m = s->all;
        s->all = m->all;
        pthread_join(m->thread, NULL);
        sem_destroy(&m->wake);
        free(m);
    }
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->ended);
    free(s->ps);
    free(s);
}

mini_go *mg_start(size_t procs)
{
    if (procs == 0) {
        errno = EINVAL;
        return NULL;
    }
    mini_go *s = calloc(1, sizeof *s);
    struct p *ps = calloc(procs, sizeof *ps);
    if (s == NULL || ps == NULL) {
        free(s);
        free(ps);
        errno = ENOMEM;
        return NULL;
    }
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->ended, NULL);
    s->ps = ps;
    s->nps = procs;
    for (size_t i = procs; i > 0; i--) {
        ps[i - 1].next = s->idle;
        s->idle = &ps[i - 1];
    }

    pthread_mutex_lock(&s->lock);
    int why = start_m(s, NULL);
    pthread_mutex_unlock(&s->lock);
    if (why != 0) {
        mg_finish(s);
        errno = why;
        return NULL;
    }
    return s;
}
