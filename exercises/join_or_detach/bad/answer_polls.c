// expect: test
/* server_answer looks again and again at a flag instead of joining. */
#include "join_or_detach.h"

#include <stdatomic.h>
#include <stdlib.h>

struct server {
    server_work *load;
    void *load_arg;
    pthread_t loader;
    in_flight posts;
};

struct job {
    server *server;
    server_work *work;
    void *arg;
};

struct ticket {
    server_work *work;
    void *arg;
    void *result;
    atomic_bool done;
};

static void *run_load(void *arg)
{
    server *s = arg;

    s->load(s->load_arg);
    return NULL;
}

server *server_start(server_work *load, void *arg)
{
    server *s = malloc(sizeof *s);

    if (s == NULL)
        return NULL;
    s->load = load;
    s->load_arg = arg;
    in_flight_init(&s->posts);
    if (pthread_create(&s->loader, NULL, run_load, s) != 0) {
        in_flight_wait(&s->posts);
        free(s);
        return NULL;
    }
    return s;
}

static void *run_job(void *arg)
{
    struct job *job = arg;
    server *s = job->server;

    job->work(job->arg);
    free(job);
    in_flight_end(&s->posts);
    return NULL;
}

bool server_post(server *s, server_work *work, void *arg)
{
    struct job *job = malloc(sizeof *job);
    pthread_t thread;

    if (job == NULL)
        return false;
    job->server = s;
    job->work = work;
    job->arg = arg;
    in_flight_begin(&s->posts);
    if (pthread_create(&thread, NULL, run_job, job) != 0) {
        in_flight_end(&s->posts);
        free(job);
        return false;
    }
    pthread_detach(thread);
    return true;
}

static void *run_ticket(void *arg)
{
    ticket *t = arg;

    t->result = t->work(t->arg);
    atomic_store(&t->done, true);
    return NULL;
}

ticket *server_ask(server *s, server_work *work, void *arg)
{
    ticket *t = malloc(sizeof *t);
    pthread_t thread;

    (void)s;
    if (t == NULL)
        return NULL;
    t->work = work;
    t->arg = arg;
    atomic_init(&t->done, false);
    if (pthread_create(&thread, NULL, run_ticket, t) != 0) {
        free(t);
        return NULL;
    }
    pthread_detach(thread);
    return t;
}

void *server_answer(ticket *t)
{
    while (!atomic_load(&t->done))
        ;
    void *result = t->result;
    free(t);
    return result;
}

void server_stop(server *s)
{
    pthread_join(s->loader, NULL);
    in_flight_wait(&s->posts);
    free(s);
}
