/* Judges an answer to a question. Pure; knows no terminal. */
#ifndef COURSE_QUIZ_H
#define COURSE_QUIZ_H

#include "src/course/lesson.h"

#include <stdint.h>

/* What was made of an answer. */
enum judged {
    JUDGED_RIGHT,
    JUDGED_WRONG,
    JUDGED_UNREADABLE, /* not an answer of this kind: costs nothing */
};

struct judgement {
    enum judged judged;
    /* Why: the explanations that belong to what was chosen (Markdown), or what
     * an answer should look like. n >= 1 unless right without a `because`. */
    const char *const *because;
    size_t n;
};

/* How the choices or lines are shown: order[i] is the index of the i-th one
 * shown. The same for equal seeds; never the right order for ASK_ORDER with
 * two or more lines. Returns the number of entries (0 for other kinds). */
size_t quiz_order(struct arena *a, const struct question *q, uint64_t seed,
                  size_t **order);

/* Judges what was typed. Choices and lines are named by their place on the
 * screen, from 1, or by letter, from a: "2", "b", "1 3", "a,c". Numbers accept
 * "1e3", "1,000" and the unit. Texts are compared without case, outer blanks,
 * backquotes and repeated blanks. */
struct judgement quiz_judge(struct arena *a, const struct question *q,
                            const size_t *order, const char *typed);

/* A text as it is compared: lower case, no backquotes, single blanks. */
char *quiz_plain(struct arena *a, const char *text);

#endif
