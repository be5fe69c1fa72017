/* tls_explorer: notes and counters that each thread has of its own. */
#ifndef TLS_EXPLORER_H
#define TLS_EXPLORER_H

#include <stdbool.h>

/* Called once, before any other function here, and before the threads are
 * started that use them. False when the system has no key left. */
bool tls_start(void);

/* Keeps a copy of text, of any length, as the calling thread's last note, and
 * counts it. The text may be what tls_last returned. False with errno ENOMEM
 * when there is no memory; the last note and the count then stay as they were.
 * A thread that is ending may still call it, from another key's destructor.
 * At the end of a thread nothing stays allocated. */
bool tls_note(const char *text);

/* The calling thread's last note, "" before its first. It stays as it is until
 * the same thread's next tls_note, or its end, whatever other threads do. */
const char *tls_last(void);

/* How many notes the calling thread has made. */
unsigned long tls_count(void);

/* How many notes were made by the threads that have ended, by returning or by
 * pthread_exit. Whoever has joined a thread finds all of its notes in here.
 * Notes of threads that are still running are not. */
unsigned long tls_ended_total(void);

/* tls_note, tls_last and tls_count never wait for another thread. */

#endif
