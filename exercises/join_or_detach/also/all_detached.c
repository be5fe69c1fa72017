/* Every thread is created detached, and everything is counted: a ticket has a
 * count of its own, since server_answer waits for one request only. More to
 * write than joining, and right. */
#include "join_or_detach.h"

#include <stdlib.h>

struct server {
    server_work *load;
    void *load_arg;
    in_flight all;
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
    in_flight one;
};

static int start_detached(void *(*body)(void *), void *arg)
{
    pthread_attr_t attr;
    pthread_t thread;

    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    int error = pthread_create(&thread, &attr, body, arg);
    pthread_attr_destroy(&attr);
    return error;
}

static void *run_load(void *arg)
{
    server *s = arg;

    s->load(s->load_arg);
    in_flight_end(&s->all);
    return NULL;
}

server *server_start(server_work *load, void *arg)
{
    server *s = malloc(sizeof *s);

    if (s == NULL)
        return NULL;
    s->load = load;
    s->load_arg = arg;
    in_flight_init(&s->all);
    in_flight_begin(&s->all);
    if (start_detached(run_load, s) != 0) {
        in_flight_end(&s->all);
        in_flight_wait(&s->all);
        free(s);
        return NULL;
    }
    return s;
}

static void *run_job(void *arg)
{
    struct job job = *(struct job *)arg;

    free(arg);
    job.work(job.arg);
    in_flight_end(&job.server->all);
    return NULL;
}

bool server_post(server *s, server_work *work, void *arg)
{
    struct job *job = malloc(sizeof *job);

    if (job == NULL)
        return false;
    *job = (struct job){s, work, arg};
    in_flight_begin(&s->all);
    if (start_detached(run_job, job) != 0) {
        in_flight_end(&s->all);
        free(job);
        return false;
    }
    return true;
}

static void *run_ticket(void *arg)
{
    ticket *t = arg;

    t->result = t->work(t->arg);
    in_flight_end(&t->one); /* the ticket may be gone now */
    return NULL;
}

ticket *server_ask(server *s, server_work *work, void *arg)
{
    ticket *t = malloc(sizeof *t);

    (void)s;
    if (t == NULL)
        return NULL;
    t->work = work;
    t->arg = arg;
    in_flight_init(&t->one);
    in_flight_begin(&t->one);
    if (start_detached(run_ticket, t) != 0) {
        in_flight_end(&t->one);
        in_flight_wait(&t->one);
        free(t);
        return NULL;
    }
    return t;
}

void *server_answer(ticket *t)
{
    in_flight_wait(&t->one);
    void *result = t->result;
    free(t);
    return result;
}

void server_stop(server *s)
{
    in_flight_wait(&s->all);
    free(s);
}
