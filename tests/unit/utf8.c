/* UTF-8: decoding, encoding, validity and width. */
#include "src/base/utf8.h"

#include <check.h>
#include <string.h>

static size_t valid(const char *s)
{
    return utf8_valid(s, strlen(s));
}

static bool there_and_back(uint32_t c)
{
    char bytes[4];
    uint32_t back;
    size_t n = utf8_encode(c, bytes);

    return utf8_decode(bytes, n, &back) == n && back == c &&
           utf8_valid(bytes, n) == n &&
           (n == 1 || utf8_valid(bytes, n - 1) == 0);
}

START_TEST(every_character_goes_there_and_back)
{
    uint32_t c = 0;

    while (c <= 0x10ffff && there_and_back(c))
        c = c == 0xd7ff ? 0xe000 : c + 1; /* surrogates are no characters */
    ck_assert_uint_eq(c, 0x110000);
}
END_TEST

START_TEST(known_encodings)
{
    uint32_t c;

    ck_assert_uint_eq(utf8_decode("A", 1, &c), 1);
    ck_assert_uint_eq(c, 'A');
    ck_assert_uint_eq(utf8_decode("\xc3\xa9", 2, &c), 2);
    ck_assert_uint_eq(c, 0xe9);
    ck_assert_uint_eq(utf8_decode("\xe2\x82\xac", 3, &c), 3);
    ck_assert_uint_eq(c, 0x20ac);
    ck_assert_uint_eq(utf8_decode("\xf0\x9f\x98\x80", 4, &c), 4);
    ck_assert_uint_eq(c, 0x1f600);
    char bytes[4];
    ck_assert_uint_eq(utf8_encode(0x20ac, bytes), 3);
    ck_assert_mem_eq(bytes, "\xe2\x82\xac", 3);
}
END_TEST

START_TEST(invalid_bytes_are_replaced_one_by_one)
{
    static const char *const bad[] = {
        "\x80",
        "\xbf",
        "\xc0\xaf",
        "\xc1\xbf",
        "\xe0\x80\xaf",
        "\xed\xa0\x80",
        "\xf0\x80\x80\xaf",
        "\xf4\x90\x80\x80",
        "\xf8\x88\x80\x80",
        "\xff",
        "\xc3(",
        "\xe2\x82(",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint32_t c = 0;
        ck_assert_uint_eq(utf8_decode(bad[i], strlen(bad[i]), &c), 1);
        ck_assert_uint_eq(c, 0xfffd);
        ck_assert_uint_eq(valid(bad[i]), 0);
    }
    uint32_t c;
    ck_assert_uint_eq(utf8_decode("\xe2\x82\xac", 2, &c), 1);
    ck_assert_uint_eq(c, 0xfffd);
    char bytes[4];
    ck_assert_uint_eq(utf8_encode(0xd800, bytes), 3);
    ck_assert_mem_eq(bytes, "\xef\xbf\xbd", 3);
    ck_assert_uint_eq(utf8_encode(0x110000, bytes), 3);
}
END_TEST

START_TEST(the_first_invalid_byte_is_found)
{
    ck_assert_uint_eq(valid(""), 0);
    ck_assert_uint_eq(valid("h\xc3\xa9llo"), 6);
    ck_assert_uint_eq(valid("h\xc3\xa9\xff"), 3);
    ck_assert_uint_eq(valid("ab\xe2\x82"), 2);
    ck_assert_uint_eq(utf8_valid("a\0b", 3), 3);
}
END_TEST

START_TEST(widths)
{
    ck_assert_int_eq(utf8_char_width('a'), 1);
    ck_assert_int_eq(utf8_char_width('\n'), 0);
    ck_assert_int_eq(utf8_char_width(0x1b), 0);
    ck_assert_int_eq(utf8_char_width(0x9b), 0);
    ck_assert_int_eq(utf8_char_width(0xe9), 1);
    ck_assert_int_eq(utf8_char_width(0xad), 1);
    ck_assert_int_eq(utf8_char_width(0x301), 0);   /* combining acute */
    ck_assert_int_eq(utf8_char_width(0x200b), 0);  /* zero width space */
    ck_assert_int_eq(utf8_char_width(0xfe0f), 0);  /* variation selector */
    ck_assert_int_eq(utf8_char_width(0x2500), 1);  /* box drawing */
    ck_assert_int_eq(utf8_char_width(0x2588), 1);  /* block */
    ck_assert_int_eq(utf8_char_width(0x2192), 1);  /* arrow */
    ck_assert_int_eq(utf8_char_width(0x4e2d), 2);  /* CJK */
    ck_assert_int_eq(utf8_char_width(0xac00), 2);  /* Hangul */
    ck_assert_int_eq(utf8_char_width(0x1161), 0);  /* Jamo vowel */
    ck_assert_int_eq(utf8_char_width(0xff21), 2);  /* fullwidth A */
    ck_assert_int_eq(utf8_char_width(0x1f600), 2); /* emoji */
    ck_assert_int_eq(utf8_char_width(0x20000), 2);
    ck_assert_int_eq(utf8_char_width(0xe0100), 0);
    ck_assert_int_eq(utf8_char_width(0x10ffff), 1);
    const char *s = "e\xcc\x81 \xe4\xb8\xad!";
    ck_assert_uint_eq(utf8_width(s, strlen(s)), 5);
    ck_assert_uint_eq(utf8_width("\xff\xff", 2), 2);
}
END_TEST

static void add(Suite *s, const char *name, const TTest *test)
{
    TCase *t = tcase_create(name);

    tcase_add_test(t, test);
    suite_add_tcase(s, t);
}
#define ADD(s, test) add((s), #test, test)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("utf8");

    ADD(s, every_character_goes_there_and_back);
    ADD(s, known_encodings);
    ADD(s, invalid_bytes_are_replaced_one_by_one);
    ADD(s, the_first_invalid_byte_is_found);
    ADD(s, widths);
    return s;
}
