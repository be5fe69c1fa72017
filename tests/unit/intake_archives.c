/* What a class hands in, in archives. */
#include "tests/unit/archive_test.h"
#include "tests/unit/intake_test.h"

Suite *suite(void);

START_TEST(an_archive_for_each_student)
{
    struct making m = making(at("w3/anna.zip"), "zip");

    make_entry(m, "a/", AE_IFDIR, NULL, NULL, 0);
    make_file(m, "a/queue.c", "1");
    make_file(m, "notes.txt", "x");
    make_file(m, "__MACOSX/a/._queue.c", "x");
    make_file(m, "__MACOSX/queue.c", "x");
    make_file(m, "a/.DS_Store", "x");
    made(m);
    make_archive(at("w3/Bob.tar.gz"), "gzip", "./queue.c", "2");
    make_archive(at("w3/zoe.ZIP"), "zip", "a\\lock.c", "3");
    take();
    has("anna", "queue", "1", "w3/anna.zip: a/queue.c");
    has("Bob", "queue", "2", "w3/Bob.tar.gz: queue.c");
    has("zoe", "lock", "3", "w3/zoe.ZIP: a/lock.c");
    lacks("anna", "lock");
    ck_assert_uint_eq(got.nnotes, 0);
    /* The archive's time, not the entry's. */
    ck_assert_int_gt(of("anna", "queue")->handed_in, MADE);
}
END_TEST

START_TEST(an_archive_in_a_folder)
{
    put("w3/anna/lock.c", "1");
    make_archive(at("w3/anna/mine.zip"), "zip", "x/queue.c", "2");
    take();
    has("anna", "lock", "1", "w3/anna/lock.c");
    has("anna", "queue", "2", "w3/anna/mine.zip: x/queue.c");
}
END_TEST

START_TEST(hostile_entries)
{
    struct making m = making(at("w3/anna.tar"), "tar");

    make_file(m, "../../../queue.c", "x");
    make_entry(m, "lock.c", AE_IFLNK, "/etc/passwd", NULL, 0);
    made(m);
    m = making(at("w3/Bob.tar"), "tar");
    make_file(m, "/queue.c", "x");
    make_file(m, "../zoe/queue.c", "x");
    make_entry(m, "lock.c", AE_IFREG, "/etc/passwd", NULL, 0);
    made(m);
    m = making(at("w3/zoe.tar"), "tar");
    make_entry(m, "queue.c", AE_IFREG, NULL, "x", INTAKE_FILE_MAX + 1);
    make_entry(m, "lock.c", AE_IFIFO, NULL, NULL, 0);
    made(m);
    take();
    fails("anna", "queue", "leads out of the archive");
    fails("anna", "lock", "a symbolic link");
    fails("Bob", "queue", "there are two");
    fails("Bob", "lock", "a hard link");
    fails("zoe", "queue", "larger than 256 KB");
    fails("zoe", "lock", "a FIFO");
    ck_assert(!file_exists(at("queue.c")));
}
END_TEST

START_TEST(damaged_archives)
{
    struct text text;

    put("w3/anna.zip", "no archive");
    put("w3/Bob.tar", "");
    struct making m = making(at("w3/zoe.tar"), "tar");
    make_file(m, "queue.c", "good");
    make_entry(m, "lock.c", AE_IFREG, NULL, "x", 1000);
    made(m);
    ck_assert(file_read(a, at("w3/zoe.tar"), 1 << 20, &text, &e));
    ck_assert(file_write(at("w3/zoe.tar"), text.data, text.len / 4, &e));
    take();
    fails("anna", "queue", "w3/anna.zip is no zip or tar");
    fails("Bob", "lock", "w3/Bob.tar is no zip or tar");
    /* Nothing of it counts. */
    fails("zoe", "queue", "w3/zoe.tar is damaged");
}
END_TEST

START_TEST(empty_encrypted_and_too_much)
{
    made(making(at("w3/anna.zip"), "zip"));
    struct making m = making(at("w3/Bob.zip"), "encrypted");
    make_file(m, "queue.c", "x");
    made(m);
    m = making(at("w3/zoe.zip"), "zip");
    make_file(m, "queue.c", "x");
    make_entry(m, "bomb", AE_IFREG, NULL, NULL, INTAKE_ARCHIVE_MAX);
    made(m);
    take();
    fails("anna", "queue", "without any file");
    fails("Bob", "queue", "encrypted");
    fails("zoe", "queue", "unpacks to more than 64 MB");
}
END_TEST

