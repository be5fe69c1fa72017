/* A server that leaks. It works in the happy case, and that is all that can be
 * said for it: three functions start threads, and what becomes of those threads
 * nobody has thought about. `task` says what to repair. */
#include "join_or_detach.h"

#include <stdlib.h>

struct server {
    server_work *load;
    void *load_arg;
};

/* A posted request. */
struct job {
    server_work *work;
    void *arg;
};

struct ticket {
    server_work *work;
    void *arg;
    void *result;
};

/* ---------------------------------------------------------------- background
 */

static void *run_load(void *arg)
{
    server *s = arg;

    s->load(s->load_arg);
    return NULL;
}

server *server_start(server_work *load, void *arg)
{
    server *s = malloc(sizeof *s);
    pthread_t thread;

    if (s == NULL)
        return NULL;
    s->load = load;
    s->load_arg = arg;
    if (pthread_create(&thread, NULL, run_load, s) != 0) {
        free(s);
        return NULL;
    }
    return s;
}

/* ------------------------------------------------------- nobody asks for these
 */

static void *run_job(void *arg)
{
    struct job *job = arg;

    job->work(job->arg);
    free(job);
    return NULL;
}

bool server_post(server *s, server_work *work, void *arg)
{
    struct job *job = malloc(sizeof *job);
    pthread_t thread;

    (void)s;
    if (job == NULL)
        return false;
    job->work = work;
    job->arg = arg;
    if (pthread_create(&thread, NULL, run_job, job) != 0) {
        free(job);
        return false;
    }
    return true;
}

/* ------------------------------------------------- somebody wants these
 * results
 */

static void *run_ticket(void *arg)
{
    ticket *t = arg;

    t->result = t->work(t->arg);
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
    t->result = NULL;
    if (pthread_create(&thread, NULL, run_ticket, t) != 0) {
        free(t);
        return NULL;
    }
    pthread_detach(thread);
    return t;
}

void *server_answer(ticket *t)
{
    void *result = t->result;

    free(t);
    return result;
}

void server_stop(server *s)
{
    free(s);
}
