/* Progress in SQLite.
 *
 * Theory of operation. One connection per run, one statement per question, all
 * prepared when the file is opened. Every write is one statement outside any
 * transaction, which SQLite makes a transaction of its own; a program killed in
 * the middle leaves a journal, and whoever opens the file next rolls it back.
 *
 * Journal. We use the rollback journal (DELETE), not the write-ahead log: that
 * one needs memory shared between the programs, which a home on a network does
 * not have, and cannot be read without writing. synchronous is EXTRA, not FULL:
 * only EXTRA also syncs the folder after the journal is gone, and without it a
 * power cut could bring the journal back and undo the last answer. A write
 * costs a few syncs; a learner makes one in a minute.
 *
 * Opening ends in one of four ways (enum opened), and only one of them makes a
 * change to a file that is there:
 *
 *   fine      -> used. Where it cannot be written, a copy of it in memory is.
 *   damaged   -> renamed, journals first (S3), and a new file is made.
 *   newer     -> memory; the file is not written.
 *   not at all-> memory: no folder, no permission, no room, locked.
 *
 *   S1. A write that returned true is on the disk.
 *   S2. A write that returned false has changed nothing.
 *   S3. A journal never stands beside a file it does not belong to: SQLite
 *       would play it into that file.
 *   S4. An older file is brought up to date in one transaction, which looks at
 *       the version again once it has the lock: two programs may start at once.
 *   S5. A file is found damaged only by reading it, never by failing to. */
#include "src/course/aside.h"
#include "src/course/store_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUSY_MS = 5000 }; /* for another program, whose write takes some ms */

static const char *const sql[NSTATEMENTS] = {
    [PLACE_SET] = "INSERT OR REPLACE INTO place VALUES (?1, ?2,"
                  " (SELECT coalesce(max(visit), 0) + 1 FROM place))",
    [PLACE_GET] = "SELECT lesson, step FROM place ORDER BY visit DESC LIMIT 1",
    [PLACE_IN_LESSON] = "SELECT step FROM place WHERE lesson = ?1",
    [STEP_DONE] = "INSERT OR IGNORE INTO done VALUES (?1, ?2, ?3)",
    [STEPS_DONE] = "SELECT step FROM done WHERE lesson = ?1 ORDER BY step",
    [ANSWER] = "INSERT INTO answer VALUES (NULL, ?1, ?2, ?3, ?4, ?5)",
    [ANSWERS] = "SELECT lesson, step, typed, rating FROM answer ORDER BY id",
    [ATTEMPT] = "INSERT INTO attempt VALUES (NULL, ?1, ?2, ?3, ?4, ?5)",
    [EXERCISE] = "SELECT count(*), coalesce(max(verdict = 'passed'), 0),"
                 " (SELECT verdict = 'passed' FROM attempt"
                 "  WHERE exercise = ?1 ORDER BY id DESC LIMIT 1),"
                 " (SELECT at FROM attempt"
                 "  WHERE exercise = ?1 ORDER BY id DESC LIMIT 1)"
                 " FROM attempt WHERE exercise = ?1",
    [RUNGS_GET] = "SELECT rungs, shown_at, attempts_then FROM ladder"
                  " WHERE exercise = ?1 AND name = ?2",
    [RUNGS_SET] = "INSERT OR REPLACE INTO ladder VALUES (?1, ?2, ?3, ?4, ?5)",
    [REVIEW_ADD] = "INSERT INTO review VALUES (NULL, ?1, ?2, ?3)",
    [REVIEWS] = "SELECT card, at, rating FROM review ORDER BY id",
};

/* ---- Versions of the file ---- */

static int create(sqlite3 *db)
{
    return sqlite3_exec(
        db,
        "CREATE TABLE place (lesson TEXT PRIMARY KEY NOT NULL,"
        " step TEXT NOT NULL, visit INTEGER NOT NULL);"
        "CREATE TABLE done (lesson TEXT NOT NULL, step TEXT NOT NULL,"
        " at INTEGER NOT NULL, PRIMARY KEY (lesson, step)) WITHOUT ROWID;"
        "CREATE TABLE answer (id INTEGER PRIMARY KEY, lesson TEXT NOT NULL,"
        " step TEXT NOT NULL, typed TEXT NOT NULL, rating INTEGER NOT NULL,"
        " at INTEGER NOT NULL);"
        "CREATE TABLE attempt (id INTEGER PRIMARY KEY,"
        " exercise TEXT NOT NULL, verdict TEXT NOT NULL, kind TEXT NOT NULL,"
        " seconds REAL, at INTEGER NOT NULL);"
        "CREATE INDEX attempt_exercise ON attempt (exercise);"
        "CREATE TABLE ladder (exercise TEXT NOT NULL, name TEXT NOT NULL,"
        " rungs INTEGER NOT NULL, shown_at INTEGER NOT NULL,"
        " attempts_then INTEGER NOT NULL, PRIMARY KEY (exercise, name))"
        " WITHOUT ROWID;"
        "CREATE TABLE review (id INTEGER PRIMARY KEY, card TEXT NOT NULL,"
        " at INTEGER NOT NULL, rating INTEGER NOT NULL);",
        NULL, NULL, NULL);
}

