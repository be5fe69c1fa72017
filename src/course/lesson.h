/* A lesson: lessons/NNN-slug.json (structure) and NNN-slug.md (prose).
 *
 * lessons/README.md is the format's manual, data/lesson.schema.json its schema,
 * which a test keeps equal to this reader. Everything is checked here, so that
 * a lesson that loads can be shown to its end. All pointers belong to the
 * arena. No terminal, no grader: an exercise is a name. */
#ifndef COURSE_LESSON_H
#define COURSE_LESSON_H

#include "src/base/arena.h"
#include "src/base/file.h"

#include <stddef.h>

enum {
    LESSON_MD_MAX = 1 << 20, /* bytes: the longest chapter is far below */
    LESSON_STEPS_MAX = 200,  /* an evening's work is about 15 */
};

/* What a demo shows of its program. */
enum shows {
    SHOWS_OUTPUT,    /* what it prints */
    SHOWS_SCHEDULES, /* the execution that breaks it: it is explored */
    SHOWS_MACHINE,   /* the machine code of some of its functions */
    SHOWS_GRAPH,     /* a graph of the numbers that it prints */
    SHOWS_CACHES,    /* what its trace does to the caches: no C */
};

enum step_type {
    STEP_READ,
    STEP_QUIZ,
    STEP_ORDER,
    STEP_PREDICT,
    STEP_DEMO,
    STEP_EXERCISE,
    STEP_EXPLAIN,
};

enum ask {
    ASK_SINGLE,  /* one of the choices */
    ASK_SEVERAL, /* all that are right, and no other */
    ASK_NUMBER,  /* a number within a tolerance */
    ASK_TEXT,    /* one of several accepted short answers */
    ASK_ORDER,   /* the lines in their order */
};

struct choice {
    const char *text;    /* Markdown, one line; for predict: what is printed */
    bool right;          /* never, where that is computed */
    const char *because; /* shown after choosing it; never NULL when wrong */
};

/* A wrong number or text that is expected, with its own explanation. */
struct wrong_answer {
    double number;
    const char *text;
    const char *because;
};

struct question {
    enum ask ask;
    const struct choice *choices; /* in file order; shown shuffled */
    size_t nchoices;
    double number, tolerance;
    const char *unit;           /* "ns"; or NULL */
    const char *const *answers; /* accepted texts */
    size_t nanswers;
    const char *const *lines; /* in the right order; shown shuffled */
    size_t nlines;
    const struct wrong_answer *wrong;
    size_t nwrong;
    const char *because;       /* shown after a right answer; or NULL */
    const char *misconception; /* id, such as "MEM-3"; or NULL */
};

struct step {
    enum step_type type;
    const char *id;    /* the heading's slug; unique in the lesson */
    const char *title; /* the heading */
    const char *text;  /* Markdown of the section up to "### Afterwards" */
    const char *after; /* Markdown below "### Afterwards"; or NULL */
    size_t heading_line, text_line, after_line; /* in the .md file, from 1 */
    struct question question;                   /* quiz, order, predict */
    const char *program;      /* predict, demo: the section's first `c` block,
                                 or `caches` block */
    const char *const *flags; /* compiler flags for it, NULL-ended */
    bool processes;           /* predict, demo: it may start processes */
    long runs;                /* predict, demo: how often it is run */
    bool outcomes;            /* predict: which choices are right is computed */
    enum shows shows;         /* demo */
    const char *const *functions; /* SHOWS_MACHINE: whose code, NULL-ended */
    const char *across, *up;      /* SHOWS_GRAPH: what the axes measure */
    const char *exercise;         /* exercise: the folder's name */
    bool card;                    /* may be asked again in a review */
};

struct lesson {
    const char *slug; /* what everything is keyed by: "spsc-queue" */
    long number;      /* from the file name: where it stands */
    const char *title;
    const char *about;        /* one line for lists */
    const char *const *needs; /* slugs of lessons that come before */
    size_t nneeds;
    const struct step *steps;
    size_t nsteps;
    const char *json_path, *md_path;
};

/* Reads both files. On failure e says file, line, column, JSON pointer and what
 * was expected. */
bool lesson_load(struct arena *a, const char *json_path, struct lesson *out,
                 struct err *e) MUST_USE;

/* The same from memory. The path names the lesson and stands in messages; `md`
 * is what the .md file beside it would hold. */
bool lesson_parse(struct arena *a, const char *json_path, struct text json,
                  struct text md, struct lesson *out, struct err *e) MUST_USE;

/* Takes "lessons/030-spsc-queue.json" apart: 30 and "spsc-queue". False when
 * the file is not named like a lesson's with that extension. */
bool lesson_name(struct arena *a, const char *path, const char *extension,
                 long *number, const char **slug);

/* Index of the step, or -1. */
long lesson_step(const struct lesson *lesson, const char *id);

const char *step_type_name(enum step_type t);

/* Every text of the step that may refer to facts: the section, and what its
 * question says. */
void step_texts(const struct step *s,
                void (*each)(void *ctx, const char *markdown), void *ctx);

/* "Who writes `head`?" -> "who-writes-head". May be empty. */
char *lesson_slug(struct arena *a, const char *heading);

#endif
