/* The terminal: safe text, widths, wrapping, cutting. */
#include "src/ui/term.h"

#include "src/base/utf8.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct look plain = {.width = 20, .height = 24, .utf8 = true};
static const struct look ascii = {.width = 20, .height = 24};
static const struct look colored = {
    .width = 20, .height = 24, .utf8 = true, .color = true};

static void check_safe(struct look look, const char *text, size_t max,
                       const char *want)
{
    struct buf out = BUF_INIT;

    term_safe(&out, &look, text, strlen(text), max);
    ck_assert_str_eq(out.data, want);
    buf_free(&out);
}

START_TEST(control_characters_become_visible)
{
    check_safe(plain, "\033[31mred\a\x7f", 99, "␛[31mred^G^?");
    check_safe(ascii, "\033[31mred\a\x7f", 99, "^[[31mred^G^?");
    check_safe(plain, "a\tb\n", 99, "a\tb\n");
    check_safe(plain, "\v\f\b", 99, "^K^L^H");
}
END_TEST

START_TEST(a_nul_byte_becomes_visible)
{
    struct buf out = BUF_INIT;

    term_safe(&out, &plain, "a\0b", 3, 99);
    ck_assert_str_eq(out.data, "a^@b");
    buf_free(&out);
}
END_TEST

START_TEST(carriage_returns_go_only_before_a_newline)
{
    check_safe(plain, "a\r\nb\rc\r", 99, "a\nb^Mc^M");
}
END_TEST

START_TEST(c1_controls_and_bidi_controls_become_visible)
{
    check_safe(plain,
               "\xc2\x9b"
               "2J",
               99, "\\u009b2J");
    check_safe(plain, "\u202E\u2066\u2069\u200F", 99,
               "\\u202e\\u2066\\u2069\\u200f");
    check_safe(plain, "\u2028", 99, "\\u2028");
}
END_TEST

START_TEST(invalid_bytes_become_visible)
{
    check_safe(plain, "\xff\xc3", 99, "\\xff\\xc3");
    check_safe(plain, "\xc0\xafx", 99, "\\xc0\\xafx");
    check_safe(plain, "\uFFFD", 99, "\uFFFD");
}
END_TEST

START_TEST(without_utf8_all_is_ascii)
{
    check_safe(ascii, "a — “b” → c…", 99, "a -- \"b\" -> c...");
    check_safe(ascii, "é日🧵", 99, "\\u00e9\\u65e5\\U0001f9f5");
}
END_TEST

START_TEST(too_much_is_cut_at_a_whole_character)
{
    check_safe(plain, "abcdef", 4, "abcd\n[2 more bytes left out]\n");
    check_safe(plain, "abc\ndef", 4, "abc\n[3 more bytes left out]\n");
    check_safe(plain, "abécd", 3, "ab\n[4 more bytes left out]\n");
    check_safe(plain, "abécd", 4, "abé\n[2 more bytes left out]\n");
    check_safe(plain, "abcd", 4, "abcd");
    check_safe(plain, "a🧵b", 4, "a\n[5 more bytes left out]\n");
}
END_TEST

START_TEST(escape_sequences_take_no_room)
{
    const char *text = "\033[1;31mab\033[0m日";

    ck_assert_uint_eq(term_width(text, strlen(text)), 4);
    ck_assert_uint_eq(term_width("", 0), 0);
    ck_assert_uint_eq(term_width("\033[", 2), 0);
}
END_TEST

static void check_wrap(struct look look, const char *first, const char *indent,
                       const char *text, const char *want)
{
    struct buf out = BUF_INIT;

    term_wrap(&out, &look, first, indent, text);
    ck_assert_str_eq(out.data, want);
    buf_free(&out);
}

START_TEST(words_are_wrapped)
{
    check_wrap(plain, "", "", "one two three four five",
               "one two three four\nfive\n");
    check_wrap(plain, "", "", "  one \n\n two ", "one two\n");
    check_wrap(plain, "- ", "  ", "one two three four five",
               "- one two three four\n  five\n");
    check_wrap(plain, "", "", "12345678901234567890 x",
               "12345678901234567890\nx\n");
}
END_TEST

