#include "inside.h"

#include "tls_explorer.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS_MAX = 8 };

static long first;
static struct taker {
    long number, times, count, last;
} takers[THREADS_MAX];

static void *make_notes(void *arg)
{
    struct taker *t = arg;
    char text[32];

    for (long i = 0; i < t->times; i++) {
        snprintf(text, sizeof text, "%ld", first + 100 * t->number + i);
        tls_note(text);
    }
    t->count = (long)tls_count();
    t->last = *tls_last() != '\0' ? atol(tls_last()) : -1;
    return NULL;
}

INSIDE(notes)
{
    pthread_t thread[THREADS_MAX];
    long n = tl_take();

    first = tl_take();
    ck_assert(tls_start());
    for (long i = 0; i < n; i++)
        takers[i] = (struct taker){.number = i, .times = tl_take()};
    for (long i = 0; i < n; i++)
        ck_assert_int_eq(
            pthread_create(&thread[i], NULL, make_notes, &takers[i]), 0);
    for (long i = 0; i < n; i++)
        pthread_join(thread[i], NULL);
    for (long i = 0; i < n; i++) {
        tl_answer(takers[i].count);
        tl_answer(takers[i].last);
    }
    tl_answer((long)tls_ended_total());
    tl_answer((long)tls_count());
}
