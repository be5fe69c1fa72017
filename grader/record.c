/* Reading records. Every byte must be accounted for: the text is a sequence of
 * whole records with our number and our test's id, in the order that
 * harness.c's H3 gives, and nothing else.
 *
 * What else there is tells a mistake from an attempt. A program that writes to
 * a descriptor which it did not open leaves bytes of its own between records;
 * they are stray. Whatever has our number, or the form of a record, was meant
 * to be one. */
#include "grader/record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum {
    ADDRESSES_MAX = 64,  /* of a crash's stack, as in the harness */
    BODY_MAX = 64 << 10, /* more than what a pass reports */
};

static const char *const states[] = {
    [RECORD_BEGAN] = "began",     [RECORD_PASSED] = "passed",
    [RECORD_FAILED] = "failed",   [RECORD_CRASHED] = "crashed",
    [RECORD_CONTROL] = "control",
};

bool record_nonce(char sent[RECORD_SENT_LEN + 1], bool control, struct err *e)
{
    unsigned char bytes[RECORD_NONCE_LEN / 2];

    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return err_set(e, "no random numbers: %s", strerror(errno));
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(sent + 2 * i, 3, "%02x", bytes[i]);
    sent[RECORD_NONCE_LEN] = control ? 'c' : '-';
    sent[RECORD_SENT_LEN] = '\0';
    return true;
}

static void parse_crash(struct arena *a, const char *body, struct record *out)
{
    char *end;

    out->addresses = ARENA_ARRAY(a, uint64_t, ADDRESSES_MAX);
    out->naddresses = 0;
    out->signal = (int)strtoul(body, &end, 16);
    out->stack_overflow = strtoul(end, &end, 16) != 0;
    out->bias = strtoull(end, &end, 16);
    while (*end == ' ' && out->naddresses < ADDRESSES_MAX)
        out->addresses[out->naddresses++] = strtoull(end, &end, 16);
}

/* "Assertion 'x == 1' failed: x == 2, 1 == 1" without Check's decoration. */
static const char *plain_message(struct arena *a, const char *body)
{
    static const char head[] = "Assertion '";
    const char *end = strstr(body, "' failed");

    if (strncmp(body, head, sizeof head - 1) != 0 || end == NULL)
        return body;
    body += sizeof head - 1;
    const char *rest = end + strlen("' failed");
    const char *check = arena_strndup(a, body, (size_t)(end - body));
    if (strncmp(rest, ": ", 2) == 0)
        return arena_printf(a, "%s does not hold: %s", check, rest + 2);
    return arena_printf(a, "%s does not hold", check);
}

static enum record_state state_named(const char *name)
{
    for (int s = RECORD_BEGAN; s <= RECORD_CONTROL; s++) {
        if (strcmp(states[s], name) == 0)
            return (enum record_state)s;
    }
    return RECORD_NONE;
}

static bool may_follow(enum record_state now, enum record_state next)
{
    if (now == RECORD_NONE)
        return next == RECORD_BEGAN;
    if (now == RECORD_BEGAN)
        return next != RECORD_BEGAN && next != RECORD_NONE;
    return (now == RECORD_PASSED || now == RECORD_CONTROL) &&
           next == RECORD_CRASHED;
}

/* Reads the record at *at and moves on; false when it is not one of ours. */
static bool parse_one(struct arena *a, const char **at, const char *end,
                      const char *sent, const char *id, struct record *out)
{
    const char *line_end = memchr(*at, '\n', (size_t)(end - *at));
    char found[RECORD_NONCE_LEN + 1], kind[16], test[128];
    int line, n = 0;
    size_t length;

    if (line_end == NULL)
        return false;
    const char *head = arena_strndup(a, *at, (size_t)(line_end - *at));
    if (sscanf(head, "%32s %15s %127s %d %zu%n", found, kind, test, &line,
               &length, &n) != 5 ||
        head[n] != '\0' || strlen(found) != RECORD_NONCE_LEN ||
        strncmp(found, sent, RECORD_NONCE_LEN) != 0 || strcmp(test, id) != 0)
        return false;
    enum record_state state = state_named(kind);
    const char *body = line_end + 1;
    if (!may_follow(out->state, state) || length > BODY_MAX ||
        length > (size_t)(end - body))
        return false;
    body = arena_strndup(a, body, length);
    out->state = state;
    out->line = line;
    if (state == RECORD_FAILED)
        out->message = plain_message(a, body);
    if (state == RECORD_PASSED)
        out->message = body;
    if (state == RECORD_CRASHED)
        parse_crash(a, body, out);
    *at = line_end + 1 + length;
    return true;
}

/* Whether some line of it reads "WORD KIND WORD NUMBER NUMBER". */
static bool looks_like_records(struct arena *a, const char *at, const char *end)
{
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((line_end != NULL ? line_end : end) - at);
        char *line = arena_alloc(a, len + 1);
        char word[64], kind[16];
        int number;
        size_t length;

        memcpy(line, at, len);
        /* A NUL byte would hide what follows it. */
        for (const char *part = line; part < line + len;
             part += strlen(part) + 1) {
            if (sscanf(part, "%63s %15s %63s %d %zu", word, kind, word, &number,
                       &length) == 5 &&
                state_named(kind) != RECORD_NONE)
                return true;
        }
        at += len + 1;
    }
    return false;
}

/* Moves *at to the next of our records, over what is stray; false when that is
 * more than stray. */
static bool skip_stray(struct arena *a, const char **at, const char *end,
                       const char *sent, struct record *out)
{
    const char *from = *at;
    const char *next =
        memmem(from, (size_t)(end - from), sent, RECORD_NONCE_LEN);

    *at = next != NULL ? next : end;
    out->stray |= *at > from;
    return *at > from && !looks_like_records(a, from, *at);
}

void record_parse(struct arena *a, const struct text *text, const char *sent,
                  const char *id, struct record *out)
{
    const char *at = text->data, *end = text->data + text->len;

    *out = (struct record){0};
    while (at < end && !out->forged)
        out->forged = !parse_one(a, &at, end, sent, id, out) &&
                      !skip_stray(a, &at, end, sent, out);
}
