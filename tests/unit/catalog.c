/* The files of data/: what is read, every broken file in tests/broken/data with
 * its exact message, and how facts and terms are found. */
#include "src/base/buf.h"
#include "src/course/coverage.h"
#include "src/course/facts.h"
#include "src/course/glossary.h"
#include "src/course/milestones.h"
#include "src/course/misconceptions.h"
#include "tests/golden/golden.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static struct arena *arena;
static struct err e;

static void setup(void)
{
    arena = arena_new();
    e.text[0] = '\0';
}

static void teardown(void)
{
    arena_free(arena);
}

static char *in_tree(const char *name)
{
    return file_join(arena, file_join(arena, golden_dir(arena), "../.."), name);
}

/* Reads a file as what its name begins with. */
static bool load(const char *path)
{
    const char *name = file_base(path);
    struct misconceptions misconceptions;
    struct milestones milestones;
    struct glossary glossary;
    struct coverage coverage;
    struct facts facts;

    if (strncmp(name, "facts", 5) == 0)
        return facts_load(arena, path, &facts, &e);
    if (strncmp(name, "glossary", 8) == 0)
        return glossary_load(arena, path, &glossary, &e);
    if (strncmp(name, "misconceptions", 14) == 0)
        return misconceptions_load(arena, path, &misconceptions, &e);
    if (strncmp(name, "milestones", 10) == 0)
        return milestones_load(arena, path, &milestones, &e);
    ck_assert_int_eq(strncmp(name, "coverage", 8), 0);
    return coverage_load(arena, path, &coverage, &e);
}

START_TEST(ours_are_read)
{
    static const char *const names[] = {
        "facts.json",      "glossary.json", "misconceptions.json",
        "milestones.json", "coverage.json",
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        ck_assert_msg(load(file_join(arena, in_tree("data"), names[i])), "%s",
                      e.text);
}
END_TEST

/* A file with this text; its name begins like that of the kind it is of. */
static const char *file(const char *kind, const char *text)
{
    static char path[64];

    snprintf(path, sizeof path, "/tmp/%s-XXXXXX", kind);
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
    close(fd);
    return path;
}

START_TEST(the_manuals_examples_are_read)
{
    static const char *const kinds[][2] = {
        {"facts", "facts"},
        {"glossary", "terms"},
        {"misconceptions", "misconceptions"},
        {"milestones", "milestones"},
        {"coverage", "topics"},
    };
    struct text manual;

    ck_assert(
        file_read(arena, in_tree("lessons/README.md"), 1 << 20, &manual, &e));
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        char *head =
            arena_printf(arena, "{\"format\": 1, \"%s\": [", kinds[i][1]);
        const char *start = strstr(manual.data, head);
        ck_assert_msg(start, "no example of %s", kinds[i][0]);
        size_t len = (size_t)(strstr(start, "\n```") - start);
        const char *path = file(kinds[i][0], arena_strndup(arena, start, len));
        bool ok = load(path);
        unlink(path);
        ck_assert_msg(ok, "%s", e.text);
    }
}
END_TEST

/* A message without the folder in front. */
static const char *below(const char *message, const char *dir)
{
    size_t len = strlen(dir);

    return strncmp(message, dir, len) == 0 ? message + len + 1 : message;
}

START_TEST(broken_files_are_refused_with_their_message)
{
    char *dir = in_tree("tests/broken/data");
    struct names names;
    size_t tried = 0;

    ck_assert_msg(file_list(arena, dir, &names, &e), "%s", e.text);
    for (size_t i = 0; i < names.n; i++) {
        char *path = file_join(arena, dir, names.name[i]);
        size_t stem = strlen(path) - strlen(".json");
        struct text wanted;
        if (strcmp(path + stem, ".json") != 0)
            continue;
        char *txt = arena_printf(arena, "%.*s.txt", (int)stem, path);
        ck_assert_msg(file_read(arena, txt, 4096, &wanted, &e), "%s", e.text);
        wanted.data[strcspn(wanted.data, "\n")] = '\0';
        ck_assert_msg(!load(path), "loaded: %s", path);
        ck_assert_str_eq(below(e.text, dir), wanted.data);
        tried++;
    }
    ck_assert_uint_gt(tried, 60);
}
END_TEST

START_TEST(facts_are_found_and_say_where_they_come_from)
{
    const char *path = file(
        "facts",
        "{\"format\": 1, \"facts\": ["
        "{\"id\": \"a\", \"statement\": \"A.\", \"source\": {\"project\": "
        "\"glibc\", \"version\": \"2.36\", \"file\": \"nptl/x.c:277\"}},"
        "{\"id\": \"b-2\", \"statement\": \"B.\", \"source\": {\"document\": "
        "\"C11\", \"section\": \"5.1.2.4\"}},"
        "{\"id\": \"b\", \"statement\": \"C.\", \"source\": {\"demo\": "
        "\"one/two\"}}]}");
    struct facts facts;

    bool ok = facts_load(arena, path, &facts, &e);
    unlink(path);
    ck_assert_msg(ok, "%s", e.text);
    ck_assert_uint_eq(facts.n, 3);
    ck_assert_ptr_eq(facts_find(&facts, "b-2", 3), &facts.fact[1]);
    ck_assert_ptr_eq(facts_find(&facts, "b-2", 1), &facts.fact[2]);
    ck_assert_ptr_null(facts_find(&facts, "c", 1));
    ck_assert_str_eq(fact_source(arena, &facts.fact[0]),
                     "glibc 2.36, nptl/x.c:277");
    ck_assert_str_eq(fact_source(arena, &facts.fact[1]), "C11, 5.1.2.4");
    ck_assert_str_eq(fact_source(arena, &facts.fact[2]),
                     "measured by the demo one/two");
}
END_TEST

