/* The clock of these tests is a number. el_wait looks what is ready; if nothing
 * is, it does not sleep but puts the clock forward. So a second takes no time,
 * every run is the same, and a loop that sleeps too long, too short or for ever
 * is seen at once. Clients are timers of the same loop: one thread in all. */
#define _GNU_SOURCE /* for pipe2 and F_SETPIPE_SZ */
#include "threadlings.h"

#include "event_loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* ---------------------------------------------------------- clock and waits */

static long long clock_ms = 1000;
static long waits;
static bool wakes_early, interrupts;

long long el_now(void)
{
    return clock_ms;
}

int el_wait(int epoll, struct epoll_event *events, int room, int timeout_ms)
{
    int n = epoll_wait(epoll, events, room, 0);

    waits++;
    ck_assert_msg(waits < 20000,
                  "el_wait was called %ld times: what is ready, or due, is not "
                  "dealt with, and the loop turns without end",
                  waits);
    if (n != 0)
        return n;
    ck_assert_msg(timeout_ms >= 0,
                  "el_wait is to sleep for ever (timeout %d), and nothing is "
                  "going to be ready",
                  timeout_ms);
    if (interrupts && waits % 2 == 0) {
        errno = EINTR;
        return -1;
    }
    clock_ms += wakes_early && timeout_ms > 1 ? timeout_ms - 1 : timeout_ms;
    return 0;
}

/* ------------------------------------------------------------------ helpers */

static event_loop *create(void)
{
    event_loop *loop = el_create();

    ck_assert_msg(loop != NULL, "el_create returned NULL");
    return loop;
}

static void watch(event_loop *loop, int fd, unsigned events, el_ready *ready,
                  void *arg)
{
    ck_assert_msg(el_watch(loop, fd, events, ready, arg),
                  "el_watch returned false (errno: %s)", strerror(errno));
}

static unsigned long timer(event_loop *loop, long long delay, long long every,
                           el_due *due, void *arg)
{
    unsigned long id = el_timer(loop, delay, every, due, arg);

    ck_assert_msg(id != 0, "el_timer returned 0");
    return id;
}

static void make_pipe(int ends[2])
{
    ck_assert_int_eq(pipe2(ends, O_NONBLOCK), 0);
}

static int event(unsigned value)
{
    int fd = eventfd(value, EFD_NONBLOCK);

    ck_assert_int_ge(fd, 0);
    return fd;
}

static void put(int fd, const char *text)
{
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
}

static char notes[256]; /* what was called, in order */

static void note(const char *what)
{
    strncat(notes, what, sizeof notes - 1 - strlen(notes));
}

static void note_due(event_loop *loop, void *arg)
{
    (void)loop;
    note(arg);
}

/* -------------------------------------------------------------- descriptors */

TEST(nothing, "With nothing to wait for el_run returns at once")
{
    event_loop *loop = create();

    el_run(loop);
    el_run(loop);
    el_destroy(loop);
    el_destroy(NULL);
}

struct reader {
    int calls;
    unsigned events;
    int fd;
    char got[64];
};

/* One byte at a call; at the end it unwatches. */
static void read_one(event_loop *loop, int fd, unsigned events, void *arg)
{
    struct reader *r = arg;
    char c;
    ssize_t n = read(fd, &c, 1);

    r->calls++;
    r->events |= events;
    r->fd = fd;
    ck_assert_msg(n >= 0,
                  "a callback was called, but there is nothing to read");
    if (n > 0)
        strncat(r->got, &c, 1);
    else
        el_unwatch(loop, fd);
}

