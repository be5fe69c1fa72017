// expect: test
/* Posted requests are counted, but their threads are neither joined nor
 * detached. */
#include "join_or_detach.h"

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
    pthread_t thread;
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
    return true;
}

static void *run_ticket(void *arg)
{
    ticket *t = arg;

    return t->work(t->arg);
}

ticket *server_ask(server *s, server_work *work, void *arg)
{
    ticket *t = malloc(sizeof *t);

    (void)s;
    if (t == NULL)
        return NULL;
    t->work = work;
    t->arg = arg;
    if (pthread_create(&t->thread, NULL, run_ticket, t) != 0) {
        free(t);
        return NULL;
    }
    return t;
}

void *server_answer(ticket *t)
{
    void *result;

    pthread_join(t->thread, &result);
    free(t);
    return result;
}

void server_stop(server *s)
{
    pthread_join(s->loader, NULL);
    in_flight_wait(&s->posts);
    free(s);
}
