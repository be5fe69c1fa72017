/* The learner's folder: what we put there, and what we never touch. */
#include "src/course/workspace.h"
#include "src/base/file.h"
#include "src/base/json.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];
static struct arena *a;
static struct workspace w;
static struct err e;

/* These two run outside the test's process: a test that fails leaves nothing.
 */
static void make_dir(void)
{
    strcpy(dir, "/tmp/threadlings-workspace-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    a = arena_new();
}

static void remove_dir(void)
{
    ck_assert(file_remove(dir, &e));
    arena_free(a);
}

#define OK(call) ck_assert_msg(call, "%s", e.text)

/* The path of something in the folder of the test. */
static char *in(const char *name)
{
    return file_join(a, dir, name);
}

static void put(const char *name, const char *text)
{
    OK(file_write(in(name), text, strlen(text), &e));
}

static void expect(const char *name, const char *text)
{
    struct text found;

    OK(file_read(a, in(name), 1 << 20, &found, &e));
    ck_assert_str_eq(found.data, text);
}

static bool is_there(const char *name)
{
    struct stat st;

    return lstat(in(name), &st) == 0;
}

static ino_t inode(const char *name)
{
    struct stat st;

    ck_assert_int_eq(stat(in(name), &st), 0);
    return st.st_ino;
}

/* A workspace "w" and an exercise "ring" with its two files. */
static void begin(void)
{
    put("start.c", "starter\n");
    put("ring.h", "header 1\n");
    OK(workspace_find(a, in("w"), &w, &e));
}

static bool start(const char *exercise)
{
    bool made = false;

    OK(workspace_start(&w, exercise, in("start.c"), in("ring.h"), &made, &e));
    return made;
}

static bool cannot_start(void)
{
    bool made = true;

    return !workspace_start(&w, "ring", in("start.c"), in("ring.h"), &made,
                            &e) &&
           !made;
}

static const char *reset(void)
{
    const char *kept;

    OK(workspace_reset(a, &w, "ring", in("start.c"), &kept, &e));
    return kept;
}

/* ---- Where it is ---- */

START_TEST(found_below_home)
{
    setenv("HOME", "/home/ada", 1);
    OK(workspace_find(a, NULL, &w, &e));
    ck_assert_str_eq(w.dir, "/home/ada/threadlings");
    ck_assert_str_eq(workspace_file(a, &w, "ring"),
                     "/home/ada/threadlings/ring/ring.c");
}
END_TEST

START_TEST(home_must_be_known)
{
    unsetenv("HOME");
    ck_assert(!workspace_find(a, NULL, &w, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "HOME is not set"));
    setenv("HOME", "", 1);
    ck_assert(!workspace_find(a, NULL, &w, &e));
    setenv("HOME", "ada", 1);
    ck_assert(!workspace_find(a, NULL, &w, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "--workspace"));
    OK(workspace_find(a, "/x/", &w, &e)); /* HOME does not matter then */
    ck_assert_str_eq(w.dir, "/x");
}
END_TEST

START_TEST(always_absolute)
{
    ck_assert_int_eq(chdir(dir), 0);
    OK(workspace_find(a, "mine", &w, &e));
    ck_assert_str_eq(w.dir, in("mine"));
    ck_assert(!is_there("mine")); /* not made yet */
    ck_assert(!workspace_find(a, "", &w, &e));
}
END_TEST

START_TEST(a_file_is_no_workspace)
{
    begin();
    put("w", "a file");
    ck_assert(!workspace_find(a, in("w"), &w, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "is not a folder"));
    ck_assert(cannot_start());
    expect("w", "a file");
}
END_TEST

/* ---- Starting ---- */

START_TEST(start_puts_what_is_missing)
{
    begin();
    ck_assert(start("ring"));
    expect("w/ring/ring.c", "starter\n");
    expect("w/ring/ring.h", "header 1\n");
    ck_assert(!start("ring"));
    ck_assert_int_eq(unlink(in("w/ring/ring.h")), 0);
    ck_assert(!start("ring"));
    expect("w/ring/ring.h", "header 1\n");
    bool made;
    OK(workspace_start(&w, "bare", in("start.c"), NULL, &made, &e));
    ck_assert(made);
    ck_assert(is_there("w/bare/bare.c") && !is_there("w/bare/bare.h"));
}
END_TEST

START_TEST(theirs_is_never_overwritten)
{
    begin();
    start("ring");
    put("w/ring/ring.c", "mine\n");
    put("start.c", "starter 2\n");
    ck_assert(!start("ring"));
    expect("w/ring/ring.c", "mine\n");
}
END_TEST

START_TEST(an_untouched_header_follows)
{
    begin();
    start("ring");
    put("ring.h", "header 2\n");
    start("ring");
    expect("w/ring/ring.h", "header 2\n");
    put("ring.h", "header 3\n");
    start("ring");
    expect("w/ring/ring.h", "header 3\n");
    ck_assert(!is_there("w/ring/ring.h.new"));
}
END_TEST

START_TEST(a_changed_header_stays)
{
    begin();
    start("ring");
    put("w/ring/ring.h", "mine\n");
    start("ring");
    expect("w/ring/ring.h", "mine\n");
    expect("w/ring/ring.h.new", "header 1\n");
    put("ring.h", "header 2\n");
    start("ring");
    expect("w/ring/ring.h", "mine\n");
    expect("w/ring/ring.h.new", "header 2\n");
    /* They take ours: from then on it follows again. */
    ck_assert_int_eq(rename(in("w/ring/ring.h.new"), in("w/ring/ring.h")), 0);
    start("ring");
    put("ring.h", "header 3\n");
    start("ring");
    expect("w/ring/ring.h", "header 3\n");
}
END_TEST

START_TEST(a_header_that_was_there_stays)
{
    begin();
    OK(file_mkdirs(in("w/ring"), 0755, &e));
    put("w/ring/ring.h", "mine\n");
    start("ring");
    expect("w/ring/ring.h", "mine\n");
    expect("w/ring/ring.h.new", "header 1\n");
}
END_TEST

START_TEST(names_stay_inside)
{
    static const char *const names[] = {"../x", "a/b", ".", "..", "", ".git"};
    bool made;

    begin();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ck_assert(!workspace_start(&w, names[i], in("start.c"), in("ring.h"),
                                   &made, &e));
    ck_assert(!is_there("w"));
}
END_TEST

START_TEST(errors_name_the_path)
{
    bool made;

    begin();
    ck_assert(!workspace_start(&w, "ring", in("none.c"), NULL, &made, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "none.c"));
    ck_assert(!is_there("w/ring/ring.c"));
    OK(file_remove(in("w"), &e));
    if (geteuid() == 0)
        OK(workspace_find(a, "/proc/threadlings", &w, &e));
    else
        ck_assert_int_eq(mkdir(in("w"), 0500), 0);
    ck_assert(cannot_start());
    ck_assert_ptr_nonnull(strstr(e.text, w.dir));
}
END_TEST

/* ---- Links ---- */

START_TEST(nothing_is_written_through_links)
{
    begin();
    OK(file_mkdirs(in("w/ring"), 0755, &e));
    OK(file_mkdirs(in("elsewhere"), 0755, &e));
    put("elsewhere/theirs", "precious\n");
    ck_assert_int_eq(symlink("../../elsewhere/theirs", in("w/ring/ring.h")), 0);
    ck_assert_int_eq(symlink("../../elsewhere/none", in("w/ring/ring.c")), 0);
    ck_assert_int_eq(
        symlink("../elsewhere/list", in("w/compile_commands.json")), 0);
    ck_assert(!start("ring"));
    expect("elsewhere/theirs", "precious\n");
    expect("w/ring/ring.h.new", "header 1\n");
    ck_assert(!is_there("elsewhere/none"));
    ck_assert(!is_there("elsewhere/list"));
    /* Reset moves the link and leaves alone what it leads to. */
    ck_assert_str_eq(reset(), in("w/ring/ring.c.1"));
    expect("w/ring/ring.c", "starter\n");
    ck_assert(!is_there("elsewhere/none"));
}
END_TEST

START_TEST(linked_folders_are_refused)
{
    static const char *const names[] = {"w/ring", "w/.threadlings"};

    begin();
    OK(file_mkdirs(in("elsewhere"), 0755, &e));
    for (int i = 0; i < 2; i++) {
        OK(file_remove(in("w"), &e));
        OK(file_mkdirs(in("w"), 0755, &e));
        ck_assert_int_eq(symlink(in("elsewhere"), in(names[i])), 0);
        ck_assert(cannot_start());
        ck_assert_ptr_nonnull(strstr(e.text, "symbolic link"));
    }
    struct names found;
    OK(file_list(a, in("elsewhere"), &found, &e));
    ck_assert_uint_eq(found.n, 0);
}
END_TEST

START_TEST(the_workspace_may_be_a_link)
{
    begin();
    OK(file_mkdirs(in("real"), 0755, &e));
    ck_assert_int_eq(symlink("real", in("w")), 0);
    ck_assert(start("ring"));
    expect("real/ring/ring.c", "starter\n");
}
END_TEST

/* ---- Reset ---- */

START_TEST(reset_keeps_theirs)
{
    begin();
    start("ring");
    ck_assert_ptr_null(reset()); /* the starter still */
    ck_assert(!is_there("w/ring/ring.c.1"));
    put("w/ring/ring.c", "mine 1\n");
    ck_assert_str_eq(reset(), in("w/ring/ring.c.1"));
    put("w/ring/ring.c", "mine 2\n");
    ck_assert_str_eq(reset(), in("w/ring/ring.c.2"));
    expect("w/ring/ring.c.1", "mine 1\n");
    expect("w/ring/ring.c.2", "mine 2\n");
    expect("w/ring/ring.c", "starter\n");
    ck_assert_int_eq(unlink(in("w/ring/ring.c")), 0);
    ck_assert_ptr_null(reset());
    expect("w/ring/ring.c", "starter\n");
}
END_TEST

START_TEST(reset_without_a_starter_changes_nothing)
{
    const char *kept;

    begin();
    start("ring");
    put("w/ring/ring.c", "mine\n");
    ck_assert(!workspace_reset(a, &w, "ring", in("none.c"), &kept, &e));
    ck_assert_ptr_null(kept);
    expect("w/ring/ring.c", "mine\n");
}
END_TEST

/* ---- compile_commands.json ---- */

static struct json load_list(size_t want)
{
    struct json list;
    size_t n;

    OK(json_load(a, in("w/compile_commands.json"), &list, &e));
    OK(json_array(list, &n, &e));
    ck_assert_uint_eq(n, want);
    return list;
}

static const char *member(struct json entry, const char *key)
{
    const char *text;

    OK(json_string(json_get(entry, key), &text, &e));
    return text;
}

START_TEST(each_exercise_is_listed)
{
    const char **argument;
    size_t n;

    begin();
    start("ring");
    start("pool");
    struct json list = load_list(2);
    ck_assert_str_eq(member(json_at(list, 0), "directory"), in("w/pool"));
    ck_assert_str_eq(member(json_at(list, 1), "directory"), in("w/ring"));
    ck_assert_str_eq(member(json_at(list, 1), "file"), "ring.c");
    OK(json_strings(a, json_get(json_at(list, 1), "arguments"), 1, &argument,
                    &n, &e));
    ck_assert_str_eq(argument[0], "cc");
    ck_assert_str_eq(argument[1], "-std=c11");
    ck_assert_str_eq(argument[n - 1], "ring.c");
}
END_TEST

START_TEST(written_only_when_it_changes)
{
    begin();
    start("ring");
    ino_t before = inode("w/compile_commands.json");
    start("ring");
    ck_assert_uint_eq(inode("w/compile_commands.json"), before);
    OK(file_remove(in("w/ring"), &e));
    start("pool"); /* and what is gone is no longer listed */
    ck_assert_str_eq(member(json_at(load_list(1), 0), "file"), "pool.c");
}
END_TEST

START_TEST(their_entries_stay)
{
    begin();
    OK(file_mkdirs(in("w"), 0755, &e));
    put("w/compile_commands.json",
        "[{\"directory\": \"/theirs\", \"file\": \"x.c\", \"command\": \"cc "
        "x.c\", \"more\": [1, true, {\"deep\": \"\"}]}]");
    start("ring");
    start("pool");
    struct json list = load_list(3);
    ck_assert_str_eq(member(json_at(list, 0), "directory"), "/theirs");
    ck_assert_str_eq(member(json_at(list, 0), "command"), "cc x.c");
    struct json more = json_get(json_at(list, 0), "more");
    double one;
    OK(json_number(json_at(more, 0), &one, &e));
    ck_assert(one == 1);
    ck_assert_str_eq(member(json_at(more, 2), "deep"), "");
}
END_TEST

START_TEST(a_list_we_cannot_read_stays)
{
    static const char *const lists[] = {
        "", "[{", "{\"a\": 1}", "[{\"directory\": \"/x\", \"null\": null}]"};

    begin();
    OK(file_mkdirs(in("w"), 0755, &e));
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        put("w/compile_commands.json", lists[i]);
        start("ring");
        expect("w/compile_commands.json", lists[i]);
    }
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *tc = tcase_create(name);

    tcase_add_unchecked_fixture(tc, make_dir, remove_dir);
    tcase_add_test(tc, test);
    suite_add_tcase(s, tc);
}

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("workspace");

    add(s, "found below HOME", found_below_home);
    add(s, "HOME must be known", home_must_be_known);
    add(s, "always absolute", always_absolute);
    add(s, "a file is no workspace", a_file_is_no_workspace);
    add(s, "start puts what is missing", start_puts_what_is_missing);
    add(s, "theirs is never overwritten", theirs_is_never_overwritten);
    add(s, "an untouched header follows", an_untouched_header_follows);
    add(s, "a changed header stays", a_changed_header_stays);
    add(s, "a header that was there stays", a_header_that_was_there_stays);
    add(s, "names stay inside", names_stay_inside);
    add(s, "errors name the path", errors_name_the_path);
    add(s, "nothing is written through links",
        nothing_is_written_through_links);
    add(s, "linked folders are refused", linked_folders_are_refused);
    add(s, "the workspace may be a link", the_workspace_may_be_a_link);
    add(s, "reset keeps theirs", reset_keeps_theirs);
    add(s, "reset without a starter", reset_without_a_starter_changes_nothing);
    add(s, "compile_commands: each exercise", each_exercise_is_listed);
    add(s, "compile_commands: only when it changes",
        written_only_when_it_changes);
    add(s, "compile_commands: their entries stay", their_entries_stay);
    add(s, "compile_commands: what we cannot read",
        a_list_we_cannot_read_stays);
    return s;
}
