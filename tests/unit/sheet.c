/* Pages: texts come through whole and mean nothing, in Markdown as GitHub reads
 * it (md4c parses it here) and in HTML. */
#include "src/class/sheet.h"

#include "src/base/random.h"
#include "src/base/utf8.h"
#include "tests/unit/sheet_test.h"

#include <stdlib.h>

Suite *suite(void);

static struct buf out = BUF_INIT;
static struct sheet sheet;

static void begin(enum sheet_format format)
{
    buf_reset(&out);
    sheet_begin(&sheet, &out, format, "T", "p { color: red }");
}

static void teardown(void)
{
    buf_free(&out);
}

/* ------------------------------------------------------------------- hostile
 */

static const char *const hostile[] = {
    "</pre></code><script>alert(1)</script>",
    "<img src=x onerror=alert(1)> <!-- <?php ]]>",
    "` `` ``` ```` `` `",
    "`` starts and ends ``",
    "[x](javascript:alert(1)) ![y](http://a.example/b.png) [z][z]",
    "see https://evil.example/ or www.evil.example or a@evil.example, too",
    "<https://evil.example/> HTTPS://EVIL.example WWW.evil.example",
    "*a* **b** _c_ __d__ ~~e~~ $f$ $$g$$ a_b_c *spsc_queue*",
    "&lt; &#60; &amp;amp; &nbsp;",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "12) item",
    "=====",
    "---",
    "> quote",
    "| a | b | \\| c",
    "\\* \\\\ \\",
    "[ ] task [^1] :smile:",
    "\"quotes\" 'and' more",
    "ends in a backslash\\",
};

static void expect_text(const char *text, const char *wanted)
{
    begin(SHEET_MARKDOWN);
    sheet_paragraph(&sheet);
    sheet_text(&sheet, text);
    sheet_close(&sheet);
    sheet_end(&sheet);
    struct seen seen = parsed(out.data, out.len, MD_BLOCK_P);
    ck_assert_msg(seen.n == 1 && seen.marks == 0,
                  "%zu paragraphs, %zu marks from:\n%s", seen.n, seen.marks,
                  out.data);
    ck_assert_str_eq(seen.text.data, wanted);
    buf_free(&seen.text);
}

START_TEST(markdown_text)
{
    for (size_t i = 0; i < N(hostile); i++)
        expect_text(hostile[i], hostile[i]);
    expect_text("two\nlines\n\n    and\tmore", "two lines and more");
    expect_text("   - item", "- item");
}
END_TEST

START_TEST(markdown_code)
{
    for (size_t i = 0; i < N(hostile); i++) {
        begin(SHEET_MARKDOWN);
        sheet_paragraph(&sheet);
        sheet_code(&sheet, hostile[i]);
        sheet_close(&sheet);
        sheet_end(&sheet);
        struct seen seen = parsed(out.data, out.len, MD_BLOCK_P);
        ck_assert_uint_eq(seen.n, 1);
        ck_assert_uint_eq(seen.codes, 1);
        ck_assert_uint_eq(seen.marks, 0);
        ck_assert_str_eq(seen.text.data, hostile[i]);
        buf_free(&seen.text);
    }
}
END_TEST

/* As text and as code. */
static void expect_cells(const char *const *texts, size_t n)
{
    static const char *const headings[] = {"A", "#B", NULL};
    struct buf all = BUF_INIT;

    begin(SHEET_MARKDOWN);
    sheet_table(&sheet, "Table", headings);
    for (size_t i = 0; i < n; i++) {
        sheet_cell(&sheet);
        sheet_text(&sheet, texts[i]);
        sheet_cell(&sheet);
        sheet_code(&sheet, texts[i]);
        buf_printf(&all, "%s%s", texts[i], texts[i]);
    }
    sheet_table_end(&sheet);
    sheet_end(&sheet);
    struct seen rows = parsed(out.data, out.len, MD_BLOCK_TR);
    struct seen cells = parsed(out.data, out.len, MD_BLOCK_TD);
    ck_assert_uint_eq(rows.n, n + 1);
    ck_assert_uint_eq(cells.n, 2 * n);
    ck_assert_uint_eq(cells.marks, 0);
    ck_assert_str_eq(cells.text.data, all.data);
    buf_free(&all);
    buf_free(&rows.text);
    buf_free(&cells.text);
}

START_TEST(markdown_cells)
{
    expect_cells(hostile, N(hostile));
}
END_TEST

START_TEST(markdown_lines)
{
    struct buf all = BUF_INIT;

    for (size_t i = 0; i < N(hostile); i++)
        buf_printf(&all, "%s\n", hostile[i]);
    begin(SHEET_MARKDOWN);
    sheet_lines(&sheet, all.data, all.len, 100, false);
    sheet_paragraph(&sheet);
    sheet_text(&sheet, "after it");
    sheet_close(&sheet);
    sheet_end(&sheet);
    struct seen code = parsed(out.data, out.len, MD_BLOCK_CODE);
    struct seen after = parsed(out.data, out.len, MD_BLOCK_P);
    ck_assert_uint_eq(code.n, 1);
    ck_assert_uint_eq(code.marks, 0);
    ck_assert_str_eq(code.text.data, all.data);
    ck_assert_str_eq(after.text.data, "after it");
    buf_free(&code.text);
    buf_free(&after.text);
    buf_free(&all);
}
END_TEST

