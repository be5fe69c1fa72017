/* A question on the screen: drawn, read, explained. Where the answer goes is
 * the caller's business (ui/player.c, ui/review.c). */
#ifndef UI_QUESTION_H
#define UI_QUESTION_H

#include "src/course/quiz.h"
#include "src/ui/notes.h"

/* Choices and lines are numbered from 1 in the order given (quiz_order).
 * `literal`: choices are program output, shown as it is, and no Markdown. */
void question_draw(struct buf *out, const struct look *look,
                   struct notes *notes, const struct question *q,
                   const size_t *order, bool literal);

/* What to type, as the end of a sentence. May be in the arena. */
const char *question_expects(struct arena *a, const struct question *q);

/* "→ Type a number." from "type a number": what is expected now. Markdown. */
void question_point(struct buf *out, const struct look *look, const char *text);

/* True if the line can only be meant as an answer (begins with a digit, say);
 * for texts: if it is an answer that the question knows. */
bool question_takes(struct arena *a, const struct question *q,
                    const char *line);

/* Sets said[i] for each choice i that a readable answer named. */
void question_said(const struct question *q, const size_t *order,
                   const char *typed, bool *said);

/* "Right." or "Not yet.", and why. */
void question_verdict(struct buf *out, const struct look *look,
                      struct notes *notes, const struct judgement *j);

/* The right answer, for those who gave up. */
void question_solution(struct buf *out, const struct look *look,
                       struct notes *notes, const struct question *q,
                       const size_t *order, bool literal);

/* What a program printed, in one line: no newline at its end, " / " for those
 * inside. */
char *question_output(struct arena *a, const char *text);

/* 1 to 4 from "3" or "good"; 0 for anything else. */
int question_rating(const char *line);

#endif
