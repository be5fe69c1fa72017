/* Lessons: the manual's example, every broken lesson in tests/broken/lessons
 * with its exact message, and how the prose is taken apart. */
#include "src/course/lesson.h"

#include "src/base/buf.h"
#include "tests/golden/golden.h"

#include <check.h>
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

static struct text text(const char *s)
{
    return (struct text){arena_strdup(arena, s), strlen(s)};
}

static bool parse(const char *json, const char *md, struct lesson *out)
{
    return lesson_parse(arena, "lessons/010-x.json", text(json), text(md), out,
                        &e);
}

/* A lesson whose steps are these. */
static struct lesson parsed(const char *steps, const char *md)
{
    struct lesson l;
    char *json = arena_printf(arena,
                              "{\"format\": 1, \"title\": \"T\", "
                              "\"about\": \"A\", \"steps\": [%s]}",
                              steps);

    ck_assert_msg(parse(json, md, &l), "%s", e.text);
    return l;
}

/* The code block of a manual whose opening fence ends in this file name. */
static struct text example(const char *manual, const char *name)
{
    char *info = arena_printf(arena, " %s\n", name);
    const char *start = strstr(manual, info);

    ck_assert_ptr_nonnull(start);
    const char *line = start;
    while (line > manual && line[-1] != '\n')
        line--;
    char *close = arena_printf(arena, "\n%.*s\n", (int)strspn(line, "`"), line);
    start += strlen(info);
    const char *end = strstr(start, close);
    ck_assert_ptr_nonnull(end);
    return text(arena_strndup(arena, start, (size_t)(end - start) + 1));
}

START_TEST(the_manuals_example_loads)
{
    struct text manual;
    struct lesson l;

    ck_assert(
        file_read(arena, in_tree("lessons/README.md"), 1 << 20, &manual, &e));
    ck_assert_msg(lesson_parse(arena, "lessons/990-lost-update.json",
                               example(manual.data, "990-lost-update.json"),
                               example(manual.data, "990-lost-update.md"), &l,
                               &e),
                  "%s", e.text);
    ck_assert_uint_eq(l.nsteps, 9);
    unsigned types = 0;
    for (size_t i = 0; i < l.nsteps; i++)
        types |= 1u << l.steps[i].type;
    ck_assert_uint_eq(types, (1u << (STEP_EXPLAIN + 1)) - 1); /* every type */
}
END_TEST

/* A message with the folder taken out wherever it stands. */
static char *without(const char *message, const char *folder)
{
    struct buf b = BUF_INIT;
    size_t len = strlen(folder);

    while (*message) {
        if (strncmp(message, folder, len) == 0)
            message += len;
        else
            buf_addc(&b, *message++);
    }
    char *kept = buf_keep(arena, &b);
    buf_free(&b);
    return kept;
}

START_TEST(broken_lessons_are_refused_with_their_message)
{
    char *dir = in_tree("tests/broken/lessons");
    struct names names;
    size_t tried = 0;

    ck_assert_msg(file_list(arena, dir, &names, &e), "%s", e.text);
    for (size_t i = 0; i < names.n; i++) {
        char *path = file_join(arena, dir, names.name[i]);
        size_t stem = strlen(path) - strlen(".json");
        struct text wanted;
        struct lesson l;
        if (strcmp(path + stem, ".json") != 0)
            continue;
        char *txt = arena_printf(arena, "%.*s.txt", (int)stem, path);
        ck_assert_msg(file_read(arena, txt, 4096, &wanted, &e), "%s", e.text);
        wanted.data[strcspn(wanted.data, "\n")] = '\0';
        ck_assert_msg(!lesson_load(arena, path, &l, &e), "loaded: %s", path);
        ck_assert_str_eq(without(e.text, arena_printf(arena, "%s/", dir)),
                         wanted.data);
        tried++;
    }
    ck_assert_uint_gt(tried, 60);
}
END_TEST

