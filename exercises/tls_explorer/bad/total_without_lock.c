// expect: data-race
/* The destructors lock each other out, but whoever looks does not lock: adding
 * and looking are still not ordered. */
#include "tls_explorer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local char *last;
static _Thread_local unsigned long count;

static pthread_key_t key;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long total;

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
    return pthread_key_create(&key, end_thread) == 0;
}

bool tls_note(const char *text)
{

    char *copy = strdup(text);

    if (copy == NULL)
        return false;
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
    return total;
}
