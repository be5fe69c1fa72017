// expect: forbidden
/* A table of all threads instead of thread-local variables: each look-up takes
 * a lock that all threads share. */
#include "tls_explorer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct notebook {
    pthread_t owner;
    char *last;
    unsigned long count;
    struct notebook *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct notebook *books; /* guarded by lock */
static unsigned long total;    /* guarded by lock */
static pthread_key_t key;

static void end_thread(void *arg)
{
    struct notebook *book = arg;

    pthread_mutex_lock(&lock);
    for (struct notebook **b = &books; *b; b = &(*b)->next) {
        if (*b == book) {
            *b = book->next;
            break;
        }
    }
    total += book->count;
    pthread_mutex_unlock(&lock);
    free(book->last);
    free(book);
}

bool tls_start(void)
{
    return pthread_key_create(&key, end_thread) == 0;
}

static struct notebook *find(void)
{
    struct notebook *b;

    pthread_mutex_lock(&lock);
    for (b = books; b && !pthread_equal(b->owner, pthread_self()); b = b->next)
        ;
    pthread_mutex_unlock(&lock);
    return b;
}

static struct notebook *find_or_make(void)
{
    struct notebook *b = find();

    if (b != NULL)
        return b;
    b = calloc(1, sizeof *b);
    if (b == NULL)
        return NULL;
    b->owner = pthread_self();
    pthread_setspecific(key, b);
    pthread_mutex_lock(&lock);
    b->next = books;
    books = b;
    pthread_mutex_unlock(&lock);
    return b;
}

bool tls_note(const char *text)
{
    struct notebook *b = find_or_make();
    char *copy = b ? strdup(text) : NULL;

    if (copy == NULL) {
        errno = ENOMEM;
        return false;
    }
    free(b->last);
    b->last = copy;
    b->count++;
    return true;
}

const char *tls_last(void)
{
    struct notebook *b = find();

    return b && b->last ? b->last : "";
}

unsigned long tls_count(void)
{
    struct notebook *b = find();

    return b ? b->count : 0;
}

unsigned long tls_ended_total(void)
{
    pthread_mutex_lock(&lock);
    unsigned long n = total;
    pthread_mutex_unlock(&lock);
    return n;
}
