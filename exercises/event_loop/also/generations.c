/* Handlers stand in a table, by descriptor, and an event carries the number of
 * the descriptor and how often that place was given away: one that is older
 * than the handler is dropped. Timers stand in a heap, so that with very many
 * of them the next is still found at once. */
#include "event_loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct handler {
    unsigned generation; /* which of those that had this number */
    unsigned events;     /* 0: not watched */
    el_ready *ready;
    void *arg;
};

struct timer {
    unsigned long id;
    long long due, every;
    el_due *call;
    void *arg;
};

struct event_loop {
    int epoll;
    struct handler *table; /* by descriptor */
    size_t table_room, watched;
    struct timer **heap; /* no timer is due before its parent, (i - 1) / 2 */
    size_t heap_room, timers;
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

void el_destroy(event_loop *loop)
{
    if (loop == NULL)
        return;
    free(loop->table);
    free(loop->heap);
    close(loop->epoll);
    free(loop);
}

/* ------------------------------------------------------------- descriptors */

bool el_watch(event_loop *loop, int fd, unsigned events, el_ready *ready,
              void *arg)
{
    struct epoll_event e = {0};
    struct handler *h;

    if (fd < 0) {
        errno = EBADF;
        return false;
    }
    if ((size_t)fd >= loop->table_room) {
        size_t room = 2 * (size_t)fd + 16;
        struct handler *more = realloc(loop->table, room * sizeof *more);

        if (more == NULL)
            return false;
        memset(more + loop->table_room, 0,
               (room - loop->table_room) * sizeof *more);
        loop->table = more;
        loop->table_room = room;
    }
    h = &loop->table[fd];
    if (h->events != 0) {
        errno = EEXIST;
        return false;
    }
    if (events & EL_READ)
        e.events |= EPOLLIN;
    if (events & EL_WRITE)
        e.events |= EPOLLOUT;
    e.data.u64 = (uint64_t)(h->generation + 1) << 32 | (uint32_t)fd;
    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &e) != 0)
        return false;
    *h = (struct handler){h->generation + 1, events, ready, arg};
    loop->watched++;
    return true;
}

void el_unwatch(event_loop *loop, int fd)
{
    if (fd < 0 || (size_t)fd >= loop->table_room || loop->table[fd].events == 0)
        return;
    epoll_ctl(loop->epoll, EPOLL_CTL_DEL, fd, NULL);
    loop->table[fd].events = 0;
    loop->watched--;
}

static void call_ready(event_loop *loop, const struct epoll_event *e)
{
    int fd = (int)(uint32_t)e->data.u64;
    /* A copy: the table may move while the callback runs. */
    struct handler h = loop->table[fd];
    unsigned events = 0;

    if (h.events == 0 || h.generation != e->data.u64 >> 32)
        return;
    /* The end of a pipe is EPOLLHUP or EPOLLERR, without EPOLLIN or EPOLLOUT,
     * and is reported whether one has asked for it or not. */
    if (e->events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        events |= EL_READ;
    if (e->events & (EPOLLOUT | EPOLLHUP | EPOLLERR))
        events |= EL_WRITE;
    h.ready(loop, fd, events & h.events, h.arg);
}

/* ------------------------------------------------------------------ timers */

static bool before(const struct timer *a, const struct timer *b)
{
    return a->due < b->due || (a->due == b->due && a->id < b->id);
}

/* Lets the timer at `i` rise or sink to where it belongs. */
static void settle(event_loop *loop, size_t i)
{
    struct timer **heap = loop->heap, *t = heap[i];

    while (i > 0 && before(t, heap[(i - 1) / 2])) {
        heap[i] = heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    for (;;) {
        size_t child = 2 * i + 1;

        if (child >= loop->timers)
            break;
        if (child + 1 < loop->timers && before(heap[child + 1], heap[child]))
            child++;
        if (before(t, heap[child]))
            break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = t;
}

static void take_out(event_loop *loop, size_t i)
{
    free(loop->heap[i]);
    loop->heap[i] = loop->heap[--loop->timers];
    if (i < loop->timers)
        settle(loop, i);
}

unsigned long el_timer(event_loop *loop, long long delay_ms, long long every_ms,
                       el_due *due, void *arg)
{
    struct timer *t;

    if (loop->timers == loop->heap_room) {
        size_t room = 2 * loop->heap_room + 16;
        struct timer **more = realloc(loop->heap, room * sizeof *more);

        if (more == NULL)
            return 0;
        loop->heap = more;
        loop->heap_room = room;
    }
    t = malloc(sizeof *t);
    if (t == NULL)
        return 0;
    *t = (struct timer){++loop->last_id, el_now() + delay_ms, every_ms, due,
                        arg};
    loop->heap[loop->timers++] = t;
    settle(loop, loop->timers - 1);
    return loop->last_id;
}

bool el_cancel(event_loop *loop, unsigned long timer)
{
    for (size_t i = 0; i < loop->timers; i++) {
        if (loop->heap[i]->id == timer) {
            take_out(loop, i);
            return true;
        }
    }
    return false;
}

static void call_due(event_loop *loop)
{
    long long now = el_now();
    unsigned long last_id = loop->last_id;

    while (loop->timers > 0 && loop->heap[0]->due <= now &&
           loop->heap[0]->id <= last_id) {
        struct timer *t = loop->heap[0];
        el_due *call = t->call;
        void *arg = t->arg;

        if (t->every > 0) {
            t->due += ((now - t->due) / t->every + 1) * t->every;
            settle(loop, 0);
        } else {
            take_out(loop, 0);
        }
        call(loop, arg);
    }
}

/* Until the next timer; the difference may be more than fits into an int. */
static int timeout(const event_loop *loop)
{
    long long left;

    if (loop->timers == 0)
        return -1;
    left = loop->heap[0]->due - el_now();
    return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

void el_run(event_loop *loop)
{
    while (loop->watched > 0 || loop->timers > 0) {
        struct epoll_event events[64];
        int n = el_wait(loop->epoll, events, 64, timeout(loop));

        for (int i = 0; i < n; i++)
            call_ready(loop, &events[i]);
        /* Always, not only when nothing was ready. */
        call_due(loop);
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
    if ((!reads && !writes) ||
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
