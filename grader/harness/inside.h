/* What an exercise's inside.c includes: it does with the submission what
 * outside.c asks for, and answers. What is expected stands in outside.c alone,
 * so that a program that holds the submission never has it.
 *
 *     #include "inside.h"
 *     #include "counter.h"
 *
 *     INSIDE(adds_up)
 *     {
 *         long threads = tl_take(), times = tl_take();
 *         ...
 *         tl_answer(counter_value());
 *     }
 *
 * Each INSIDE runs as a test does, in a process of its own, for the OUTSIDE of
 * the same name. Check's assertions may be used for what the answers rest on,
 * such as a thread that cannot be created. */
#ifndef INSIDE_H
#define INSIDE_H

#include "threadlings.h"

#define INSIDE(id) TL_TEST_IN("tl_inside", id, #id, true)

/* The next number that outside.c gave. */
long tl_take(void);

/* The next answer, 56 KiB of decimal numbers in all. In the test's own thread
 * only. */
void tl_answer(long value);

#endif
