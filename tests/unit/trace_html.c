/* The page of a failing execution: what it says, and that nothing which a
 * learner wrote is read as markup. */
#include "src/ui/trace_html.h"

#include "src/base/sha256.h"
#include "src/ui/html.h"
#include "tests/unit/story_traces.h"

#include <check.h>
#include <string.h>

static const char style[] = "body { color: black; }";
static const char script[] = "const at = 0;";

static void make_page(struct buf *out, const struct finding *f,
                      const struct story *s, const struct story_source *source)
{
    const struct trace_page page = {.title = "x.c",
                                    .finding = f,
                                    .story = s,
                                    .sources = source,
                                    .nsources = 1,
                                    .style = style,
                                    .script = script};

    trace_html(out, &page);
}

static void make_known(struct buf *out, const struct finding *f,
                       const char *lines)
{
    struct arena *a = arena_new();
    const struct story_source source = {"x.c", lines};

    make_page(out, f, story_make(a, f, &source, 1, false), &source);
    arena_free(a);
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;

    for (const char *at = text; (at = strstr(at, what)) != NULL; at++)
        n++;
    return n;
}

START_TEST(says_first_what_happened)
{
    struct buf out = BUF_INIT;

    make_known(&out, &race_finding, race_lines);
    const char *head =
        strstr(out.data, "<h1>thread 2 reads 4 bytes that thread 1 writes, and "
                         "nothing orders the two</h1>");
    ck_assert_ptr_nonnull(head);
    ck_assert_ptr_nonnull(strstr(out.data, "Data race"));
    const char *step = strstr(head, "id=\"step-1\"");
    ck_assert_ptr_nonnull(step);
    ck_assert_ptr_nonnull(strstr(step, "class=\"help\""));
    buf_free(&out);
}
END_TEST

START_TEST(allows_its_own_style_and_script_only)
{
    struct buf out = BUF_INIT;
    char hash[SHA256_BASE64];

    make_known(&out, &race_finding, race_lines);
    ck_assert_ptr_nonnull(strstr(out.data, "default-src 'none'"));
    ck_assert_ptr_nonnull(strstr(out.data, "<style>body { color: black; }<"));
    ck_assert_ptr_nonnull(strstr(out.data, "<script>const at = 0;</script>"));
    sha256_base64(style, strlen(style), hash);
    const char *at = strstr(out.data, "style-src 'sha256-");
    ck_assert_ptr_nonnull(at);
    ck_assert_int_eq(strncmp(at + 18, hash, strlen(hash)), 0);
    sha256_base64(script, strlen(script), hash);
    at = strstr(out.data, "script-src 'sha256-");
    ck_assert_ptr_nonnull(at);
    ck_assert_int_eq(strncmp(at + 19, hash, strlen(hash)), 0);
    ck_assert_ptr_null(strstr(out.data, "unsafe"));
    buf_free(&out);
}
END_TEST

START_TEST(shows_the_source_by_lines)
{
    struct buf out = BUF_INIT;

    make_known(&out, &race_finding, race_lines);
    ck_assert_ptr_nonnull(strstr(out.data, "data-file=\"x.c\""));
    ck_assert_ptr_nonnull(
        strstr(out.data, "<span class=\"row\" data-line=\"13\">"));
    ck_assert_ptr_null(strstr(out.data, "class=\"row\" data-line=\"14\""));
    buf_free(&out);
}
END_TEST

/* Every row that an arrow ends at says so in words. */
START_TEST(arrows_are_words_and_data)
{
    struct arena *a = arena_new();
    struct buf out = BUF_INIT;
    const struct story_source source = {"x.c", race_lines};
    const struct story *s = story_make(a, &race_finding, &source, 1, false);

    make_page(&out, &race_finding, s, &source);
    ck_assert_uint_gt(s->nedges, 0);
    ck_assert_uint_eq(count(out.data, "<a class=\"edge "), s->nedges);
    ck_assert_uint_eq(count(out.data, "\"kind\": \""), s->nedges);
    ck_assert_uint_eq(count(out.data, "races with step"), 1);
    ck_assert_uint_eq(count(out.data, "<svg class=\"races\""), 1);
    ck_assert_uint_eq(count(out.data, "<svg class=\"misses\""), 0);
    buf_free(&out);
    arena_free(a);
}
END_TEST

START_TEST(locks_are_bars)
{
    struct buf out = BUF_INIT;

    make_known(&out, &locks_finding, locks_lines);
    ck_assert_uint_eq(count(out.data, " begins\""), 2);
    ck_assert_uint_eq(count(out.data, " ends\""), 0);
    ck_assert_ptr_nonnull(strstr(out.data, ">holds a</span>"));
    buf_free(&out);
}
END_TEST

