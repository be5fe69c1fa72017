/* The folder of results: who may work in it, and records that others made. */
#include "src/class/hold.h"

#include "tests/unit/class_test.h"

#include <signal.h>
#include <sys/wait.h>

Suite *suite(void);

static struct hold *take(long shard, long shards)
{
    struct hold *h = NULL;

    return hold_take(a, file_join(a, top, "out"), shard, shards, &h, &e) ? h
                                                                         : NULL;
}

/* ------------------------------------------------------------------ holding */

START_TEST(the_whole_is_for_one)
{
    struct hold *whole = take(1, 1);

    ck_assert_msg(whole != NULL, "%s", e.text);
    ck_assert_ptr_null(take(1, 1));
    ck_assert_ptr_nonnull(strstr(
        e.text, arena_printf(a, "is being graded already, by process %ld;",
                             (long)getpid())));
    ck_assert_ptr_null(take(1, 3));
    hold_drop(whole);
    whole = take(1, 1);
    ck_assert_ptr_nonnull(whole);
    hold_drop(whole);
    hold_drop(NULL);
}
END_TEST

START_TEST(parts_work_beside_each_other)
{
    struct hold *first = take(1, 3), *third = take(3, 3);

    ck_assert(first != NULL && third != NULL);
    ck_assert_ptr_null(take(1, 3));
    ck_assert_ptr_nonnull(strstr(e.text, "part 1 of 3 of "));
    ck_assert_ptr_null(take(1, 1)); /* the whole, while parts work */
    hold_drop(first);
    ck_assert_ptr_null(take(1, 1));
    first = take(1, 3);
    ck_assert_ptr_nonnull(first);
    hold_drop(first);
    hold_drop(third);
    struct hold *whole = take(1, 1);
    ck_assert_ptr_nonnull(whole);
    hold_drop(whole);
}
END_TEST

/* Killed, it leaves nothing that has to be cleared away. */
START_TEST(goes_with_its_process)
{
    int ready[2];
    char byte;

    ck_assert_int_eq(pipe(ready), 0);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        bool ok = take(1, 1) != NULL;
        ssize_t n = write(ready[1], ok ? "y" : "n", 1);
        for (;;)
            n += pause();
    }
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    ck_assert_int_eq(byte, 'y');
    ck_assert_ptr_null(take(1, 1));
    ck_assert_ptr_nonnull(
        strstr(e.text, arena_printf(a, "by process %ld;", (long)pid)));
    kill(pid, SIGKILL);
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
    struct hold *whole = take(1, 1);
    ck_assert_msg(whole != NULL, "%s", e.text);
    hold_drop(whole);
    close(ready[0]);
    close(ready[1]);
}
END_TEST

START_TEST(what_is_no_folder)
{
    struct hold *h;

    put_text(file_join(a, top, "file"), "x", 1);
    ck_assert(!hold_take(a, file_join(a, top, "file"), 1, 1, &h, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "/file"));
    /* A lock that leads elsewhere would be written through. */
    ck_assert(file_mkdirs(file_join(a, top, "out"), 0755, &e));
    ck_assert_int_eq(symlink("../file", file_join(a, top, "out/.lock")), 0);
    ck_assert_ptr_null(take(1, 1));
    ck_assert_ptr_nonnull(strstr(e.text, "cannot open"));
    struct text text = read_whole(file_join(a, top, "file"));
    ck_assert_str_eq(text.data, "x");
}
END_TEST

/* --------------------------------------------------------------- collecting */

static const char *ours, *theirs;

static void two_folders(void)
{
    ours = file_join(a, top, "ours");
    theirs = file_join(a, top, "theirs");
    ck_assert(file_mkdirs(ours, 0755, &e));
    hand_in(theirs, "anna", "bank", RECORD_PASSED);
}

static void collect(void)
{
    const char *const from[] = {theirs};

    ck_assert_msg(hold_collect(a, ours, from, 1, &e), "%s", e.text);
}

/* RECORD_OUTCOME_COUNT: there is none. */
static enum record_outcome outcome_of(const char *out, const char *student,
                                      const char *exercise)
{
    struct record r;

    return ledger_record(a, out, student, exercise, &r) ? r.outcome
                                                        : RECORD_OUTCOME_COUNT;
}

START_TEST(takes_what_is_missing)
{
    two_folders();
    hand_in(theirs, "ben", "once", RECORD_FAILED);
    collect();
    struct text here = read_whole(record_path(a, ours, "anna", "bank"));
    struct text there = read_whole(record_path(a, theirs, "anna", "bank"));
    ck_assert_str_eq(here.data, there.data);
    ck_assert_int_eq(outcome_of(ours, "ben", "once"), RECORD_FAILED);
}
END_TEST

