/* What a test program reported over its channel; see harness/harness.c. */
#ifndef GRADER_RECORD_H
#define GRADER_RECORD_H

#include "src/base/file.h"

#include <stdint.h>

enum { RECORD_NONCE_LEN = 32 }; /* hexadecimal digits */

enum record_state {
    RECORD_NONE,
    RECORD_BEGAN,
    RECORD_PASSED,
    RECORD_FAILED,
    RECORD_CRASHED,
};

struct record {
    enum record_state state; /* the last one reported */
    bool forged;             /* something else than the harness wrote, too */
    int line;                /* failed: in test.c */
    const char *message;     /* failed: Check's; passed: what goes with it */
    int signal;              /* crashed */
    bool stack_overflow;
    uint64_t bias; /* what to take off the addresses */
    uint64_t *addresses;
    size_t naddresses;
};

/* A number that the submission cannot guess; nonce has room for the NUL. */
bool record_nonce(char nonce[RECORD_NONCE_LEN + 1], struct err *e) MUST_USE;

void record_parse(struct arena *a, const struct text *text, const char *nonce,
                  const char *id, struct record *out);

#endif
