/* What a class has handed in: finds the files, and copies them to a place of
 * ours, byte by byte and never through a link. What is copied here is what is
 * graded, whatever happens to the original.
 *
 * In each folder that is given, one of these is recognised, entry by entry:
 *
 *   ID/FILE             a folder for each student (files at any depth)
 *   ID.zip, ID.tar...   an archive for each student, as such a folder
 *   ID_EXERCISE.c       a file for each student and exercise
 *   ID.c                the same, where the assignment has one exercise
 *
 * or what a pattern says: a path below the folder (or inside of an archive, as
 * "ARCHIVE/PATH"), with {id}, {exercise}, and {name} or "*" (anything but '/',
 * ignored), such as "{id}_*_{exercise}.c". One .zip or .tar that is given
 * instead of a folder stands for the folder that it holds.
 *
 * Nothing is guessed. Two files for the same student and exercise are a problem
 * that names both, unless their bytes are the same; so is a file that cannot be
 * read, and an archive that is damaged, of which nothing counts. What belongs
 * to nobody is a note. Hidden files and __MACOSX are ignored.
 *
 * A file was handed in when it was last changed; one in a learner's archive,
 * when the archive was: its entries' times are theirs to choose. Of the same
 * bytes twice the earlier time counts. */
#ifndef CLASS_INTAKE_H
#define CLASS_INTAKE_H

#include "src/base/sha256.h"
#include "src/class/assignment.h"
#include "src/class/roster.h"

enum {
    INTAKE_FILE_MAX = 256 << 10,   /* bytes of a submission, as `check` */
    INTAKE_ARCHIVE_MAX = 64 << 20, /* bytes that one may unpack to */
    INTAKE_ENTRIES_MAX = 10000,    /* entries of one archive */
    INTAKE_DEPTH_MAX = 16,         /* folders below the one given */
    INTAKE_SUBMISSIONS_MAX = 100000,
};

struct intake_request {
    const char *const *dirs; /* folders, or archives */
    size_t ndirs;
    const struct assignment *assignment;
    const struct roster *roster; /* NULL: whoever handed something in */
    const char *names;           /* pattern, or NULL: what is recognised */
    const char *copies;          /* folder for copies: COPIES/ID/FILE */
};

/* One for each student of the roster (or found) and each exercise: students in
 * the roster's order, or by id; exercises in the assignment's. */
struct submission {
    const char *student; /* id */
    const char *exercise;
    const char *copy;        /* the file to grade; NULL: there is none */
    const char *source;      /* where it was: "w3/anna.zip: a/spsc_queue.c" */
    char sha256[SHA256_HEX]; /* of its bytes, in hexadecimal; "" without a copy
                              */
    int64_t handed_in;       /* last changed: seconds since 1970; 0: unknown */
    const char *problem; /* why there is no copy: "nothing was handed in", "a
                            symbolic link"; or NULL */
    bool missing;        /* nothing was handed in */
};

struct intake {
    const struct submission *list;
    size_t n;
    const struct student *students; /* of the roster, or found */
    size_t nstudents;
    const char *const
        *notes; /* for the instructor: files that belong to nobody,
                   students who are not in the roster, ... */
    size_t nnotes;
};

/* False: a folder that cannot be read, a pattern that makes no sense, a disk
 * that is full. What is wrong with one submission is its `problem`. */
bool intake(struct arena *a, const struct intake_request *req,
            struct intake *out, struct err *e) MUST_USE;

#endif
