/* What the parts of the intake share; nobody else includes it.
 *
 * Paths are as in intake_names.h: what decides whose a file is. Sources are
 * what people read; they are fit to be shown (format_line). */
#ifndef CLASS_INTAKE_PARTS_H
#define CLASS_INTAKE_PARTS_H

#include "src/base/file.h"
#include "src/class/intake.h"
#include "src/class/intake_names.h"

#include <sys/stat.h>

enum {
    NOTES_MAX = 200,  /* more are counted, not kept: nobody reads them */
    SOURCE_MAX = 500, /* bytes of a source */
};

/* One student and exercise while files are found. */
struct slot {
    const char *source;
    const char *copy;    /* written; NULL with a problem */
    const char *problem; /* or NULL */
    const char *near;    /* a file whose name is nearly the right one */
    char sha256[SHA256_HEX];
    int64_t handed_in;
    bool seen; /* something was found for it */
    bool two;  /* and something else: neither counts */
};

/* Somebody who handed something in, or is in the roster. */
struct who {
    const char *id;
    bool stranger; /* not in the roster: has no slots */
    struct slot *slots;
    const char *trouble; /* a folder or an archive of theirs that could not be
                            read: what they handed in may be in there */
    const char *trouble_source;
};

struct taking {
    struct arena *a;
    const struct intake_request *req;
    struct names_rule *rule;
    struct who **list;
    size_t n, room;
    struct who **table; /* by id: open addressing, at most half full */
    size_t table_size;
    const char **ids; /* of the roster */
    const char **notes;
    size_t nnotes, notes_left_out;
    bool full;          /* INTAKE_SUBMISSIONS_MAX */
    struct stat own[2]; /* the folder of copies, and the one around it */
};

/* A file for a slot. */
struct handed {
    const char *source;
    const char *problem; /* or NULL */
    struct text text;    /* where there is no problem */
    int64_t changed;
};

/* intake_who.c */
void taking_note(struct taking *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
bool taking_students(struct taking *t, struct err *e) MUST_USE;
bool taking_knows(void *t, const char *id);
/* NULL, and a note, where it is nobody of the class. */
struct who *taking_who(struct taking *t, const char *id, const char *source);

/* intake_slots.c */
/* Whether the file is one that counts, and whose. Notes what is nobody's. */
bool taking_claim(struct taking *t, const char *path, const char *source,
                  struct who **who, size_t *exercise);
/* Whether a folder or an archive at the top may hold something that counts. */
bool taking_enter(struct taking *t, const char *path, const char *source);
/* Something that may hold what counts cannot be read. */
void taking_trouble(struct taking *t, const char *path, const char *source,
                    const char *problem);
/* Puts the file into its slot and copies it. False: it cannot be written. */
bool taking_offer(struct taking *t, struct who *who, size_t exercise,
                  const struct handed *h, struct err *e) MUST_USE;
/* Brings slots and copies to what they are to be in the end. */
bool taking_settle(struct taking *t, struct who *who, struct err *e) MUST_USE;

/* intake_walk.c */
/* Why it cannot be read: "a symbolic link"; NULL for a regular file. */
const char *taking_type(mode_t mode);
bool taking_walk(struct taking *t, const char *dir, struct err *e) MUST_USE;

/* intake_unpack.c */
/* An archive among what was handed in. */
bool taking_unpack(struct taking *t, int fd, const char *path,
                   const char *source, int64_t changed, struct err *e) MUST_USE;
/* One that stands for the folder of a class. */
bool taking_class_archive(struct taking *t, const char *dir,
                          struct err *e) MUST_USE;

#endif
