/* Timers with random times, some of which cancel others; and clients whose
 * lines come in random pieces at random times. */
#include "outside.h"

#include <stdbool.h>
#include <stddef.h>

enum { TIMERS = 12, CLIENTS = 4, LINES = 10, PIECES = 80, MS = 2000 };

enum { END = -1 }; /* in place of an answer: there are no more */

struct timer {
    long due, every, calls, victim, cancels_at;
    long called;
    bool there;
};

static struct timer *next_due(struct timer *timers, long n)
{
    struct timer *next = NULL;

    for (long i = 0; i < n; i++) {
        if (timers[i].there && (next == NULL || timers[i].due < next->due))
            next = &timers[i];
    }
    return next;
}

OUTSIDE(random_timers, "Timers are called in the order of their times, and not "
                       "any more once they are cancelled")
{
    struct timer timers[TIMERS], *t;
    long n = tl_between(4, TIMERS);

    tl_give(n);
    for (long i = 0; i < n; i++) {
        bool once = tl_between(0, 2) == 0;
        timers[i] = (struct timer){.due = tl_between(0, 60), .there = true};
        timers[i].every = once ? 0 : tl_between(1, 40);
        timers[i].calls = once ? 1 : tl_between(1, 8);
        timers[i].victim = tl_between(0, n - 1);
        timers[i].cancels_at = tl_between(0, timers[i].calls);
        if (timers[i].victim == i)
            timers[i].cancels_at = 0; /* never */
        tl_give(timers[i].due);
        tl_give(timers[i].every);
        tl_give(timers[i].calls);
        tl_give(timers[i].victim);
        tl_give(timers[i].cancels_at);
    }
    while ((t = next_due(timers, n)) != NULL) {
        struct timer *victim = &timers[t->victim];
        tl_expect(t - timers + 1,
                  "of %ld timers, the number of the one that is "
                  "called next",
                  n);
        tl_expect(t->due, "the milliseconds after which timer %ld is called",
                  (long)(t - timers) + 1);
        t->there = t->every > 0;
        if (++t->called == t->cancels_at) {
            tl_expect(victim->there, "el_cancel for timer %ld, by timer %ld",
                      t->victim + 1, (long)(t - timers) + 1);
            victim->there = false;
        }
        if (t->called == t->calls && t->every > 0) {
            tl_expect(1, "el_cancel by a timer for itself");
            t->there = false;
        }
        t->due += t->every;
    }
    tl_expect(0, "there is nothing more to call");
}

OUTSIDE(lines_in_pieces, "Each client gets the lengths of its lines, in order, "
                         "whatever the pieces in which they come")
{
    long clients = tl_between(1, CLIENTS);
    long lines[CLIENTS], length[CLIENTS][LINES];

    tl_give(clients);
    for (long c = 0; c < clients; c++) {
        long bytes = tl_between(0, 5), at = 0; /* a last line that has no end */
        tl_give(lines[c] = tl_between(0, LINES));
        for (long i = 0; i < lines[c]; i++) {
            length[c][i] =
                tl_between(0, 1) ? tl_between(0, 9) : tl_between(10, 300);
            tl_give(length[c][i]);
            bytes += length[c][i] + 1;
        }
        tl_give(bytes);
        for (long piece = 1; bytes > 0; piece++) {
            long n = piece == PIECES ? bytes : tl_between(1, 120);
            n = n > bytes ? bytes : n;
            bytes -= n;
            at += tl_between(0, MS / PIECES);
            tl_give(n);
            tl_give(at);
        }
    }
    for (long c = 0; c < clients; c++) {
        for (long i = 0; i < lines[c]; i++) {
            long answer = tl_answered();
            if (answer == END)
                tl_wrong("client %ld of %ld got %ld answers to %ld lines",
                         c + 1, clients, i, lines[c]);
            if (answer != length[c][i])
                tl_wrong(
                    "client %ld of %ld, line %ld, which has %ld bytes, was "
                    "answered with another text",
                    c + 1, clients, i + 1, length[c][i]);
        }
        if (tl_answered() != END)
            tl_wrong("client %ld of %ld: its answers do not end after the one "
                     "to its last line",
                     c + 1, clients);
    }
}