TEST(reads, "A callback is called as long as there is something to read, and "
            "at the end")
{
    event_loop *loop = create();
    struct reader r = {0};
    int ends[2];

    make_pipe(ends);
    put(ends[1], "abc");
    close(ends[1]);
    watch(loop, ends[0], EL_READ, read_one, &r);
    el_run(loop);
    ck_assert_str_eq(r.got, "abc");
    ck_assert_msg(r.calls == 4,
                  "called %d times, not 4: one for each byte, one for the end",
                  r.calls);
    ck_assert_int_eq(r.fd, ends[0]);
    ck_assert_msg(r.events == EL_READ, "the events were %u, not EL_READ",
                  r.events);
    el_destroy(loop);
    close(ends[0]);
}

static void note_events(event_loop *loop, int fd, unsigned events, void *arg)
{
    unsigned *seen = arg;

    *seen = events;
    el_unwatch(loop, fd);
}

TEST(which_events,
     "A callback is told which of the events that it asked for are ready")
{
    event_loop *loop = create();
    unsigned both = 0, only_read = 0, only_write = 0, empty = 0;
    int fds[4] = {event(1), event(1), event(1), event(0)};

    watch(loop, fds[0], EL_READ | EL_WRITE, note_events, &both);
    watch(loop, fds[1], EL_READ, note_events, &only_read);
    watch(loop, fds[2], EL_WRITE, note_events, &only_write);
    watch(loop, fds[3], EL_READ | EL_WRITE, note_events, &empty);
    el_run(loop);
    ck_assert_uint_eq(both, EL_READ | EL_WRITE);
    ck_assert_uint_eq(only_read, EL_READ);
    ck_assert_uint_eq(only_write, EL_WRITE);
    ck_assert_uint_eq(empty, EL_WRITE);
    el_destroy(loop);
    for (int i = 0; i < 4; i++)
        close(fds[i]);
}

TEST(end_is_ready,
     "The other end of a pipe is closed: that is ready to read, or to write")
{
    event_loop *loop = create();
    unsigned reads = 0, writes = 0;
    int one[2], two[2];

    make_pipe(one);
    make_pipe(two);
    close(one[1]); /* nothing will come */
    close(two[0]); /* nobody will read */
    watch(loop, one[0], EL_READ, note_events, &reads);
    watch(loop, two[1], EL_WRITE, note_events, &writes);
    el_run(loop);
    ck_assert_uint_eq(reads, EL_READ);
    ck_assert_uint_eq(writes, EL_WRITE);
    el_destroy(loop);
    close(one[0]);
    close(two[1]);
}

TEST(watched_twice,
     "A descriptor that is watched already cannot be watched again")
{
    event_loop *loop = create();
    unsigned first = 0, second = 0;
    int fd = event(1);

    watch(loop, fd, EL_READ, note_events, &first);
    errno = 0;
    ck_assert_msg(!el_watch(loop, fd, EL_READ, note_events, &second),
                  "el_watch returned true for a descriptor that is watched");
    ck_assert_msg(errno == EEXIST, "errno is not EEXIST");
    el_run(loop);
    ck_assert_uint_eq(first, EL_READ);
    ck_assert_uint_eq(second, 0);
    ck_assert(!el_watch(loop, -1, EL_READ, note_events, &second));
    ck_assert_msg(errno == EBADF, "errno is not EBADF for the descriptor -1");
    el_run(loop);
    el_destroy(loop);
    close(fd);
}

static int called;

static void count_and_stop(event_loop *loop, int fd, unsigned events, void *arg)
{
    (void)events;
    (void)arg;
    called++;
    el_unwatch(loop, fd);
}

TEST(many, "Forty descriptors are ready at once, and each is called")
{
    event_loop *loop = create();
    int fds[40];

    for (int i = 0; i < 40; i++) {
        fds[i] = event(1);
        watch(loop, fds[i], EL_READ, count_and_stop, NULL);
    }
    el_run(loop);
    ck_assert_msg(called == 40, "%d of 40 callbacks were called", called);
    el_destroy(loop);
    for (int i = 0; i < 40; i++)
        close(fds[i]);
}

