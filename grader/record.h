/* What a test program reported over its channel; see harness/harness.c. */
#ifndef GRADER_RECORD_H
#define GRADER_RECORD_H

#include "src/base/file.h"

#include <stdint.h>

/* As harness.h has it. */
#define RECORD_PROTOCOL "TL_PROTOCOL 3\n"

enum {
    RECORD_NONCE_LEN = 32, /* hexadecimal digits */
    RECORD_SENT_LEN,       /* with the sign: a control, or not */
};

enum record_state {
    RECORD_NONE,
    RECORD_BEGAN,
    RECORD_PASSED,
    RECORD_FAILED,
    RECORD_CRASHED,
    RECORD_CONTROL, /* came to its end, and was told not to pass */
};

struct record {
    enum record_state state; /* the last one reported */
    bool forged; /* what was meant to be a record, and is not the harness's */
    bool stray;  /* other bytes */
    int line;    /* failed: in test.c */
    const char *message; /* failed: Check's; passed: what goes with it */
    int signal;          /* crashed */
    bool stack_overflow;
    uint64_t bias; /* what to take off the addresses */
    uint64_t *addresses;
    size_t naddresses;
};

/* What a test is sent: a number that the submission cannot guess, and whether
 * it is a control. There is room for the NUL. */
bool record_nonce(char sent[RECORD_SENT_LEN + 1], bool control,
                  struct err *e) MUST_USE;

void record_parse(struct arena *a, const struct text *text, const char *sent,
                  const char *id, struct record *out);

#endif
