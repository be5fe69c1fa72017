/* What a class gets: which files are written, which stay, which go. */
#include "src/class/publish.h"

#include "grader/exercise.h"
#include "tests/unit/class_test.h"

#include <sys/stat.h>

Suite *suite(void);

static const char *const rungs[] = {"where", "why", "what"};
static const struct hints ladder = {.rungs = rungs, .nrungs = 3};
static const struct exercise bank = {
    .name = "bank", .title = "A bank", .hints = &ladder, .nhints = 1};
static const struct exercise *const exercises[] = {&bank};
static const struct assigned list[] = {
    {.exercise = "bank", .file = "bank.c", .points = 10}};
static const struct assignment week = {
    .title = "W", .list = list, .n = 1, .shown = {.findings = true}};
static const struct student students[] = {
    {.id = "anna"}, {.id = "ben"}, {.id = "be"}, {.id = "cleo.md"}};
static const struct report_facts facts = {.exercises = exercises};

static struct publish_result result;

/* The first n students. */
static void write_all(size_t n, const struct format *const *chosen)
{
    static const struct format *const none[] = {NULL};
    const struct publish_request req = {
        .out = top,
        .assignment = &week,
        .students = students,
        .nstudents = n,
        .facts = &facts,
        .style = "p {}",
        .formats = chosen != NULL ? chosen : none,
    };

    ck_assert_msg(publish(a, &req, &result, &e), "%s", e.text);
}

static bool is_there(const char *name)
{
    return file_exists(file_join(a, top, name));
}

static ino_t inode(const char *name)
{
    struct stat st;

    ck_assert_int_eq(stat(file_join(a, top, name), &st), 0);
    return st.st_ino;
}

START_TEST(everybody_has_pages)
{
    hand_in(top, "anna", "bank", RECORD_PASSED);
    hand_in(top, "ben", "bank", RECORD_FAILED);
    write_all(3, NULL);
    ck_assert(is_there("feedback/anna.md") && is_there("feedback/anna.html"));
    ck_assert(is_there("feedback/be.md") && is_there("feedback/be.html"));
    ck_assert(is_there("gradebook.csv") && is_there("report.md") &&
              is_there("report.html"));
    ck_assert_uint_eq(result.outcomes[RECORD_PASSED], 1);
    ck_assert_uint_eq(result.outcomes[RECORD_FAILED], 1);
    ck_assert_uint_eq(result.unknown, 1);
}
END_TEST

START_TEST(who_left_has_none)
{
    write_all(4, NULL);
    ck_assert(is_there("feedback/cleo.md.md"));
    write_all(3, NULL);
    ck_assert(!is_there("feedback/cleo.md.md"));
    ck_assert(!is_there("feedback/cleo.md.html"));
    ck_assert(is_there("feedback/be.md") && is_there("feedback/ben.html"));
    write_all(1, NULL);
    ck_assert(!is_there("feedback/ben.md") && !is_there("feedback/be.html"));
    ck_assert(is_there("feedback/anna.md"));
    write_all(0, NULL);
    ck_assert(!is_there("feedback/anna.md"));
}
END_TEST

START_TEST(other_files_stay)
{
    static const char *const names[] = {
        "feedback/notes.txt", "feedback/README", "feedback/.htaccess",
        "feedback/my page.html", "feedback/old.md/x"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        put_text(file_join(a, top, names[i]), "x", 1);
    write_all(2, NULL);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ck_assert_msg(is_there(names[i]), "%s", names[i]);
}
END_TEST

START_TEST(what_is_the_same_is_not_written)
{
    static const char *const names[] = {
        "feedback/anna.md", "feedback/anna.html", "feedback/ben.md",
        "gradebook.csv",    "report.md",          "report.html"};
    ino_t before[sizeof names / sizeof *names];
    const size_t n = sizeof names / sizeof *names;

    hand_in(top, "anna", "bank", RECORD_PASSED);
    hand_in(top, "ben", "bank", RECORD_FAILED);
    write_all(2, NULL);
    for (size_t i = 0; i < n; i++)
        before[i] = inode(names[i]);
    write_all(2, NULL);
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(inode(names[i]) == before[i], "%s", names[i]);
    hand_in(top, "ben", "bank", RECORD_PASSED);
    write_all(2, NULL);
    ck_assert(inode("feedback/anna.md") == before[0]);
    ck_assert(inode("feedback/anna.html") == before[1]);
    ck_assert(inode("feedback/ben.md") != before[2]);
    ck_assert(inode("gradebook.csv") != before[3]);
}
END_TEST

/* A page that is a link would be written elsewhere. */
START_TEST(links_are_replaced)
{
    const char *page = file_join(a, top, "feedback/anna.md");
    struct stat st;

    write_all(1, NULL);
    put_text(file_join(a, top, "secret"), "secret", 6);
    ck_assert_int_eq(unlink(page), 0);
    ck_assert_int_eq(symlink("../secret", page), 0);
    write_all(1, NULL);
    ck_assert_int_eq(lstat(page, &st), 0);
    ck_assert(S_ISREG(st.st_mode));
    ck_assert_str_eq(read_whole(file_join(a, top, "secret")).data, "secret");
}
END_TEST

START_TEST(formats_that_are_asked_for)
{
    const struct format *const chosen[] = {format_find("gradescope"),
                                           format_find("tap"), NULL};

    hand_in(top, "anna", "bank", RECORD_PASSED);
    write_all(2, chosen);
    ck_assert(is_there("formats/gradescope/anna/results.json"));
    ck_assert(is_there("formats/tap/anna/results.tap"));
    ck_assert(is_there("formats/tap/ben/results.tap"));
    ck_assert(!is_there("formats/junit"));
}
END_TEST

START_TEST(a_page_that_cannot_be_written)
{
    static const struct format *const none[] = {NULL};
    const struct publish_request req = {
        .out = top,
        .assignment = &week,
        .students = students,
        .nstudents = 1,
        .facts = &facts,
        .style = "",
        .formats = none,
    };

    put_text(file_join(a, top, "feedback/anna.md/x"), "x", 1);
    ck_assert(!publish(a, &req, &result, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "feedback/anna.md"));
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("publish");

    ADD(everybody_has_pages);
    ADD(who_left_has_none);
    ADD(other_files_stay);
    ADD(what_is_the_same_is_not_written);
    ADD(links_are_replaced);
    ADD(formats_that_are_asked_for);
    ADD(a_page_that_cannot_be_written);
    return s;
}