static void then_write(event_loop *loop, int fd, unsigned events, void *arg)
{
    (void)arg;
    ck_assert_uint_eq(events, EL_WRITE);
    note("write ");
    el_unwatch(loop, fd);
    el_unwatch(loop, fd); /* is left alone */
}

static void first_read(event_loop *loop, int fd, unsigned events, void *arg)
{
    ck_assert_uint_eq(events, EL_READ);
    note("read ");
    el_unwatch(loop, fd);
    watch(loop, fd, EL_WRITE, then_write, arg);
}

TEST(watched_anew,
     "A callback unwatches its descriptor and watches it for something else")
{
    event_loop *loop = create();
    int fd = event(1);

    watch(loop, fd, EL_READ, first_read, NULL);
    el_run(loop);
    ck_assert_str_eq(notes, "read write ");
    el_destroy(loop);
    close(fd);
}

/* Whichever of the two is called first removes the other. */
struct pair {
    struct pair *other;
    int fd;
    bool removed;
};

static void remove_other(event_loop *loop, int fd, unsigned events, void *arg)
{
    struct pair *p = arg;

    (void)events;
    ck_assert_msg(!p->removed,
                  "a callback was called after el_unwatch, in the same turn");
    called++;
    el_unwatch(loop, p->other->fd);
    p->other->removed = true;
    close(p->other->fd);
    el_unwatch(loop, fd);
}

TEST(removed_in_its_turn, "What a callback unwatches is not called, although "
                          "it was ready in this turn")
{
    event_loop *loop = create();
    struct pair a = {0}, b = {0};

    a = (struct pair){&b, event(1), false};
    b = (struct pair){&a, event(1), false};
    watch(loop, a.fd, EL_READ, remove_other, &a);
    watch(loop, b.fd, EL_READ, remove_other, &b);
    el_run(loop);
    ck_assert_int_eq(called, 1);
    el_destroy(loop);
    close(a.removed ? b.fd : a.fd);
}

/* The same, and the number goes to a new descriptor with nothing in it. */
static void replace_other(event_loop *loop, int fd, unsigned events, void *arg)
{
    static struct reader newcomer;
    static int ends[2];
    struct pair *p = arg;
    int number = p->other->fd;

    (void)events;
    ck_assert_msg(!p->removed,
                  "a callback was called after el_unwatch, in the same turn");
    el_unwatch(loop, number);
    p->other->removed = true;
    close(number);
    make_pipe(ends);
    if (ends[0] != number) {
        ck_assert_int_eq(dup2(ends[0], number), number);
        close(ends[0]);
    }
    watch(loop, number, EL_READ, read_one, &newcomer);
    el_unwatch(loop, fd);
    close(fd);
    called = ends[1]; /* for write_and_close */
}

static void write_and_close(event_loop *loop, void *arg)
{
    (void)loop;
    (void)arg;
    put(called, "new");
    close(called);
    note("written");
}

TEST(number_again, "A descriptor's number is used again in the same turn: the "
                   "old event does not go to the new one")
{
    event_loop *loop = create();
    struct pair a = {0}, b = {0};

    a = (struct pair){&b, event(1), false};
    b = (struct pair){&a, event(1), false};
    watch(loop, a.fd, EL_READ, replace_other, &a);
    watch(loop, b.fd, EL_READ, replace_other, &b);
    timer(loop, 10, 0, write_and_close, NULL);
    el_run(loop);
    ck_assert_str_eq(notes, "written");
    el_destroy(loop);
    close(a.removed ? a.fd : b.fd);
}

/* ------------------------------------------------------------------- timers */

TEST(timers_in_order, "Timers are called in the order of their times, and of "
                      "their making at the same time")
{
    event_loop *loop = create();
    long long began = clock_ms;

    timer(loop, 30, 0, note_due, "e");
    timer(loop, 10, 0, note_due, "b");
    timer(loop, 20, 0, note_due, "c");
    timer(loop, 10, 0, note_due, "B");
    timer(loop, 0, 0, note_due, "a");
    timer(loop, 20, 0, note_due, "C");
    timer(loop, 25, 0, note_due, "d");
    timer(loop, 10, 0, note_due, "+");
    el_run(loop);
    ck_assert_str_eq(notes, "abB+cCde");
    ck_assert_int_eq(clock_ms - began, 30);
    el_destroy(loop);
}