/* Texts of what means something, put together at random. */
START_TEST(markdown_random)
{
    static const char pieces[] = "`*_[]()<>&#!|~$\\+-=.:/@w1a\"'";
    struct random r = random_seeded(20261126);

    for (int i = 0; i < 20000; i++) {
        char text[25];
        const char *const one[] = {text};
        size_t len = 1 + random_below(&r, sizeof text - 1);
        for (size_t k = 0; k < len; k++) {
            text[k] = pieces[random_below(&r, sizeof pieces - 1)];
            /* blanks at an end, and those after others, would not stay */
            if (k > 0 && k + 1 < len && text[k - 1] != ' ' &&
                random_below(&r, 6) == 0)
                text[k] = ' ';
        }
        text[len] = '\0';
        expect_text(text, text);
        expect_cells(one, 1);
    }
}
END_TEST

/* ---------------------------------------------------------------------- HTML
 */

START_TEST(html_texts)
{
    for (size_t i = 0; i < N(hostile); i++) {
        begin(SHEET_HTML);
        sheet_paragraph(&sheet);
        sheet_text(&sheet, hostile[i]);
        sheet_code(&sheet, hostile[i]);
        sheet_close(&sheet);
        sheet_lines(&sheet, hostile[i], strlen(hostile[i]), 5, true);
        ck_assert(sheet_quote(&sheet, hostile[i], strlen(hostile[i]), 1, 3));
        sheet_command(&sheet, hostile[i]);
        sheet_end(&sheet);
        check_html(out.data);
    }
    begin(SHEET_HTML);
    sheet_paragraph(&sheet);
    sheet_text(&sheet, "a<b> & \"c\" 'd'");
    sheet_close(&sheet);
    ck_assert_ptr_nonnull(strstr(
        out.data, "<p>a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;</p>\n"));
}
END_TEST

START_TEST(html_head)
{
    begin(SHEET_HTML);
    sheet_end(&sheet);
    /* printf 'p { color: red }' | openssl dgst -sha256 -binary | base64 */
    ck_assert_ptr_nonnull(
        strstr(out.data, "content=\"default-src 'none'; style-src "
                         "'sha256-ngewhhP73WDIbgwseeu52VAAJgKdGUsu1IUQQsAm8m4='"
                         "; base-uri 'none'; form-action 'none'\">"));
    ck_assert_ptr_nonnull(strstr(out.data, "<html lang=\"en\">"));
    ck_assert_ptr_nonnull(strstr(out.data, "<style>p { color: red }</style>"));
    ck_assert_ptr_null(strstr(out.data, "<script"));
}
END_TEST

/* ------------------------------------------------------------------ both */

START_TEST(strange_bytes)
{
    static const char bytes[] = "a\x1b[31mb\x7f"
                                "c\xff"
                                "d\xc0\xaf"
                                "e\xe2\x80\xae"
                                "f\xc2\x9b"
                                "g\xef\xbb\xbf"
                                "h\x01";
    static const char safe[] = "a␛[31mb␡c\ufffdd\ufffd\ufffde\ufffdf\ufffd"
                               "g\ufffdh␁";

    expect_text(bytes, safe);
    begin(SHEET_HTML);
    sheet_lines(&sheet, "x\0y", 3, 5, false);
    sheet_lines(&sheet, bytes, sizeof bytes - 1, 5, false);
    sheet_end(&sheet);
    ck_assert_ptr_nonnull(strstr(out.data, "x␀y\n"));
    ck_assert_ptr_nonnull(strstr(out.data, safe));
    ck_assert_uint_eq(utf8_valid(out.data, out.len), out.len);
}
END_TEST

START_TEST(long_texts)
{
    static char text[1 << 20];

    memset(text, 'x', sizeof text - 1);
    memcpy(text + SHEET_TEXT_MAX - 1, "é", 2);
    begin(SHEET_MARKDOWN);
    sheet_paragraph(&sheet);
    sheet_text(&sheet, text);
    sheet_close(&sheet);
    ck_assert_ptr_nonnull(strstr(out.data, "xx (1047576 more bytes)\n"));
    buf_reset(&out);
    sheet_lines(&sheet, text, sizeof text - 1, 5, false);
    ck_assert_ptr_nonnull(strstr(out.data, "xx (1048275 more bytes)\n"));
    ck_assert_uint_lt(out.len, 400);
    memset(text, '\n', sizeof text - 1);
    buf_reset(&out);
    sheet_lines(&sheet, text, sizeof text - 1, 5, false);
    ck_assert_str_eq(out.data, "```text\n\n\n\n\n\n(1048570 more lines)\n"
                               "```\n\n");
    buf_reset(&out);
    sheet_lines(&sheet, "a\nb\nc", 5, 2, true);
    ck_assert_str_eq(out.data, "```text\n(1 earlier lines)\nb\nc\n```\n\n");
    buf_reset(&out);
    memset(text, (char)0x80, sizeof text - 1);
    sheet_lines(&sheet, text, sizeof text - 1, 5, false);
    ck_assert_uint_eq(utf8_valid(out.data, out.len), out.len);
}
END_TEST

