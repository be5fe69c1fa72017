/* With the clock of test.c, which goes forward where the loop would sleep. */
#define _GNU_SOURCE /* for pipe2 */
#include "inside.h"

#include "event_loop.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TIMERS = 12, CLIENTS = 4, TEXT = 4096, PIECES = 80, NOTES = 1024 };

static event_loop *create(void)
{
    event_loop *loop = el_create();

    ck_assert_msg(loop != NULL, "el_create returned NULL");
    return loop;
}

static unsigned long make_timer(event_loop *loop, long delay, long every,
                                el_due *due, void *arg)
{
    unsigned long id = el_timer(loop, delay, every, due, arg);

    ck_assert_msg(id != 0, "el_timer returned 0");
    return id;
}

struct timer {
    unsigned long id;
    long every, calls, victim, cancels_at, called;
};

static struct timer timers[TIMERS];
static long notes[NOTES], nnotes;
static long long began;

static void note(long what)
{
    if (nnotes < NOTES)
        notes[nnotes++] = what;
}

static void call(event_loop *loop, void *arg)
{
    struct timer *t = arg;

    note(t - timers + 1);
    note((long)(el_now() - began));
    if (++t->called == t->cancels_at)
        note(el_cancel(loop, timers[t->victim].id));
    if (t->called == t->calls && t->every > 0)
        note(el_cancel(loop, t->id));
}

INSIDE(random_timers)
{
    event_loop *loop = create();
    long n = tl_take();

    began = el_now();
    for (long i = 0; i < n; i++) {
        struct timer *t = &timers[i];
        long delay = tl_take();
        t->every = tl_take();
        t->calls = tl_take();
        t->victim = tl_take();
        t->cancels_at = tl_take();
        t->id = make_timer(loop, delay, t->every, call, t);
    }
    el_run(loop);
    el_destroy(loop);
    for (long i = 0; i < nnotes; i++)
        tl_answer(notes[i]);
    tl_answer(0);
}

struct client {
    int ask, answer;
    char text[TEXT];
    long bytes, sent;
};

struct piece {
    struct client *client;
    long bytes;
};

static struct client clients[CLIENTS];
static struct piece pieces[CLIENTS * PIECES];

/* The pipe has room for all that a client says. */
static void send_piece(event_loop *loop, void *arg)
{
    const struct piece *p = arg;
    struct client *c = p->client;

    (void)loop;
    ck_assert_int_eq(write(c->ask, c->text + c->sent, (size_t)p->bytes),
                     p->bytes);
    c->sent += p->bytes;
    if (c->sent == c->bytes)
        close(c->ask);
}

static void begin(event_loop *loop, struct client *c)
{
    int in[2], out[2];

    ck_assert_int_eq(pipe2(in, 0), 0);
    ck_assert_int_eq(pipe2(out, 0), 0);
    ck_assert_int_eq(fcntl(out[0], F_SETFL, O_NONBLOCK), 0);
    c->ask = in[1];
    c->answer = out[0];
    ck_assert_msg(el_serve(loop, in[0], out[1]), "el_serve returned false");
}

/* -1 at the end, -2 for a line that is no number, -3 where it does not end. */
static void answer_lines(struct client *c)
{
    static char got[TEXT];
    size_t len = 0;
    ssize_t n;
    char *line = got, *end;

    while (len < sizeof got - 1 &&
           (n = read(c->answer, got + len, sizeof got - 1 - len)) > 0)
        len += (size_t)n;
    got[len] = '\0';
    for (char *stop; (stop = strchr(line, '\n')) != NULL; line = stop + 1) {
        long value = strtol(line, &end, 10);
        tl_answer(end == stop && end > line ? value : -2);
    }
    tl_answer(n == 0 && *line == '\0' ? -1 : -3);
    close(c->answer);
}

INSIDE(lines_in_pieces)
{
    event_loop *loop = create();
    long n = tl_take();
    struct piece *p = pieces;

    for (long i = 0; i < n; i++) {
        struct client *c = &clients[i];
        long at = 0;
        memset(c->text, 'x', sizeof c->text);
        for (long lines = tl_take(); lines > 0; lines--) {
            at += tl_take();
            c->text[at++] = '\n';
        }
        c->bytes = tl_take();
        begin(loop, c);
        for (long left = c->bytes; left > 0; left -= (p++)->bytes) {
            *p = (struct piece){c, tl_take()};
            make_timer(loop, tl_take(), 0, send_piece, p);
        }
        if (c->bytes == 0)
            close(c->ask);
    }
    el_run(loop);
    el_destroy(loop);
    for (long i = 0; i < n; i++)
        answer_lines(&clients[i]);
}
