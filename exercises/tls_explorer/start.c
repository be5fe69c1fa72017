/* tls_explorer: see tls_explorer.h for what each function promises, and `task`
 * in the tutor for where to begin. */
#include "tls_explorer.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_ulong total; /* the notes of threads that have ended */

/* What does each thread need for itself? */

bool tls_start(void)
{
    /* Make a key, and give it a destructor. */
    return true;
}

bool tls_note(const char *text)
{
    (void)text;
    /* Copy the text, keep the copy, free the one before, count. */
    errno = ENOMEM;
    return false;
}

const char *tls_last(void)
{
    return "";
}

unsigned long tls_count(void)
{
    return 0;
}

unsigned long tls_ended_total(void)
{
    return atomic_load(&total);
}