START_TEST(keeps_what_is_good)
{
    static const enum record_outcome good[] = {
        RECORD_PASSED,   RECORD_FAILED,  RECORD_UNSURE,
        RECORD_TAMPERED, RECORD_MISSING, RECORD_UNREADABLE};

    two_folders();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        hand_in(ours, "anna", "bank", good[i]);
        collect();
        ck_assert_int_eq(outcome_of(ours, "anna", "bank"), good[i]);
    }
}
END_TEST

START_TEST(replaces_what_is_not)
{
    const char *path;

    two_folders();
    hand_in(ours, "anna", "bank", RECORD_INFRA_ERROR);
    collect();
    ck_assert_int_eq(outcome_of(ours, "anna", "bank"), RECORD_PASSED);
    path = record_path(a, ours, "anna", "bank");
    put_text(path, "{\"format\": 1", 12);
    collect();
    ck_assert_int_eq(outcome_of(ours, "anna", "bank"), RECORD_PASSED);
    hand_in(ours, "ben", "bank", RECORD_FAILED);
    struct text bens = read_whole(record_path(a, ours, "ben", "bank"));
    put_text(path, bens.data, bens.len); /* another's */
    collect();
    ck_assert_int_eq(outcome_of(ours, "anna", "bank"), RECORD_PASSED);
}
END_TEST

START_TEST(leaves_what_is_bad)
{
    two_folders();
    struct text annas = read_whole(record_path(a, theirs, "anna", "bank"));
    hand_in(theirs, "ben", "bank", RECORD_INFRA_ERROR);
    put_text(record_path(a, theirs, "ben", "once"), "{", 1);
    put_text(record_path(a, theirs, "cleo", "bank"), annas.data, annas.len);
    put_text(record_path(a, theirs, "anna", "once"), annas.data, annas.len);
    collect();
    ck_assert(!file_exists(record_path(a, ours, "ben", "bank")));
    ck_assert(!file_exists(record_path(a, ours, "ben", "once")));
    ck_assert(!file_exists(record_path(a, ours, "cleo", "bank")));
    ck_assert(!file_exists(record_path(a, ours, "anna", "once")));
    ck_assert_int_eq(outcome_of(ours, "anna", "bank"), RECORD_PASSED);
}
END_TEST

/* What a killed process leaves behind, and what never was ours. */
START_TEST(leaves_what_is_no_record)
{
    two_folders();
    struct text annas = read_whole(record_path(a, theirs, "anna", "bank"));
    const char *const other[] = {"verdicts/anna/bank.json.Qa3xZ1",
                                 "verdicts/anna/.json",
                                 "verdicts/anna/notes",
                                 "verdicts/.hidden/bank.json",
                                 "verdicts/a b/bank.json",
                                 "verdicts/file"};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        put_text(file_join(a, theirs, other[i]), annas.data, annas.len);
    collect();
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        ck_assert_msg(!file_exists(file_join(a, ours, other[i])), "%s",
                      other[i]);
}
END_TEST

START_TEST(of_several_the_first_that_is_good)
{
    const char *second = file_join(a, top, "second");
    const char *third = file_join(a, top, "third");

    two_folders();
    hand_in(theirs, "anna", "bank", RECORD_INFRA_ERROR);
    hand_in(second, "anna", "bank", RECORD_FAILED);
    hand_in(third, "anna", "bank", RECORD_PASSED);
    const char *const from[] = {theirs, second, third};
    ck_assert_msg(hold_collect(a, ours, from, 3, &e), "%s", e.text);
    ck_assert_int_eq(outcome_of(ours, "anna", "bank"), RECORD_FAILED);
}
END_TEST

START_TEST(a_folder_without_records)
{
    const char *const from[] = {file_join(a, top, "none")};

    two_folders();
    ck_assert(!hold_collect(a, ours, from, 1, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "--from "));
    ck_assert_ptr_nonnull(strstr(e.text, "/none"));
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("hold");

    ADD(the_whole_is_for_one);
    ADD(parts_work_beside_each_other);
    ADD(goes_with_its_process);
    ADD(what_is_no_folder);
    ADD(takes_what_is_missing);
    ADD(keeps_what_is_good);
    ADD(replaces_what_is_not);
    ADD(leaves_what_is_bad);
    ADD(leaves_what_is_no_record);
    ADD(of_several_the_first_that_is_good);
    ADD(a_folder_without_records);
    return s;
}
