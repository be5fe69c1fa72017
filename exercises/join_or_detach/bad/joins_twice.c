// expect: misuse
/* Tickets stand in the list as well: server_answer joins them, and server_stop
 * again. */
#include "join_or_detach.h"

#include <stdatomic.h>
#include <stdlib.h>

struct job {
    server_work *work;
    void *arg;
    pthread_t thread;
    atomic_bool done;
    struct job *next;
};

struct server {
    server_work *load;
    void *load_arg;
    pthread_t loader;
    struct job *jobs;
};

struct ticket {
    server_work *work;
    void *arg;
    void *result;
    struct job *job;
};

static void *run_load(void *arg)
{
    server *s = arg;

    return s->load(s->load_arg);
}

server *server_start(server_work *load, void *arg)
{
    server *s = malloc(sizeof *s);

    if (s == NULL)
        return NULL;
    *s = (server){.load = load, .load_arg = arg, .jobs = NULL};
    if (pthread_create(&s->loader, NULL, run_load, s) != 0) {
        free(s);
        return NULL;
    }
    return s;
}

static void *run_job(void *arg)
{
    struct job *job = arg;

    job->work(job->arg);
    atomic_store(&job->done, true);
    return NULL;
}

static void join_jobs(server *s, bool all)
{
    struct job **at = &s->jobs;

    while (*at) {
        struct job *job = *at;
        if (!all && !atomic_load(&job->done)) {
            at = &job->next;
            continue;
        }
        *at = job->next;
        pthread_join(job->thread, NULL);
        free(job);
    }
}

bool server_post(server *s, server_work *work, void *arg)
{
    join_jobs(s, false);
    struct job *job = malloc(sizeof *job);
    if (job == NULL)
        return false;
    job->work = work;
    job->arg = arg;
    atomic_init(&job->done, false);
    if (pthread_create(&job->thread, NULL, run_job, job) != 0) {
        free(job);
        return false;
    }
    job->next = s->jobs;
    s->jobs = job;
    return true;
}

static void *run_ticket(void *arg)
{
    ticket *t = arg;

    t->result = t->work(t->arg);
    return NULL;
}

ticket *server_ask(server *s, server_work *work, void *arg)
{
    ticket *t = malloc(sizeof *t);

    if (t == NULL)
        return NULL;
    *t = (ticket){.work = work, .arg = arg};
    if (!server_post(s, run_ticket, t)) {
        free(t);
        return NULL;
    }
    t->job = s->jobs;
    return t;
}

void *server_answer(ticket *t)
{
    pthread_join(t->job->thread, NULL);
    void *result = t->result;
    free(t);
    return result;
}

void server_stop(server *s)
{
    pthread_join(s->loader, NULL);
    join_jobs(s, true);
    free(s);
}
