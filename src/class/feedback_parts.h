/* What the files of the feedback page share. */
#ifndef CLASS_FEEDBACK_PARTS_H
#define CLASS_FEEDBACK_PARTS_H

#include "src/class/feedback.h"
#include "src/class/sheet.h"

/* What was found, as far as it is shown, and the first hint. */
void feedback_findings(struct sheet *s, const struct feedback *f, size_t part);

/* A command to copy, its words quoted where they need it; NULL-ended. */
void feedback_command(struct sheet *s, const char *const *words);

#endif
