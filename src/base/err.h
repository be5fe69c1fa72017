/* Why we could not do what was asked, as one line for a human.
 *
 * A function that can fail returns bool (or a pointer) and takes a
 * `struct err *` last. The cause is set where it happens, context is put in
 * front of it on the way up:
 *
 *     return err_set(e, "no such exercise: %s", name);
 *     return err_in(e, "lessons/%s.json", id);
 *
 * What a learner did wrong is never an err: it is a `struct finding`. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

struct err {
    char text[1024]; /* no newline at the end; cut when longer */
    bool lack;       /* of the machine: no input is at fault, and asking again
                        may help */
};

/* Replaces the text. Always returns false, so that it can be returned. */
bool err_set(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* As err_set, of what the machine lacks or took away. */
bool err_lack(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Says so of an error that is there. Always returns false. */
bool err_is_lack(struct err *e);

/* Puts "where: " in front of the text. Always returns false. */
bool err_in(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
