/* Proving lessons and exercises. What verify.c, verify_lesson.c and
 * verify_exercise.c share. */
#ifndef UI_VERIFY_H
#define UI_VERIFY_H

#include "grader/exercise.h"
#include "src/ui/app.h"

enum level {
    LEVEL_OK,
    LEVEL_WARN,  /* worth doing; not counted as a problem */
    LEVEL_ERROR, /* a problem */
};

/* What was found about one file: one line of the report. */
struct note {
    enum level level;
    const char *file; /* below SHARE: "exercises/counter/start.c" */
    const char *text; /* what is so or wrong, and what to do */
    struct note *next;
};

/* How one bad answer was found out: a row of the table. */
struct caught {
    const char *file;
    const char *kind; /* as declared and found */
    const char *stage;
    double seconds; /* to grade it, on average */
    struct caught *next;
};

struct verify {
    struct app *app;
    struct arena *arena;
    struct grader *grader;
    long times;     /* each correct answer is graded that often */
    long bad_times; /* and each bad one that often */
    bool quick;     /* everything once, programs a few times */

    struct note *notes, **notes_end;
    struct caught *caught, **caught_end;
    size_t lessons, exercises, problems, warnings;
};

/* A path, or an error that begins with one, without SHARE in front. Borrows. */
const char *verify_below(const struct verify *v, const char *path);

/* Adds a note, and shows it at once unless there will be JSON. */
void verify_note(struct verify *v, enum level level, const char *file,
                 const char *fmt, ...) PRINTF_LIKE(4, 5);
void verify_progress(struct verify *v, const char *fmt, ...) PRINTF_LIKE(2, 3);

void verify_lesson(struct verify *v, size_t index);
/* What lies in lessons/ and belongs to no lesson. */
void verify_strays(struct verify *v);
void verify_exercise(struct verify *v, const char *name);

#endif
