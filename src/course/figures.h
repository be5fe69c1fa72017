/* Numbers in digits that a text states.
 *
 * A digit that belongs to a name states nothing: "C11", "x86-64",
 * "POSIX.1-2017", "pthread_join(3)". A name begins with a letter; what begins
 * with a digit, such as "64-bit" or "8MB", is a number. lessons/README.md has
 * the rule in full. */
#ifndef COURSE_FIGURES_H
#define COURSE_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

/* Finds the next number in prose from *at on: "4096", "1,000", "2.36",
 * "5.1.2.4". Puts its place into *at and its length into *len. False when there
 * is none. A '`' stands for a piece of code. */
bool figure_next(const char *prose, size_t *at, size_t *len);

/* Whether the number of `len` bytes also stands in a piece of code, or in a
 * text: as a word of its own, in any form ("100000" for "100,000"). */
bool figure_in(const char *figure, size_t len, const char *code);

/* Whether it has this value. */
bool figure_is(const char *figure, size_t len, double value);

#endif
