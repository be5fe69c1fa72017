/* One student's page: what was handed in, what came out, what to do next. As
 * Markdown, and as HTML that stands alone: no script, nothing loaded. What a
 * submission printed is quoted, never interpreted. What may be on it is the
 * assignment's to say (struct shown). */
#ifndef CLASS_FEEDBACK_H
#define CLASS_FEEDBACK_H

#include "src/class/score.h"

struct exercise;

/* What there is to say about one exercise. */
struct feedback_part {
    const struct record *record; /* NULL: not graded yet */
    struct score score;          /* of the record; unused where there is none */
    const struct exercise *exercise;
    struct text source; /* what was graded; NULL data: not at hand */
};

struct feedback {
    const struct assignment *assignment;
    const struct student *student;
    const struct feedback_part *parts; /* one each, in the assignment's order */
    const char *style; /* text of data/page/class.css; NULL for Markdown */
};

void feedback_markdown(const struct feedback *f, struct buf *out);
void feedback_html(const struct feedback *f, struct buf *out);

#endif
