/* Progress in a file that is not as we left it. */
#include "src/course/aside.h"
#include "tests/unit/store_test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

/* ---- Files that are not as we left them ---- */

/* What is there now is put aside whole, and a new file works. */
static void expect_put_aside(void)
{
    struct text before = db_bytes(), kept;
    struct store *s = open_at(dir);
    struct names names;

    ck_assert_ptr_nonnull(notice);
    ck_assert_ptr_nonnull(strstr(notice, "damaged"));
    ck_assert_ptr_null(strchr(notice, '\n'));
    ck_assert_uint_eq(count_reviews(s), 0);
    add_reviews(s, 0, 1);
    store_close(s);
    s = open_quietly();
    ck_assert_uint_eq(count_reviews(s), 1);
    store_close(s);
    OK(file_list(a, dir, &names, &e));
    bool found = false;
    for (size_t i = 0; i < names.n; i++) {
        if (strncmp(names.name[i], "progress.damaged-", 17) != 0 ||
            strcmp(names.name[i] + strlen(names.name[i]) - 3, ".db") != 0)
            continue;
        OK(file_read(a, file_join(a, dir, names.name[i]), 64 << 20, &kept, &e));
        found |= kept.len == before.len &&
                 memcmp(kept.data, before.data, kept.len) == 0;
    }
    ck_assert(found);
}

static void overwrite(size_t at, size_t len)
{
    int fd = open(db_path(), O_WRONLY);
    unsigned seed = 1;

    ck_assert_int_ge(fd, 0);
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)rand_r(&seed);
        ck_assert_int_eq(pwrite(fd, &byte, 1, (off_t)(at + i)), 1);
    }
    close(fd);
}

START_TEST(garbage_is_put_aside)
{
    fill();
    overwrite(0, db_bytes().len);
    expect_put_aside();
}
END_TEST

START_TEST(damage_inside_is_put_aside)
{
    fill();
    size_t len = db_bytes().len;
    for (size_t page = 4096; page < len; page += 4096)
        overwrite(page, 200);
    expect_put_aside();
}
END_TEST

START_TEST(half_a_file_is_put_aside)
{
    fill();
    ck_assert_int_eq(truncate(db_path(), (off_t)db_bytes().len / 2), 0);
    expect_put_aside();
}
END_TEST

START_TEST(text_is_put_aside)
{
    OK(file_write(db_path(), "hello\n", 6, &e));
    expect_put_aside();
    OK(file_write(db_path(), "world\n", 6, &e));
    expect_put_aside(); /* in the same second: beside the other */
    ck_assert_uint_eq(files_like("progress.damaged-"), 2);
}
END_TEST

START_TEST(other_tables_are_put_aside)
{
    sqlite3 *db;

    for (int version = 0; version < 2; version++) {
        char *sql = arena_printf(a,
                                 "CREATE TABLE place (x);"
                                 "PRAGMA user_version = %d",
                                 version);
        unlink(db_path());
        ck_assert_int_eq(sqlite3_open(db_path(), &db), SQLITE_OK);
        ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(db);
        expect_put_aside();
    }
}
END_TEST

START_TEST(journals_go_with_the_file)
{
    static const char *const tail[] = {"", "-journal", "-wal", "-shm"};

    for (int i = 0; i < 4; i++)
        OK(file_write(arena_printf(a, "%s%s", db_path(), tail[i]), "x", 1, &e));
    char *aside = aside_move(a, dir);
    ck_assert_ptr_nonnull(aside);
    for (int i = 0; i < 4; i++) {
        ck_assert(!file_exists(arena_printf(a, "%s%s", db_path(), tail[i])));
        ck_assert(file_exists(arena_printf(a, "%s%s", aside, tail[i])));
    }
}
END_TEST

/* One that finds the damage while another is putting it aside must wait, and
 * then use the new file. */
