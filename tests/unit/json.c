/* JSON: what is refused, with the exact message, and what is read. */
#include "src/base/json.h"

#include "src/base/buf.h"
#include "src/base/file.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

static struct json parse(const char *text)
{
    struct json root;

    ck_assert_msg(json_parse(arena, "t.json", text, strlen(text), &root, &e),
                  "%s", e.text);
    return root;
}

/* The text is refused with this message, to which "t.json:" is added. */
static void refused(const char *text, const char *message)
{
    struct json root;
    char expected[400];

    snprintf(expected, sizeof expected, "t.json:%s", message);
    ck_assert_msg(!json_parse(arena, "t.json", text, strlen(text), &root, &e),
                  "accepted: %s", text);
    ck_assert_str_eq(e.text, expected);
}

START_TEST(syntax_errors_say_where_and_what)
{
    refused("", "1:1: the file is empty");
    refused(" \n\n", "3:1: the file is empty");
    refused("{\"a\": 1,\n \"b\": }", "2:7: /b: expected a value, found '}'");
    refused("{\"a\": 1\n\"b\": 2}",
            "1:8: /a: expected ',' or '}' after this value, found '\"'");
    refused("[1 2]", "1:3: /0: expected ',' or ']' after this value, found 2");
    refused("[1,\n]", "1:3: /0: a comma before ']'");
    refused("{\"a\":{\"b\":[7,]}}", "1:13: /a/b/0: a comma before ']'");
    refused("{\"a\":1,}", "1:7: /a: a comma before '}'");
    refused("{a:1}", "1:2: expected a key in double quotes, found a");
    refused("{\"a\" 1}", "1:5: /a: expected ':' after this key, found 1");
    refused("{} x", "1:4: expected the end of the file, found x");
    refused("[True]", "1:2: /0: expected a value (text stands in double "
                      "quotes), found True");
    refused("['x']", "1:2: /0: expected a value (text stands in double "
                     "quotes), found '''");
    refused("[1, // one\n2]", "1:5: /1: JSON has no comments");
    refused("[1 # one\n]", "1:4: /0: JSON has no comments");
    refused("{\"a/~\": ?}", "1:9: /a~1~0: expected a value, found '?'");
}
END_TEST

START_TEST(a_file_cut_anywhere_is_refused_at_its_end)
{
    static const char whole[] =
        "{\"a\": [true, null, -1.5e3], \"b\": {\"c\": \"x\\u00e9\\n\"}}";
    struct json root;

    parse(whole);
    for (size_t n = 0; n < sizeof whole - 1; n++) {
        ck_assert_msg(!json_parse(arena, "t.json", whole, n, &root, &e),
                      "accepted after %zu bytes", n);
        ck_assert_msg(strncmp(e.text, "t.json:1:", 9) == 0, "%s", e.text);
    }
    refused("{\"a\": {\"b\": [1", "1:15: /a/b/0: expected ',' or ']' after "
                                  "this value, found the end of the file");
    refused("{\"a\": \"xy", "1:7: /a: the file ends inside a string");
    refused("{\"a\": \"xy\\", "1:10: /a: after a backslash expected one of "
                              "\" \\ / b f n r t u; a backslash itself is "
                              "written \\\\");
}
END_TEST