static void note_time(event_loop *loop, void *arg)
{
    (void)loop;
    *(long long *)arg = clock_ms;
}

TEST(neither_early_nor_late, "el_wait comes back early, or with EINTR: a timer "
                             "is called when its time has come")
{
    event_loop *loop = create();
    long long began = clock_ms, at[3] = {0};

    wakes_early = interrupts = true;
    timer(loop, 50, 0, note_time, &at[0]);
    timer(loop, 51, 0, note_time, &at[1]);
    timer(loop, 5000, 0, note_time, &at[2]);
    el_run(loop);
    ck_assert_int_eq(at[0] - began, 50);
    ck_assert_int_eq(at[1] - began, 51);
    ck_assert_int_eq(at[2] - began, 5000);
    el_destroy(loop);
}

TEST(far_away, "A timer may be more milliseconds away than fit into an int")
{
    event_loop *loop = create();
    long long began = clock_ms, at = 0, away = 3000000000LL;

    timer(loop, away, 0, note_time, &at);
    el_run(loop);
    ck_assert_int_eq(at - began, away);
    began = clock_ms;
    away = 2LL * UINT_MAX + 7;
    timer(loop, away, 0, note_time, &at);
    el_run(loop);
    ck_assert_int_eq(at - began, away);
    el_destroy(loop);
}

static long waits_before;

static void again_at_once(event_loop *loop, void *arg)
{
    int *left = arg;

    ck_assert_msg(
        waits > waits_before,
        "a timer that was made in a callback was called in the same turn");
    waits_before = waits;
    if (--*left > 0)
        timer(loop, 0, 0, again_at_once, left);
}

TEST(in_a_later_turn,
     "A timer of delay 0 that is made in a callback is called in a later turn")
{
    event_loop *loop = create();
    struct reader r = {0};
    int left = 5, ends[2];

    make_pipe(ends);
    put(ends[1], "ab");
    close(ends[1]);
    watch(loop, ends[0], EL_READ, read_one, &r);
    timer(loop, 0, 0, again_at_once, &left);
    el_run(loop);
    ck_assert_int_eq(left, 0);
    ck_assert_str_eq(r.got, "ab");
    el_destroy(loop);
    close(ends[0]);
}

/* Always ready; each callback takes a millisecond. */
static void takes_time(event_loop *loop, int fd, unsigned events, void *arg)
{
    (void)events;
    clock_ms++;
    if (*(long long *)arg != 0 || ++called > 100)
        el_unwatch(loop, fd);
}

TEST(not_held_up, "A descriptor that is always ready does not hold up a timer")
{
    event_loop *loop = create();
    long long began = clock_ms, at = 0;
    int fd = event(1);

    watch(loop, fd, EL_READ, takes_time, &at);
    timer(loop, 10, 0, note_time, &at);
    el_run(loop);
    ck_assert_msg(at - began >= 10 && at - began <= 12,
                  "a timer of 10 ms was called after %lld ms", at - began);
    el_destroy(loop);
    close(fd);
}

/* A timer that notes when it is called, and ends itself. */
struct beat {
    unsigned long id;
    long long began;
    int left;
};

static void beat(event_loop *loop, void *arg)
{
    struct beat *b = arg;
    char text[32];

    snprintf(text, sizeof text, "%lld ", clock_ms - b->began);
    note(text);
    if (--b->left == 0)
        ck_assert_msg(
            el_cancel(loop, b->id),
            "el_cancel of a repeated timer in its own callback returned false");
}

static void computes(event_loop *loop, void *arg)
{
    (void)loop;
    clock_ms += *(int *)arg;
}

