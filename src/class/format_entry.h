/* What came out for one student, as the entries that most other systems know:
 * named tests that passed or did not, with a text.
 *
 * Each exercise of the assignment gives one entry for the whole of it, which is
 * worth points, and behind it one for each stage. The assignment says what may
 * be shown (struct shown): without findings there are no entries for stages,
 * and texts say no more than passed or failed. All texts are fit for documents
 * (format_text.h). */
#ifndef CLASS_FORMAT_ENTRY_H
#define CLASS_FORMAT_ENTRY_H

#include "src/class/format_text.h"
#include "src/class/formats.h"

enum entry_state {
    ENTRY_PASSED,
    ENTRY_WRONG,    /* it does not do what was asked for */
    ENTRY_BROKEN,   /* it crashed, hung or went past a limit */
    ENTRY_SKIPPED,  /* not run, for a reason that the message gives */
    ENTRY_UNSURE,   /* nothing was shown, neither good nor bad */
    ENTRY_TAMPERED, /* a person must look */
    ENTRY_OURS,     /* our failure, or not graded yet: says nothing of it */
};

struct entry {
    size_t exercise;    /* index of the assignment's exercise */
    const char *group;  /* its name */
    const char *stage;  /* or NULL: the whole exercise */
    const char *name;   /* "spsc_queue: tests", "spsc_queue" */
    const char *kind;   /* what is wrong, in a word: "data-race"; or NULL */
    const char *line;   /* what came out, in one line; never NULL */
    const char *text;   /* all there is to say; never NULL */
    const char *output; /* what the program had printed; or NULL */
    enum entry_state state;
    bool ran;       /* something of it was run */
    double seconds; /* that it took to find out */
    /* For a whole exercise: */
    struct score score;
    bool handed_in; /* there was a file to grade */
    bool needed;    /* the entries of its stages do not say the same */
};

struct entries {
    const struct entry *list;
    size_t n;
    bool known;       /* every exercise's score is */
    bool anything;    /* at least one file was handed in */
    double points;    /* over all exercises whose score is known */
    double max;       /* over all */
    double seconds;   /* over all */
    const char *text; /* which ones a person must look at; "" for none */
};

/* Texts are of at most about `max` bytes each. */
void format_entries(struct arena *a, const struct format_input *in, size_t max,
                    struct entries *out);

/* The student's record of an exercise, or NULL. */
const struct record *format_record(const struct format_input *in,
                                   const char *exercise);

/* How many findings of the record may be shown. */
size_t format_shown(const struct format_input *in, const struct record *r);

/* For systems that refuse large documents: has `write` make the document with
 * ever shorter texts until it has at most `max` bytes. */
void format_fit(struct arena *a, const struct format_input *in, size_t max,
                void (*write)(struct arena *a, const struct format_input *in,
                              size_t text_max, struct buf *out),
                struct buf *out);

#endif