START_TEST(long_words_are_split)
{
    check_wrap(plain, "", "", "a 1234567890123456789012345",
               "a\n12345678901234567890\n12345\n");
    check_wrap(plain, "", "", "x日本語日本語日本語日本語",
               "x日本語日本語日本語\n日本語\n");
}
END_TEST

START_TEST(a_vertical_tab_breaks_the_line)
{
    check_wrap(plain, "", "  ", "a\vb\v\vc", "a\n  b\n\n  c\n");
}
END_TEST

START_TEST(no_text_is_no_line_but_a_mark_is_shown)
{
    check_wrap(plain, "", "", "", "");
    check_wrap(plain, "- ", "  ", "", "-\n");
}
END_TEST

START_TEST(an_indentation_without_room_is_dropped)
{
    check_wrap(plain, "                    ", "                   ", "abc def",
               "abc def\n");
}
END_TEST

START_TEST(styles_end_with_the_line_and_come_back)
{
    check_wrap(colored, "", "  ", "\033[1maaaaaaaaaa bbbbbbbbbbbb\033[0m c",
               "\033[1maaaaaaaaaa\033[0m\n  \033[1mbbbbbbbbbbbb\033[0m c\n");
}
END_TEST

START_TEST(code_is_folded_with_its_blanks)
{
    struct buf out = BUF_INIT;

    term_fold(&out, &plain, "1 ", "  ", "    abc  def  ghijklmnopqrst");
    ck_assert_str_eq(out.data, "1     abc  def  \n  ↳ ghijklmnopqrst\n");
    buf_reset(&out);
    term_fold(&out, &plain, "", "", "");
    ck_assert_str_eq(out.data, "\n");
    buf_free(&out);
}
END_TEST

static void check_cut(struct look look, const char *text, int width,
                      const char *want)
{
    struct buf out = BUF_INIT;

    term_cut(&out, &look, text, width);
    ck_assert_str_eq(out.data, want);
    buf_free(&out);
}

START_TEST(a_line_is_cut_with_an_ellipsis)
{
    check_cut(plain, "abcdef", 6, "abcdef");
    check_cut(plain, "abcdef", 5, "abcd…");
    check_cut(ascii, "abcdef", 5, "ab...");
    check_cut(plain, "日本語", 4, "日…");
    check_cut(plain, "abc", 0, "");
    check_cut(ascii, "abcdef", 2, "");
    check_cut(plain, "abc", -5, "");
}
END_TEST

static void check_bar(struct look look, size_t done, size_t total, int width,
                      const char *want)
{
    struct buf out = BUF_INIT;

    term_bar(&out, &look, done, total, width);
    ck_assert_str_eq(out.data, want);
    buf_free(&out);
}

START_TEST(a_bar_fits_its_width)
{
    check_bar(ascii, 5, 10, 17, "[#####-----] 5/10");
    check_bar(plain, 1, 2, 10, "[██░░] 1/2");
    check_bar(ascii, 0, 0, 10, "[----] 0/0");
    check_bar(ascii, 9, 3, 10, "[####] 9/3");
    check_bar(ascii, 1, 2, 5, "1/2");
    check_bar(ascii, 1, 2, 2, "");
}
END_TEST

START_TEST(styles_are_empty_without_colour)
{
    struct buf out = BUF_INIT;

    for (int s = 0; s < STYLE_COUNT; s++) {
        ck_assert_str_eq(term_style(&plain, (enum style)s), "");
        ck_assert_int_eq(*term_style(&colored, (enum style)s), '\033');
    }
    term_addf(&out, &colored, STYLE_BAD, "%d", 7);
    ck_assert_str_eq(out.data, "\033[1;31m7\033[0m");
    buf_reset(&out);
    term_addf(&out, &plain, STYLE_BAD, "%d", 7);
    ck_assert_str_eq(out.data, "7");
    buf_free(&out);
}
END_TEST