TEST(every,
     "A repeated timer is called once in each period, until it is cancelled")
{
    event_loop *loop = create();
    struct beat b = {0, clock_ms, 4};

    b.id = timer(loop, 5, 10, beat, &b);
    el_run(loop);
    ck_assert_str_eq(notes, "5 15 25 35 ");
    ck_assert(!el_cancel(loop, b.id));
    el_destroy(loop);
}

TEST(no_drift, "A period counts from when the timer was due; times that are "
               "over are left out")
{
    event_loop *loop = create();
    struct beat b = {0, clock_ms, 6};
    int some = 5, many = 32;

    timer(loop, 18, 0, computes, &some);
    timer(loop, 45, 0, computes, &many);
    b.id = timer(loop, 10, 10, beat, &b);
    el_run(loop);
    ck_assert_msg(
        strcmp(notes, "10 23 30 40 77 80 ") == 0,
        "a timer of every 10 ms was called at %s, and not at 10 23 30 40 77 80 "
        "(others compute from 18 to 23 and from 45 to 77)",
        notes);
    el_destroy(loop);
}

static unsigned long victim;

static void cancel_victim(event_loop *loop, void *arg)
{
    note(arg);
    ck_assert_msg(
        el_cancel(loop, victim),
        "el_cancel returned false for a timer that was due and not called yet");
    ck_assert_msg(!el_cancel(loop, victim), "el_cancel returned true twice");
}

static void cancel_self(event_loop *loop, void *arg)
{
    ck_assert_msg(!el_cancel(loop, *(unsigned long *)arg),
                  "el_cancel returned true in the callback of a timer that is "
                  "called once");
}

TEST(cancels, "A cancelled timer is not called, even if it was due this turn")
{
    event_loop *loop = create();
    unsigned long self, later = timer(loop, 1000, 0, note_due, "later");
    long long began = clock_ms;

    timer(loop, 10, 0, cancel_victim, "a");
    victim = timer(loop, 10, 0, note_due, "victim");
    timer(loop, 10, 0, note_due, "b");
    self = timer(loop, 20, 0, cancel_self, &self);
    ck_assert(el_cancel(loop, later));
    ck_assert(!el_cancel(loop, later));
    ck_assert(!el_cancel(loop, 0));
    el_run(loop);
    ck_assert_str_eq(notes, "ab");
    ck_assert_int_eq(clock_ms - began, 20);
    el_destroy(loop);
}

TEST(no_memory, "Where memory is out a call says so, and nothing stays behind")
{
    event_loop *loop;
    unsigned seen = 0;
    int fd = event(1), ends[2], others[2];

    tl_fail_allocation(1);
    errno = 0;
    loop = el_create();
    tl_fail_allocation(0);
    ck_assert_msg(loop == NULL && errno == ENOMEM, "el_create without memory");
    loop = create();
    /* What is allocated in advance may be used up first. */
    tl_fail_allocation(1);
    if (!el_watch(loop, fd, EL_READ, note_events, &seen)) {
        ck_assert_int_eq(errno, ENOMEM);
        tl_fail_allocation(0);
        watch(loop, fd, EL_READ, note_events, &seen);
    }
    tl_fail_allocation(1);
    if (el_timer(loop, 10, 0, note_due, "a") == 0) {
        ck_assert_int_eq(errno, ENOMEM);
        tl_fail_allocation(0);
        timer(loop, 10, 0, note_due, "a");
    }
    tl_fail_allocation(0);
    el_run(loop);
    ck_assert_uint_eq(seen, EL_READ);
    ck_assert_str_eq(notes, "a");

    make_pipe(ends);
    make_pipe(others);
    for (int i = 1; i <= 2; i++) {
        tl_fail_allocation(i);
        errno = 0;
        if (el_serve(loop, ends[0], others[1])) {
            tl_fail_allocation(0);
            close(ends[1]);
            el_run(loop);
            close(others[0]);
            break;
        }
        ck_assert_int_eq(errno, ENOMEM);
        ck_assert_msg(
            fcntl(ends[0], F_GETFD) >= 0 && fcntl(others[1], F_GETFD) >= 0,
            "el_serve returned false and closed a descriptor of the caller");
        tl_fail_allocation(0);
        el_run(loop); /* nothing is watched */
    }
    tl_fail_allocation(0);
    el_destroy(loop);
    close(fd);
}