START_TEST(one_at_a_time_puts_aside)
{
    struct timespec pause = {0, 200000000};

    OK(file_write(db_path(), "hello\n", 6, &e));
    int lock = aside_lock(dir);
    pid_t pid = fork();
    if (pid == 0) {
        close(lock);
        struct store *s = open_at(dir);
        add_reviews(s, 1, 2);
        store_close(s);
        _exit(0);
    }
    nanosleep(&pause, NULL);
    ck_assert_uint_eq(files_like("progress.damaged-"), 0);
    ck_assert_ptr_nonnull(aside_move(a, dir));
    struct store *s = open_quietly();
    add_reviews(s, 0, 1);
    aside_unlock(lock);
    ck_assert_int_eq(end_of(pid), 0);
    ck_assert_uint_eq(count_reviews(s), 2);
    ck_assert_uint_eq(files_like("progress.damaged-"), 1);
    store_close(s);
}
END_TEST

START_TEST(two_programs_find_the_damage)
{
    enum { PROGRAMS = 4 };
    pid_t pid[PROGRAMS];
    int go[2];
    char byte;

    OK(file_write(db_path(), "hello\n", 6, &e));
    ck_assert_int_eq(pipe(go), 0);
    for (int i = 0; i < PROGRAMS; i++) {
        pid[i] = fork();
        if (pid[i] == 0) {
            close(go[1]);
            ck_assert_int_eq(read(go[0], &byte, 1), 0);
            struct store *s = open_at(dir);
            add_reviews(s, i, i + 1);
            store_close(s);
            _exit(0);
        }
    }
    close(go[1]);
    for (int i = 0; i < PROGRAMS; i++)
        ck_assert_int_eq(end_of(pid[i]), 0);
    struct store *s = open_quietly();
    ck_assert_uint_eq(count_reviews(s), PROGRAMS);
    ck_assert_uint_eq(files_like("progress.damaged-"), 1);
    store_close(s);
}
END_TEST

START_TEST(an_empty_file_is_new)
{
    OK(file_write(db_path(), "", 0, &e));
    struct store *s = open_quietly();
    add_reviews(s, 0, 1);
    store_close(s);
    ck_assert_uint_eq(files_like(""), 1);
}
END_TEST

START_TEST(a_newer_file_is_left_alone)
{
    sqlite3 *db;

    ck_assert_int_eq(sqlite3_open(db_path(), &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db,
                                  "CREATE TABLE place (x);"
                                  "PRAGMA user_version = 1000",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    struct text before = db_bytes();
    struct store *s = open_at(dir);
    ck_assert_ptr_nonnull(notice);
    ck_assert_ptr_nonnull(strstr(notice, "newer"));
    add_reviews(s, 0, 2);
    ck_assert_uint_eq(count_reviews(s), 2);
    store_close(s);
    struct text after = db_bytes();
    ck_assert_uint_eq(after.len, before.len);
    ck_assert_mem_eq(after.data, before.data, before.len);
    ck_assert_uint_eq(files_like(""), 1);
}
END_TEST

START_TEST(a_folder_in_its_place)
{
    ck_assert_int_eq(mkdir(db_path(), 0700), 0);
    struct store *s = open_at(dir);
    ck_assert_ptr_nonnull(notice);
    ck_assert_ptr_nonnull(strstr(notice, "not a regular file"));
    add_reviews(s, 0, 1);
    store_close(s);
}
END_TEST

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("store_damage");

    add(s, "damaged: garbage", garbage_is_put_aside);
    add(s, "damaged: inside", damage_inside_is_put_aside);
    add(s, "damaged: half of it", half_a_file_is_put_aside);
    add(s, "damaged: text, twice in a second", text_is_put_aside);
    add(s, "damaged: other tables", other_tables_are_put_aside);
    add(s, "damaged: journals go with it", journals_go_with_the_file);
    add(s, "damaged: one at a time puts it aside", one_at_a_time_puts_aside);
    add(s, "damaged: found by several at once", two_programs_find_the_damage);
    add(s, "an empty file is new", an_empty_file_is_new);
    add(s, "a newer file is left alone", a_newer_file_is_left_alone);
    add(s, "a folder in its place", a_folder_in_its_place);
    return s;
}