/* upgrade[v] makes version v + 1 of version v; version 0 is an empty file. */
static int (*const upgrade[])(sqlite3 *db) = {create};

enum { VERSION = sizeof upgrade / sizeof upgrade[0] };

/* ---- Opening ---- */

enum opened { OPENED_FINE, OPENED_DAMAGED, OPENED_NEWER, OPENED_NOT };

/* S5: these say that what was read makes no sense. An error in a statement is
 * one of them: ours are right, so that the tables are not ours. */
static enum opened opened_as(int rc)
{
    rc &= 0xff;
    if (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB || rc == SQLITE_ERROR)
        return OPENED_DAMAGED;
    return rc == SQLITE_OK ? OPENED_FINE : OPENED_NOT;
}

/* Full, over quota, or over the limit for one file: all the same to people.
 * SQLite's clean-up may clear the first errno; the second may be an old one. */
static bool disk_is_full(sqlite3 *db, int rc)
{
    int why = sqlite3_system_errno(db);

    if (why == 0)
        sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &why);
    return rc == SQLITE_FULL ||
           ((rc == SQLITE_IOERR || rc == SQLITE_CANTOPEN) &&
            (why == ENOSPC || why == EDQUOT || why == EFBIG));
}

const char *store_reason(sqlite3 *db, int rc)
{
    if (disk_is_full(db, rc & 0xff))
        return "the disk is full";
    switch (rc & 0xff) {
    case SQLITE_BUSY:
        return "another program keeps progress.db locked";
    case SQLITE_READONLY:
        return "progress.db was moved, or may not be written any more";
    case SQLITE_CANTOPEN:
        return strerror(sqlite3_system_errno(db));
    default:
        return opened_as(rc) == OPENED_DAMAGED ? "progress.db is damaged"
                                               : sqlite3_errmsg(db);
    }
}

/* The one value of a question without parameters, as text. */
static int ask(sqlite3 *db, const char *question, char *answer, size_t size)
{
    sqlite3_stmt *q = NULL;
    int rc = sqlite3_prepare_v2(db, question, -1, &q, NULL);

    if (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(q, 0);
        snprintf(answer, size, "%s", text ? text : "");
        rc = SQLITE_OK;
    }
    sqlite3_finalize(q);
    return rc;
}

static int ask_int(sqlite3 *db, const char *question, long *value)
{
    char answer[32] = "";
    int rc = ask(db, question, answer, sizeof answer);

    *value = strtol(answer, NULL, 10);
    return rc;
}

/* Brings an older file up to date, inside a transaction (S4). */
static int upgrade_all(sqlite3 *db)
{
    long version, tables;
    char mark[64];
    int rc = ask_int(db, "PRAGMA user_version", &version);

    if (rc == SQLITE_OK)
        rc = ask_int(db, "SELECT count(*) FROM sqlite_master", &tables);
    if (rc == SQLITE_OK && (version < 0 || (version == 0 && tables > 0)))
        rc = SQLITE_NOTADB; /* a database, but none of ours */
    while (rc == SQLITE_OK && version < VERSION)
        rc = upgrade[version++](db);
    if (rc != SQLITE_OK)
        return rc;
    snprintf(mark, sizeof mark, "PRAGMA user_version = %d", VERSION);
    return sqlite3_exec(db, mark, NULL, NULL, NULL);
}

static int bring_up_to_date(sqlite3 *db)
{
    int rc = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);

    if (rc != SQLITE_OK)
        return rc;
    rc = upgrade_all(db);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    if (rc != SQLITE_OK && !sqlite3_get_autocommit(db))
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return rc;
}

/* Reads every page, but not what the indexes say: milliseconds for a file of
 * years. */
static int check_pages(sqlite3 *db)
{
    char found[64] = "";
    int rc = ask(db, "PRAGMA quick_check(1)", found, sizeof found);

    return rc == SQLITE_OK && strcmp(found, "ok") != 0 ? SQLITE_CORRUPT : rc;
}

static int prepare_all(struct store *s)
{
    int rc = SQLITE_OK;

    for (int i = 0; i < NSTATEMENTS && rc == SQLITE_OK; i++)
        rc = sqlite3_prepare_v2(s->db, sql[i], -1, &s->statement[i], NULL);
    return rc;
}

static void close_db(struct store *s)
{
    for (int i = 0; i < NSTATEMENTS; i++) {
        sqlite3_finalize(s->statement[i]);
        s->statement[i] = NULL;
    }
    sqlite3_close(s->db);
    s->db = NULL;
}