/* It may be what is missing; where nothing is, it is no more than a note. */
START_TEST(damaged_beside_a_file)
{
    put("w3/anna/queue.c", "1");
    put("w3/anna/x.zip", "no archive");
    put("w3/Bob/queue.c", "1");
    put("w3/Bob/lock.c", "1");
    put("w3/Bob/x.zip", "no archive");
    take();
    has("anna", "queue", "1", "w3/anna/queue.c");
    fails("anna", "lock", "w3/anna/x.zip");
    has("Bob", "lock", "1", "w3/Bob/lock.c");
    ck_assert_uint_eq(got.nnotes, 1);
    notes("w3/Bob/x.zip was left out");
}
END_TEST

START_TEST(the_same_name_twice)
{
    struct making m = making(at("w3/anna.tar"), "tar");

    make_file(m, "queue.c", "1");
    make_file(m, "queue.c", "2");
    make_file(m, "lock.c", "same");
    make_file(m, "lock.c", "same");
    made(m);
    take();
    fails("anna", "queue", "there are two of this name, and they differ: ");
    fails("anna", "queue", "w3/anna.tar: queue.c");
    has("anna", "lock", "same", "w3/anna.tar: lock.c");
}
END_TEST

START_TEST(a_folder_and_an_archive)
{
    put("w3/anna/queue.c", "1");
    make_archive(at("w3/anna.zip"), "zip", "queue.c", "2");
    put("w3/Bob/queue.c", "same");
    make_archive(at("w3/Bob.zip"), "zip", "queue.c", "same");
    take();
    fails("anna", "queue", "w3/anna/queue.c and ");
    fails("anna", "queue", "w3/anna.zip: queue.c");
    ck_assert_ptr_nonnull(of("Bob", "queue")->copy);
}
END_TEST

START_TEST(an_archive_inside)
{
    struct making m = making(at("w3/anna.tar"), "tar");

    make_file(m, "inner.zip", "whatever");
    make_file(m, "lock.c", "1");
    made(m);
    take();
    has("anna", "lock", "1", "w3/anna.tar: lock.c");
    fails("anna", "queue", "an archive inside of an archive");
    ck_assert_str_eq(of("anna", "queue")->source, at("w3/anna.tar: inner.zip"));
}
END_TEST

START_TEST(more_archives_than_anybody_needs)
{
    put("w3/anna/queue.c", "1");
    for (int i = 0; i < 17; i++)
        make_archive(at(arena_printf(a, "w3/anna/%02d.zip", i)), "zip", "x.c",
                     "x");
    take();
    has("anna", "queue", "1", "w3/anna/queue.c");
    fails("anna", "lock", "more than 16 archives");
}
END_TEST

START_TEST(archives_of_strangers)
{
    make_archive(at("w3/eve.zip"), "zip", "queue.c", "x");
    make_archive(at("w3/A B.zip"), "zip", "queue.c", "x");
    /* Not even opened. */
    put("w3/mallory.zip", "no archive");
    take();
    notes("w3/eve.zip: nobody in the roster");
    notes("w3/A B.zip belongs to nobody");
    notes("w3/mallory.zip: nobody in the roster");
    ck_assert_uint_eq(got.nnotes, 3);
}
END_TEST

START_TEST(archives_by_a_pattern)
{
    req.names = "{id}_*.zip/{exercise}.c";
    make_archive(at("w3/anna_12_x.zip"), "zip", "queue.c", "1");
    put("w3/Bob_13_x.zip", "no archive");
    make_archive(at("w3/zoe_14_x.zip"), "zip", "src/queue.c", "1");
    take();
    has("anna", "queue", "1", "w3/anna_12_x.zip: queue.c");
    fails("Bob", "queue", "no zip or tar");
    lacks("zoe", "queue");
    notes("w3/zoe_14_x.zip: src/queue.c was not graded; is it meant");
}
END_TEST

static void class_archive(const char *name, const char *format,
                          const char *before)
{
    struct making m = making(at(name), format);

    make_file(m, arena_printf(a, "%sanna/queue.c", before), "1");
    make_file(m, arena_printf(a, "%sanna/lock.c", before), "2");
    make_file(m, arena_printf(a, "%sBob_queue.c", before), "3");
    make_file(m, arena_printf(a, "%s.DS_Store", before), "4");
    make_file(m, arena_printf(a, "__MACOSX/%sBob_queue.c", before), "5");
    made(m);
}

