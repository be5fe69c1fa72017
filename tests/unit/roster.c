/* Rosters: what is read, and every broken file in tests/broken/rosters with its
 * exact message. */
#include "src/class/roster.h"

#include "src/base/buf.h"
#include "src/base/file.h"
#include "tests/golden/golden.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *suite(void);

enum { TIMEOUT_S = 120 }; /* a busy machine */

static struct arena *a;
static struct err e;
static char *top;

static void setup(void)
{
    const char *tmp = getenv("TMPDIR");

    a = arena_new();
    top = arena_printf(a, "%s/class.XXXXXX", tmp ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(top));
}

static void teardown(void)
{
    ck_assert(file_remove(top, &e));
    arena_free(a);
}

static const char *put(const char *name, const char *text)
{
    const char *path = file_join(a, top, name);

    ck_assert_msg(file_write(path, text, strlen(text), &e), "%s", e.text);
    return path;
}

START_TEST(roster)
{
    struct roster r;
    const char *path = put("r.csv", "name,note,id,section\n"
                                    "\"Berg, Anna\",x,anna,1\n"
                                    ",,ben.b+1@x,\n");

    ck_assert_msg(roster_load(a, path, &r, &e), "%s", e.text);
    ck_assert_uint_eq(r.n, 2);
    ck_assert_str_eq(r.list[0].name, "Berg, Anna");
    ck_assert_str_eq(r.list[0].section, "1");
    ck_assert_ptr_null(r.list[0].email);
    ck_assert_ptr_null(r.list[1].name);
    ck_assert_int_eq(r.list[1].line, 3);
    ck_assert_ptr_eq(roster_find(&r, "ben.b+1@x"), &r.list[1]);
    ck_assert_ptr_null(roster_find(&r, "Anna"));
}
END_TEST

START_TEST(a_roster_of_nobody)
{
    struct roster r;

    ck_assert_msg(roster_load(a, put("r.csv", "id,name\r\n"), &r, &e), "%s",
                  e.text);
    ck_assert_uint_eq(r.n, 0);
    ck_assert_ptr_null(roster_find(&r, "anna"));
}
END_TEST

START_TEST(a_large_roster)
{
    enum { STUDENTS = 1000 };
    struct buf text = BUF_INIT;
    struct roster r;

    buf_adds(&text, "\xEF\xBB\xBFid\r\n");
    for (int i = STUDENTS; i > 0; i--)
        buf_printf(&text, "s%d\r\n", i);
    ck_assert_msg(roster_load(a, put("r.csv", text.data), &r, &e), "%s",
                  e.text);
    buf_free(&text);
    ck_assert_uint_eq(r.n, STUDENTS);
    ck_assert_str_eq(r.list[0].id, "s1000");
    for (int i = 1; i <= STUDENTS; i++) {
        const struct student *s = roster_find(&r, arena_printf(a, "s%d", i));
        ck_assert_ptr_nonnull(s);
        ck_assert_int_eq(s->line, STUDENTS - i + 2);
    }
}
END_TEST

START_TEST(no_roster_there)
{
    struct roster r;

    ck_assert(!roster_load(a, file_join(a, top, "none.csv"), &r, &e));
    ck_assert_msg(strstr(e.text, "none.csv") != NULL, "%s", e.text);
    ck_assert(!roster_load(a, top, &r, &e));
    ck_assert_msg(strstr(e.text, top) != NULL, "%s", e.text);
}
END_TEST

static char *in_tree(const char *name)
{
    return file_join(a, file_join(a, golden_dir(a), "../.."), name);
}

/* A message without the folder in front. */
static const char *below(const char *message, const char *dir)
{
    size_t len = strlen(dir);

    return strncmp(message, dir, len) == 0 ? message + len + 1 : message;
}

START_TEST(broken_files_are_refused_with_their_message)
{
    static const char ending[] = ".csv";
    char *dir = in_tree("tests/broken/rosters");
    struct roster read;
    struct names names;
    size_t tried = 0;

    ck_assert_msg(file_list(a, dir, &names, &e), "%s", e.text);
    for (size_t i = 0; i < names.n; i++) {
        char *path = file_join(a, dir, names.name[i]);
        size_t stem = strlen(path) - strlen(ending);
        struct text wanted;
        if (strcmp(path + stem, ending) != 0)
            continue;
        char *txt = arena_printf(a, "%.*s.txt", (int)stem, path);
        ck_assert_msg(file_read(a, txt, 4096, &wanted, &e), "%s", e.text);
        wanted.data[strcspn(wanted.data, "\n")] = '\0';
        ck_assert_msg(!roster_load(a, path, &read, &e), "loaded: %s", path);
        ck_assert_str_eq(below(e.text, dir), wanted.data);
        tried++;
    }
    ck_assert_uint_gt(tried, 20);
}
END_TEST

START_TEST(ids)
{
    char longest[STUDENT_ID_MAX + 2];

    memset(longest, 'x', sizeof longest);
    longest[STUDENT_ID_MAX] = '\0';
    ck_assert(roster_id_ok(longest));
    longest[STUDENT_ID_MAX] = 'x';
    longest[STUDENT_ID_MAX + 1] = '\0';
    ck_assert(!roster_id_ok(longest));
    ck_assert(roster_id_ok("7") && roster_id_ok("s.b-1_2@uni+x"));
    ck_assert(!roster_id_ok("") && !roster_id_ok(".x") && !roster_id_ok("-x"));
    ck_assert(!roster_id_ok("a/b") && !roster_id_ok("a\n") &&
              !roster_id_ok("\xC3\xA4"));
}
END_TEST

static TCase *add(Suite *s, const char *name)
{
    TCase *t = tcase_create(name);

    tcase_set_timeout(t, TIMEOUT_S);
    tcase_add_checked_fixture(t, setup, teardown);
    suite_add_tcase(s, t);
    return t;
}

Suite *suite(void)
{
    Suite *s = suite_create("roster");

    tcase_add_test(add(s, "a roster"), roster);
    tcase_add_test(add(s, "a roster of nobody"), a_roster_of_nobody);
    tcase_add_test(add(s, "a large roster"), a_large_roster);
    tcase_add_test(add(s, "no roster there"), no_roster_there);
    tcase_add_test(add(s, "broken files are refused with their message"),
                   broken_files_are_refused_with_their_message);
    tcase_add_test(add(s, "ids"), ids);
    return s;
}
