/* What a test program wrote to its channel: records, a mistake, or an attempt
 * at records. */
#include "grader/record.h"

#include <check.h>
#include <string.h>

Suite *suite(void);

#define NONCE "00112233445566778899aabbccddeeff"
#define BEGAN NONCE " began one 0 0\n"
#define PASSED NONCE " passed one 0 0\n"

static const char sent[] = NONCE "-";

/* `len` counts NUL bytes, too. */
static struct record parsed(struct arena *a, const char *text, size_t len)
{
    const struct text got = {(char *)text, len};
    struct record record;

    record_parse(a, &got, sent, "one", &record);
    return record;
}

static const struct {
    const char *text;
    size_t len;
    bool forged, stray;
    enum record_state state;
} cases[] = {
#define CASE(text, ...)                     \
    {                                       \
        text, sizeof(text) - 1, __VA_ARGS__ \
    }
    CASE("", false, false, RECORD_NONE),
    CASE(BEGAN, false, false, RECORD_BEGAN),
    CASE(BEGAN PASSED, false, false, RECORD_PASSED),
    CASE(BEGAN NONCE " failed one 12 4\nsad!", false, false, RECORD_FAILED),
    /* A mistake; the harness's own words are still found behind it. */
    CASE(BEGAN "hello\n" PASSED, false, true, RECORD_PASSED),
    CASE(BEGAN "\0\1\2\377" PASSED, false, true, RECORD_PASSED),
    CASE(BEGAN PASSED "42", false, true, RECORD_PASSED),
    CASE("hello", false, true, RECORD_NONE),
    CASE(BEGAN "all tests passed 1 0\n", false, true, RECORD_BEGAN),
    CASE(BEGAN NONCE " failed one 12 4\nsad!!", false, true, RECORD_FAILED),
    /* Attempts: another number, our number twice, half a record, one hidden
     * behind a NUL byte, another test's, one too long for what follows. */
    CASE(BEGAN "ffeeddccbbaa99887766554433221100 passed one 0 0\n", true, true,
         RECORD_BEGAN),
    CASE(BEGAN "x passed one 0 0\n" PASSED, true, true, RECORD_BEGAN),
    CASE(BEGAN PASSED PASSED, true, false, RECORD_PASSED),
    CASE(PASSED, true, false, RECORD_NONE),
    CASE(BEGAN "hello\n" PASSED PASSED, true, true, RECORD_PASSED),
    CASE(BEGAN NONCE " pass", true, false, RECORD_BEGAN),
    CASE(BEGAN "a\0b passed one 0 0\n", true, true, RECORD_BEGAN),
    CASE(BEGAN NONCE " passed two 0 0\n", true, false, RECORD_BEGAN),
    CASE(BEGAN NONCE " passed one 0 99\n", true, false, RECORD_BEGAN),
#undef CASE
};

START_TEST(tells_mistakes_from_attempts)
{
    struct arena *a = arena_new();
    struct record r = parsed(a, cases[_i].text, cases[_i].len);

    ck_assert_msg(r.forged == cases[_i].forged && r.stray == cases[_i].stray &&
                      r.state == cases[_i].state,
                  "%s: forged %d, stray %d, state %d", cases[_i].text, r.forged,
                  r.stray, (int)r.state);
    arena_free(a);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("channel");
    TCase *t = tcase_create("channel");

    tcase_add_loop_test(t, tells_mistakes_from_attempts, 0,
                        sizeof cases / sizeof *cases);
    suite_add_tcase(s, t);
    return s;
}
