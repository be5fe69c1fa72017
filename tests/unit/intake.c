/* What a class hands in, in folders. */
#include "tests/unit/intake_test.h"

#include <sys/resource.h>
#include <time.h>

Suite *suite(void);

START_TEST(a_folder_for_each_student)
{
    struct timespec when[2] = {{.tv_sec = 1700000000}, {.tv_sec = 1700000000}};

    put("w3/anna/queue.c", "abc");
    put("w3/anna/src/deep/er/lock.c", "int l;\n");
    put("w3/anna/helper.c", "int h;\n");
    put("w3/Bob/queue.c", "");
    ck_assert_int_eq(utimensat(AT_FDCWD, at("w3/anna/queue.c"), when, 0), 0);
    take();
    has("anna", "queue", "abc", "w3/anna/queue.c");
    has("anna", "lock", "int l;\n", "w3/anna/src/deep/er/lock.c");
    has("Bob", "queue", "", "w3/Bob/queue.c");
    lacks("Bob", "lock");
    lacks("zoe", "queue");
    ck_assert_str_eq(of("anna", "queue")->sha256,
                     "ba7816bf8f01cfea414140de5dae2223"
                     "b00361a396177a9cb410ff61f20015ad");
    ck_assert_int_eq(of("anna", "queue")->handed_in, 1700000000);
    ck_assert_uint_eq(got.nnotes, 0);
    /* The roster's order, the assignment's order. */
    ck_assert_str_eq(got.list[0].student, "zoe");
    ck_assert_str_eq(got.list[2].student, "anna");
    ck_assert_str_eq(got.list[3].exercise, "lock");
}
END_TEST

START_TEST(a_file_for_each)
{
    put("w3/anna_queue.c", "1");
    put("w3/anna_lock.c", "2");
    put("w3/Bob_queue.c", "3");
    put("w3/zoe.c", "4");
    put("w3/README.md", "5");
    put("w3/queue.c", "6");
    take();
    has("anna", "queue", "1", "w3/anna_queue.c");
    has("anna", "lock", "2", "w3/anna_lock.c");
    has("Bob", "queue", "3", "w3/Bob_queue.c");
    lacks("zoe", "queue");
    notes("w3/zoe.c belongs to nobody");
    notes("w3/README.md belongs to nobody");
    notes("w3/queue.c belongs to nobody");

    req.assignment = &in_one;
    take();
    has("zoe", "queue", "4", "w3/zoe.c");
    has("anna", "queue", "1", "w3/anna_queue.c");
}
END_TEST

START_TEST(whoever_handed_in)
{
    req.roster = NULL;
    put("w3/b/queue.c", "1");
    put("w3/c_lock.c", "2");
    put("w3/a/notes.txt", "3");
    take();
    ck_assert_uint_eq(got.nstudents, 3);
    ck_assert_str_eq(got.students[0].id, "a");
    ck_assert_int_eq(got.students[0].line, 0);
    has("b", "queue", "1", "w3/b/queue.c");
    has("c", "lock", "2", "w3/c_lock.c");
    lacks("a", "queue");
}
END_TEST

START_TEST(nothing_at_all)
{
    take();
    ck_assert_uint_eq(got.n, 6);
    lacks("anna", "queue");
    req.roster = NULL;
    take();
    ck_assert_uint_eq(got.n, 0);
    ck_assert_uint_eq(got.nstudents, 0);
}
END_TEST

START_TEST(people_who_are_not_in_the_roster)
{
    put("w3/Anna/queue.c", "1");
    put("w3/Anna/lock.c", "1");
    put("w3/bob_queue.c", "2");
    put("w3/mallory/queue.c", "3");
    put("w3/Anna Li/queue.c", "4");
    take();
    lacks("anna", "queue");
    lacks("Bob", "queue");
    notes("\"Anna\"; is \"anna\" meant?");
    notes("\"bob\"; is \"Bob\" meant?");
    notes("\"mallory\"; it was not graded");
    notes("w3/Anna Li belongs to nobody");
    ck_assert_uint_eq(got.nnotes, 4);
}
END_TEST

