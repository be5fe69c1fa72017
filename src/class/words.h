/* What outcomes and findings are called on pages for people. */
#ifndef CLASS_WORDS_H
#define CLASS_WORDS_H

#include "src/class/record.h"
#include "src/class/sheet.h"

/* NULL is a record that is not there: not graded yet. */
const char *words_outcome(const struct record *r);
enum sheet_tone words_tone(const struct record *r);

const char *words_stage_outcome(enum outcome o);

/* Why nobody knows yet, as far as the record tells; or NULL. */
const char *words_why_open(const struct record *r);

/* "", or "s" where it is not one. */
const char *words_s(size_t n);

#endif
