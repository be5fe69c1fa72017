/* The story of an execution that fails: the steps that matter, in the order in
 * which they happened, said in plain words. Pure: a finding with a trace goes
 * in, rows come out; how they are drawn is for src/ui/lanes and others.
 *
 * Texts of the story may hold what a learner wrote (lines, names): whoever
 * shows them makes them safe first. */
#ifndef UI_STORY_H
#define UI_STORY_H

#include "grader/grader.h"

/* A file of the program. Rows quote its lines. */
struct story_source {
    const char *file; /* base name; NULL: whichever file is meant */
    const char *text;
};

enum story_kind {
    STORY_STEP,   /* a line that a thread ran, and what it did */
    STORY_SKIP,   /* steps that do not matter */
    STORY_SWITCH, /* a thread is interrupted before the next row */
    STORY_WAIT,   /* a line in which a thread waits for ever */
    STORY_FAIL,   /* the line in which it went wrong */
};

/* How a note is to be understood, and shown. */
enum story_tone {
    STORY_PLAIN,
    STORY_OLD,   /* an old value was read */
    STORY_WRONG, /* part of the mistake itself */
};

struct story_note {
    enum story_tone tone;
    const char *text; /* "reads 0 (first value)", "locks m" */
};

struct story_row {
    enum story_kind kind;
    size_t column;        /* of its thread: index into `columns` */
    const char *file;     /* base name; NULL: not known, or no line */
    int line;             /* from 1; 0: no line is known */
    const char *code;     /* what stands there, without indentation; or NULL */
    const char *function; /* that it stands in; or NULL */
    const struct story_note *notes; /* what happened; at least one */
    size_t nnotes;
    int first, last; /* numbers of its steps in the trace; -1: none. Rows need
                        not be in their order */
};

struct story_column {
    int thread;           /* its id */
    const char *name;     /* "main thread", "thread 1" */
    const char *function; /* where it begins, or NULL */
};

/* From a row in which a thread gets something to the one in which it gives it
 * back. */
struct story_span {
    size_t column;
    const char *name;   /* of the lock: "m" */
    size_t first, last; /* rows */
    bool before;        /* it had it before the first row */
    bool open;          /* it still has it after the last row */
};

enum story_edge_kind {
    STORY_READS,  /* `to` reads what `from` stored */
    STORY_MISSES, /* `to` does not see what `from` stored */
    STORY_RACES,  /* `to` and `from` use the same memory at once */
    STORY_WAKES,  /* `from` wakes `to` */
};

struct story_edge {
    enum story_edge_kind kind;
    size_t from, to; /* rows */
};

/* What a variable holds when a row has happened. */
struct story_value {
    const char *now;         /* the newest value; NULL: not known */
    int row;                 /* that stored it; -1: none */
    const char *const *seen; /* what each column read or stored last; or NULL */
    const bool *old;         /* for each column: that is not the newest */
};

struct story_variable {
    const char *name;
    const struct story_value *at; /* one for each row */
};

struct story {
    const struct story_column *columns; /* threads that have rows, by id */
    size_t ncolumns;
    const struct story_row *rows;
    size_t nrows;
    const struct story_span *spans;
    size_t nspans;
    const struct story_edge *edges;
    size_t nedges;
    const struct story_variable *variables; /* those that rows use */
    size_t nvariables;
    size_t left_out;     /* steps that no row shows */
    const char *file;    /* in which most lines lie; NULL: none is known */
    const char *mistake; /* one sentence that names the mistake */
    const char *help; /* what would have helped, a sentence or two; or NULL */
};

/* A story has at most so many rows of steps, unless it is asked for in full. */
enum { STORY_ROWS_MAX = 14 };

/* The strongest tone of a row's notes: whether it has to catch the eye. */
enum story_tone story_tone(const struct story_row *row);

/* NULL when the finding has no trace, or one without anything to tell. */
const struct story *story_make(struct arena *a, const struct finding *f,
                               const struct story_source *sources, size_t n,
                               bool full);

#endif