START_TEST(strings_are_strict)
{
    refused("[\"a\nb\"]", "1:2: /0: this string does not end on its line (a "
                          "line break in a string is written \\n)");
    refused("[\"a\tb\"]",
            "1:4: /0: a control character in a string is written \\u0009");
    refused("[\"\\u0000\"]", "1:3: /0: a string cannot hold a NUL character");
    refused("[\"\\u12g4\"]", "1:3: /0: \\u takes four hexadecimal digits");
    refused("[\"\\ud83d\"]", "1:3: /0: the first half of a surrogate pair "
                             "without the second");
    refused("[\"\\ud83d\\u0041\"]", "1:3: /0: the first half of a surrogate "
                                    "pair without the second");
    refused("[\"\\ude00\"]", "1:3: /0: the second half of a surrogate pair "
                             "without the first");
    refused("[\"a\xff\"]", "1:4: /0: byte 0xff is not UTF-8 (byte 3 of the "
                           "file)");
    refused("[\"\xed\xa0\x80\"]", "1:3: /0: byte 0xed is not UTF-8 (byte 2 of "
                                  "the file)");
    refused("[\"\xc0\xaf\"]", "1:3: /0: byte 0xc0 is not UTF-8 (byte 2 of the "
                              "file)");
    refused("\xef\xbb\xbf{}", "1:1: the file starts with a byte order mark: "
                              "save it as UTF-8 without BOM");
    refused("\xff\xfe{", "1:1: expected a value, found byte 0xff, which is "
                         "not UTF-8");
}
END_TEST

START_TEST(nul_bytes_are_refused)
{
    struct json root;

    ck_assert(!json_parse(arena, "t.json", "{}\0", 3, &root, &e));
    ck_assert_str_eq(
        e.text, "t.json:1:3: expected the end of the file, found a NUL byte");
    ck_assert(!json_parse(arena, "t.json", "[\"a\0b\"]", 7, &root, &e));
    ck_assert_str_eq(e.text,
                     "t.json:1:4: /0: a string cannot hold a NUL character");
}
END_TEST

START_TEST(numbers_are_strict)
{
    refused("[01]", "1:2: /0: a number cannot start with 0");
    refused("[-]", "1:3: /0: expected a digit, found ']'");
    refused("[1.]", "1:4: /0: expected a digit, found ']'");
    refused("[1e+]", "1:5: /0: expected a digit, found ']'");
    refused("[1e999]", "1:2: /0: this number is too large");
    refused("[1234567890123456789012345678901234567890123456789012345678901]",
            "1:2: /0: a number has at most 60 characters");
    refused("[+1]", "1:2: /0: expected a value, found '+'");
    refused("[NaN]", "1:2: /0: expected a value (text stands in double "
                     "quotes), found NaN");
    double x;
    ck_assert(json_number(json_at(parse("[-0.25e1]"), 0), &x, &e));
    ck_assert_double_eq(x, -2.5);
    ck_assert(json_number(json_at(parse("[0]"), 0), &x, &e));
    ck_assert_double_eq(x, 0);
}
END_TEST

START_TEST(a_key_twice_names_both_lines)
{
    refused("{\"a\": 1,\n \"b\": 2,\n \"a\": 3}",
            "3:2: /a: this key is already on line 1");
    refused("[{\"x\": {\"a\": 1, \"\\u0061\": 3}}]",
            "1:17: /0/x/a: this key is already on line 1");
    parse("[{\"a\": 1}, {\"a\": {\"a\": 1}}]");
    parse("{\"a\": 1, \"A\": 2}");
}
END_TEST

START_TEST(columns_count_characters)
{
    refused("{\"k\": [\"h\xc3\xa9\xe2\x82\xac\", x]}",
            "1:15: /k/1: expected a value (text stands in double quotes), "
            "found x");
}
END_TEST