START_TEST(names_that_are_nearly_right)
{
    put("w3/anna/Queue.c", "1");
    put("w3/anna/queue.h", "1");
    put("w3/Bob/queue (1).c", "2");
    put("w3/zoe/queue.c", "3");
    put("w3/zoe/queue2.c", "4");
    take();
    lacks("anna", "queue");
    notes("w3/anna/Queue.c was not graded; is it meant to be queue.c?");
    has("zoe", "queue", "3", "w3/zoe/queue.c");
    ck_assert(!noted("queue2.c"));
    ck_assert(!noted("queue.h"));
}
END_TEST

START_TEST(two_files)
{
    put("w3/anna/queue.c", "1");
    put("w3/anna/old/queue.c", "2");
    put("w3/anna/lock.c", "same");
    put("w3/anna/old/lock.c", "same");
    put("w3/Bob/queue.c", "1");
    put("w3/Bob_queue.c", "2");
    put("w3/zoe/a/queue.c", "1");
    put("w3/zoe/b/queue.c", "2");
    put("w3/zoe/c/queue.c", "1");
    take();
    fails("anna", "queue", "w3/anna/old/queue.c");
    fails("anna", "queue", "w3/anna/queue.c");
    has("anna", "lock", "same", "w3/anna/lock.c");
    fails("Bob", "queue", "w3/Bob/queue.c");
    fails("Bob", "queue", "w3/Bob_queue.c");
    fails("zoe", "queue", "w3/zoe/b/queue.c");
}
END_TEST

START_TEST(a_file_and_what_is_none)
{
    put("w3/anna/queue.c", "1");
    put("w3/anna/x/y", "");
    ck_assert_int_eq(symlink("/etc/passwd", at("w3/anna/x/queue.c")), 0);
    take();
    fails("anna", "queue", "w3/anna/x/queue.c");
}
END_TEST

START_TEST(several_folders)
{
    struct timespec early[2] = {{.tv_sec = 1600000000}, {.tv_sec = 1600000000}};

    req.ndirs = 2;
    put("w3/anna/queue.c", "1");
    put("w4/anna/lock.c", "2");
    put("w3/Bob/queue.c", "same");
    put("w4/Bob/queue.c", "same");
    put("w3/zoe/queue.c", "1");
    put("w4/zoe/queue.c", "2");
    ck_assert_int_eq(utimensat(AT_FDCWD, at("w4/Bob/queue.c"), early, 0), 0);
    take();
    has("anna", "queue", "1", "w3/anna/queue.c");
    has("anna", "lock", "2", "w4/anna/lock.c");
    has("Bob", "queue", "same", "w3/Bob/queue.c");
    ck_assert_int_eq(of("Bob", "queue")->handed_in, 1600000000);
    fails("zoe", "queue", "w4/zoe/queue.c");
}
END_TEST

START_TEST(litter_is_ignored)
{
    put("w3/anna/queue.c", "1");
    put("w3/anna/._queue.c", "2");
    put("w3/anna/__MACOSX/queue.c", "3");
    put("w3/anna/.git/queue.c", "4");
    put("w3/.DS_Store", "5");
    put("w3/__MACOSX/anna/queue.c", "6");
    take();
    has("anna", "queue", "1", "w3/anna/queue.c");
    ck_assert_uint_eq(got.nnotes, 0);
}
END_TEST

START_TEST(by_a_pattern)
{
    req.names = "{name}_{id}_assignsubmission_file/{exercise}.c";
    put("w3/Anna Li_anna_assignsubmission_file/queue.c", "1");
    put("w3/B_bob_assignsubmission_file/queue.c", "2");
    put("w3/Z_zoe_assignsubmission_file/main.c", "2");
    put("w3/README", "3");
    take();
    has("anna", "queue", "1", "w3/Anna Li_anna_assignsubmission_file/queue.c");
    notes("\"bob\"; is \"Bob\" meant?");
    notes("w3/README belongs to nobody");
    ck_assert_uint_eq(got.nnotes, 2);
    ck_assert_int_eq(symlink("/", at("w3/Z_zoe_assignsubmission_file/queue.c")),
                     0);
    take();
    fails("zoe", "queue", "a symbolic link");

    req.names = "{exercise}.c";
    refuse("the pattern \"{exercise}.c\": {id}");
}
END_TEST

/* When and as what a copy was last written. */
static struct stat stat_of(const char *student, const char *exercise)
{
    struct stat st;

    ck_assert_int_eq(lstat(of(student, exercise)->copy, &st), 0);
    return st;
}

