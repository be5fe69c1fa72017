/* What a text refers to: facts, by "[^id]", and the terms that are new in it.
 *
 * Facts are numbered in the order in which a step comes to speak of them; what
 * is shown after an answer goes on with the same numbers. */
#ifndef UI_NOTES_H
#define UI_NOTES_H

#include "src/course/facts.h"
#include "src/course/glossary.h"
#include "src/ui/term.h"

enum { NOTES_MARK_SIZE = 24 }; /* bytes of "[12]" */

struct note_fact {
    const char *id;
    const struct fact *fact; /* NULL: there is none of that id */
    bool due;                /* referred to since the last notes_draw */
};

struct notes {
    struct arena *arena;
    struct facts facts;
    struct glossary glossary;
    const struct term **fresh; /* the terms to underline */
    bool *shown;               /* which of them have been */
    size_t nfresh;
    size_t nopen; /* so many of them may be explained already */

    struct note_fact *cited; /* number i + 1 */
    size_t ncited, cited_max;
};

/* If a reference begins at s: its length, and the mark to show instead. 0
 * otherwise. */
size_t notes_reference(struct notes *n, const char *s,
                       char mark[NOTES_MARK_SIZE]);

/* The length of the term at text[at] in *len, 0 where there is none. True if it
 * is one of the new terms and stands there for the first time. */
bool notes_new_term(struct notes *n, const char *text, size_t at, size_t *len);

/* Below a text: a line for each fact that it referred to, with its source. */
void notes_draw(struct buf *out, const struct look *look, struct notes *n);

#endif
