/* Any bytes as what a test program reports. The input begins behind an honest
 * record, or in front of one, as its first byte says: neither may make a pass
 * of what is none. */
#include "grader/record.h"

#include "tests/fuzz/fuzz.h"

static const char sent[] = "0123456789abcdef0123456789abcdef-";
static const char began[] =
    "0123456789abcdef0123456789abcdef began two-threads 0 0\n";

static void check(const struct record *r)
{
    must(r->state <= RECORD_CONTROL, "a state", NULL);
    must(r->naddresses <= 64, "as many addresses as the harness writes", NULL);
    must(r->state != RECORD_FAILED || r->message != NULL,
         "a failure has a message", NULL);
}

/* Whether bytes have no record in them: the number is nowhere. */
static bool has_number(const struct text *t)
{
    return memmem(t->data, t->len, sent, RECORD_NONCE_LEN) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct text alone = fuzz_text(a, data, size);
    struct text behind = {arena_alloc(a, sizeof began + size),
                          sizeof began - 1 + size};
    struct record r;

    record_parse(a, &alone, sent, "two-threads", &r);
    check(&r);
    if (!has_number(&alone)) {
        must((r.forged || r.stray) == (size > 0), "any other byte is seen",
             alone.data);
        must(r.state == RECORD_NONE, "and no state", alone.data);
    }
    memcpy(behind.data, began, sizeof began - 1);
    memcpy(behind.data + sizeof began - 1, data, size);
    record_parse(a, &behind, sent, "two-threads", &r);
    check(&r);
    if (!has_number(&alone))
        must(r.state == RECORD_BEGAN && (r.forged || r.stray) == (size > 0),
             "a test that began and then wrote something else", alone.data);
    record_parse(a, &alone, "ffffffffffffffffffffffffffffffff-", "two-threads",
                 &r);
    must(r.state == RECORD_NONE || memmem(data, size, "ffffffff", 8) != NULL,
         "another number is none", alone.data);
    arena_free(a);
    return 0;
}