/* ------------------------------------------------------------------- server */

struct client {
    int ask, answer; /* ours */
    int in, out;     /* the server's */
    size_t asked;    /* bytes that the pipe took */
    size_t got;      /* bytes that came back */
    char text[4096]; /* the first of them */
    bool end;        /* of the answers */
};

/* `out` holds little, so that a writer meets a full pipe soon. The server's
 * ends block, as a caller's may. */
static void connect_to(event_loop *loop, struct client *c, bool small)
{
    int in[2], out[2];

    memset(c, 0, sizeof *c);
    make_pipe(in);
    make_pipe(out);
    ck_assert_int_eq(fcntl(in[0], F_SETFL, 0), 0);
    ck_assert_int_eq(fcntl(out[1], F_SETFL, 0), 0);
    if (small)
        ck_assert_int_gt(fcntl(out[1], F_SETPIPE_SZ, 4096), 0);
    c->ask = in[1];
    c->answer = out[0];
    c->in = in[0];
    c->out = out[1];
    ck_assert_msg(el_serve(loop, c->in, c->out), "el_serve returned false");
    /* Otherwise the test would sleep where the loop does. */
    ck_assert_msg(fcntl(c->in, F_GETFL) & O_NONBLOCK,
                  "el_serve left `in` blocking: a read could stop all clients");
    ck_assert_msg(
        fcntl(c->out, F_GETFL) & O_NONBLOCK,
        "el_serve left `out` blocking: a write could stop all clients");
}

static void take(struct client *c)
{
    char bytes[4096];
    ssize_t n;

    while ((n = read(c->answer, bytes, sizeof bytes)) > 0) {
        for (ssize_t i = 0; i < n; i++, c->got++)
            if (c->got < sizeof c->text - 1)
                c->text[c->got] = bytes[i];
    }
    if (n == 0)
        c->end = true;
}

static void take_due(event_loop *loop, void *arg)
{
    (void)loop;
    take(arg);
}

static void hang_up(event_loop *loop, void *arg)
{
    struct client *c = arg;

    (void)loop;
    close(c->ask);
}

/* After el_run. */
static void expect_answers(struct client *c, const char *answers)
{
    take(c);
    ck_assert_str_eq(c->text, answers);
    ck_assert_msg(c->end, "the answers do not end: `out` was not closed");
    ck_assert_msg(fcntl(c->in, F_GETFD) < 0, "`in` was not closed");
    close(c->answer);
}

TEST(serves, "A client asks, is answered, and hangs up")
{
    event_loop *loop = create();
    struct client c;

    connect_to(loop, &c, false);
    put(c.ask, "hello\n\nthreads and loops\n");
    close(c.ask);
    el_run(loop);
    expect_answers(&c, "5\n0\n17\n");
    el_destroy(loop);
}

struct words {
    struct client *c;
    const char *text;
};

static void say(event_loop *loop, void *arg)
{
    struct words *w = arg;

    (void)loop;
    put(w->c->ask, w->text);
}

static void expect_so_far(event_loop *loop, void *arg)
{
    struct words *w = arg;

    (void)loop;
    take(w->c);
    ck_assert_msg(strcmp(w->c->text, w->text) == 0,
                  "at this time the answers should be \"%s\", and are \"%s\"",
                  w->text, w->c->text);
}