START_TEST(a_quiz_is_read)
{
    struct lesson l =
        parsed("{\"quiz\": \"q\", \"kind\": \"several\", \"choices\": ["
               "{\"text\": \"a\", \"right\": true}, "
               "{\"text\": \"b\", \"because\": \"c\"}], "
               "\"misconception\": \"MEM-3\", \"card\": false}",
               "## Q\nAsk.\n");
    const struct step *s = &l.steps[0];

    ck_assert_int_eq(s->type, STEP_QUIZ);
    ck_assert_int_eq(s->question.ask, ASK_SEVERAL);
    ck_assert_uint_eq(s->question.nchoices, 2);
    ck_assert(s->question.choices[0].right && !s->question.choices[1].right);
    ck_assert_ptr_null(s->question.choices[0].because);
    ck_assert_str_eq(s->question.choices[1].because, "c");
    ck_assert_str_eq(s->question.misconception, "MEM-3");
    ck_assert_ptr_null(s->question.because);
    ck_assert(!s->card);
}
END_TEST

START_TEST(numbers_and_texts_are_read)
{
    struct lesson l = parsed(
        "{\"quiz\": \"n\", \"kind\": \"number\", \"answer\": 1023.5, "
        "\"tolerance\": 0.5, \"unit\": \"ns\", \"wrong\": [{\"answer\": -1, "
        "\"because\": \"w\"}], \"because\": \"b\"}, "
        "{\"quiz\": \"t\", \"kind\": \"text\", \"answers\": [\"x\", \"y\"], "
        "\"wrong\": [{\"answer\": \"z\", \"because\": \"v\"}]}",
        "## N\nAsk.\n## T\nAsk.\n");
    const struct question *n = &l.steps[0].question;
    const struct question *t = &l.steps[1].question;

    ck_assert_double_eq(n->number, 1023.5);
    ck_assert_double_eq(n->tolerance, 0.5);
    ck_assert_str_eq(n->unit, "ns");
    ck_assert_double_eq(n->wrong[0].number, -1);
    ck_assert_str_eq(n->because, "b");
    ck_assert(l.steps[0].card);
    ck_assert_uint_eq(t->nanswers, 2);
    ck_assert_str_eq(t->answers[1], "y");
    ck_assert_str_eq(t->wrong[0].text, "z");
    ck_assert_str_eq(t->wrong[0].because, "v");
}
END_TEST

START_TEST(programs_are_read)
{
    struct lesson l = parsed(
        "{\"predict\": \"p\", \"kind\": \"single\", \"runs\": 7, "
        "\"flags\": [\"-O2\", \"-DN=1\"], \"choices\": ["
        "{\"text\": \"1\\n2\\n\", \"right\": true}, "
        "{\"text\": \"\", \"because\": \"c\"}], \"because\": \"b\"}, "
        "{\"demo\": \"d\", \"processes\": true}",
        "## P\nAsk.\n```sh\nls\n```\n  ```c\n  int a;\n    int b;\n\n  ```\n"
        "```c\nint c;\n```\n### Afterwards\nSee.\n```c\nint e;\n```\n"
        "## D\n~~~~ c\n```\nint d;\n~~~\n~~~~\n");
    const struct step *p = &l.steps[0], *d = &l.steps[1];

    ck_assert_str_eq(p->program, "int a;\n  int b;\n\n");
    ck_assert_int_eq(p->runs, 7);
    ck_assert_str_eq(p->flags[0], "-O2");
    ck_assert_str_eq(p->flags[1], "-DN=1");
    ck_assert_ptr_null(p->flags[2]);
    ck_assert_str_eq(p->question.choices[0].text, "1\n2");
    ck_assert_str_eq(p->question.choices[1].text, "");
    ck_assert_str_eq(p->after, "See.\n```c\nint e;\n```");
    ck_assert_str_eq(d->program, "```\nint d;\n~~~\n");
    ck_assert_int_eq(d->runs, 1);
    ck_assert_ptr_null(d->flags[0]);
    ck_assert(p->card && !d->card);
    ck_assert(!p->processes && d->processes);
}
END_TEST