START_TEST(quoted_lines)
{
    static const char text[] = "one\ntwo\n\tthree;\nfour\nfive";

    begin(SHEET_MARKDOWN);
    buf_reset(&out);
    ck_assert(sheet_quote(&sheet, text, sizeof text - 1, 3, 2));
    ck_assert_str_eq(out.data, "```text\n"
                               "  1 | one\n"
                               "  2 | two\n"
                               "> 3 |     three;\n"
                               "    |     ^\n"
                               "  4 | four\n"
                               "```\n\n");
    buf_reset(&out);
    ck_assert(!sheet_quote(&sheet, text, sizeof text - 1, 6, 1));
    ck_assert(!sheet_quote(&sheet, text, sizeof text - 1, 2147483646, 1));
    ck_assert(!sheet_quote(&sheet, "", 0, 1, 1));
    ck_assert_uint_eq(out.len, 0);
    sheet.format = SHEET_HTML;
    ck_assert(sheet_quote(&sheet, text, sizeof text - 1, 5, 0));
    ck_assert_str_eq(out.data, "<pre class=\"quote\" tabindex=\"0\"><code>"
                               "  3 |     three;\n"
                               "  4 | four\n"
                               "<mark>&gt; 5 | five</mark>\n"
                               "</code></pre>\n");
}
END_TEST

/* What authors write, and what only looks like it. */
START_TEST(authors)
{
    static const char *const cases[][2] = {
        {"a `b<c` d", "a <code>b&lt;c</code> d"},
        {"``a ` b``", "<code>a ` b</code>"},
        {"*any* and **more**", "<em>any</em> and <strong>more</strong>"},
        {"*the `x * y` one*", "<em>the <code>x * y</code> one</em>"},
        {"2 * 3 * 4, int *p", "2 * 3 * 4, int *p"},
        {"no ` end, * neither", "no ` end, * neither"},
        {"\\*plain\\*", "*plain*"},
        {"`a\\b`", "<code>a\\b</code>"},
        {"<b>", "&lt;b&gt;"},
        {"a\nb", "a b"},
    };

    for (size_t i = 0; i < N(cases); i++) {
        begin(SHEET_HTML);
        buf_reset(&out);
        sheet_say_author(&sheet, cases[i][0]);
        ck_assert_str_eq(out.data, cases[i][1]);
    }
    begin(SHEET_HTML);
    buf_reset(&out);
    sheet_author(&sheet, "one\n\ntwo\nmore\n");
    ck_assert_str_eq(out.data, "<p>one</p>\n<p>two more </p>\n");
}
END_TEST

START_TEST(numbers_and_bars)
{
    begin(SHEET_MARKDOWN);
    buf_reset(&out);
    sheet_number(&sheet, 2.0 / 3);
    sheet_say(&sheet, " ");
    sheet_number(&sheet, 10);
    ck_assert_str_eq(out.data, "0.67 10");
    buf_reset(&out);
    sheet_bar(&sheet, 1, 1000);
    ck_assert_str_eq(out.data, "█░░░░░░░░░░░░░░░░░░░");
    buf_reset(&out);
    sheet_bar(&sheet, 0, 0);
    ck_assert_str_eq(out.data, "░░░░░░░░░░░░░░░░░░░░");
    buf_reset(&out);
    sheet_bar(&sheet, 7, 7);
    ck_assert_str_eq(out.data, "████████████████████");
}
END_TEST

#define ADD(name, test)                                \
    do {                                               \
        TCase *tc = tcase_create(name);                \
        tcase_add_checked_fixture(tc, NULL, teardown); \
        tcase_add_test(tc, test);                      \
        suite_add_tcase(s, tc);                        \
    } while (0)

Suite *suite(void)
{
    Suite *s = suite_create("sheet");

    ADD("outside text in Markdown is text", markdown_text);
    ADD("outside code in Markdown is code", markdown_code);
    ADD("cells of a table hold anything", markdown_cells);
    ADD("no line ends the fence around it", markdown_lines);
    ADD("20000 random texts come through", markdown_random);
    ADD("no character of outside text is HTML", html_texts);
    ADD("the policy allows the style and nothing else", html_head);
    ADD("bytes that are no text become visible", strange_bytes);
    ADD("what is long is cut, and says so", long_texts);
    ADD("a line is quoted with its neighbours", quoted_lines);
    ADD("authors' Markdown becomes HTML", authors);
    ADD("numbers and bars", numbers_and_bars);
    return s;
}
