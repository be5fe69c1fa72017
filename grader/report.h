/* What the reports of the sanitizers have in common: lines and stacks. */
#ifndef GRADER_REPORT_H
#define GRADER_REPORT_H

#include "grader/grader.h"

/* Walks over a text line by line. `at` points to the line that comes next. */
struct report {
    struct arena *arena;
    const char *own; /* base name of the submission */
    const char *at;
};

/* The next line, without its end; false at the end of the text. */
bool report_line(struct report *r, struct text *line);

/* The number of a line or a column that a text begins with; 0 where there is
 * none, or none that a file has: a program can print what it likes. */
int report_number(const char *text);

/* Reads the stack that begins at the next line, if one does. Frames of the
 * sanitizer, the C library and the harness are left out. */
void report_stack(struct report *r, struct thread_view *out);

/* The first frame that lies in the submission, or NULL. */
const struct frame *report_own(const struct thread_view *v);

/* Puts the place of the first own frame into the finding; true if any. */
bool report_place(const struct thread_view *v, struct finding *f);

/* "main thread" for T0, "thread 3" for T3. */
const char *report_thread(struct arena *a, long number);

/* "READ of size 4" -> "reads 4 bytes". */
const char *report_access(struct arena *a, bool writes, long bytes);

/* " at line 12" where the line is known, else "". */
const char *report_at(struct arena *a, const struct thread_view *v);

/* The report as a learner needs it: without the sanitizer's own frames, memory
 * dumps and advice. */
const char *report_cut(struct arena *a, const char *text, size_t len);

#endif
