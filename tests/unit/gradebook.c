/* Ledger and gradebook: all records of a class, side by side. */
#include "src/class/gradebook.h"

#include "tests/unit/class_test.h"

Suite *suite(void);

enum { STUDENTS = 2, EXERCISES = 2 };

static const struct assigned two[EXERCISES] = {
    {.exercise = "bank", .file = "bank.c", .points = 10},
    {.exercise = "once", .file = "once.c", .points = 2.5},
};
static const struct assignment week = {
    .title = "W", .list = two, .n = EXERCISES};
static const struct student students[STUDENTS] = {
    {.id = "anna", .name = "Anna", .section = "1", .line = 2},
    {.id = "ben", .name = "=1+1", .line = 3},
};

#define TITLES                                                              \
    "id,name,section,bank outcome,bank points,bank late,once outcome,once " \
    "points,once late,total,max\n"

static const char *book_of(const char *out, size_t *bad)
{
    struct ledger l;
    struct buf text = BUF_INIT;

    ck_assert(ledger_load(a, out, &week, students, STUDENTS, &l, bad, &e));
    gradebook_csv(&l, &text);
    const char *book = buf_keep(a, &text);
    buf_free(&text);
    return book;
}

START_TEST(every_outcome)
{
    size_t bad;

    hand_in(top, "ben", "once", RECORD_INFRA_ERROR);
    hand_in(top, "anna", "once", RECORD_PASSED);
    hand_in(top, "anna", "bank", RECORD_FAILED);
    ck_assert_str_eq(book_of(top, &bad),
                     TITLES "anna,Anna,1,failed,0,0,passed,2.5,0,2.5,12.5\n"
                            "ben,'=1+1,,not graded,,0,infra-error,,0,,12.5\n");
    ck_assert_uint_eq(bad, 0);
    hand_in(top, "anna", "once", RECORD_TAMPERED);
    hand_in(top, "anna", "bank", RECORD_UNSURE);
    hand_in(top, "ben", "once", RECORD_UNREADABLE);
    hand_in(top, "ben", "bank", RECORD_MISSING);
    ck_assert_str_eq(book_of(top, &bad),
                     TITLES "anna,Anna,1,unsure,,0,tampered,,0,,12.5\n"
                            "ben,'=1+1,,missing,0,0,unreadable,0,0,0,12.5\n");
}
END_TEST

/* In whatever order, however long it took, and in whatever folder. */
START_TEST(the_same_bytes)
{
    const char *here = file_join(a, top, "here");
    const char *there = file_join(a, top, "there");
    struct verdict slow = verdict_of(NULL, 0);
    struct submission s = *handed_in();
    size_t bad;

    hand_in(here, "anna", "bank", RECORD_PASSED);
    hand_in(here, "anna", "once", RECORD_FAILED);
    hand_in(here, "ben", "bank", RECORD_FAILED);
    hand_in(here, "ben", "once", RECORD_MISSING);
    hand_in(there, "ben", "once", RECORD_MISSING);
    hand_in(there, "ben", "bank", RECORD_FAILED);
    hand_in(there, "anna", "once", RECORD_FAILED);
    slow.seconds = 77.7;
    slow.stages[STAGE_TESTS].seconds = 70;
    s.source = "/elsewhere/bank.c";
    put_record_in(there, &s, RECORD_PASSED, NULL, &slow);
    ck_assert_str_eq(book_of(here, &bad), book_of(there, &bad));
}
END_TEST

/* A ledger of one student and one exercise with these points. */
static const char *written(double points)
{
    const struct record r = {.outcome = RECORD_PASSED};
    const struct cell cell = {&r,
                              {.known = true, .points = points, .max = points}};
    const struct assignment one = {.list = two, .n = 1};
    const struct ledger l = {&one, students, 1, &cell};
    struct buf text = BUF_INIT;

    gradebook_csv(&l, &text);
    const char *line = strchr(buf_keep(a, &text), '\n') + 1;
    buf_free(&text);
    return line;
}

