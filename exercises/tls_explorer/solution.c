/* Each thread's notebook: two thread-local variables, and a key whose only
 * purpose is its destructor.
 *
 *     last, count   _Thread_local: fast, and gone with the thread
 *     key           its value is `last` again, so that the destructor is called
 *     total         the only variable that threads share
 *
 * No lock: what only one thread can reach needs none, and the total is changed
 * by one indivisible step. */
#include "tls_explorer.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local char *last; /* from malloc, or NULL */
static _Thread_local unsigned long count;

static pthread_key_t key;  /* written before the threads are started */
static atomic_ulong total; /* the notes of threads that have ended */

/* Called at the end of each thread whose value is not NULL. Another key's
 * destructor may make a note after this one has run: it is then called again.
 * So it must leave no old pointer and no count behind. */
static void end_thread(void *note)
{
    free(note);
    last = NULL;
    /* Two threads may end at the same time. */
    atomic_fetch_add(&total, count);
    count = 0;
}

bool tls_start(void)
{
    return pthread_key_create(&key, end_thread) == 0;
}

bool tls_note(const char *text)
{
    /* Copied before the old note is freed: text may be the old note. */
    char *copy = strdup(text);

    if (copy == NULL)
        return false; /* errno is ENOMEM, by strdup */
    if (pthread_setspecific(key, copy) != 0) {
        free(copy);
        errno = ENOMEM;
        return false;
    }
    free(last);
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
