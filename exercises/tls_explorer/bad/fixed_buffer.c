// expect: test
/* A thread-local array needs no destructor, but notes are of any length. */
#include "tls_explorer.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static _Thread_local char last[64];
static _Thread_local unsigned long count;

static pthread_key_t key;
static atomic_ulong total;

static void end_thread(void *note)
{
    *(char *)note = 0;

    atomic_fetch_add(&total, count);
    count = 0;
}

bool tls_start(void)
{
    return pthread_key_create(&key, end_thread) == 0;
}

bool tls_note(const char *text)
{

    if (pthread_setspecific(key, last) != 0) {
        errno = ENOMEM;
        return false;
    }
    if (text != last)
        snprintf(last, sizeof last, "%s", text);
    count++;
    return true;
}

const char *tls_last(void)
{
    return last;
}

unsigned long tls_count(void)
{
    return count;
}

unsigned long tls_ended_total(void)
{
    return atomic_load(&total);
}