START_TEST(what_is_shown_is_read)
{
    struct lesson l = parsed(
        "{\"demo\": \"a\", \"shows\": \"schedules\", \"runs\": 10000000}, "
        "{\"demo\": \"b\", \"shows\": \"machine\", "
        "\"functions\": [\"f\", \"g\"], \"flags\": [\"-O1\"]}, "
        "{\"demo\": \"c\", \"shows\": \"graph\", \"axes\": [\"x\", \"y\"]}, "
        "{\"demo\": \"d\", \"shows\": \"caches\"}, "
        "{\"predict\": \"e\", \"kind\": \"several\", \"outcomes\": true, "
        "\"runs\": 1000000, \"choices\": [{\"text\": \"0\", \"because\": "
        "\"n\"}, {\"text\": \"1\", \"because\": \"y\"}], \"because\": \"b\"}",
        "## A\n```c\nint a;\n```\n## B\n```c\nint b;\n```\n## C\n```c\n"
        "int c;\n```\n## D\n```c\nint d;\n```\n```caches\nline: x\ncore 0: "
        "load x\n```\n"
        "## E\n```c\nint e;\n```\n");
    const struct step *s = l.steps;

    ck_assert_int_eq(s[0].shows, SHOWS_SCHEDULES);
    ck_assert_int_eq(s[0].runs, 10000000);
    ck_assert_int_eq(s[1].shows, SHOWS_MACHINE);
    ck_assert_str_eq(s[1].functions[1], "g");
    ck_assert_ptr_null(s[1].functions[2]);
    ck_assert_str_eq(s[1].flags[0], "-O1");
    ck_assert_int_eq(s[2].shows, SHOWS_GRAPH);
    ck_assert_str_eq(s[2].across, "x");
    ck_assert_str_eq(s[2].up, "y");
    ck_assert_str_eq(s[3].program, "line: x\ncore 0: load x\n");
    ck_assert(s[4].outcomes && s[4].runs == 1000000);
    ck_assert(!s[4].question.choices[0].right);
    ck_assert_str_eq(s[4].question.choices[1].because, "y");
}
END_TEST

START_TEST(other_steps_are_read)
{
    struct lesson l =
        parsed("{\"order\": \"o\", \"lines\": [\"a\", \"b\", \"a\"], "
               "\"because\": \"b\"}, {\"exercise\": \"now-you\", "
               "\"name\": \"spsc_queue\"}, {\"explain\": \"why\"}",
               "# Title\n\n## O\nAsk.\n## Now *you*!\n## Why ##\nWell?\n"
               "### Sub\n### Afterwards\n\nSo.\n\n");

    ck_assert_uint_eq(l.steps[0].question.nlines, 3);
    ck_assert_str_eq(l.steps[0].question.lines[1], "b");
    ck_assert_str_eq(l.steps[1].exercise, "spsc_queue");
    ck_assert_str_eq(l.steps[1].title, "Now *you*!");
    ck_assert_str_eq(l.steps[1].text, "");
    ck_assert_str_eq(l.steps[2].title, "Why");
    ck_assert_str_eq(l.steps[2].text, "Well?\n### Sub");
    ck_assert_str_eq(l.steps[2].after, "So.");
    ck_assert_int_eq(lesson_step(&l, "why"), 2);
    ck_assert_int_eq(lesson_step(&l, "what"), -1);
}
END_TEST

START_TEST(headings_in_code_are_none)
{
    struct lesson l = parsed("{\"read\": \"a\"}",
                             "## A\nT.\n````\n## B\n```\n### Afterwards\n"
                             "# C\n````\n\n    ## D\n#include\n`## E`\n");

    ck_assert_str_eq(l.steps[0].text,
                     "T.\n````\n## B\n```\n### Afterwards\n# C\n````\n\n"
                     "    ## D\n#include\n`## E`");
    ck_assert_ptr_null(l.steps[0].after);
}
END_TEST

START_TEST(line_breaks_of_windows_are_fine)
{
    struct lesson l =
        parsed("{\"demo\": \"a\"}",
               "# T\r\n\r\n## A\r\n\r\nX.\r\n```c\r\nint x;\r\n```\r\n");

    ck_assert_str_eq(l.steps[0].text, "X.\n```c\nint x;\n```");
    ck_assert_str_eq(l.steps[0].program, "int x;\n");
}
END_TEST

START_TEST(the_head_is_read)
{
    struct lesson l;

    ck_assert(parse("{\"format\": 1, \"title\": \"T\", \"about\": \"A\", "
                    "\"needs\": [\"y\", \"z-2\"], \"$schema\": \"s\", "
                    "\"steps\": [{\"read\": \"a\"}]}",
                    "## A\nT.", &l));
    ck_assert_str_eq(l.slug, "x");
    ck_assert_int_eq(l.number, 10);
    ck_assert_str_eq(l.title, "T");
    ck_assert_str_eq(l.about, "A");
    ck_assert_uint_eq(l.nneeds, 2);
    ck_assert_str_eq(l.needs[1], "z-2");
    ck_assert_str_eq(l.json_path, "lessons/010-x.json");
    ck_assert_str_eq(l.md_path, "lessons/010-x.md");
}
END_TEST

