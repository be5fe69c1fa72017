// expect: test
/* The pointer is kept, not the text. */
#include "tls_explorer.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local char *last;
static _Thread_local unsigned long count;

static pthread_key_t key;
static atomic_ulong total;

static void end_thread(void *note)
{
    (void)note;
    last = NULL;

    atomic_fetch_add(&total, count);
    count = 0;
}

bool tls_start(void)
{
    return pthread_key_create(&key, end_thread) == 0;
}

bool tls_note(const char *text)
{

    char *copy = (char *)text;
    if (pthread_setspecific(key, copy) != 0) {
        errno = ENOMEM;
        return false;
    }
    last = copy;
    count++;
    return true;
}

const char *tls_last(void)
{
    return last ? last : "";
}

unsigned long tls_count(void)
{
    return count;
}

unsigned long tls_ended_total(void)
{
    return atomic_load(&total);
}
