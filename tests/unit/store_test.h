/* What the tests of course/store have in common: a folder for each test, and a
 * store in it. */
#ifndef UNIT_STORE_TEST_H
#define UNIT_STORE_TEST_H

#include "src/course/store.h"

#include <check.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[64];
static struct arena *a;
static struct err e;

/* These two run outside the test's process: a test that fails leaves nothing.
 */
static inline void make_dir(void)
{
    strcpy(dir, "/tmp/threadlings-store-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    a = arena_new();
}

static inline void remove_dir(void)
{
    ck_assert(file_remove(dir, &e));
    arena_free(a);
}

static const char *notice;

static inline struct store *open_at(const char *where)
{
    struct store *s;

    ck_assert_msg(store_open(a, where, &s, &notice, &e), "%s", e.text);
    ck_assert_ptr_nonnull(s);
    return s;
}

static inline struct store *open_quietly(void)
{
    struct store *s = open_at(dir);

    ck_assert_msg(notice == NULL, "%s", notice);
    return s;
}

#define OK(call) ck_assert_msg(call, "%s", e.text)

static inline char *db_path(void)
{
    return file_join(a, dir, "progress.db");
}

static inline struct text db_bytes(void)
{
    struct text text;

    OK(file_read(a, db_path(), 64 << 20, &text, &e));
    return text;
}

static inline void add_reviews(struct store *s, int from, int to)
{
    for (int i = from; i < to; i++) {
        struct review_entry entry = {"lesson/step", i, 3};
        OK(store_review_add(s, &entry, &e));
    }
}

static inline size_t count_reviews(struct store *s)
{
    struct review_entry *entry;
    size_t n;

    OK(store_reviews(a, s, &entry, &n, &e));
    return n;
}

static inline size_t files_like(const char *part)
{
    struct names names;
    size_t n = 0;

    OK(file_list(a, dir, &names, &e));
    for (size_t i = 0; i < names.n; i++)
        n += strstr(names.name[i], part) != NULL;
    return n;
}

/* SQLite's own full check, which store.c does not make. */
static inline void check_integrity(void)
{
    sqlite3_stmt *q;
    sqlite3 *db;

    ck_assert_int_eq(sqlite3_open(db_path(), &db), SQLITE_OK);
    ck_assert_int_eq(
        sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &q, NULL),
        SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(q), SQLITE_ROW);
    ck_assert_str_eq((const char *)sqlite3_column_text(q, 0), "ok");
    sqlite3_finalize(q);
    sqlite3_close(db);
}

static inline int end_of(pid_t pid)
{
    int wstatus;

    ck_assert_int_eq(waitpid(pid, &wstatus, 0), pid);
    return wstatus;
}

/* A file with some hundred reviews. */
static inline void fill(void)
{
    struct store *s = open_quietly();
    char typed[512];

    memset(typed, 'x', sizeof typed);
    typed[sizeof typed - 1] = '\0';
    for (int i = 0; i < 50; i++)
        OK(store_answer(s, "lesson", "step", typed, 1, &e));
    add_reviews(s, 0, 50);
    store_close(s);
}

static inline void add(Suite *s, const char *name, const TTest *test)
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, make_dir, remove_dir);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, test);
    suite_add_tcase(s, tc);
}

#endif