static void one_dir(const char *dir)
{
    const char **dirs = ARENA_ARRAY(a, const char *, 1);

    dirs[0] = at(dir);
    req.dirs = dirs;
    req.ndirs = 1;
}

START_TEST(one_archive_for_the_class)
{
    static const char *const before[] = {"", "./", "week3/", "./week 3/"};

    for (size_t i = 0; i < 8; i++) {
        class_archive("w3.zip", i % 2 ? "zip" : "tar", before[i / 2]);
        one_dir("w3.zip");
        req.roster = i < 6 ? &in_roster : NULL;
        take();
        const char *tidy = i < 4 ? "" : i < 6 ? "week3/" : "week 3/";
        has("anna", "queue", "1",
            arena_printf(a, "w3.zip: %sanna/queue.c", tidy));
        has("Bob", "queue", "3",
            arena_printf(a, "w3.zip: %sBob_queue.c", tidy));
        ck_assert_int_eq(of("anna", "lock")->handed_in, MADE);
        ck_assert_uint_eq(got.nnotes, 0);
        ck_assert_uint_eq(got.nstudents, i < 6 ? 3 : 2);
    }
}
END_TEST

START_TEST(one_student_in_the_archive_of_the_class)
{
    req.roster = NULL;
    struct making m = making(at("w3.zip"), "zip");
    make_file(m, "anna/queue.c", "1");
    make_file(m, "anna/src/lock.c", "2");
    made(m);
    one_dir("w3.zip");
    take();
    ck_assert_uint_eq(got.nstudents, 1);
    has("anna", "queue", "1", "w3.zip: anna/queue.c");
    has("anna", "lock", "2", "w3.zip: anna/src/lock.c");
}
END_TEST

START_TEST(the_archive_of_the_class_by_a_pattern)
{
    req.names = "{name}_{id}_x/{exercise}.c";
    make_archive(at("w3.zip"), "zip", "w3/A Li_anna_x/queue.c", "1");
    one_dir("w3.zip");
    take();
    has("anna", "queue", "1", "w3.zip: w3/A Li_anna_x/queue.c");
}
END_TEST

START_TEST(archives_in_the_archive_of_the_class)
{
    struct making m = making(at("w3.zip"), "zip");

    make_file(m, "anna.zip", "whatever");
    make_file(m, "Bob/x.zip", "whatever");
    make_file(m, "eve/queue.c", "x");
    make_file(m, "../zoe/queue.c", "x");
    made(m);
    one_dir("w3.zip");
    take();
    fails("anna", "queue", "unpack the outer one");
    fails("Bob", "queue", "unpack the outer one");
    lacks("zoe", "queue");
    notes("w3.zip: eve/queue.c: nobody in the roster");
    notes("w3.zip: ../zoe/queue.c belongs to nobody");
}
END_TEST

START_TEST(an_archive_of_the_class_that_is_damaged)
{
    put("w3.zip", "no archive");
    one_dir("w3.zip");
    refuse("w3.zip is no zip or tar archive");
    made(making(at("w3.zip"), "zip"));
    refuse("w3.zip is an archive without any file");
    one_dir("none.zip");
    refuse("none.zip: No such file");
    ck_assert_int_eq(mkfifo(at("f.zip"), 0600), 0);
    one_dir("f.zip");
    refuse("f.zip is not a regular file");
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("intake_archives");

    ADD(an_archive_for_each_student);
    ADD(an_archive_in_a_folder);
    ADD(hostile_entries);
    ADD(damaged_archives);
    ADD(empty_encrypted_and_too_much);
    ADD(damaged_beside_a_file);
    ADD(the_same_name_twice);
    ADD(a_folder_and_an_archive);
    ADD(an_archive_inside);
    ADD(more_archives_than_anybody_needs);
    ADD(archives_of_strangers);
    ADD(archives_by_a_pattern);
    ADD(one_archive_for_the_class);
    ADD(one_student_in_the_archive_of_the_class);
    ADD(the_archive_of_the_class_by_a_pattern);
    ADD(archives_in_the_archive_of_the_class);
    ADD(an_archive_of_the_class_that_is_damaged);
    return s;
}
