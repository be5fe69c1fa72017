/* Proving lessons and exercises. What verify.c and the
 * verify_*.c share. */
#ifndef UI_VERIFY_H
#define UI_VERIFY_H

#include "grader/exercise.h"
#include "src/course/facts.h"
#include "src/course/glossary.h"
#include "src/course/misconceptions.h"
#include "src/ui/app.h"

enum level {
    LEVEL_OK,
    LEVEL_WARN,   /* worth doing; not counted as a problem */
    LEVEL_UNSURE, /* it could not be found out here */
    LEVEL_ERROR,  /* a problem */
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
    bool only;      /* by that stage and no other, which was tried */
    double seconds; /* to grade it, on average */
    struct caught *next;
};

struct verify {
    struct app *app;
    struct arena *arena;
    struct grader *grader;
    long times;           /* each correct answer is graded that often */
    long bad_times;       /* and each bad one that often */
    bool quick;           /* everything once, programs a few times */
    long shard, shards;   /* of the answers in also/ and bad/ */
    const char *coverage; /* --coverage: the finished parts; or NULL */

    /* data/; empty where it could not be read. */
    struct facts facts;
    bool *fact_checked; /* its demo was looked for */
    struct glossary glossary;
    struct misconceptions misconceptions;
    bool has_misconceptions; /* the file is there */

    struct note *notes, **notes_end;
    struct caught *caught, **caught_end;
    size_t lessons, exercises, problems, warnings, unsure;
};

/* A path, or an error that begins with one, without SHARE in front. Borrows. */
const char *verify_below(const struct verify *v, const char *path);

/* Adds a note, and shows it at once unless there will be JSON. */
void verify_note(struct verify *v, enum level level, const char *file,
                 const char *fmt, ...) PRINTF_LIKE(4, 5);
/* What could not be tried: what the machine lacks is nobody's problem here. */
void verify_failed(struct verify *v, const char *file, const struct err *e);
void verify_progress(struct verify *v, const char *fmt, ...) PRINTF_LIKE(2, 3);

void verify_lesson(struct verify *v, size_t index);
/* A lesson's texts: that each reference leads to a fact, each number has one,
 * and each misconception is there. */
void verify_texts(struct verify *v, const struct lesson *l);

/* Reads what texts refer to; says what is broken in it. */
void verify_read_data(struct verify *v);
/* All files in data/: what they refer to, and what nothing refers to. */
void verify_data(struct verify *v);
/* That each place in data/coverage.json is there. */
void verify_topics(struct verify *v);
/* Only the topics of the source texts: a table of where they are taught.
 * Problems are places that are not there, and open topics of finished parts.
 */
void verify_coverage(struct verify *v);
/* NULL, or what is wrong with the name of a step; *step is the step. */
const char *verify_step_missing(struct verify *v, const char *lesson,
                                const char *id, const struct step **step);
/* That the demo which measured a fact is there. Once for each fact. */
void verify_fact(struct verify *v, const struct fact *fact);
/* What lies in lessons/ and belongs to no lesson. */
void verify_strays(struct verify *v);
void verify_exercise(struct verify *v, const char *name);

#endif
