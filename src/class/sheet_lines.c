/* Lines from outside, as they are.
 *
 * A fence is longer than any run of backquotes within, so that nothing in the
 * lines ends it. */
#include "src/class/sheet.h"

#include "src/base/markup.h"
#include "src/base/utf8.h"

#include <assert.h>
#include <string.h>

enum { LINES_BEFORE = 2, LINES_AFTER = 1 };

static size_t fence_for(const char *text)
{
    size_t longest = 2, run = 0;

    for (; *text != '\0'; text++) {
        run = *text == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest + 1;
}

/* `text` is safe and ends in a newline; line `marked` (from 0) stands out. */
static void add_block(struct sheet *s, const char *kind, const char *text,
                      size_t marked)
{
    size_t ticks = fence_for(text);

    assert(s->block == NULL);
    if (s->format == SHEET_MARKDOWN) {
        buf_fill(s->out, '`', ticks);
        buf_printf(s->out, "text\n%s", text);
        buf_fill(s->out, '`', ticks);
        buf_adds(s->out, "\n\n");
        return;
    }
    buf_printf(s->out, "<pre class=\"%s\" tabindex=\"0\"><code>", kind);
    for (size_t i = 0; *text != '\0'; i++) {
        size_t len = strcspn(text, "\n");
        struct buf line = BUF_INIT;
        buf_add(&line, text, len);
        buf_adds(s->out, i == marked ? "<mark>" : "");
        markup_text(s->out, line.data);
        buf_adds(s->out, i == marked ? "</mark>\n" : "\n");
        buf_free(&line);
        text += len + 1;
    }
    buf_adds(s->out, "</code></pre>\n");
}

/* The length of the line at `at`. */
static size_t line_length(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));

    return newline != NULL ? (size_t)(newline - at) : (size_t)(end - at);
}

static size_t count_lines(const char *text, const char *end)
{
    size_t n = 0;

    for (; text < end; n++)
        text += line_length(text, end) + 1;
    return n;
}

void sheet_lines(struct sheet *s, const char *text, size_t len, size_t max,
                 bool last)
{
    const char *end = text + len;
    size_t n = count_lines(text, end), over = n > max ? n - max : 0;
    struct buf lines = BUF_INIT;

    if (over > 0 && last)
        buf_printf(&lines, "(%zu earlier lines)\n", over);
    for (size_t i = 0; i < n; i++) {
        size_t length = line_length(text, end);
        if (last ? i >= over : i < max) {
            sheet_safe_line(&lines, text, length);
            buf_addc(&lines, '\n');
        }
        text += length + 1;
    }
    if (over > 0 && !last)
        buf_printf(&lines, "(%zu more lines)\n", over);
    if (n > 0)
        add_block(s, "lines", lines.data, n + 1);
    buf_free(&lines);
}

void sheet_command(struct sheet *s, const char *line)
{
    struct buf safe = BUF_INIT;

    sheet_safe(&safe, line, strlen(line));
    for (size_t i = 0; i < safe.len; i++)
        if (safe.data[i] == '\n')
            safe.data[i] = ' ';
    buf_addc(&safe, '\n');
    add_block(s, "command", safe.data, 1);
    buf_free(&safe);
}

static int count_digits(int n)
{
    int digits = 1;

    while (n >= 10) {
        n /= 10;
        digits++;
    }
    return digits;
}

/* A caret below the column, where the line is shown that far. */
static void add_caret(struct buf *out, const char *line, size_t len, int column,
                      int digits)
{
    struct buf before = BUF_INIT;
    size_t bytes = (size_t)column - 1;

    if (bytes < len && bytes < SHEET_LINE_MAX) {
        sheet_safe_line(&before, line, bytes);
        buf_printf(out, "  %*s | ", digits, "");
        buf_fill(out, ' ', utf8_width(before.data, before.len));
        buf_adds(out, "^\n");
    }
    buf_free(&before);
}

bool sheet_quote(struct sheet *s, const char *text, size_t len, int line,
                 int column)
{
    const char *end = text + len;
    int from = line > LINES_BEFORE ? line - LINES_BEFORE : 1;
    int digits = count_digits(line + LINES_AFTER);
    struct buf lines = BUF_INIT;
    bool found = false;

    for (int i = 1; text < end && i <= line + LINES_AFTER; i++) {
        size_t length = line_length(text, end);
        if (i >= from) {
            buf_printf(&lines, "%c %*d | ", i == line ? '>' : ' ', digits, i);
            sheet_safe_line(&lines, text, length);
            buf_addc(&lines, '\n');
        }
        if (i == line && column > 0)
            add_caret(&lines, text, length, column, digits);
        found = found || i == line;
        text += length + 1;
    }
    if (found)
        add_block(s, "quote", lines.data, (size_t)(line - from));
    buf_free(&lines);
    return found;
}
