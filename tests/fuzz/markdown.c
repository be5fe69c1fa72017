/* Any bytes as Markdown: drawn whole at every width, within it, and without a
 * byte that could do something to the terminal. */
#include "src/ui/markdown.h"
#include "src/base/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 1024 /* bytes: each is drawn 8 times */ };

static void must(bool ok, const char *what, const struct look *look,
                 const char *line)
{
    if (ok)
        return;
    fprintf(stderr, "%s: width %d color %d utf8 %d: %s\n", what, look->width,
            look->color, look->utf8, line);
    abort();
}

/* The length of one of our styles at text; 0 for anything else. */
static size_t style_len(const struct look *look, const char *text)
{
    for (int s = 0; s < STYLE_COUNT; s++) {
        const char *code = term_style(look, (enum style)s);
        if (*code != '\0' && strncmp(text, code, strlen(code)) == 0)
            return strlen(code);
    }
    return 0;
}

static void check_text(const struct look *look, const char *text, size_t len)
{
    must(strlen(text) == len, "a NUL byte", look, text);
    must(utf8_valid(text, len) == len, "invalid UTF-8", look, text);
    for (const char *at = text; *at != '\0'; at++) {
        size_t style = *at == '\033' ? style_len(look, at) : 0;
        if (style > 0) {
            at += style - 1;
            continue;
        }
        unsigned char c = (unsigned char)*at;
        must(c >= 0x20 || c == '\n', "a control character", look, at);
        must(c != 0x7F, "DEL", look, at);
        must(c < 0x80 || look->utf8, "not ASCII", look, at);
    }
}

static void check_lines(const struct look *look, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        must(text[len] == '\n', "no newline at the end", look, text);
        must(term_width(text, len) <= (size_t)look->width, "too wide", look,
             text);
        text += len + 1;
    }
}

/* With everything that a text may refer to. */
static void draw_noted(const struct look *look, const char *text)
{
    static const struct fact fact = {
        .id = "a", .source = SOURCE_DOCUMENT, .name = "A book", .place = "1"};
    static const struct term term = {.name = "a b"};
    const struct term *fresh[] = {&term};
    bool shown[1] = {false};
    struct notes notes = {.arena = arena_new(),
                          .facts = {&fact, 1},
                          .glossary = {&term, 1},
                          .fresh = fresh,
                          .shown = shown,
                          .nfresh = 1};
    struct buf out = BUF_INIT;

    markdown_draw_noted(&out, look, &notes, text);
    notes_draw(&out, look, &notes);
    check_text(look, out.data, out.len);
    check_lines(look, out.data);
    buf_free(&out);
    arena_free(notes.arena);
}

static void draw(const struct look *look, const char *text)
{
    struct buf out = BUF_INIT;

    markdown_draw(&out, look, text);
    check_text(look, out.data, out.len);
    check_lines(look, out.data);
    buf_reset(&out);
    markdown_inline(&out, look, text);
    check_text(look, out.data, out.len);
    must(strchr(out.data, '\n') == NULL, "more than a line", look, out.data);
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int widths[] = {10, 40, 80, 200};
    char text[INPUT_MAX + 1];

    if (size > INPUT_MAX)
        size = INPUT_MAX;
    memcpy(text, data, size);
    text[size] = '\0';
    for (unsigned i = 0; i < 8; i++) {
        const struct look look = {.width = widths[i / 2],
                                  .height = 24,
                                  .color = i & 1,
                                  .utf8 = i & 1};
        draw(&look, text);
        draw_noted(&look, text);
    }
    return 0;
}
