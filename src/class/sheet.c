/* Blocks of a page, one below the other.
 *
 * S1. At most one block is open, and a table's cell counts as one.
 * S2. In Markdown a blank line follows each block, but items of a list and rows
 *     of a table stand together. */
#include "src/class/sheet.h"

#include "src/base/sha256.h"

#include <assert.h>
#include <string.h>

static bool is_html(const struct sheet *s)
{
    return s->format == SHEET_HTML;
}

/* -------------------------------------------------------------------- whole */

static void begin_html(struct sheet *s, const char *title, const char *style)
{
    char hash[SHA256_BASE64];

    sha256_base64(style, strlen(style), hash);
    buf_printf(s->out,
               "<!doctype html>\n<html lang=\"en\">\n<head>\n"
               "<meta charset=\"utf-8\">\n"
               "<meta http-equiv=\"Content-Security-Policy\" "
               "content=\"default-src 'none'; style-src 'sha256-%s'; "
               "base-uri 'none'; form-action 'none'\">\n"
               "<meta name=\"viewport\" "
               "content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"color-scheme\" content=\"light dark\">\n"
               "<title>",
               hash);
    sheet_text(s, title);
    buf_printf(s->out, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n",
               style);
}

void sheet_begin(struct sheet *s, struct buf *out, enum sheet_format format,
                 const char *title, const char *style)
{
    *s = (struct sheet){.out = out, .format = format};
    if (is_html(s))
        begin_html(s, title, style != NULL ? style : "");
    sheet_heading(s, 1);
    sheet_text(s, title);
    sheet_close(s);
}

void sheet_end(struct sheet *s)
{
    assert(s->block == NULL); /* S1 */
    if (is_html(s)) {
        buf_adds(s->out, "</main>\n</body>\n</html>\n");
        return;
    }
    while (s->out->len > 1 && s->out->data[s->out->len - 1] == '\n' &&
           s->out->data[s->out->len - 2] == '\n')
        buf_cut(s->out, s->out->len - 1);
}

void sheet_section(struct sheet *s)
{
    assert(s->block == NULL); /* S1 */
    if (is_html(s))
        buf_adds(s->out, "<section>\n");
}

void sheet_section_end(struct sheet *s)
{
    assert(s->block == NULL); /* S1 */
    if (is_html(s))
        buf_adds(s->out, "</section>\n");
}

/* ------------------------------------------------------------- simple blocks
 */

/* `mark` stands in front of it in Markdown. */
static void open_block(struct sheet *s, const char *tag, const char *mark)
{
    assert(s->block == NULL); /* S1 */
    if (is_html(s))
        buf_printf(s->out, "<%s>", tag);
    else
        buf_adds(s->out, mark);
    s->block = tag;
    s->fresh = true;
}

void sheet_heading(struct sheet *s, int level)
{
    static const char *const tags[] = {"h1", "h2", "h3"};
    static const char *const marks[] = {"# ", "## ", "### "};

    assert(level >= 1 && level <= 3);
    open_block(s, tags[level - 1], marks[level - 1]);
}

void sheet_paragraph(struct sheet *s)
{
    open_block(s, "p", "");
}

void sheet_item(struct sheet *s)
{
    open_block(s, "li", "- ");
}

void sheet_close(struct sheet *s)
{
    assert(s->block != NULL);
    if (is_html(s))
        buf_printf(s->out, "</%s>\n", s->block);
    else
        buf_adds(s->out, strcmp(s->block, "li") == 0 ? "\n" : "\n\n"); /* S2 */
    s->block = NULL;
}

void sheet_list(struct sheet *s)
{
    if (is_html(s))
        buf_adds(s->out, "<ul>\n");
}

void sheet_list_end(struct sheet *s)
{
    buf_adds(s->out, is_html(s) ? "</ul>\n" : "\n");
}