TEST(in_pieces, "A line comes in pieces, with time between them")
{
    event_loop *loop = create();
    struct client c;
    struct words first = {&c, "hel"}, second = {&c, "lo\nth"},
                 third = {&c, "e end\nlost"}, now = {&c, "5\n"};

    connect_to(loop, &c, false);
    timer(loop, 10, 0, say, &first);
    timer(loop, 20, 0, say, &second);
    timer(loop, 25, 0, expect_so_far, &now);
    timer(loop, 30, 0, say, &third);
    timer(loop, 40, 0, hang_up, &c);
    el_run(loop);
    expect_answers(&c, "5\n7\n");
    el_destroy(loop);
}

TEST(long_line, "A line may be longer than any buffer")
{
    event_loop *loop = create();
    struct client c;
    static char text[50001];
    struct words part = {&c, text}, end = {&c, "\nab\n"};

    memset(text, 'x', sizeof text - 1);
    connect_to(loop, &c, false);
    for (int i = 0; i < 4; i++)
        timer(loop, 10 * i, 0, say, &part);
    timer(loop, 50, 0, say, &end);
    timer(loop, 60, 0, hang_up, &c);
    el_run(loop);
    expect_answers(&c, "200000\n2\n");
    el_destroy(loop);
}

/* Asks with empty lines until the pipe takes no more. */
static void flood(event_loop *loop, void *arg)
{
    static const char lines[] =
        "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";
    struct client *c = arg;
    ssize_t n;

    (void)loop;
    while (c->asked < 2000000 &&
           (n = write(c->ask, lines, sizeof lines - 1)) > 0)
        c->asked += (size_t)n;
}

TEST(slow_client,
     "A client that asks and takes no answer does not stop the others")
{
    event_loop *loop = create();
    struct client slow, other;
    struct words question = {&other, "hello\n"}, now = {&other, "5\n"};

    connect_to(loop, &slow, true);
    connect_to(loop, &other, true);
    timer(loop, 10, 0, flood, &slow);
    timer(loop, 20, 0, say, &question);
    timer(loop, 30, 0, expect_so_far, &now);
    timer(loop, 40, 0, hang_up, &other);
    for (int i = 0; i < 100; i++)
        timer(loop, 50 + i, 0, take_due, &slow);
    timer(loop, 60, 0, hang_up, &slow);
    el_run(loop);
    expect_answers(&other, "5\n");
    take(&slow);
    ck_assert_msg(slow.got == 2 * slow.asked,
                  "%zu empty lines have %zu bytes of answers; %zu came",
                  slow.asked, 2 * slow.asked, slow.got);
    ck_assert_msg(slow.end, "the answers do not end: `out` was not closed");
    close(slow.answer);
    el_destroy(loop);
}

TEST(taken_in_parts,
     "A pipe takes an answer in parts: all of it arrives, in order")
{
    event_loop *loop = create();
    struct client c;
    static char lines[9001], answers[4096];
    struct words question = {&c, lines};

    /* 12345 bytes or so of answers, and the pipe takes 4096 at a time. */
    for (int i = 0; i < 9000; i++)
        lines[i] = (i * 7 % 11) < 6 ? '\n' : 'x';
    connect_to(loop, &c, true);
    timer(loop, 10, 0, say, &question);
    timer(loop, 15, 0, hang_up, &c);
    for (int i = 0; i < 50; i++)
        timer(loop, 20 + i, 0, take_due, &c);
    el_run(loop);
    for (size_t i = 0, line = 0, at = 0; i < 9000 && at < sizeof answers - 2;
         i++) {
        if (lines[i] == '\n') {
            at += (size_t)snprintf(answers + at, sizeof answers - at, "%zu\n",
                                   line);
            line = 0;
        } else {
            line++;
        }
    }
    size_t newlines = 0;
    for (int i = 0; i < 9000; i++)
        newlines += lines[i] == '\n';
    take(&c);
    ck_assert_msg(memcmp(c.text, answers, 4000) == 0,
                  "the answers are not those to the lines, in their order");
    ck_assert_msg(
        c.got == 2 * newlines,
        "%zu lines below 10 bytes have %zu bytes of answers; %zu came",
        newlines, 2 * newlines, c.got);
    ck_assert_msg(c.end, "the answers do not end: `out` was not closed");
    close(c.answer);
    el_destroy(loop);
}

