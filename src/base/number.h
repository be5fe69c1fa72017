/* Numbers as text, with a decimal point in every locale. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

enum { NUMBER_TEXT_MAX = 32 }; /* bytes: any double in 17 digits, and NUL */

/* Reads a decimal number that takes up all of s: "12", "-0.5", "1e3". False
 * for anything else, for hexadecimal, infinities and what overflows. */
bool number_read(const char *s, double *out);

/* The shortest text that reads back as the same number. */
void number_write(double value, char out[NUMBER_TEXT_MAX]);

#endif
