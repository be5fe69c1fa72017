/* A litmus program that runs under the explorer.
 *
 * The language is that of enumerate.c, and more, which the explorer knows and
 * the axioms of enumerate.c do not:
 *     c<loc><exp><new>.<ord>   a failure is relaxed
 *     S<loc><val>.<ord>     reads until the location has the value
 *     D<loc><val><loc><val>.<ord>   the same with two locations, in each turn
 *     O<loc><val><loc><val>.<ord>   until one of them has its value; a register
 *                           says whether it was the first
 *     K<loc>.<ord>          compares and exchanges until 0 has become 1
 *     E<loc>.<ord>          exchanges for 1 until that was 0
 *     Px<val> px            plain accesses to what is atomic otherwise
 *     Y<loc><n> y<loc><n>   write 1 to the n-th byte of a location, and read it
 *     w<c><m>               waits for condition variable c with mutex m
 *     g<loc><val><c><m>     the same, until a plain location has the value
 *     s<c> b<c>             signal, broadcast
 *     t<m>                  tries to lock a mutex; sets a register to 0 or 1
 *     v<n> q<n>             posts a semaphore, waits for it; it begins with 0
 *     h<l> k<l> u<l>        locks a read-write lock to read, to write; unlocks
 *     n<b>                  waits at a barrier, for all threads that have it
 * Each call is the function that a program would get. */
#ifndef LITMUS_RUN_H
#define LITMUS_RUN_H

#include <stdbool.h>

enum { RUN_TEXT = 512 }; /* bytes of an outcome */

/* Reads a line; false if it is no program. */
bool run_parse(const char *line);
const char *run_name(void);

/* Whether it uses what enumerate.c does not know. */
bool run_waits(void);

/* Sets memory back. It is not the explorer's: this file is no program. */
void run_reset(void);

/* What thread 0 does. */
void *run_main(void *arg);

/* Registers and memory after a complete execution. */
void run_outcome(char text[RUN_TEXT]);

#endif
