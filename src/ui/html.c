/* Escaping; see html.h. */
#include "src/ui/html.h"

#include "src/base/markup.h"
#include "src/ui/highlight.h"
#include "src/ui/term.h"

#include <string.h>

static const struct look plain = {.width = 80, .height = 24, .utf8 = true};
static const struct look colored = {
    .width = 80, .height = 24, .utf8 = true, .color = true};

/* What looks alike on a terminal looks alike here. */
static const struct {
    enum style style;
    const char *name;
} classes[] = {
    {STYLE_KEYWORD, "keyword"}, /* and directives */
    {STYLE_TYPE, "type"},       /* and numbers */
    {STYLE_STRING, "string"},
    {STYLE_COMMENT, "comment"},
};

void html_text(struct buf *out, const char *text)
{
    struct buf safe = BUF_INIT;
    size_t len = strlen(text);

    term_safe(&safe, &plain, text, len, len);
    for (const char *at = safe.data; *at != '\0'; at++)
        markup_char(out, *at);
    buf_free(&safe);
}

/* Turns the escape sequence at `at` into a tag; returns its length. */
static size_t add_tag(struct buf *out, const char *at)
{
    const char *off = term_style(&colored, STYLE_NONE);

    if (strncmp(at, off, strlen(off)) == 0) {
        buf_adds(out, "</span>");
        return strlen(off);
    }
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        const char *on = term_style(&colored, classes[i].style);
        if (strncmp(at, on, strlen(on)) == 0) {
            buf_printf(out, "<span class=\"%s\">", classes[i].name);
            return strlen(on);
        }
    }
    return 1;
}

/* Long lines may break after a parenthesis, rather than in a name. The text is
 * made safe first: escape sequences in it are the highlighter's. */
void html_code(struct buf *out, const char *line, size_t len, int *state)
{
    struct buf safe = BUF_INIT, styled = BUF_INIT;

    term_safe_line(&safe, &plain, line, len);
    highlight_c_line(&styled, &colored, safe.data, safe.len, state);
    for (const char *at = styled.data; *at != '\0';) {
        if (*at == '\033') {
            at += add_tag(out, at);
        } else {
            markup_char(out, *at);
            if (*at++ == '(')
                buf_adds(out, "<wbr>");
        }
    }
    buf_free(&safe);
    buf_free(&styled);
}

/* In JSON a '<' only stands in strings. */
void html_json(struct buf *out, const char *json)
{
    for (; *json != '\0'; json++) {
        if (*json == '<')
            buf_adds(out, "\\u003c");
        else
            buf_addc(out, *json);
    }
}
