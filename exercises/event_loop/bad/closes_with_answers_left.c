// expect: test
#include "event_loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct handler {
    int fd;
    unsigned events;
    el_ready *ready;
    void *arg;
    bool removed; /* events of this turn may still point here */
    struct handler *next;
};

struct timer {
    unsigned long id;
    long long due, every;
    el_due *call;
    void *arg;
    struct timer *next;
};

struct event_loop {
    int epoll;
    struct handler *watched, *removed;
    struct timer *timers; /* by time, then by id */
    unsigned long last_id;
};

event_loop *el_create(void)
{
    event_loop *loop = calloc(1, sizeof *loop);

    if (loop == NULL)
        return NULL;
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll < 0) {
        free(loop);
        return NULL;
    }
    /* A write to a pipe that nobody reads then says EPIPE, and no more. */
    signal(SIGPIPE, SIG_IGN);
    return loop;
}

static void free_removed(event_loop *loop)
{
    while (loop->removed != NULL) {
        struct handler *h = loop->removed;

        loop->removed = h->next;
        free(h);
    }
}

void el_destroy(event_loop *loop)
{
    if (loop == NULL)
        return;
    free_removed(loop);
    close(loop->epoll);
    free(loop);
}

/* ------------------------------------------------------------- descriptors */

bool el_watch(event_loop *loop, int fd, unsigned events, el_ready *ready,
              void *arg)
{
    struct handler *h = malloc(sizeof *h);
    struct epoll_event e = {.data = {.ptr = h}};

    if (h == NULL)
        return false;
    *h = (struct handler){fd, events, ready, arg, false, loop->watched};
    if (events & EL_READ)
        e.events |= EPOLLIN;
    if (events & EL_WRITE)
        e.events |= EPOLLOUT;
    /* A descriptor that is watched already is EEXIST to epoll, too. */
    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &e) != 0) {
        int error = errno;

        free(h);
        errno = error;
        return false;
    }
    loop->watched = h;
    return true;
}

void el_unwatch(event_loop *loop, int fd)
{
    struct handler **at = &loop->watched, *h;

    while (*at != NULL && (*at)->fd != fd)
        at = &(*at)->next;
    h = *at;
    if (h == NULL)
        return;
    epoll_ctl(loop->epoll, EPOLL_CTL_DEL, fd, NULL);
    *at = h->next;
    h->removed = true;
    h->next = loop->removed;
    loop->removed = h;
}

