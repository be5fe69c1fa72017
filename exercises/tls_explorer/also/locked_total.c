/* C11's own names: thread_local, tss_create; and a mutex for the total, which
 * only ending threads and tls_ended_total take. */
#include "tls_explorer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

static thread_local char *last;
static thread_local unsigned long count;

static tss_t key;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long total; /* guarded by lock */

static void end_thread(void *note)
{
    free(note);
    last = NULL;
    pthread_mutex_lock(&lock);
    total += count;
    pthread_mutex_unlock(&lock);
    count = 0;
}

bool tls_start(void)
{
    return tss_create(&key, end_thread) == thrd_success;
}

bool tls_note(const char *text)
{
    char *copy = strdup(text);

    if (copy == NULL)
        return false;
    if (tss_set(key, copy) != thrd_success) {
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
    pthread_mutex_lock(&lock);
    unsigned long n = total;
    pthread_mutex_unlock(&lock);
    return n;
}
