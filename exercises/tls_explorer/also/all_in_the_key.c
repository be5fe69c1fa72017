/* Everything in one block that the key points to; no _Thread_local at all. */
#include "tls_explorer.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct notebook {
    char *last; /* NULL before the first */
    unsigned long count;
};

static pthread_key_t key;
static atomic_ulong total;

static void end_thread(void *arg)
{
    struct notebook *book = arg;

    atomic_fetch_add(&total, book->count);
    free(book->last);
    free(book);
}

bool tls_start(void)
{
    return pthread_key_create(&key, end_thread) == 0;
}

static struct notebook *notebook(void)
{
    struct notebook *book = pthread_getspecific(key);

    if (book != NULL)
        return book;
    book = calloc(1, sizeof *book);
    if (book != NULL && pthread_setspecific(key, book) != 0) {
        free(book);
        return NULL;
    }
    return book;
}

bool tls_note(const char *text)
{
    struct notebook *book = notebook();
    size_t size = strlen(text) + 1;
    char *copy = book ? malloc(size) : NULL;

    if (copy == NULL) {
        errno = ENOMEM;
        return false;
    }
    memcpy(copy, text, size);
    free(book->last);
    book->last = copy;
    book->count++;
    return true;
}

const char *tls_last(void)
{
    const struct notebook *book = pthread_getspecific(key);

    return book && book->last ? book->last : "";
}

unsigned long tls_count(void)
{
    const struct notebook *book = pthread_getspecific(key);

    return book ? book->count : 0;
}

unsigned long tls_ended_total(void)
{
    return atomic_load(&total);
}