static void call_ready(event_loop *loop, const struct epoll_event *e)
{
    struct handler *h = e->data.ptr;
    unsigned events = 0;

    if (h->removed)
        return;
    /* The end of a pipe is EPOLLHUP or EPOLLERR, without EPOLLIN or EPOLLOUT,
     * and is reported whether one has asked for it or not. */
    if (e->events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        events |= EL_READ;
    if (e->events & (EPOLLOUT | EPOLLHUP | EPOLLERR))
        events |= EL_WRITE;
    h->ready(loop, h->fd, events & h->events, h->arg);
}

/* ------------------------------------------------------------------ timers */

static void insert(event_loop *loop, struct timer *t)
{
    struct timer **at = &loop->timers;

    while (*at != NULL &&
           ((*at)->due < t->due || ((*at)->due == t->due && (*at)->id < t->id)))
        at = &(*at)->next;
    t->next = *at;
    *at = t;
}

unsigned long el_timer(event_loop *loop, long long delay_ms, long long every_ms,
                       el_due *due, void *arg)
{
    struct timer *t = malloc(sizeof *t);

    if (t == NULL)
        return 0;
    *t = (struct timer){
        ++loop->last_id, el_now() + delay_ms, every_ms, due, arg, NULL};
    insert(loop, t);
    return t->id;
}

bool el_cancel(event_loop *loop, unsigned long timer)
{
    struct timer **at = &loop->timers, *t;

    while (*at != NULL && (*at)->id != timer)
        at = &(*at)->next;
    t = *at;
    if (t == NULL)
        return false;
    *at = t->next;
    free(t);
    return true;
}

static void call_due(event_loop *loop)
{
    long long now = el_now();
    unsigned long last_id = loop->last_id; /* later ones: in a later turn */

    while (loop->timers != NULL && loop->timers->due <= now &&
           loop->timers->id <= last_id) {
        struct timer *t = loop->timers;
        el_due *call = t->call;
        void *arg = t->arg;

        loop->timers = t->next;
        if (t->every > 0) {
            /* From when it was due; those that are over are left out. It goes
             * back before the call, in which it may be cancelled. */
            t->due += ((now - t->due) / t->every + 1) * t->every;
            insert(loop, t);
        } else {
            free(t);
        }
        call(loop, arg);
    }
}

/* Until the next timer; the difference may be more than fits into an int. */
static int timeout(const event_loop *loop)
{
    long long left;

    if (loop->timers == NULL)
        return -1;
    left = loop->timers->due - el_now();
    return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

void el_run(event_loop *loop)
{
    while (loop->watched != NULL || loop->timers != NULL) {
        struct epoll_event events[64];
        int n = el_wait(loop->epoll, events, 64, timeout(loop));

        for (int i = 0; i < n; i++)
            call_ready(loop, &events[i]);
        /* Always, not only when nothing was ready. */
        call_due(loop);
        free_removed(loop);
    }
}

/* ------------------------------------------------------------------ server */

struct client {
    int in, out;
    bool reads, writes; /* what is watched */
    bool ended;
    size_t length; /* of the line that is coming in */
    size_t kept;   /* answers that were not taken yet */
    char answers[16384];
};

enum { AT_ONCE = 2048 }; /* bytes that are read at once */

/* N bytes are N empty lines at most, with two bytes of answer each; the first
 * line may be a long one, with a number of up to twenty digits. */
static bool has_room(const struct client *c)
{
    return sizeof c->answers - c->kept >= 2 * AT_ONCE + 32;
}

static void finish(event_loop *loop, struct client *c)
{
    el_unwatch(loop, c->in);
    el_unwatch(loop, c->out);
    close(c->in);
    close(c->out);
    free(c);
}

static el_ready read_client, write_client;

/* Writes what can be written, and watches what there is to wait for: `in` while
 * there is room, `out` while something is kept. What is watched without being
 * used would be reported in each turn. */
static void go_on(event_loop *loop, struct client *c)
{
    size_t done = 0;
    bool reads, writes;

    while (done < c->kept) {
        ssize_t n = write(c->out, c->answers + done, c->kept - done);

        if (n > 0) {
            done += (size_t)n;
        } else if (errno == EAGAIN) {
            break;
        } else if (errno != EINTR) {
            finish(loop, c);
            return;
        }
    }
    c->kept -= done;
    memmove(c->answers, c->answers + done, c->kept);

    reads = !c->ended && has_room(c);
    writes = c->kept > 0;
    if (c->reads && !reads)
        el_unwatch(loop, c->in);
    if (c->writes && !writes)
        el_unwatch(loop, c->out);
    if (c->ended || (!reads && !writes) ||
        (reads && !c->reads &&
         !el_watch(loop, c->in, EL_READ, read_client, c)) ||
        (writes && !c->writes &&
         !el_watch(loop, c->out, EL_WRITE, write_client, c))) {
        finish(loop, c);
        return;
    }
    c->reads = reads;
    c->writes = writes;
}

static void read_client(event_loop *loop, int fd, unsigned events, void *arg)
{
    struct client *c = arg;
    char bytes[AT_ONCE];
    ssize_t n = read(fd, bytes, sizeof bytes); /* once: others wait, too */

    (void)events;
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    c->ended = n <= 0;
    for (ssize_t i = 0; i < n; i++) {
        if (bytes[i] != '\n') {
            c->length++;
            continue;
        }
        c->kept +=
            (size_t)snprintf(c->answers + c->kept, sizeof c->answers - c->kept,
                             "%zu\n", c->length);
        c->length = 0;
    }
    go_on(loop, c);
}

static void write_client(event_loop *loop, int fd, unsigned events, void *arg)
{
    (void)fd;
    (void)events;
    go_on(loop, arg);
}

static bool no_blocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

bool el_serve(event_loop *loop, int in, int out)
{
    struct client *c;

    if (!no_blocking(in) || !no_blocking(out))
        return false;
    c = calloc(1, sizeof *c);
    if (c == NULL)
        return false;
    c->in = in;
    c->out = out;
    c->reads = el_watch(loop, in, EL_READ, read_client, c);
    if (!c->reads) {
        int error = errno;

        free(c);
        errno = error;
        return false;
    }
    return true;
}