START_TEST(depth_is_limited)
{
    char deep[2 * JSON_DEPTH_MAX + 2] = "";
    struct json root;

    memset(deep, '[', JSON_DEPTH_MAX);
    memset(deep + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
    ck_assert(json_parse(arena, "t", deep, 2 * JSON_DEPTH_MAX, &root, &e));
    memset(deep, '[', JSON_DEPTH_MAX + 1);
    memset(deep + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
    ck_assert(!json_parse(arena, "t", deep, sizeof deep, &root, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "nested deeper than 32 levels"));
}
END_TEST

/* Seconds of computing; others may be busy on this machine. What is quadratic
 * takes hours on files of this size. */
static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Repeats `unit` up to the largest file, between `open` and `close`. */
static char *large(const char *open, const char *unit, const char *close,
                   size_t *len)
{
    struct buf b = BUF_INIT;

    buf_adds(&b, open);
    while (b.len + strlen(unit) + strlen(close) <= JSON_FILE_MAX)
        buf_adds(&b, unit);
    buf_adds(&b, close);
    *len = b.len;
    char *text = buf_keep(arena, &b);
    buf_free(&b);
    return text;
}

START_TEST(hostile_files_are_quick)
{
    static const char *const files[][3] = {
        {"", "[", ""},
        {"", "{\"a\":", ""},
        {"[\"", "a", "\"]"},
        {"[", "1,", "1]"},
        {"[", "\"\\u0041\",", "1]"},
        {"{", "\"a\":1,", "\"a\":1}"},
        {"[", "{\"a\":[]},", "1]"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct json root;
        size_t len;
        char *text = large(files[i][0], files[i][1], files[i][2], &len);
        double began = now();
        bool ok = json_parse(arena, "t.json", text, len, &root, &e);
        ck_assert_int_eq(ok, i == 2 || i == 3 || i == 4 || i == 6);
        ck_assert_msg(now() - began < 20, "file %zu took %f s", i,
                      now() - began);
    }
}
END_TEST

START_TEST(many_different_keys_are_quick)
{
    struct buf b = BUF_INIT;
    struct json root;

    buf_addc(&b, '{');
    for (int i = 0; i < 100000; i++)
        buf_printf(&b, "%s\"k%d\": 1", i ? "," : "", i);
    buf_addc(&b, '}');
    double began = now();
    ck_assert(json_parse(arena, "t.json", b.data, b.len, &root, &e));
    buf_cut(&b, b.len - 1);
    buf_adds(&b, ", \"k5\": 2}");
    ck_assert(!json_parse(arena, "t.json", b.data, b.len, &root, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "/k5: this key is already on line 1"));
    ck_assert(now() - began < 20);
    buf_free(&b);
}
END_TEST

START_TEST(walking_a_long_array_is_linear)
{
    size_t len, n;
    char *text = large("[", "1,", "1]", &len);
    struct json root;

    ck_assert(json_parse(arena, "t.json", text, len, &root, &e));
    ck_assert(json_array(root, &n, &e));
    double began = now(), sum = 0, x;
    for (size_t i = 0; i < n && json_number(json_at(root, i), &x, &e); i++)
        sum += x;
    ck_assert_double_eq(sum, (double)n);
    ck_assert(now() - began < 20);
}
END_TEST

START_TEST(too_large_is_refused_unread)
{
    char path[] = "/tmp/threadlings-json-XXXXXX";
    int fd = mkstemp(path);
    struct json root;

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(ftruncate(fd, (off_t)100 << 20), 0);
    double began = now();
    bool ok = json_load(arena, path, &root, &e);
    unlink(path);
    close(fd);
    ck_assert(!ok);
    ck_assert_ptr_nonnull(strstr(e.text, path));
    ck_assert(now() - began < 0.5);
    ck_assert(!json_parse(arena, "t.json", "", JSON_FILE_MAX + 1, &root, &e));
    ck_assert_str_eq(e.text, "t.json: larger than the limit of 4 MB");
}
END_TEST

START_TEST(a_file_is_read)
{
    char path[] = "/tmp/threadlings-json-XXXXXX";
    int fd = mkstemp(path);
    struct json root;
    const char *s = NULL;

    ck_assert_int_ge(fd, 0);
    close(fd);
    ck_assert(file_write(path, "{\"a\": \"b\"}\n", 11, &e));
    bool ok = json_load(arena, path, &root, &e) &&
              json_string(json_get(root, "a"), &s, &e);
    unlink(path);
    ck_assert_msg(ok, "%s", e.text);
    ck_assert_str_eq(s, "b");
    ck_assert(!json_load(arena, path, &root, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "No such file"));
}
END_TEST

START_TEST(values_are_read)
{
    struct json v = parse("{\"s\": \"\\u00e9\\ud83d\\ude00\\\\\\/\\n\", "
                          "\"t\": true, \"f\": false, \"n\": null, "
                          "\"a\": [1, \"x\"], \"o\": {\"p\": 1, \"q\": 2}}");
    const char *s;
    bool yes = false, no = true;
    size_t n;
    long i;

    ck_assert(json_string(json_get(v, "s"), &s, &e));
    ck_assert_str_eq(s, "\xc3\xa9\xf0\x9f\x98\x80\\/\n");
    ck_assert(json_bool(json_get(v, "t"), &yes, &e) && yes);
    ck_assert(json_bool(json_get(v, "f"), &no, &e) && !no);
    ck_assert(json_exists(json_get(v, "n")));
    ck_assert(!json_exists(json_get(v, "S")));
    ck_assert(!json_exists(json_get(json_get(v, "s"), "x")));
    ck_assert(json_array(json_get(v, "a"), &n, &e) && n == 2);
    ck_assert(json_int(json_at(json_get(v, "a"), 0), 1, 1, &i, &e) && i == 1);
    ck_assert(!json_exists(json_at(json_get(v, "a"), 2)));
    struct json o = json_get(v, "o");
    ck_assert(json_object(o, &n, &e) && n == 2);
    ck_assert_str_eq(json_key_at(o, 1), "q");
    ck_assert_str_eq(json_key_at(o, 0), "p");
    ck_assert(json_int(json_at(o, 1), 0, 9, &i, &e) && i == 2);
    ck_assert_ptr_null(json_key_at(o, 2));
}
END_TEST

START_TEST(wrong_types_say_what_was_found)
{
    struct json v = parse("{\n \"s\": \"a\",\n \"n\": 1.5,\n \"l\": [{}, "
                          "[]],\n \"t\": true, \"z\": null}");
    const char *s, **list;
    double x;
    size_t n;
    long i;
    bool b;

    ck_assert(!json_array(json_get(v, "s"), &n, &e));
    ck_assert_str_eq(e.text, "t.json:2:7: /s: expected an array, found \"a\"");
    ck_assert(!json_string(json_get(v, "n"), &s, &e));
    ck_assert_str_eq(e.text, "t.json:3:7: /n: expected a string, found 1.5");
    ck_assert(!json_number(json_at(json_get(v, "l"), 0), &x, &e));
    ck_assert_str_eq(e.text,
                     "t.json:4:8: /l/0: expected a number, found an object");
    ck_assert(!json_object(json_at(json_get(v, "l"), 1), &n, &e));
    ck_assert_str_eq(e.text,
                     "t.json:4:12: /l/1: expected an object, found an array");
    ck_assert(!json_bool(json_get(v, "z"), &b, &e));
    ck_assert_str_eq(e.text,
                     "t.json:5:18: /z: expected true or false, found null");
    ck_assert(!json_int(json_get(v, "n"), 1, 9, &i, &e));
    ck_assert_str_eq(e.text, "t.json:3:7: /n: expected a whole number from 1 "
                             "to 9, found 1.5");
    ck_assert(!json_int(json_get(v, "t"), 1, 9, &i, &e));
    ck_assert(!json_string(json_get(v, "title"), &s, &e));
    ck_assert_str_eq(e.text, "t.json:1:1: the key \"title\" is missing");
    ck_assert(
        !json_string(json_get(json_at(json_get(v, "l"), 0), "k"), &s, &e));
    ck_assert_str_eq(e.text, "t.json:4:8: /l/0: the key \"k\" is missing");
    ck_assert(!json_strings(arena, json_get(v, "l"), 1, &list, &n, &e));
    ck_assert_str_eq(e.text,
                     "t.json:4:8: /l/0: expected a string, found an object");
}
END_TEST

START_TEST(whole_numbers_have_a_range)
{
    struct json v = parse("[0, 10, 1e300, -1]");
    long i;

    for (size_t k = 0; k < 4; k++)
        ck_assert(!json_int(json_at(v, k), 1, 9, &i, &e));
    ck_assert(json_int(json_at(v, 1), 10, 10, &i, &e));
    ck_assert_int_eq(i, 10);
}
END_TEST

START_TEST(numbers_of_64_bits)
{
    static const char *const bad[] = {"[-1]", "[1.5]", "[1e3]", "[\"1\"]",
                                      "[18446744073709551616]"};
    uint64_t n;

    ck_assert(json_u64(json_at(parse("[18446744073709551615]"), 0), &n, &e));
    ck_assert(n == UINT64_MAX);
    ck_assert(
        json_u64(json_get(parse("{\"a\":9007199254740993}"), "a"), &n, &e));
    ck_assert(n == 9007199254740993u); /* no double has it */
    ck_assert(json_u64(parse("0"), &n, &e) && n == 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!json_u64(json_at(parse(bad[i]), 0), &n, &e), "%s",
                      bad[i]);
}
END_TEST

START_TEST(arrays_of_strings)
{
    struct json v = parse("[\"a\", \"b\"]");
    const char **list;
    size_t n;

    ck_assert(json_strings(arena, v, 2, &list, &n, &e));
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(list[0], "a");
    ck_assert_str_eq(list[1], "b");
    ck_assert(!json_strings(arena, v, 3, &list, &n, &e));
    ck_assert_str_eq(e.text,
                     "t.json:1:1: expected at least 3 strings, found 2");
}
END_TEST

START_TEST(unknown_keys_get_a_suggestion)
{
    static const char *const keys[] = {"title", "steps"};
    struct json v = parse("{\"title\": 1,\n  \"stesp\": [{\"zz\": 1}]}");

    ck_assert(!json_only(v, keys, 2, &e));
    ck_assert_str_eq(e.text, "t.json:2:3: /stesp: unknown key; did you mean "
                             "\"steps\"?");
    ck_assert(!json_only(json_at(json_get(v, "stesp"), 0), keys, 2, &e));
    ck_assert_str_eq(e.text, "t.json:2:14: /stesp/0/zz: unknown key; known "
                             "here: \"title\", \"steps\"");
    ck_assert(json_only(parse("{\"steps\": 1}"), keys, 2, &e));
    ck_assert(!json_only(parse("[]"), keys, 2, &e));
    ck_assert_str_eq(e.text, "t.json:1:1: expected an object, found an array");
}
END_TEST

START_TEST(messages_cannot_steer_the_terminal)
{
    static const char *const keys[] = {"a"};
    struct json v = parse("{\"\\u001b[2J\\u009b\": 1, \"a\": \"\\u0007\"}");
    size_t n;

    ck_assert(!json_only(v, keys, 1, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "/?[2J?: unknown key"));
    ck_assert(!json_array(json_get(v, "a"), &n, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "found \"?\""));
}
END_TEST

START_TEST(long_pointers_leave_room_for_the_message)
{
    struct buf b = BUF_INIT;
    struct json root;

    for (int i = 0; i < 25; i++) {
        buf_adds(&b, "{\"");
        for (int j = 0; j < 100; j++)
            buf_adds(&b, "\xc3\xa9");
        buf_adds(&b, "\":");
    }
    bool ok = json_parse(arena, "t.json", b.data, b.len, &root, &e);
    buf_free(&b);
    ck_assert(!ok);
    const char *end = ": expected a value, found the end of the file";
    ck_assert_uint_gt(strlen(e.text), strlen(end));
    ck_assert_str_eq(e.text + strlen(e.text) - strlen(end), end);
}
END_TEST

START_TEST(writing)
{
    struct buf b = BUF_INIT;
    struct json_out w;

    json_begin(&w, &b);
    json_put_object(&w, NULL);
    json_put_string(&w, "s", "a\"\\\n\x1b\x7f\xff\xc3\xa9");
    json_put_array(&w, "empty");
    json_put_end(&w, ']');
    json_put_array(&w, "list");
    json_put_number(&w, NULL, 0.1);
    json_put_number(&w, NULL, 1023);
    json_put_number(&w, NULL, (double)INFINITY);
    json_put_object(&w, NULL);
    json_put_bool(&w, "b", false);
    json_put_end(&w, '}');
    json_put_end(&w, ']');
    json_put_string(&w, "none", NULL);
    json_put_end(&w, '}');
    ck_assert_str_eq(b.data, "{\n"
                             "  \"s\": \"a\\\"\\\\\\n\\u001b\\u007f"
                             "\xef\xbf\xbd\xc3\xa9\",\n"
                             "  \"empty\": [],\n"
                             "  \"list\": [\n"
                             "    0.1,\n"
                             "    1023,\n"
                             "    null,\n"
                             "    {\n"
                             "      \"b\": false\n"
                             "    }\n"
                             "  ],\n"
                             "  \"none\": null\n"
                             "}\n");
    parse(b.data);
    buf_free(&b);
}
END_TEST

START_TEST(what_is_written_reads_back)
{
    struct buf b = BUF_INIT;
    struct json_out w;
    char all[256];
    const char *s;

    for (int i = 1; i < 128; i++)
        all[i - 1] = (char)i;
    all[127] = '\0';
    json_begin(&w, &b);
    json_put_object(&w, NULL);
    json_put_string(&w, all, all);
    json_put_end(&w, '}');
    ck_assert(json_string(json_get(parse(b.data), all), &s, &e));
    ck_assert_str_eq(s, all);
    buf_free(&b);
}
END_TEST

START_TEST(a_document_within_another)
{
    struct buf b = BUF_INIT;
    struct json_out w;

    json_begin(&w, &b);
    json_put_object(&w, NULL);
    json_put_number(&w, "n", 1);
    json_put_document(&w, "inner", "{\n}\n", 4);
    json_put_bool(&w, "b", true);
    json_put_end(&w, '}');
    ck_assert_str_eq(b.data, "{\n  \"n\": 1,\n  \"inner\": {\n},\n"
                             "  \"b\": true\n}\n");
    ck_assert(json_is_object(json_get(parse(b.data), "inner")));
    buf_free(&b);
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *t = tcase_create(name);

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, test);
    suite_add_tcase(s, t);
}
#define ADD(s, test) add((s), #test, test)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("json");

    ADD(s, syntax_errors_say_where_and_what);
    ADD(s, a_file_cut_anywhere_is_refused_at_its_end);
    ADD(s, strings_are_strict);
    ADD(s, nul_bytes_are_refused);
    ADD(s, numbers_are_strict);
    ADD(s, a_key_twice_names_both_lines);
    ADD(s, columns_count_characters);
    ADD(s, depth_is_limited);
    ADD(s, hostile_files_are_quick);
    ADD(s, many_different_keys_are_quick);
    ADD(s, walking_a_long_array_is_linear);
    ADD(s, too_large_is_refused_unread);
    ADD(s, a_file_is_read);
    ADD(s, values_are_read);
    ADD(s, wrong_types_say_what_was_found);
    ADD(s, whole_numbers_have_a_range);
    ADD(s, numbers_of_64_bits);
    ADD(s, arrays_of_strings);
    ADD(s, unknown_keys_get_a_suggestion);
    ADD(s, messages_cannot_steer_the_terminal);
    ADD(s, long_pointers_leave_room_for_the_message);
    ADD(s, writing);
    ADD(s, what_is_written_reads_back);
    ADD(s, a_document_within_another);
    return s;
}
