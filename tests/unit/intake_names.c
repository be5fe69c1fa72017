/* Whose a file is, by its name. */
#include "src/class/intake_names.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *suite(void);

static struct arena *a;
static struct err e;
static const struct assigned all[] = {
    {.exercise = "spsc_queue", .file = "spsc_queue.c"},
    {.exercise = "queue", .file = "queue.c"},
    {.exercise = "spinlock", .file = "answer1.c"},
};
static const struct assignment three = {.list = all, .n = 3};
static const struct assignment one = {.list = all, .n = 1};

static void setup(void)
{
    a = arena_new();
}

static void teardown(void)
{
    arena_free(a);
}

static bool known(void *ctx, const char *id)
{
    for (const char *const *ids = ctx; *ids; ids++)
        if (strcmp(*ids, id) == 0)
            return true;
    return false;
}

static struct names_rule *rule(const struct assignment *as, const char *pattern,
                               const char *const *ids)
{
    struct names_rule *r;

    ck_assert_msg(
        names_rule(a, pattern, as, ids ? known : NULL, (void *)ids, &r, &e),
        "%s", e.text);
    return r;
}

/* "anna spsc_queue", "anna|bob", or "nobody". */
static const char *match(const struct names_rule *r, const char *path)
{
    struct names_match m;

    switch (names_match(r, path, &m)) {
    case NAMES_NONE:
        return "nobody";
    case NAMES_SEVERAL:
        return arena_printf(a, "%s|%s", m.id, m.other);
    case NAMES_ONE:
        break;
    }
    return arena_printf(a, "%s %s", m.id, all[m.exercise].exercise);
}

static const char *owner(const struct names_rule *r, const char *path)
{
    struct names_match m;

    return names_owner(r, path, &m) == NAMES_ONE ? arena_strdup(a, m.id)
                                                 : "nobody";
}

START_TEST(folders_and_archives)
{
    struct names_rule *r = rule(&three, NULL, NULL);

    ck_assert_str_eq(match(r, "anna/spsc_queue.c"), "anna spsc_queue");
    ck_assert_str_eq(match(r, "anna/a/b/c/queue.c"), "anna queue");
    ck_assert_str_eq(match(r, "anna.zip/queue.c"), "anna queue");
    ck_assert_str_eq(match(r, "a.b-1@x.tar.gz/x/queue.c"), "a.b-1@x queue");
    ck_assert_str_eq(match(r, "anna/answer1.c"), "anna spinlock");
    ck_assert_str_eq(match(r, "anna/spinlock.c"), "nobody");
    ck_assert_str_eq(match(r, "anna/Queue.c"), "nobody");
    ck_assert_str_eq(match(r, "anna/xqueue.c"), "nobody");
    ck_assert_str_eq(match(r, "anna/queue.c/x"), "nobody");
    ck_assert_str_eq(match(r, "../queue.c"), "nobody");
    ck_assert_str_eq(match(r, "/queue.c"), "nobody");
    ck_assert_str_eq(match(r, "Anna Li/queue.c"), "nobody");
    ck_assert_str_eq(match(r, "-x/queue.c"), "nobody");
    ck_assert_str_eq(match(r, ""), "nobody");
    ck_assert_str_eq(owner(r, "anna"), "anna");
    ck_assert_str_eq(owner(r, "anna.tgz"), "anna");
    ck_assert_str_eq(owner(r, "anna/x/y"), "anna");
    ck_assert_str_eq(owner(r, "@x/y"), "nobody");
}
END_TEST

START_TEST(flat_files)
{
    struct names_rule *r = rule(&three, NULL, NULL);

    ck_assert_str_eq(match(r, "anna_queue.c"), "anna queue");
    ck_assert_str_eq(match(r, "anna_spsc_queue.c"), "anna spsc_queue");
    ck_assert_str_eq(match(r, "anna_answer1.c"), "anna spinlock");
    ck_assert_str_eq(match(r, "anna_spinlock.c"), "anna spinlock");
    ck_assert_str_eq(match(r, "a_b_queue.c"), "a_b queue");
    ck_assert_str_eq(match(r, "anna.c"), "nobody");
    ck_assert_str_eq(match(r, "spsc_queue.c"), "nobody");
    ck_assert_str_eq(match(r, "_queue.c"), "nobody");
    ck_assert_str_eq(match(r, "anna_queue.c\n"), "nobody");
    ck_assert_str_eq(match(r, "an na_queue.c"), "nobody");

    r = rule(&one, NULL, NULL);
    ck_assert_str_eq(match(r, "anna.c"), "anna spsc_queue");
    ck_assert_str_eq(match(r, "anna_spsc_queue.c"), "anna spsc_queue");
    ck_assert_str_eq(match(r, "spsc_queue.c"), "nobody");
    ck_assert_str_eq(match(r, "@x.c"), "nobody");
    ck_assert_str_eq(match(r, "-fplugin=x.c"), "nobody");
}
END_TEST

START_TEST(the_roster_decides)
{
    static const char *const odd[] = {"anna_spsc", "spsc_queue", NULL};
    static const char *const both[] = {"anna_spsc", "anna", NULL};

    struct names_rule *r = rule(&three, NULL, odd);
    ck_assert_str_eq(match(r, "anna_spsc_queue.c"), "anna_spsc queue");
    r = rule(&one, NULL, odd);
    ck_assert_str_eq(match(r, "spsc_queue.c"), "spsc_queue spsc_queue");
    r = rule(&three, NULL, both);
    ck_assert_ptr_nonnull(strchr(match(r, "anna_spsc_queue.c"), '|'));
    /* Nobody's: the best reading, for a note. */
    ck_assert_str_eq(match(r, "bob_spsc_queue.c"), "bob spsc_queue");
}
END_TEST

