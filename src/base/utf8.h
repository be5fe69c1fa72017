/* UTF-8 and how wide it is on a terminal. Works in any locale. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes one character from s (len > 0 bytes) into *c and returns its length.
 * An invalid byte gives U+FFFD and length 1. */
size_t utf8_decode(const char *s, size_t len, uint32_t *c);

/* Writes one character and returns its length; U+FFFD for what is none. */
size_t utf8_encode(uint32_t c, char out[4]);

/* Whether nothing, or not where it stands, would be seen of it: C1 controls,
 * what ends a line for some readers only, what turns the direction of writing,
 * the byte order mark, and what is no character at all. */
bool utf8_is_hidden(uint32_t c);

/* Columns a character takes: 0 (combining, zero width), 1 or 2. Control
 * characters count 0: they are never printed as they are. */
int utf8_char_width(uint32_t c);

/* Columns of a string. Does not know escape sequences. */
size_t utf8_width(const char *s, size_t len);

/* Offset of the first invalid byte, or len when all is valid UTF-8 (no
 * overlong forms, no surrogates, at most U+10FFFF). */
size_t utf8_valid(const char *s, size_t len);

#endif
