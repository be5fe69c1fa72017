/* Tables as other programs write them, and as ours do. */
#include "src/base/csv.h"

#include <check.h>
#include <string.h>

Suite *suite(void);

static struct arena *a;
static struct err e;

static void setup(void)
{
    a = arena_new();
}

static void teardown(void)
{
    arena_free(a);
}

/* All cells: "[a|b][c]"; or the error. */
static const char *read_all(const char *text, size_t len)
{
    struct csv c;
    struct csv_record *r = ARENA_NEW(a, struct csv_record);
    struct buf out = BUF_INIT;
    bool any = true;

    csv_open(&c, a, "t.csv", text, len);
    while (any) {
        if (!csv_next(&c, r, &any, &e)) {
            buf_free(&out);
            return e.text;
        }
        for (size_t i = 0; any && i < r->n; i++)
            buf_printf(&out, "%s%s", i == 0 ? "[" : "|", r->cells[i]);
        if (any)
            buf_addc(&out, ']');
    }
    const char *all = buf_keep(a, &out);
    buf_free(&out);
    return all;
}

static const struct {
    const char *text, *read;
} tables[] = {
    {"", ""},
    {"\n\r\n\n", ""},
    {"a,b\nc,d\n", "[a|b][c|d]"},
    {"a,b\r\nc,d", "[a|b][c|d]"},
    {"\xEF\xBB\xBFid,name\n", "[id|name]"},
    {"a,,\n,b\n", "[a||][|b]"},
    {"\"a,b\",\"c\"\"d\",\"e\nf\"\ng\n", "[a,b|c\"d|e\nf][g]"},
    {"\"\"\n", "[]"},
    {" a , b \n", "[ a | b ]"},
    {"a,", "[a|]"},
    {"\"a\"", "[a]"},
    {"\"a\r\nb\",c\r\n", "[a\r\nb|c]"},
    {"\"\xEF\xBB\xBF\"\n", "[\xEF\xBB\xBF]"},
    {"j\xC3\xA4ger\n", "[j\xC3\xA4ger]"},
    {"a\n\"b\nc\"\n\"d", "t.csv:4:1: a quote is opened and never closed"},
    {"a,\"b\nc\nd\n", "t.csv:1:3: a quote is opened and never closed"},
    {"a\n\"b\" c\n", "t.csv:2:4: a comma should follow the closing quote"},
    {"a\n\"b\nc\"d\n", "t.csv:3:3: a comma should follow the closing quote"},
    {"a,b\"c\n", "t.csv:1:4: a quote in the middle of a cell; put the whole "
                 "cell in quotes, and write this one twice"},
    {"\xEF\xBB\xBF"
     "a\"\n",
     "t.csv:1:2: a quote in the middle of a cell; put the whole cell in "
     "quotes, "
     "and write this one twice"},
    {"a\n\"b\nc\",d\re\n", "t.csv:3:5: a CR alone ends no line; save the table "
                           "with LF or CRLF"},
    {"a\r",
     "t.csv:1:2: a CR alone ends no line; save the table with LF or CRLF"},
    {"a,j\xE4ger\n",
     "t.csv:1:3: this cell is not UTF-8; save the table as UTF-8"},
    {"\"a\xC3\",b\n",
     "t.csv:1:1: this cell is not UTF-8; save the table as UTF-8"},
};

START_TEST(reads)
{
    ck_assert_str_eq(read_all(tables[_i].text, strlen(tables[_i].text)),
                     tables[_i].read);
}
END_TEST

START_TEST(refuses_what_is_no_text)
{
    ck_assert_str_eq(read_all("x,\"\0\"\n", 6),
                     "t.csv:1:3: a NUL byte; is this a text file?");
    ck_assert_str_eq(read_all("a\0b\n", 4),
                     "t.csv:1:1: a NUL byte; is this a text file?");
}
END_TEST

START_TEST(has_a_limit_on_cells)
{
    char line[CSV_CELLS_MAX + 2];

    memset(line, ',', sizeof line);
    const char *most = read_all(line, CSV_CELLS_MAX - 1);
    ck_assert_int_eq(*most, '[');
    ck_assert_uint_eq(strlen(most), strlen("[]") + CSV_CELLS_MAX - 1);
    ck_assert_str_eq(
        read_all(line, CSV_CELLS_MAX),
        "t.csv:1:257: more cells in a line than a table should have");
}
END_TEST

static const struct {
    const char *cell, *written;
} cells[] = {
    {"", ""},
    {"plain", "plain"},
    {"a,b", "\"a,b\""},
    {"say \"x\"", "\"say \"\"x\"\"\""},
    {"a\nb", "\"a\nb\""},
    {"=1+1", "'=1+1"},
    {"+49", "'+49"},
    {"-1", "'-1"},
    {"@SUM(A1)", "'@SUM(A1)"},
    {"\t=1", "' =1"},
    {"\r=1", "\"' =1\""},
    {"=1,\n", "\"'=1,\n\""},
    {"=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""},
    {"a=b", "a=b"},
    {"bell\a", "bell "},
};

START_TEST(writes)
{
    struct buf out = BUF_INIT;

    csv_put(&out, cells[_i].cell);
    ck_assert_uint_eq(out.len, strlen(cells[_i].written));
    ck_assert(out.len == 0 ||
              memcmp(out.data, cells[_i].written, out.len) == 0);
    buf_free(&out);
}
END_TEST

/* What was written is read again: a cell comes back as it was, or with ' in
 * front where it would be a formula. */
START_TEST(reads_what_it_wrote)
{
    static const char *const whole[] = {"a,b", "\"", "a\nb", "\"x\",\n\"", " ",
                                        "'x",  "",   "=1",   "@x,\"y\""};
    struct buf out = BUF_INIT, wanted = BUF_INIT;

    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        buf_addc(&wanted, i == 0 ? '[' : '|');
        if (*whole[i] == '=' || *whole[i] == '@')
            buf_addc(&wanted, '\'');
        buf_adds(&wanted, whole[i]);
        if (i > 0)
            buf_addc(&out, ',');
        csv_put(&out, whole[i]);
    }
    buf_addc(&wanted, ']');
    ck_assert_str_eq(read_all(out.data, out.len), wanted.data);
    buf_free(&out);
    buf_free(&wanted);
}
END_TEST

static TCase *add(Suite *s, const char *name)
{
    TCase *t = tcase_create(name);

    tcase_add_checked_fixture(t, setup, teardown);
    suite_add_tcase(s, t);
    return t;
}

Suite *suite(void)
{
    Suite *s = suite_create("csv");

    tcase_add_loop_test(add(s, "reads"), reads, 0,
                        sizeof tables / sizeof *tables);
    tcase_add_test(add(s, "refuses what is no text"), refuses_what_is_no_text);
    tcase_add_test(add(s, "has a limit on cells"), has_a_limit_on_cells);
    tcase_add_loop_test(add(s, "writes"), writes, 0,
                        sizeof cells / sizeof *cells);
    tcase_add_test(add(s, "reads what it wrote"), reads_what_it_wrote);
    return s;
}