/* A story in which every text is an attack. */
#define ATTACK "</script><img src=x onerror='f()'>\"&\033[2J"

static void make_hostile(struct buf *out)
{
    static const struct story_note note = {STORY_WRONG, ATTACK};
    static const struct story_row rows[] = {
        {.kind = STORY_STEP,
         .file = ATTACK,
         .line = 1,
         .code = ATTACK,
         .function = ATTACK,
         .notes = &note,
         .nnotes = 1,
         .first = 1,
         .last = 1},
        {.kind = STORY_SKIP,
         .notes = &note,
         .nnotes = 1,
         .first = -1,
         .last = -1},
        {.kind = STORY_FAIL,
         .function = ATTACK,
         .notes = &note,
         .nnotes = 1,
         .first = -1,
         .last = -1},
    };
    static const struct story_column column = {0, ATTACK, ATTACK};
    static const struct story_span span = {
        .name = ATTACK, .first = 0, .last = 2, .open = true};
    static const struct story_edge edge = {STORY_READS, 0, 2};
    static const char *const seen[] = {ATTACK};
    static const bool old[] = {true};
    static const struct story_value values[] = {
        {ATTACK, 0, seen, old}, {ATTACK, 0, seen, old}, {NULL, -1, seen, old}};
    static const struct story_variable variable = {ATTACK, values};
    static const struct story story = {.columns = &column,
                                       .ncolumns = 1,
                                       .rows = rows,
                                       .nrows = 3,
                                       .spans = &span,
                                       .nspans = 1,
                                       .edges = &edge,
                                       .nedges = 1,
                                       .variables = &variable,
                                       .nvariables = 1,
                                       .file = "x.c",
                                       .mistake = ATTACK,
                                       .help = ATTACK};
    static const struct finding finding = {.kind = FINDING_ASSERTION,
                                           .file = ATTACK,
                                           .line = 1,
                                           .test = ATTACK,
                                           .expectation = ATTACK,
                                           .message = ATTACK,
                                           .output = ATTACK,
                                           .schedule = ATTACK};
    static const struct story_source source = {ATTACK, ATTACK "\n" ATTACK};
    const struct trace_page page = {.title = ATTACK,
                                    .finding = &finding,
                                    .story = &story,
                                    .sources = &source,
                                    .nsources = 1,
                                    .replay = ATTACK,
                                    .style = style,
                                    .script = script};

    trace_html(out, &page);
}

START_TEST(what_a_learner_wrote_is_text)
{
    struct buf out = BUF_INIT;

    make_hostile(&out);
    ck_assert_ptr_null(strstr(out.data, "<img"));
    ck_assert_ptr_null(strchr(out.data, '\033'));
    ck_assert_uint_eq(count(out.data, "</script>"), 2);
    ck_assert_uint_eq(count(out.data, "<script"), 2);
    /* Quotes end no attribute: the only ones are ours. */
    ck_assert_ptr_null(strstr(out.data, "'>\"&"));
    ck_assert_ptr_nonnull(strstr(out.data, "&lt;/script&gt;&lt;img src=x "
                                           "onerror=&#39;f("));
    ck_assert_ptr_nonnull(strstr(out.data, "\\u003c/script>\\u003cimg"));
    buf_free(&out);
}
END_TEST

START_TEST(code_has_its_words_marked)
{
    struct buf out = BUF_INIT;
    int state = 0;

    html_code(&out, "if (a<b) /* x", 13, &state);
    ck_assert_str_eq(out.data,
                     "<span class=\"keyword\">if</span> (<wbr>a&lt;b) "
                     "<span class=\"comment\">/* x</span>");
    buf_reset(&out);
    html_code(&out, "y */ 1", 6, &state);
    ck_assert_str_eq(out.data, "<span class=\"comment\">y */</span> "
                               "<span class=\"type\">1</span>");
    buf_free(&out);
}
END_TEST

#define ADD(s, test)                        \
    do {                                    \
        TCase *added = tcase_create(#test); \
        tcase_add_test(added, test);        \
        suite_add_tcase((s), added);        \
    } while (0)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("trace_html");

    ADD(s, says_first_what_happened);
    ADD(s, allows_its_own_style_and_script_only);
    ADD(s, shows_the_source_by_lines);
    ADD(s, arrows_are_words_and_data);
    ADD(s, locks_are_bars);
    ADD(s, what_a_learner_wrote_is_text);
    ADD(s, code_has_its_words_marked);
    return s;
}
