/* C with colours: the text stays, the tokens are found. */
#include "src/ui/highlight.h"

#include <check.h>
#include <string.h>

static const struct look plain = {.width = 80, .height = 24, .utf8 = true};
static const struct look colored = {
    .width = 80, .height = 24, .utf8 = true, .color = true};

/* Styles written as tags: <k>if</> */
static void tag(struct buf *out, const char *text)
{
    const struct {
        enum style style;
        const char *tag;
    } tags[] = {{STYLE_NONE, "</>"},
                {STYLE_STRING, "<s>"},
                {STYLE_COMMENT, "<c>"},
                {STYLE_NUMBER, "<n>"},
                {STYLE_KEYWORD, "<k>"}};

    while (*text != '\0') {
        const char *name = NULL;
        size_t len = 0;
        for (size_t i = 0; i < sizeof tags / sizeof *tags && !name; i++) {
            const char *code = term_style(&colored, tags[i].style);
            len = strlen(code);
            if (strncmp(text, code, len) == 0)
                name = tags[i].tag;
        }
        if (name)
            buf_adds(out, name);
        else
            buf_addc(out, *text);
        text += name ? len : 1;
    }
}

static int check_line(const char *line, const char *want, int state)
{
    struct buf out = BUF_INIT, tagged = BUF_INIT;

    highlight_c_line(&out, &colored, line, strlen(line), &state);
    tag(&tagged, out.data);
    ck_assert_str_eq(tagged.data, want);
    buf_free(&out);
    buf_free(&tagged);
    return state;
}

START_TEST(keywords_and_types_are_whole_words)
{
    /* Keywords and directives, and types and numbers, share a colour. */
    check_line("if (iffy) return;", "<k>if</> (iffy) <k>return</>;", 0);
    check_line("_Atomic size_t n;", "<k>_Atomic</> <n>size_t</> n;", 0);
    check_line("pthread_mutex_t m; atomic_int i;",
               "<n>pthread_mutex_t</> m; <n>atomic_int</> i;", 0);
    check_line("atomic_load(&x)", "atomic_load(&x)", 0);
    check_line("memory_order_acquire", "<n>memory_order_acquire</>", 0);
    check_line("__thread bool b;", "<k>__thread</> <n>bool</> b;", 0);
}
END_TEST

START_TEST(comments_go_on_across_lines)
{
    int state = check_line("a /* b", "a <c>/* b</>", 0);

    state = check_line("if", "<c>if</>", state);
    state = check_line("c */ if", "<c>c */</> <k>if</>", state);
    ck_assert_int_eq(state, 0);
    check_line("x // if /*", "x <c>// if /*</>", 0);
    ck_assert_int_ne(check_line("/*/", "<c>/*/</>", 0), 0);
    ck_assert_int_eq(check_line("/**/x", "<c>/**/</>x", 0), 0);
}
END_TEST

START_TEST(strings_end_where_they_end)
{
    check_line("\"a\\\"b\" c", "<s>\"a\\\"b\"</> c", 0);
    check_line("'\\'' 'x'", "<s>'\\''</> <s>'x'</>", 0);
    check_line("\"/* no\" if", "<s>\"/* no\"</> <k>if</>", 0);
    check_line("\"open", "<s>\"open</>", 0);
    check_line("\"open\\", "<s>\"open\\</>", 0);
}
END_TEST

START_TEST(numbers_are_whole)
{
    check_line("0x1Fu+1", "<n>0x1Fu</>+<n>1</>", 0);
    check_line("1.5e-3f", "<n>1.5e-3f</>", 0);
    check_line("0xE+1", "<n>0xE</>+<n>1</>", 0);
    check_line("0x1p-3", "<n>0x1p-3</>", 0);
    check_line(".5 a1 a.b", "<n>.5</> a1 a.b", 0);
}
END_TEST

START_TEST(directives_stand_first_on_a_line)
{
    check_line("#include <stdio.h>", "<k>#include</> <s><stdio.h></>", 0);
    check_line("  # define X 1", "  <k># define</> X <n>1</>", 0);
    check_line("#include \"a.h\"", "<k>#include</> <s>\"a.h\"</>", 0);
    check_line("a # b", "a # b", 0);
    check_line("#include <open", "<k>#include</> <open", 0);
}
END_TEST

START_TEST(the_text_is_never_changed)
{
    const char *const lines[] = {"int x = 1; /* a",
                                 "\xff\xfe\"\\",
                                 "é日 'a",
                                 "#",
                                 "0x",
                                 "",
                                 "\n",
                                 "a\n",
                                 "*/ b",
                                 "/"};
    struct buf out = BUF_INIT;

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        for (int state = 0; state < 2; state++) {
            int s = state;
            buf_reset(&out);
            highlight_c_line(&out, &plain, lines[i], strlen(lines[i]), &s);
            ck_assert_str_eq(out.data, lines[i]);
        }
    }
    buf_free(&out);
}
END_TEST

START_TEST(a_newline_is_not_coloured)
{
    check_line("// a\n", "<c>// a</>\n", 0);
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
    Suite *s = suite_create("highlight");

    ADD(s, keywords_and_types_are_whole_words);
    ADD(s, comments_go_on_across_lines);
    ADD(s, strings_end_where_they_end);
    ADD(s, numbers_are_whole);
    ADD(s, directives_stand_first_on_a_line);
    ADD(s, the_text_is_never_changed);
    ADD(s, a_newline_is_not_coloured);
    return s;
}