static void expect_little(event_loop *loop, void *arg)
{
    struct client *c = arg;

    (void)loop;
    /* 64 KiB lie in `in`; 64 KiB of answers are kept, and 4 KiB lie in `out`.
     */
    ck_assert_msg(c->asked <= 300000,
                  "%zu lines were taken in from a client that took no answers",
                  c->asked);
}

TEST(keeps_little, "From a client that takes no answers nothing more is read: "
                   "64 KiB of answers are kept at most")
{
    event_loop *loop = create();
    struct client c;

    connect_to(loop, &c, true);
    for (int i = 0; i < 100; i++)
        timer(loop, i, 0, flood, &c);
    timer(loop, 140, 0, expect_little, &c);
    timer(loop, 150, 0, hang_up, &c);
    for (int i = 0; i < 200; i++)
        timer(loop, 200 + i, 0, take_due, &c);
    el_run(loop);
    take(&c);
    ck_assert_msg(c.got == 2 * c.asked,
                  "%zu empty lines have %zu bytes of answers; %zu came",
                  c.asked, 2 * c.asked, c.got);
    ck_assert(c.end);
    close(c.answer);
    el_destroy(loop);
}

static void give_up(event_loop *loop, void *arg)
{
    struct client *c = arg;

    (void)loop;
    close(c->answer);
}

TEST(client_is_gone, "A client that nobody reads for is closed; the program "
                     "and the others go on")
{
    event_loop *loop = create();
    struct client gone, full, other;
    struct words question = {&gone, "hello\n"}, late = {&other, "ab\n"};

    connect_to(loop, &gone, false);
    connect_to(loop, &full, true);
    connect_to(loop, &other, false);
    timer(loop, 5, 0, flood, &full);
    timer(loop, 10, 0, give_up, &gone);
    timer(loop, 15, 0, give_up, &full);
    timer(loop, 20, 0, say, &question);
    timer(loop, 30, 0, say, &late);
    timer(loop, 40, 0, hang_up, &other);
    el_run(loop);
    expect_answers(&other, "2\n");
    ck_assert_msg(fcntl(gone.in, F_GETFD) < 0 && fcntl(gone.out, F_GETFD) < 0,
                  "the descriptors of a client that is gone were not closed");
    ck_assert_msg(fcntl(full.in, F_GETFD) < 0 && fcntl(full.out, F_GETFD) < 0,
                  "the descriptors of a client that went while answers were "
                  "kept were not closed");
    close(gone.ask);
    close(full.ask);
    el_destroy(loop);
}

TEST(many_clients,
     "Ten clients are served by one thread, each with its own lines")
{
    event_loop *loop = create();
    static struct client clients[10];
    static char texts[10][64], answers[10][8];
    static struct words first[10], second[10];

    for (int i = 0; i < 10; i++) {
        connect_to(loop, &clients[i], false);
        memset(texts[i], 'a', (size_t)(5 * i));
        first[i] = (struct words){&clients[i], texts[i]};
        second[i] = (struct words){&clients[i], "b\n"};
        snprintf(answers[i], sizeof answers[i], "%d\n", 5 * i + 1);
        if (i > 0)
            timer(loop, 10 + i % 7, 0, say, &first[i]);
        timer(loop, 20 + i % 3, 0, say, &second[i]);
        timer(loop, 30 + i % 5, 0, hang_up, &clients[i]);
    }
    el_run(loop);
    ck_assert_msg(tl_threads_created() == 0, "threads were created");
    for (int i = 0; i < 10; i++)
        expect_answers(&clients[i], answers[i]);
    el_destroy(loop);
}