START_TEST(limits_hold)
{
    struct buf steps = BUF_INIT, md = BUF_INIT;
    struct lesson l;

    for (int i = 0; i < LESSON_STEPS_MAX; i++) {
        buf_printf(&steps, "%s{\"read\": \"s%d\"}", i ? "," : "", i);
        buf_printf(&md, "## S%d\nT.\n", i);
    }
    l = parsed(steps.data, md.data);
    ck_assert_uint_eq(l.nsteps, LESSON_STEPS_MAX);
    buf_adds(&md, "## One more\nT.\n");
    ck_assert(!parse("{}", md.data, &l));
    ck_assert_str_eq(e.text, "lessons/010-x.md:401: more than 200 headings");
    buf_fill(&md, 'x', LESSON_MD_MAX);
    ck_assert(!parse("{}", md.data, &l));
    ck_assert_str_eq(e.text, "lessons/010-x.md: larger than the limit of 1 MB");
    buf_free(&steps);
    buf_free(&md);
}
END_TEST

START_TEST(a_missing_file_is_named)
{
    char dir[] = "/tmp/threadlings-lesson-XXXXXX";
    struct lesson l;

    ck_assert_ptr_nonnull(mkdtemp(dir));
    char *path = file_join(arena, dir, "010-x.json");
    bool no_json = !lesson_load(arena, path, &l, &e);
    bool said_json = strstr(e.text, "010-x.json") != NULL;
    ck_assert(file_write(path, "{}", 2, &e));
    bool no_md = !lesson_load(arena, path, &l, &e);
    bool said_md = strstr(e.text, "010-x.md") != NULL;
    ck_assert(file_remove(dir, &e));
    ck_assert(no_json && said_json && no_md && said_md);
}
END_TEST

START_TEST(slugs)
{
    static const char *const pairs[][2] = {
        {"Who writes `head`?", "who-writes-head"},
        {"  C11's atomic_int -- why  ", "c11-s-atomic-int-why"},
        {"a`b`c", "abc"},
        {"Caf\xc3\xa9 2", "caf-2"},
        {"???", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        ck_assert_str_eq(lesson_slug(arena, pairs[i][0]), pairs[i][1]);
}
END_TEST

START_TEST(file_names)
{
    static const char *const bad[] = {
        "x.json",      "010.json",   "010-.json",       "010-X.json",
        "010-x.md",    "010-x",      "010-x.json.json", "010-x--y.json",
        "010-x-.json", "010_x.json", ".json",           "",
        "-x.json",     "a10-x.json", "0000010-x.json",
    };
    long number;
    const char *slug;

    ck_assert(lesson_name(arena, "a/b/010-x-y2.json", ".json", &number, &slug));
    ck_assert_int_eq(number, 10);
    ck_assert_str_eq(slug, "x-y2");
    ck_assert(lesson_name(arena, "7-x.md", ".md", &number, &slug));
    ck_assert_int_eq(number, 7);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!lesson_name(arena, bad[i], ".json", &number, &slug),
                      "%s", bad[i]);
    struct lesson l;
    ck_assert(!lesson_parse(arena, "x/y.json", text("{}"), text(""), &l, &e));
    ck_assert_str_eq(e.text, "x/y.json: a lesson's file is named like "
                             "\"030-spsc-queue.json\"");
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
    Suite *s = suite_create("lesson");

    ADD(s, the_manuals_example_loads);
    ADD(s, broken_lessons_are_refused_with_their_message);
    ADD(s, the_head_is_read);
    ADD(s, a_quiz_is_read);
    ADD(s, numbers_and_texts_are_read);
    ADD(s, programs_are_read);
    ADD(s, what_is_shown_is_read);
    ADD(s, other_steps_are_read);
    ADD(s, headings_in_code_are_none);
    ADD(s, line_breaks_of_windows_are_fine);
    ADD(s, limits_hold);
    ADD(s, a_missing_file_is_named);
    ADD(s, slugs);
    ADD(s, file_names);
    return s;
}
