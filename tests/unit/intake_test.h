/* A class in a folder of its own, for tests of what it hands in. */
#ifndef INTAKE_TEST_H
#define INTAKE_TEST_H

#include "src/base/file.h"
#include "src/base/utf8.h"
#include "src/class/intake.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *a;
static char top[32], top_copies[48];
static struct err e;
static struct intake got;
static struct intake_request req;

static const struct assigned in_exercises[] = {
    {.exercise = "queue", .file = "queue.c", .points = 1},
    {.exercise = "lock", .file = "lock.c", .points = 1},
};
static const struct assignment in_two = {.list = in_exercises, .n = 2};
static const struct assignment in_one = {.list = in_exercises, .n = 1};
static const struct student in_students[] = {{.id = "zoe", .line = 2},
                                             {.id = "anna", .line = 3},
                                             {.id = "Bob", .line = 4}};
static const struct roster in_roster = {.list = in_students, .n = 3};

static inline char *at(const char *path)
{
    return file_join(a, top, path);
}

static inline void setup(void)
{
    a = arena_new();
    strcpy(top, "/tmp/intake-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(top));
    ck_assert(file_mkdirs(at("w3"), 0755, &e));
    strcpy(top_copies, top);
    strcat(top_copies, "/out/submissions");
    const char **dirs = ARENA_ARRAY(a, const char *, 2);
    dirs[0] = at("w3");
    dirs[1] = at("w4");
    req = (struct intake_request){.dirs = dirs,
                                  .ndirs = 1,
                                  .assignment = &in_two,
                                  .roster = &in_roster,
                                  .copies = top_copies};
}

static inline void teardown(void)
{
    struct err ignored;

    ck_assert_msg(file_remove(top, &ignored), "%s", ignored.text);
    arena_free(a);
}

static inline char *folder_of(const char *path)
{
    return arena_strndup(a, path, (size_t)(file_base(path) - path) - 1);
}

/* A file, with the folders above it. */
static inline void put(const char *path, const char *text)
{
    char *where = at(path);

    ck_assert(file_mkdirs(folder_of(where), 0755, &e));
    ck_assert_msg(file_write(where, text, strlen(text), &e), "%s", e.text);
}

/* What every list and every note must be. */
static inline void check_all(void)
{
    const size_t exercises = req.assignment->n;

    ck_assert_uint_eq(got.n, got.nstudents * exercises);
    for (size_t i = 0; i < got.n; i++) {
        const struct submission *s = &got.list[i];
        ck_assert_str_eq(s->student, got.students[i / exercises].id);
        ck_assert_str_eq(s->exercise,
                         req.assignment->list[i % exercises].exercise);
        ck_assert((s->copy != NULL) == (s->problem == NULL));
        ck_assert_uint_eq(strlen(s->sha256), s->copy ? 64 : 0);
        ck_assert(!s->missing || s->problem != NULL);
        ck_assert(s->copy == NULL || file_is_plain(s->copy));
        const char *where = file_join(a, file_join(a, top_copies, s->student),
                                      req.assignment->list[i % exercises].file);
        ck_assert(s->copy == NULL || strcmp(s->copy, where) == 0);
        ck_assert(s->copy != NULL || !file_exists(where));
    }
    for (size_t i = 0; i < got.nnotes; i++) {
        size_t len = strlen(got.notes[i]);
        ck_assert_uint_eq(utf8_valid(got.notes[i], len), len);
        for (size_t j = 0; j < len; j++)
            ck_assert_int_ge((unsigned char)got.notes[i][j], ' ');
    }
}

static inline void take(void)
{
    ck_assert_msg(intake(a, &req, &got, &e), "%s", e.text);
    check_all();
}

static inline const struct submission *of(const char *student,
                                          const char *exercise)
{
    for (size_t i = 0; i < got.n; i++)
        if (strcmp(got.list[i].student, student) == 0 &&
            strcmp(got.list[i].exercise, exercise) == 0)
            return &got.list[i];
    ck_abort_msg("no %s of %s", exercise, student);
    return NULL;
}

/* The copy holds this text. `source` is where it was, below the folder. */
static inline void has(const char *student, const char *exercise,
                       const char *text, const char *source)
{
    const struct submission *s = of(student, exercise);
    struct text copy;
    struct stat st;

    ck_assert_msg(s->copy != NULL, "%s %s: %s", student, exercise, s->problem);
    ck_assert_msg(file_read(a, s->copy, INTAKE_FILE_MAX, &copy, &e), "%s",
                  e.text);
    ck_assert_str_eq(copy.data, text);
    ck_assert_str_eq(s->source, at(source));
    ck_assert_int_eq(lstat(s->copy, &st), 0);
    ck_assert(S_ISREG(st.st_mode));
    ck_assert_int_eq(st.st_mode & 07777, 0644);
}

static inline void lacks(const char *student, const char *exercise)
{
    const struct submission *s = of(student, exercise);

    ck_assert_msg(s->missing, "%s",
                  s->problem ? s->problem : "there is a copy");
    ck_assert_str_eq(s->problem, "nothing was handed in");
    ck_assert_ptr_null(s->source);
}

/* There is no copy, and `why` is in the reason. */
static inline void fails(const char *student, const char *exercise,
                         const char *why)
{
    const struct submission *s = of(student, exercise);

    ck_assert_msg(s->problem != NULL, "%s %s has a copy", student, exercise);
    ck_assert(!s->missing);
    ck_assert_ptr_nonnull(s->source);
    ck_assert_msg(strstr(s->problem, why) != NULL, "'%s' is not in '%s'", why,
                  s->problem);
}

static inline bool noted(const char *text)
{
    for (size_t i = 0; i < got.nnotes; i++)
        if (strstr(got.notes[i], text) != NULL)
            return true;
    return false;
}

static inline void notes(const char *text)
{
    ck_assert_msg(noted(text), "no note says '%s'; the first of %zu: %s", text,
                  got.nnotes, got.nnotes ? got.notes[0] : "none");
}

static inline void refuse(const char *why)
{
    ck_assert(!intake(a, &req, &got, &e));
    ck_assert_msg(strstr(e.text, why) != NULL, "'%s' is not why: %s", why,
                  e.text);
}

static inline void add(Suite *s, const char *name, const TTest *test)
{
    TCase *added = tcase_create(name);

    tcase_add_checked_fixture(added, setup, teardown);
    tcase_set_timeout(added, 300); /* a thousand files are synced */
    tcase_add_test(added, test);
    suite_add_tcase(s, added);
}
#define ADD(test) add(s, #test, test)

#endif
