/* Judging answers: what is right, what is wrong and why, and what is no answer
 * at all. */
#include "src/course/quiz.h"

#include <check.h>
#include <string.h>

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

static const struct choice four[] = {
    {"a", true, NULL},
    {"b", false, "not b"},
    {"c", true, "why c"},
    {"d", false, "not d"},
};
static const size_t as_is[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

static struct judgement judged(const struct question *q, const size_t *order,
                               const char *typed)
{
    return quiz_judge(arena, q, order, typed);
}

/* The judgement, and its one explanation (NULL: none). */
static void expect(const struct question *q, const char *typed,
                   enum judged wanted, const char *because)
{
    struct judgement j = judged(q, as_is, typed);

    ck_assert_msg(j.judged == wanted, "\"%s\" was judged %d", typed, j.judged);
    ck_assert_msg(j.n == (because != NULL), "\"%s\": %zu lines", typed, j.n);
    if (because)
        ck_assert_str_eq(j.because[0], because);
}

static void unreadable(const struct question *q, const char *const *typed,
                       size_t n, const char *because)
{
    for (size_t i = 0; i < n; i++)
        expect(q, typed[i], JUDGED_UNREADABLE, because);
}
#define N(array) (sizeof(array) / sizeof(array)[0])

START_TEST(single)
{
    struct question q = {
        .ask = ASK_SINGLE, .choices = four, .nchoices = 2, .because = "yes"};

    expect(&q, "1", JUDGED_RIGHT, "yes");
    expect(&q, " A ", JUDGED_RIGHT, "yes");
    expect(&q, "1)", JUDGED_RIGHT, "yes");
    expect(&q, "1 1", JUDGED_RIGHT, "yes");
    expect(&q, "b.", JUDGED_WRONG, "not b");
    q.because = NULL;
    expect(&q, "1", JUDGED_RIGHT, NULL);
}
END_TEST

START_TEST(single_unreadable)
{
    struct question q = {.ask = ASK_SINGLE, .choices = four, .nchoices = 4};
    static const char *const bad[] = {
        "",         " ",   ",",    "0",
        "5",        "zz",  "-1",   "1 2",
        "ab",       "12",  "next", "1a",
        "e",        "1x",  "?",    "99999999999999999999",
        "\xc3\xa9", "and",
    };

    unreadable(&q, bad, N(bad), "Answer with one number from 1 to 4.");
}
END_TEST

START_TEST(the_place_on_the_screen_counts)
{
    struct question q = {.ask = ASK_SINGLE, .choices = four, .nchoices = 2};
    static const size_t swapped[] = {1, 0};

    ck_assert_int_eq(judged(&q, swapped, "2").judged, JUDGED_RIGHT);
    ck_assert_int_eq(judged(&q, swapped, "a").judged, JUDGED_WRONG);
}
END_TEST

START_TEST(several)
{
    struct question q = {
        .ask = ASK_SEVERAL, .choices = four, .nchoices = 4, .because = "both"};
    static const char *const right[] = {"1 3", "3,1",     "a, c", "13",
                                        "CA",  "1 and 3", "1;3",  "a 3"};

    for (size_t i = 0; i < N(right); i++) {
        struct judgement j = judged(&q, as_is, right[i]);
        ck_assert_msg(j.judged == JUDGED_RIGHT, "%s", right[i]);
        ck_assert_uint_eq(j.n, 2);
        ck_assert_str_eq(j.because[0], "why c");
        ck_assert_str_eq(j.because[1], "both");
    }
    expect(&q, "1", JUDGED_WRONG, "There is at least one more.");
    expect(&q, "1 2 3", JUDGED_WRONG, "not b");
    struct judgement j = judged(&q, as_is, "2 4 1");
    ck_assert_int_eq(j.judged, JUDGED_WRONG);
    ck_assert_uint_eq(j.n, 3);
    ck_assert_str_eq(j.because[0], "not b");
    ck_assert_str_eq(j.because[1], "not d");
    ck_assert_str_eq(j.because[2], "There is at least one more.");
    static const char *const bad[] = {"", "5", "1 5", "xyz", "1-3"};
    unreadable(&q, bad, N(bad),
               "Answer with numbers from 1 to 4, such as `1 2`.");
}
END_TEST

START_TEST(twelve_choices)
{
    struct choice many[12];
    struct question q = {.ask = ASK_SINGLE, .choices = many, .nchoices = 12};

    for (size_t i = 0; i < 12; i++)
        many[i] = (struct choice){"x", i == 11, "no"};
    many[11].because = NULL;
    expect(&q, "12", JUDGED_RIGHT, NULL);
    expect(&q, "l", JUDGED_RIGHT, NULL);
    expect(&q, "1", JUDGED_WRONG, "no");
    expect(&q, "13", JUDGED_UNREADABLE, "Answer with one number from 1 to 12.");
}
END_TEST

static const char *const abc[] = {"lock", "add", "unlock"};

START_TEST(lines_in_order)
{
    struct question q = {
        .ask = ASK_ORDER, .lines = abc, .nlines = 3, .because = "so"};
    static const size_t shown[] = {1, 2, 0}; /* add, unlock, lock */
    static const char *const right[] = {"3 1 2", "3,1,2", "312", "cab",
                                        "C A B"};

    for (size_t i = 0; i < N(right); i++) {
        struct judgement j = judged(&q, shown, right[i]);
        ck_assert_msg(j.judged == JUDGED_RIGHT, "%s", right[i]);
        ck_assert_str_eq(j.because[0], "so");
    }
    expect(&q, "132", JUDGED_WRONG,
           "Right up to line 1; then another one follows.");
    expect(&q, "213", JUDGED_WRONG, "Another line comes first.");
    static const char *const bad[] = {"",        "1 2", "1 1 2",
                                      "1 2 3 3", "124", "zz"};
    unreadable(&q, bad, N(bad),
               "Answer with the numbers 1 to 3, each once, in the right "
               "order.");
}
END_TEST

START_TEST(equal_lines_may_change_places)
{
    static const char *const lines[] = {"x", "y", "x"};
    struct question q = {.ask = ASK_ORDER, .lines = lines, .nlines = 3};

    expect(&q, "123", JUDGED_RIGHT, NULL);
    expect(&q, "321", JUDGED_RIGHT, NULL);
    expect(&q, "132", JUDGED_WRONG,
           "Right up to line 1; then another one follows.");
}
END_TEST

START_TEST(numbers)
{
    static const struct wrong_answer wrong[] = {{1024, NULL, "a slot is kept"}};
    struct question q = {.ask = ASK_NUMBER,
                         .number = 1000,
                         .tolerance = 5,
                         .unit = "ns",
                         .wrong = wrong,
                         .nwrong = 1,
                         .because = "yes"};
    static const char *const right[] = {
        "1000",   "1e3",     "1,000",    "1000 ns", "1000ns", " 1000NS",
        "+1000.", "1000,00", "`1000`\n", "1005",    "995"};

    for (size_t i = 0; i < N(right); i++)
        expect(&q, right[i], JUDGED_RIGHT, "yes");
    expect(&q, "1024", JUDGED_WRONG, "a slot is kept");
    expect(&q, "1006", JUDGED_WRONG, "That is too large.");
    expect(&q, "994.9", JUDGED_WRONG, "That is too small.");
    expect(&q, "-1,000", JUDGED_WRONG, "That is too small.");
    static const char *const bad[] = {
        "",    "ns",    "a thousand", "0x3e8",    "1 us", "1,0,0",    "nan",
        "inf", "1e999", "10-00",      "1,00,000", ",",    "1000 nsns"};
    unreadable(&q, bad, N(bad), "Answer with a number, in ns.");
}
END_TEST

START_TEST(decimal_fractions)
{
    struct question q = {.ask = ASK_NUMBER, .number = 0.3};

    expect(&q, "0.3", JUDGED_RIGHT, NULL);
    expect(&q, "0,3", JUDGED_RIGHT, NULL);
    expect(&q, ".3", JUDGED_RIGHT, NULL);
    expect(&q, "0.300000000000001", JUDGED_RIGHT, NULL);
    expect(&q, "0.3001", JUDGED_WRONG, "That is too large.");
    expect(&q, "0,125", JUDGED_WRONG, "That is too small.");
    expect(&q, "x", JUDGED_UNREADABLE, "Answer with a number.");
}
END_TEST

START_TEST(texts)
{
    static const char *const answers[] = {"data race", "Race"};
    static const struct wrong_answer wrong[] = {
        {0, "`deadlock`", "none waits"}};
    struct question q = {.ask = ASK_TEXT,
                         .answers = answers,
                         .nanswers = 2,
                         .wrong = wrong,
                         .nwrong = 1,
                         .because = "yes"};

    expect(&q, "data race", JUDGED_RIGHT, "yes");
    expect(&q, "  DATA \t Race\n", JUDGED_RIGHT, "yes");
    expect(&q, "`data` race", JUDGED_RIGHT, "yes");
    expect(&q, "race", JUDGED_RIGHT, "yes");
    expect(&q, "Deadlock", JUDGED_WRONG, "none waits");
    expect(&q, "data", JUDGED_WRONG, "Something else is meant.");
    expect(&q, "datarace", JUDGED_WRONG, "Something else is meant.");
    static const char *const bad[] = {"", "  ", "``", " ` ` "};
    unreadable(&q, bad, N(bad), "Answer with a word or two.");
}
END_TEST

START_TEST(the_shuffle_is_reproducible)
{
    struct question q = {.ask = ASK_SINGLE, .choices = four, .nchoices = 4};
    size_t *a, *b, moved = 0;

    for (uint64_t seed = 0; seed < 20; seed++) {
        ck_assert_uint_eq(quiz_order(arena, &q, seed, &a), 4);
        ck_assert_uint_eq(quiz_order(arena, &q, seed, &b), 4);
        ck_assert_mem_eq(a, b, 4 * sizeof *a);
        moved += memcmp(a, as_is, 4 * sizeof *a) != 0;
    }
    ck_assert_uint_gt(moved, 10);
    q = (struct question){.ask = ASK_NUMBER};
    ck_assert_uint_eq(quiz_order(arena, &q, 1, &a), 0);
}
END_TEST

/* True when the lines, read as they are shown, are in their right order. */
static bool looks_right(const struct question *q, const size_t *order)
{
    for (size_t i = 0; i < q->nlines; i++)
        if (strcmp(q->lines[order[i]], q->lines[i]) != 0)
            return false;
    return true;
}

START_TEST(the_right_order_is_never_shown)
{
    static const char *const mixed[] = {"x", "x", "y", "x", "x"};
    const struct question questions[] = {
        {.ask = ASK_ORDER, .lines = abc, .nlines = 2},
        {.ask = ASK_ORDER, .lines = abc, .nlines = 3},
        {.ask = ASK_ORDER, .lines = mixed, .nlines = 5},
    };
    for (size_t i = 0; i < N(questions); i++) {
        for (uint64_t seed = 0; seed < 300; seed++) {
            const struct question *q = &questions[i];
            bool seen[5] = {false};
            size_t *order;
            size_t n = quiz_order(arena, q, seed, &order);
            for (size_t k = 0; k < n; k++)
                seen[order[k]] = true;
            for (size_t k = 0; k < n; k++)
                if (!seen[k] || n != q->nlines)
                    ck_abort_msg("no permutation, seed %d", (int)seed);
            if (looks_right(q, order))
                ck_abort_msg("shown in order, seed %d", (int)seed);
        }
    }
}
END_TEST

START_TEST(long_answers_are_no_trouble)
{
    const struct question questions[] = {
        {.ask = ASK_SEVERAL, .choices = four, .nchoices = 4},
        {.ask = ASK_ORDER, .lines = abc, .nlines = 3},
        {.ask = ASK_NUMBER, .unit = "1"},
    };
    char typed[10000];

    memset(typed, '1', sizeof typed - 1);
    typed[sizeof typed - 1] = '\0';
    for (size_t i = 0; i < N(questions); i++)
        ck_assert_int_eq(judged(&questions[i], as_is, typed).judged,
                         JUDGED_UNREADABLE);
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *t = tcase_create(name);

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, test);
    suite_add_tcase(s, t);
}
#define ADD(s, test) add((s), #test, test)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("quiz");

    ADD(s, single);
    ADD(s, single_unreadable);
    ADD(s, the_place_on_the_screen_counts);
    ADD(s, several);
    ADD(s, twelve_choices);
    ADD(s, lines_in_order);
    ADD(s, equal_lines_may_change_places);
    ADD(s, numbers);
    ADD(s, decimal_fractions);
    ADD(s, texts);
    ADD(s, the_shuffle_is_reproducible);
    ADD(s, the_right_order_is_never_shown);
    ADD(s, long_answers_are_no_trouble);
    return s;
}