START_TEST(references_are_told_from_brackets)
{
    size_t id, len;

    ck_assert_uint_eq(fact_reference("[^a-1]x", 7, &id, &len), 6);
    ck_assert_uint_eq(id, 2);
    ck_assert_uint_eq(len, 3);
    ck_assert_uint_eq(fact_reference("[^a]", 3, &id, &len), 0);
    ck_assert_uint_eq(fact_reference("[a]", 3, &id, &len), 0);
    ck_assert_uint_eq(fact_reference("[^]", 3, &id, &len), 0);
    ck_assert_uint_eq(fact_reference("[^A]", 4, &id, &len), 0);
    ck_assert_uint_eq(fact_reference("[^a b]", 6, &id, &len), 0);
    ck_assert_uint_eq(fact_reference("", 0, &id, &len), 0);
}
END_TEST

static struct glossary words(void)
{
    const char *path =
        file("glossary", "{\"format\": 1, \"terms\": ["
                         "{\"term\": \"race\", \"says\": \"R.\"},"
                         "{\"term\": \"data race\", \"also\": [\"data "
                         "races\"], \"says\": \"D.\"},"
                         "{\"term\": \"1:1\", \"says\": \"O.\"},"
                         "{\"term\": \"happens-before\", \"says\": \"H.\"},"
                         "{\"term\": \"C++\", \"says\": \"C.\"}]}");
    struct glossary g;

    bool ok = glossary_load(arena, path, &g, &e);
    unlink(path);
    ck_assert_msg(ok, "%s", e.text);
    return g;
}

START_TEST(a_term_is_found_by_any_spelling)
{
    struct glossary g = words();

    ck_assert_ptr_eq(glossary_find(&g, "Data  Races "), &g.term[1]);
    ck_assert_ptr_eq(glossary_find(&g, "race"), &g.term[0]);
    ck_assert_ptr_null(glossary_find(&g, "rac"));
    ck_assert_ptr_null(glossary_find(&g, "races"));
    ck_assert_ptr_null(glossary_find(&g, ""));
}
END_TEST

/* The name of the term at a place, with its length. */
static const char *match(const struct glossary *g, const char *text, size_t at)
{
    size_t len;
    const struct term *t = glossary_match(g, text, at, &len);

    return t ? arena_printf(arena, "%s %zu", t->name, len) : "";
}

START_TEST(the_longest_term_is_matched_as_a_whole_word)
{
    struct glossary g = words();

    ck_assert_str_eq(match(&g, "a data race", 2), "data race 9");
    ck_assert_str_eq(match(&g, "a data\n  race.", 2), "data race 11");
    ck_assert_str_eq(match(&g, "Data races", 0), "data race 10");
    ck_assert_str_eq(match(&g, "a data race", 7), "race 4");
    ck_assert_str_eq(match(&g, "data raced", 0), "");
    ck_assert_str_eq(match(&g, "embrace", 3), "");
    ck_assert_str_eq(match(&g, "race_1", 0), "");
    ck_assert_str_eq(match(&g, "race-free", 0), "");
    ck_assert_str_eq(match(&g, "no-race", 3), "");
    ck_assert_str_eq(match(&g, "(race)-", 1), "race 4");
    ck_assert_str_eq(match(&g, "race - or", 0), "race 4");
    ck_assert_str_eq(match(&g, "happens-before", 0), "happens-before 14");
    ck_assert_str_eq(match(&g, "1:1", 0), "1:1 3");
    ck_assert_str_eq(match(&g, "11:1", 1), "");
    ck_assert_str_eq(match(&g, "C++ is", 0), "C++ 3");
    ck_assert_str_eq(match(&g, "", 0), "");
}
END_TEST

START_TEST(places_are_steps_or_exercises)
{
    const char *path = file(
        "coverage", "{\"$schema\": \"x\", \"format\": 1, \"topics\": ["
                    "{\"id\": \"1.1\", \"part\": 2, \"topic\": \"T\", \"in\": "
                    "[\"a-b/c-d\", \"exercise e_f\"]}]}");
    struct coverage c;

    bool ok = coverage_load(arena, path, &c, &e);
    unlink(path);
    ck_assert_msg(ok, "%s", e.text);
    ck_assert_uint_eq(c.n, 1);
    ck_assert_int_eq(c.topic[0].part, 2);
    ck_assert_uint_eq(c.topic[0].nin, 2);
    const struct taught *in = c.topic[0].in;
    ck_assert_str_eq(in[0].lesson, "a-b");
    ck_assert_str_eq(in[0].step, "c-d");
    ck_assert_ptr_null(in[0].exercise);
    ck_assert_str_eq(in[1].exercise, "e_f");
    ck_assert_ptr_null(in[1].lesson);
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *t = tcase_create(name);

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 30);
    tcase_add_test(t, test);
    suite_add_tcase(s, t);
}
#define ADD(s, test) add((s), #test, test)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("catalog");

    ADD(s, ours_are_read);
    ADD(s, the_manuals_examples_are_read);
    ADD(s, broken_files_are_refused_with_their_message);
    ADD(s, facts_are_found_and_say_where_they_come_from);
    ADD(s, references_are_told_from_brackets);
    ADD(s, a_term_is_found_by_any_spelling);
    ADD(s, the_longest_term_is_matched_as_a_whole_word);
    ADD(s, places_are_steps_or_exercises);
    return s;
}