START_TEST(numbers)
{
    static const struct {
        double points;
        const char *text;
    } cases[] = {
        {0, "0"},         {0.1 + 0.2, "0.3"},   {2.5, "2.5"},
        {10, "10"},       {100, "100"},         {0.01, "0.01"},
        {33.33, "33.33"}, {7.10, "7.1"},        {1.005, "1"},
        {0.004, "0"},     {1000000, "1000000"}, {9.999, "10"},
        {120.5, "120.5"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(written(cases[i].points),
                         arena_printf(a, "anna,Anna,1,passed,%s,0,%s,%s\n",
                                      cases[i].text, cases[i].text,
                                      cases[i].text));
}
END_TEST

/* Names come from a file that others may write. */
START_TEST(names_are_text)
{
    static const struct {
        const char *name, *cell;
    } cases[] = {
        {"Berg, Anna", "\"Berg, Anna\""},
        {"=HYPERLINK(\"http://x\";\"y\")",
         "\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\""},
        {"+1", "'+1"},
        {"-1", "'-1"},
        {"@x", "'@x"},
        {"\t=1", "' =1"},
        {"a\nb", "\"a\nb\""},
        {"J\xC3\xB6rg", "J\xC3\xB6rg"},
    };
    const struct record r = {.outcome = RECORD_PASSED};
    const struct cell cell = {&r, {.known = true}};
    const struct assignment one = {.list = two, .n = 1};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct student who = {
            .id = "x", .name = cases[i].name, .section = cases[i].name};
        const struct ledger l = {&one, &who, 1, &cell};
        struct buf text = BUF_INIT;
        gradebook_csv(&l, &text);
        ck_assert_str_eq(strchr(text.data, '\n') + 1,
                         arena_printf(a, "x,%s,%s,passed,0,0,0,0\n",
                                      cases[i].cell, cases[i].cell));
        buf_free(&text);
    }
}
END_TEST

START_TEST(records_of_others_do_not_count)
{
    size_t bad;

    hand_in(top, "ben", "bank", RECORD_PASSED);
    struct text text = read_whole(record_path(a, top, "ben", "bank"));
    put_text(record_path(a, top, "anna", "bank"), text.data, text.len);
    put_text(record_path(a, top, "ben", "once"), text.data, text.len);
    const char *book = book_of(top, &bad);
    ck_assert_uint_eq(bad, 2);
    ck_assert_str_eq(book,
                     TITLES "anna,Anna,1,not graded,,0,not graded,,0,,12.5\n"
                            "ben,'=1+1,,passed,10,0,not graded,,0,,12.5\n");
}
END_TEST

START_TEST(damaged_ones_are_counted)
{
    size_t bad;

    hand_in(top, "anna", "bank", RECORD_PASSED);
    struct text text = read_whole(record_path(a, top, "anna", "bank"));
    put_text(record_path(a, top, "anna", "bank"), text.data, text.len / 2);
    put_text(record_path(a, top, "anna", "once"), "", 0);
    ck_assert(file_mkdirs(record_path(a, top, "ben", "bank"), 0755,
                          &e)); /* a folder */
    book_of(top, &bad);
    ck_assert_uint_eq(bad, 3);
}
END_TEST

START_TEST(a_ledger_is_short)
{
    struct ledger l;
    struct record whole;
    size_t bad;

    hand_in(top, "anna", "bank", RECORD_FAILED);
    ck_assert(ledger_load(a, top, &week, students, STUDENTS, &l, &bad, &e));
    const struct record *r = ledger_cell(&l, 0, 0)->record;
    ck_assert_ptr_null(ledger_cell(&l, 0, 1)->record);
    ck_assert_double_eq(ledger_cell(&l, 0, 1)->score.max, 2.5);
    ck_assert_str_eq(r->student, "anna");
    ck_assert_uint_eq(r->nstages, STAGE_COUNT);
    ck_assert_str_eq(r->stages[STAGE_SPEED].why, "the exercise has no bench");
    ck_assert_str_eq(r->findings[0].message, "no");
    ck_assert_ptr_null(r->findings[0].detail);
    ck_assert_ptr_null(r->findings[0].output);
    ck_assert_uint_eq(r->nlayers, 0);
    ck_assert(ledger_record(a, top, "anna", "bank", &whole));
    ck_assert_str_eq(whole.findings[0].detail, "long");
    ck_assert_uint_eq(whole.nlayers, 2);
    ck_assert(!ledger_record(a, top, "ben", "bank", &whole));
    ck_assert(!ledger_load(a, file_join(a, top, "none"), &week, students,
                           STUDENTS, &l, &bad, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "there is no folder"));
}
END_TEST

START_TEST(a_total_is_known_when_all_is)
{
    struct ledger l;
    size_t bad;

    hand_in(top, "anna", "bank", RECORD_PASSED);
    hand_in(top, "anna", "once", RECORD_PASSED);
    hand_in(top, "ben", "bank", RECORD_PASSED);
    ck_assert(ledger_load(a, top, &week, students, STUDENTS, &l, &bad, &e));
    struct score anna = ledger_total(&l, 0), ben = ledger_total(&l, 1);
    ck_assert(anna.known && !ben.known);
    ck_assert_double_eq(anna.points, 12.5);
    ck_assert_double_eq(ben.points, 10);
    ck_assert_double_eq(ben.max, 12.5);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("gradebook");

    ADD(every_outcome);
    ADD(the_same_bytes);
    ADD(numbers);
    ADD(names_are_text);
    ADD(records_of_others_do_not_count);
    ADD(damaged_ones_are_counted);
    ADD(a_ledger_is_short);
    ADD(a_total_is_known_when_all_is);
    return s;
}