static int connect(struct store *s, const char *path)
{
    int rc = sqlite3_open_v2(path, &s->db,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);

    if (rc != SQLITE_OK)
        return rc;
    sqlite3_extended_result_codes(s->db, 1);
    sqlite3_busy_timeout(s->db, BUSY_MS);
    return sqlite3_exec(s->db,
                        "PRAGMA synchronous = EXTRA;"
                        "PRAGMA temp_store = MEMORY;"
                        "PRAGMA cell_size_check = ON;",
                        NULL, NULL, NULL);
}

/* Goes on with a copy in memory of what is in the file. */
static int copy_to_memory(struct store *s)
{
    sqlite3 *file = s->db;

    s->db = NULL;
    int rc = connect(s, ":memory:");
    sqlite3_backup *b = rc == SQLITE_OK
                            ? sqlite3_backup_init(s->db, "main", file, "main")
                            : NULL;
    if (b != NULL) {
        sqlite3_backup_step(b, -1);
        rc = sqlite3_backup_finish(b);
    }
    sqlite3_close(file);
    return rc;
}

static bool is_writable(struct store *s, const char *dir)
{
    return sqlite3_db_readonly(s->db, "main") == 0 && eaccess(dir, W_OK) == 0;
}

/* Opens one file. *why says what is wrong, unless it is fine; with fine, that
 * it is only a copy, or NULL. */
static enum opened open_file(struct arena *a, struct store *s, const char *dir,
                             const char *path, const char **why)
{
    long version = 0;

    *why = NULL;
    int rc = connect(s, path);
    if (rc == SQLITE_OK)
        rc = ask_int(s->db, "PRAGMA user_version", &version);
    if (rc == SQLITE_OK && version > VERSION) {
        *why = arena_printf(a, "%s was written by a newer threadlings", path);
        close_db(s);
        return OPENED_NEWER;
    }
    if (rc == SQLITE_OK && dir != NULL && !is_writable(s, dir)) {
        *why = arena_printf(a, "%s cannot be written", path);
        rc = copy_to_memory(s);
    }
    /* Someone may have switched the file to another journal, and may have it
     * open so that it stays so: that works, too. */
    if (rc == SQLITE_OK)
        sqlite3_exec(s->db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    if (rc == SQLITE_OK && version < VERSION)
        rc = bring_up_to_date(s->db);
    if (rc == SQLITE_OK)
        rc = check_pages(s->db);
    if (rc == SQLITE_OK)
        rc = prepare_all(s);
    if (rc == SQLITE_OK)
        return OPENED_FINE;
    *why = arena_printf(a, "%s (in %s)", store_reason(s->db, rc), path);
    close_db(s);
    return opened_as(rc);
}

/* Two programs may find the damage at once; the second must not put aside the
 * new file of the first, so it looks again once it has the lock. */
static enum opened replace_damaged(struct arena *a, struct store *s,
                                   const char *dir, const char *path,
                                   const char **why, const char **notice)
{
    int lock = aside_lock(dir);
    const char *kept;
    enum opened opened = open_file(a, s, dir, path, why);

    if (opened == OPENED_DAMAGED &&
        (kept = aside_move(a, dir)) != NULL) { /* S3 */
        opened = open_file(a, s, dir, path, why);
        *notice = arena_printf(a,
                               "Your progress file was damaged. It is kept as "
                               "%s; progress starts anew.",
                               kept);
    }
    aside_unlock(lock);
    return opened;
}

/* OPENED_FINE with *why: what is used is a copy. */
static enum opened open_dir(struct arena *a, struct store *s, const char *dir,
                            const char **why, const char **notice)
{
    const char *path = file_join(a, dir, "progress.db");
    struct err e;

    if (!file_mkdirs(dir, 0700, &e)) {
        *why = arena_strdup(a, e.text);
        return OPENED_NOT;
    }
    if (file_exists(path) && !file_is_plain(path)) {
        *why = arena_printf(a, "%s is not a regular file", path);
        return OPENED_NOT;
    }
    enum opened opened = open_file(a, s, dir, path, why);
    if (opened == OPENED_DAMAGED)
        opened = replace_damaged(a, s, dir, path, why, notice);
    return opened;
}

bool store_open(struct arena *a, const char *dir, struct store **out,
                const char **notice, struct err *e)
{
    struct store *s = ARENA_NEW(a, struct store);
    const char *why = NULL, *broken;

    *out = NULL;
    *notice = NULL;
    enum opened opened = open_dir(a, s, dir, &why, notice);
    if (opened != OPENED_FINE &&
        open_file(a, s, NULL, ":memory:", &broken) != OPENED_FINE)
        return err_set(e, "cannot keep progress, not even in memory: %s",
                       broken);
    if (why != NULL)
        *notice =
            arena_printf(a, "%s%sWhat you do in this run will not be kept: %s.",
                         *notice ? *notice : "", *notice ? " " : "", why);
    *out = s;
    return true;
}

void store_close(struct store *s)
{
    if (s != NULL)
        close_db(s);
}
