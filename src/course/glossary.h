/* data/glossary.json: the words that the lessons introduce. */
#ifndef COURSE_GLOSSARY_H
#define COURSE_GLOSSARY_H

#include "src/base/json.h"

struct term {
    const char *name;
    const char *const *also; /* plurals and other spellings */
    size_t nalso;
    const char *says; /* what it means; Markdown */
};

struct glossary {
    const struct term *term; /* in file order */
    size_t n;
};

/* All pointers belong to the arena. */
bool glossary_load(struct arena *a, const char *path, struct glossary *out,
                   struct err *e) MUST_USE;

/* The term that this word or one of its spellings is, or NULL. Case and
 * repeated blanks do not matter. */
const struct term *glossary_find(const struct glossary *g, const char *word);

/* The longest term that stands at text[at], as a whole word: its length in
 * *len. NULL when there is none, or when `at` is inside a word. */
const struct term *glossary_match(const struct glossary *g, const char *text,
                                  size_t at, size_t *len);

#endif