START_TEST(symbols_are_ascii_without_utf8)
{
    for (int s = 0; s < SYM_COUNT; s++) {
        const char *text = term_symbol(&ascii, (enum symbol)s);
        ck_assert_int_ne(*text, '\0');
        for (; *text != '\0'; text++)
            ck_assert(*text > ' ' && *text < 127);
        text = term_symbol(&plain, (enum symbol)s);
        ck_assert_uint_eq(utf8_width(text, strlen(text)), 1);
    }
}
END_TEST

/* Stdout is no terminal here. */
static void stdout_is_a_pipe(int ends[2])
{
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_ge(dup2(ends[1], STDOUT_FILENO), 0);
}

START_TEST(the_environment_says_how_to_draw)
{
    int ends[2];

    stdout_is_a_pipe(ends);
    unsetenv("THREADLINGS_ASCII");
    setenv("LC_ALL", "xx_XX.UTF-8", 1);
    setenv("COLUMNS", "40", 1);
    unsetenv("LINES");
    struct look look = term_look();
    ck_assert_int_eq(look.width, 40);
    ck_assert_int_eq(look.height, 24);
    ck_assert(look.utf8 && !look.tty && !look.color);
    setenv("THREADLINGS_ASCII", "1", 1);
    ck_assert(!term_look().utf8);
    unsetenv("THREADLINGS_ASCII");
    setenv("LC_ALL", "C", 1);
    ck_assert(!term_look().utf8);
}
END_TEST

START_TEST(the_width_is_kept_within_bounds)
{
    int ends[2];

    stdout_is_a_pipe(ends);
    setenv("COLUMNS", "3", 1);
    ck_assert_int_eq(term_look().width, 10);
    setenv("COLUMNS", "99999", 1);
    ck_assert_int_eq(term_look().width, 1000);
    setenv("COLUMNS", "nonsense", 1);
    ck_assert_int_eq(term_look().width, 80);
    setenv("COLUMNS", "999999999999999999999", 1);
    ck_assert_int_eq(term_look().width, 80);
    unsetenv("COLUMNS");
    ck_assert_int_eq(term_look().width, 80);
}
END_TEST

START_TEST(printing_survives_a_reader_that_left)
{
    int ends[2];
    struct buf text = BUF_INIT;

    stdout_is_a_pipe(ends);
    close(ends[1]);
    buf_adds(&text, "hello\n");
    term_print(&text);
    char got[16] = "";
    ck_assert_int_eq(read(ends[0], got, sizeof got - 1), 6);
    ck_assert_str_eq(got, "hello\n");
    close(ends[0]);
    term_print(&text); /* would end the program by SIGPIPE */
    buf_free(&text);
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
    Suite *s = suite_create("term");

    ADD(s, control_characters_become_visible);
    ADD(s, a_nul_byte_becomes_visible);
    ADD(s, carriage_returns_go_only_before_a_newline);
    ADD(s, c1_controls_and_bidi_controls_become_visible);
    ADD(s, invalid_bytes_become_visible);
    ADD(s, without_utf8_all_is_ascii);
    ADD(s, too_much_is_cut_at_a_whole_character);
    ADD(s, escape_sequences_take_no_room);
    ADD(s, words_are_wrapped);
    ADD(s, long_words_are_split);
    ADD(s, a_vertical_tab_breaks_the_line);
    ADD(s, no_text_is_no_line_but_a_mark_is_shown);
    ADD(s, an_indentation_without_room_is_dropped);
    ADD(s, styles_end_with_the_line_and_come_back);
    ADD(s, code_is_folded_with_its_blanks);
    ADD(s, a_line_is_cut_with_an_ellipsis);
    ADD(s, a_bar_fits_its_width);
    ADD(s, styles_are_empty_without_colour);
    ADD(s, symbols_are_ascii_without_utf8);
    ADD(s, the_environment_says_how_to_draw);
    ADD(s, the_width_is_kept_within_bounds);
    ADD(s, printing_survives_a_reader_that_left);
    return s;
}
