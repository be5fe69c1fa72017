/* Three kinds of thread, and for each the question: who needs its end?
 *
 * load     server_stop does, once. One thread, one id to keep: join it.
 * ask      server_answer does, for the result as well. Its id is in the ticket:
 *          join it. Joining waits, hands over the result, makes what the work
 *          wrote visible, and frees the thread, all in one.
 * post     nobody needs the end of one of them, and there may be any number.
 *          Keeping their ids until server_stop would keep their stacks until
 *          then. So they are detached, and free themselves. What server_stop
 *          needs is the end of the *last*: they are counted. */
#include "join_or_detach.h"

#include <stdlib.h>

struct server {
    server_work *load;
    void *load_arg;
    pthread_t loader;
    in_flight posts; /* posted, and not done */
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
    /* Before the thread exists: whatever it may use has to be there. */
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
    /* Last: from here on the server may be gone. */
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
    /* Here and not in run_job: the thread may start late, and by then
     * server_stop may have found that nothing is under way. */
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
    /* Only this thread reads t->thread; the new one must not, since it may run
     * before pthread_create has stored the id. */
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
    /* Not before: run_ticket reads the ticket when it starts. */
    free(t);
    return result;
}

void server_stop(server *s)
{
    pthread_join(s->loader, NULL);
    in_flight_wait(&s->posts);
    free(s);
}