START_TEST(patterns)
{
    struct names_rule *r = rule(&three, "{id}_*_{exercise}.c", NULL);

    ck_assert_str_eq(match(r, "anna_12_34_spsc_queue.c"), "anna spsc_queue");
    ck_assert_str_eq(match(r, "anna_spsc_queue.c"), "anna queue");
    ck_assert_str_eq(match(r, "anna_12/x_queue.c"), "nobody");
    ck_assert_str_eq(match(r, "anna/queue.c"), "nobody");

    r = rule(&three, "{name}_{id}_assignsubmission_file/{exercise}.c", NULL);
    ck_assert_str_eq(
        match(r, "Anna \xc3\x89 Li_4711_assignsubmission_file/answer1.c"),
        "4711 spinlock");
    ck_assert_str_eq(owner(r, "A_4711_assignsubmission_file"), "4711");
    ck_assert_str_eq(owner(r, "A_4711_assignsubmission_file/x/y"), "4711");
    ck_assert_str_eq(owner(r, "README.txt"), "nobody");

    r = rule(&one, "*/{id}.zip/*/main.c", NULL);
    ck_assert_str_eq(match(r, "w/anna.zip/x/main.c"), "anna spsc_queue");
    ck_assert_str_eq(match(r, "w/anna.zip/main.c"), "nobody");
    ck_assert_str_eq(owner(r, "w/anna.zip"), "anna");
    ck_assert_str_eq(owner(r, "w"), "nobody");
}
END_TEST

/* What somebody puts into a folder of theirs cannot take the folder's place. */
START_TEST(nothing_fits_a_slash)
{
    static const char *const ids[] = {"eve", "bob", NULL};
    struct names_rule *r = rule(&three, "{name}_{id}_x/{exercise}.c", ids);

    ck_assert_str_eq(match(r, "Eve_eve_x/Bob_bob_x/queue.c"), "nobody");
    r = rule(&three, "{id}_*_{exercise}.c", ids);
    ck_assert_str_eq(match(r, "eve_1_2_bob_5_queue.c"), "eve queue");
}
END_TEST

START_TEST(patterns_without_sense)
{
    static const struct {
        const char *pattern, *why;
    } bad[] = {
        {"", "0 bytes"},
        {"{exercise}.c", "{id}"},
        {"{id}/{id}/{exercise}.c", "{id}"},
        {"{id}/x.c", "{exercise}"},
        {"{id}/{exercise}/{exercise}.c", "{exercise}"},
        {"{id}/{exercise.c", "braces"},
        {"{id}/{student}/{exercise}.c", "braces"},
        {"{id}/exercise}.c", "braces"},
        {"/{id}/{exercise}.c", "path"},
        {"{id}/{exercise}.c/", "path"},
        {"{id}//{exercise}.c", "path"},
        {"{id}{name}/{exercise}.c", "between"},
        {"*{id}/{exercise}.c", "between"},
    };
    char stars[200], *longest = memset(arena_alloc(a, 301), 'x', 300);
    struct names_rule *r;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(
            !names_rule(a, bad[i].pattern, &three, NULL, NULL, &r, &e), "%s",
            bad[i].pattern);
        ck_assert_msg(strstr(e.text, bad[i].why) != NULL, "%s: %s",
                      bad[i].pattern, e.text);
    }
    ck_assert(!names_rule(a, longest, &three, NULL, NULL, &r, &e));
    memset(stars, '*', sizeof stars - 1);
    stars[sizeof stars - 1] = '\0';
    ck_assert(!names_rule(a, stars, &three, NULL, NULL, &r, &e));
}
END_TEST

/* Ends, whatever the name; CK's time limit would say so. */
START_TEST(names_that_fit_in_many_ways)
{
    struct names_rule *r =
        rule(&three, "{id}_*_*_*_*_*_*_*_*_*_*_{exercise}.c", NULL);
    char path[4096];

    memset(path, '_', sizeof path);
    path[0] = 'a';
    strcpy(path + sizeof path - 10, "_queue.x");
    for (int i = 0; i < 1000; i++)
        ck_assert_str_eq(match(r, path), "nobody");
}
END_TEST

START_TEST(litter)
{
    ck_assert(names_is_litter(".DS_Store"));
    ck_assert(names_is_litter("._x.c"));
    ck_assert(names_is_litter("__MACOSX"));
    ck_assert(names_is_litter("Thumbs.db"));
    ck_assert(!names_is_litter("x.c"));
    ck_assert(!names_is_litter("__MACOSX.c"));
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *added = tcase_create(name);

    tcase_add_checked_fixture(added, setup, teardown);
    tcase_add_test(added, test);
    suite_add_tcase(s, added);
}

Suite *suite(void)
{
    Suite *s = suite_create("intake_names");

#define ADD(test) add(s, #test, test)
    ADD(folders_and_archives);
    ADD(flat_files);
    ADD(the_roster_decides);
    ADD(patterns);
    ADD(nothing_fits_a_slash);
    ADD(patterns_without_sense);
    ADD(names_that_fit_in_many_ways);
    ADD(litter);
    return s;
}
