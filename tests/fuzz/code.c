/* Any bytes as a file that a learner wrote, or as what a program printed, shown
 * in a terminal: no line is wider than it, and no byte does anything to it.
 * Colours leave the text alone. Two texts stand before and behind a NUL byte.
 */
#include "src/base/utf8.h"
#include "src/ui/diff.h"
#include "src/ui/highlight.h"

#include "tests/fuzz/fuzz.h"

static const struct look color = {
    .width = 80, .height = 24, .color = true, .utf8 = true};

static void check(const struct look *look, const struct buf *out)
{
    must(strlen(out->data) == out->len, "no NUL", NULL);
    must(utf8_valid(out->data, out->len) == out->len, "UTF-8", out->data);
    for (size_t i = 0; i < out->len; i++) {
        unsigned char c = (unsigned char)out->data[i];
        must((c >= ' ' && c != 0x7F) || c == '\n' || c == '\t',
             "no control character", out->data + i);
        must(c < 0x80 || look->utf8, "ASCII", out->data + i);
    }
}

/* Without its colours, a line is what it was. */
static void check_colors(const char *line, size_t len, int *state)
{
    struct buf out = BUF_INIT, plain = BUF_INIT;

    highlight_c_line(&out, &color, line, len, state);
    for (const char *at = out.data; *at != '\0';) {
        size_t style = 0;
        for (int s = 0; s < STYLE_COUNT && style == 0; s++) {
            const char *code = term_style(&color, (enum style)s);
            if (*code != '\0' && strncmp(at, code, strlen(code)) == 0)
                style = strlen(code);
        }
        if (style == 0)
            buf_addc(&plain, *at++);
        else
            at += style;
    }
    must(plain.len == len && memcmp(plain.data, line, len) == 0,
         "colours change nothing else", line);
    buf_free(&out);
    buf_free(&plain);
}

static void check_lines(const struct text *text)
{
    int state = 0;

    for (const char *at = text->data; *at != '\0';) {
        size_t len = strcspn(at, "\n");
        /* What is coloured was made safe before: an escape is no text. */
        if (memchr(at, '\033', len) == NULL)
            check_colors(at, len, &state);
        at += len + (at[len] == '\n');
    }
}

static void check_drawn(const struct text *left, const struct text *right)
{
    static const int widths[] = {10, 40, 80, 200};
    struct buf out = BUF_INIT;

    for (unsigned i = 0; i < 8; i++) {
        const struct look look = {
            .width = widths[i / 2], .height = 24, .utf8 = i & 1};
        buf_reset(&out);
        term_safe(&out, &look, left->data, left->len, 500);
        check(&look, &out);
        buf_reset(&out);
        term_paragraph(&out, &look, STYLE_NONE, left->data);
        check(&look, &out);
        buf_reset(&out);
        diff_draw(&out, &look, "yours", left->data, "solution", right->data);
        check(&look, &out);
        for (const char *at = out.data; *at != '\0';) {
            size_t len = strcspn(at, "\n");
            must(term_width(at, len) <= (size_t)look.width, "it fits", at);
            at += len + (at[len] == '\n');
        }
    }
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct text left = fuzz_part(a, &data, &size, '\0');
    struct text right = fuzz_text(a, data, size);

    check_lines(&left);
    check_drawn(&left, &right);
    arena_free(a);
    return 0;
}