START_TEST(again)
{
    put("w3/anna/queue.c", "1");
    put("w3/Bob/queue.c", "1");
    put("w3/zoe/queue.c", "1");
    take();
    struct stat anna = stat_of("anna", "queue"), bob = stat_of("Bob", "queue");
    put("w3/Bob/queue.c", "2");
    ck_assert_int_eq(unlink(at("w3/zoe/queue.c")), 0);
    take();
    struct stat anna2 = stat_of("anna", "queue"),
                bob2 = stat_of("Bob", "queue");
    ck_assert_uint_eq(anna.st_ino, anna2.st_ino);
    ck_assert(memcmp(&anna.st_ctim, &anna2.st_ctim, sizeof anna.st_ctim) == 0);
    ck_assert(memcmp(&bob.st_ctim, &bob2.st_ctim, sizeof bob.st_ctim) != 0);
    has("Bob", "queue", "2", "w3/Bob/queue.c");
    lacks("zoe", "queue");
    put("w3/anna/x/queue.c", "2");
    take();
    fails("anna", "queue", "there are two");
}
END_TEST

START_TEST(results_among_what_was_handed_in)
{
    req.roster = NULL;
    req.copies = at("w3/out/submissions");
    strcpy(top_copies, req.copies);
    put("w3/anna/queue.c", "1");
    put("w3/out/feedback/queue.c", "2");
    for (int i = 0; i < 2; i++) {
        take();
        ck_assert_uint_eq(got.nstudents, 1);
        has("anna", "queue", "1", "w3/anna/queue.c");
    }
}
END_TEST

START_TEST(what_cannot_be_graded_at_all)
{
    static const struct assigned bad[] = {{.exercise = "x", .file = "../x.c"}};
    static const struct assignment as = {.list = bad, .n = 1};

    req.ndirs = 2;
    refuse("w4");
    put("w4", "no folder");
    refuse("w4 is no folder");
    req.ndirs = 1;
    req.copies = at("w4/submissions");
    refuse("w4: that name is taken");
    req.assignment = &as;
    refuse("\"../x.c\"");
}
END_TEST

/* In KB, at the most so far. */
static long memory(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* 1,000 files of 100 KB; the list is all that stays. */
START_TEST(a_large_class)
{
    enum { CLASS = 1000, MOST = 20 << 10 };
    char *text = memset(arena_alloc(a, 100 << 10), 'x', (100 << 10) - 1);

    req.roster = NULL;
    for (int i = 0; i < CLASS; i++) {
        int fd = open(at(arena_printf(a, "w3/s%04d_queue.c", i)),
                      O_WRONLY | O_CREAT, 0644);
        ck_assert_int_eq(write(fd, text, 100 << 10), 100 << 10);
        close(fd);
    }
    long before = memory();
    take();
#ifndef __SANITIZE_ADDRESS__
    ck_assert_int_lt(memory() - before, MOST);
#endif
    ck_assert_uint_eq(got.nstudents, CLASS);
    ck_assert_ptr_nonnull(of("s0999", "queue")->copy);
    ck_assert_int_gt(before, 0);
}
END_TEST

START_TEST(many_notes)
{
    for (int i = 0; i < 300; i++)
        put(arena_printf(a, "w3/x%03d/queue.c", i), "x");
    take();
    ck_assert_uint_eq(got.nnotes, 201);
    ck_assert_str_eq(got.notes[200], "and 100 more like these");
    for (int i = 0; i < 50; i++)
        put(arena_printf(a, "w3/z%d.txt", i), "x");
    take();
    ck_assert_uint_eq(got.nnotes, 201);
    ck_assert_str_eq(got.notes[200], "and 150 more like these");
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("intake");

    ADD(a_folder_for_each_student);
    ADD(a_file_for_each);
    ADD(whoever_handed_in);
    ADD(nothing_at_all);
    ADD(people_who_are_not_in_the_roster);
    ADD(names_that_are_nearly_right);
    ADD(two_files);
    ADD(a_file_and_what_is_none);
    ADD(several_folders);
    ADD(litter_is_ignored);
    ADD(by_a_pattern);
    ADD(again);
    ADD(results_among_what_was_handed_in);
    ADD(what_cannot_be_graded_at_all);
    ADD(a_large_class);
    ADD(many_notes);
    return s;
}