/* A blank line ends a paragraph. */
void sheet_author(struct sheet *s, const char *markdown)
{
    while (*(markdown += strspn(markdown, "\n")) != '\0') {
        const char *end = strstr(markdown, "\n\n");
        size_t len = end != NULL ? (size_t)(end - markdown) : strlen(markdown);
        struct buf one = BUF_INIT;
        buf_add(&one, markdown, len);
        sheet_paragraph(s);
        sheet_say_author(s, one.data);
        sheet_close(s);
        buf_free(&one);
        markdown += len;
    }
}

/* ------------------------------------------------------------------- tables */

static const char *heading_class(const char *heading)
{
    return *heading == '#' ? "number" : *heading == '~' ? "sentence" : NULL;
}

static const char *heading_text(const char *heading)
{
    return heading + (heading_class(heading) != NULL);
}

static bool is_numeric(const struct sheet *s, size_t column)
{
    return s->classes[column] != NULL &&
           strcmp(s->classes[column], "number") == 0;
}

/* Opens an element of a column, with the column's class. */
static void open_column(struct sheet *s, const char *tag, size_t column)
{
    if (s->classes[column] != NULL)
        buf_printf(s->out, "<%s class=\"%s\">", tag, s->classes[column]);
    else
        buf_printf(s->out, "<%s>", tag);
}

static void begin_markdown_table(struct sheet *s, const char *const *headings)
{
    for (size_t i = 0; i < s->columns; i++)
        buf_printf(s->out, "| %s ", heading_text(headings[i]));
    buf_adds(s->out, "|\n");
    for (size_t i = 0; i < s->columns; i++)
        buf_adds(s->out, is_numeric(s, i) ? "| ---: " : "| --- ");
    buf_adds(s->out, "|\n");
}

/* What does not fit scrolls, with the keyboard, too. */
static void begin_html_table(struct sheet *s, const char *label,
                             const char *const *headings)
{
    buf_printf(s->out,
               "<div class=\"wide\" role=\"region\" tabindex=\"0\" "
               "aria-label=\"%s\">\n<table>\n<thead>\n<tr>",
               label);
    for (size_t i = 0; i < s->columns; i++) {
        open_column(s, "th scope=\"col\"", i);
        buf_printf(s->out, "%s</th>", heading_text(headings[i]));
    }
    buf_adds(s->out, "</tr>\n</thead>\n<tbody>\n");
}

void sheet_table(struct sheet *s, const char *label,
                 const char *const *headings)
{
    assert(s->block == NULL); /* S1 */
    s->column = s->columns = 0;
    for (; headings[s->columns] != NULL; s->columns++) {
        assert(s->columns < SHEET_COLUMNS_MAX);
        s->classes[s->columns] = heading_class(headings[s->columns]);
    }
    s->in_table = true;
    if (is_html(s))
        begin_html_table(s, label, headings);
    else
        begin_markdown_table(s, headings);
}

/* Also ends the row after its last cell. */
static void end_cell(struct sheet *s)
{
    if (s->block == NULL)
        return;
    buf_adds(s->out, is_html(s) ? s->block : " ");
    s->block = NULL;
    if (++s->column == s->columns) {
        buf_adds(s->out, is_html(s) ? "</tr>\n" : "|\n");
        s->column = 0;
    }
}

void sheet_cell(struct sheet *s)
{
    assert(s->in_table);
    end_cell(s);
    s->block = s->column == 0 ? "</th>" : "</td>";
    s->fresh = false; /* nothing that begins a block does so in a cell */
    if (!is_html(s)) {
        buf_adds(s->out, "| ");
        return;
    }
    if (s->column == 0)
        buf_adds(s->out, "<tr><th scope=\"row\">");
    else
        open_column(s, "td", s->column);
}

void sheet_table_end(struct sheet *s)
{
    end_cell(s);
    assert(s->column == 0);
    s->in_table = false;
    buf_adds(s->out, is_html(s) ? "</tbody>\n</table>\n</div>\n" : "\n");
}
