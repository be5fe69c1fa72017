/* Blocks below each other. */
#include "src/ui/page.h"

#include "src/base/utf8.h"
#include "src/ui/highlight.h"

#include <stdio.h>
#include <string.h>

enum { CODE_INDENT = 2 }; /* columns */

/* What stands in front of a block's lines. */
struct margin {
    struct buf first, rest;
};

void page_init(struct page *p, struct buf *out, const struct look *look)
{
    *p = (struct page){.out = out, .look = *look};
}

static struct page_container *push(struct page *p)
{
    size_t at = p->depth++;

    return at < PAGE_DEPTH_MAX ? &p->stack[at] : NULL;
}

void page_push_item(struct page *p, const char *marker)
{
    struct page_container *c = push(p);

    if (c == NULL)
        return;
    *c = (struct page_container){.begun = false};
    snprintf(c->first, sizeof c->first, "%s ", marker);
    memset(c->rest, ' ', utf8_width(c->first, strlen(c->first)));
}

void page_push_quote(struct page *p)
{
    struct page_container *c = push(p);

    if (c == NULL)
        return;
    *c = (struct page_container){.begun = false};
    snprintf(c->first, sizeof c->first, "%s ", term_symbol(&p->look, SYM_LINE));
    memcpy(c->rest, c->first, sizeof c->rest);
}

static size_t stack_size(const struct page *p)
{
    return p->depth < PAGE_DEPTH_MAX ? p->depth : PAGE_DEPTH_MAX;
}

/* Takes characters away at the front until `max` columns are left, so that
 * text keeps half of the narrowest screen and markers stay. */
static void keep_last(struct buf *margin, size_t max)
{
    size_t columns = utf8_width(margin->data, margin->len), skip = 0;

    while (columns > max) {
        uint32_t c;
        skip += utf8_decode(margin->data + skip, margin->len - skip, &c);
        columns -= (size_t)utf8_char_width(c);
    }
    memmove(margin->data, margin->data + skip, margin->len - skip);
    buf_cut(margin, margin->len - skip);
}

static struct margin margin_begin(struct page *p)
{
    struct margin m = {BUF_INIT, BUF_INIT};
    size_t max = (size_t)p->look.width / 2;

    for (size_t i = 0; i < stack_size(p); i++) {
        struct page_container *c = &p->stack[i];
        buf_adds(&m.first, c->begun ? c->rest : c->first);
        buf_adds(&m.rest, c->rest);
        c->begun = true;
    }
    keep_last(&m.first, max);
    keep_last(&m.rest, max);
    return m;
}

static void margin_end(struct margin *m)
{
    buf_free(&m->first);
    buf_free(&m->rest);
}

/* The blank line before a block: with the bars of quotes that go on. */
static void draw_gap(struct page *p)
{
    struct buf line = BUF_INIT;

    if (p->gap && p->out->len > 0) {
        for (size_t i = 0; i < stack_size(p) && p->stack[i].begun; i++)
            buf_adds(&line, p->stack[i].rest);
        keep_last(&line, (size_t)p->look.width / 2);
        while (line.len > 0 && line.data[line.len - 1] == ' ')
            buf_cut(&line, line.len - 1);
        buf_addc(&line, '\n');
        buf_add(p->out, line.data, line.len);
    }
    p->gap = false;
    buf_free(&line);
}

static struct margin begin_block(struct page *p)
{
    draw_gap(p);
    return margin_begin(p);
}

static struct look prose_look(const struct page *p)
{
    struct look look = p->look;

    if (look.width > PAGE_PROSE_MAX)
        look.width = PAGE_PROSE_MAX;
    return look;
}

void page_pop(struct page *p)
{
    if (p->depth <= PAGE_DEPTH_MAX && !p->stack[p->depth - 1].begun)
        page_paragraph(p, "");
    p->depth--;
}

void page_paragraph(struct page *p, const char *text)
{
    struct look look = prose_look(p);
    struct margin m = begin_block(p);

    term_wrap(p->out, &look, m.first.data, m.rest.data, text);
    margin_end(&m);
}

static void draw_rule(struct page *p, const struct margin *m, size_t columns)
{
    buf_adds(p->out, m->first.data);
    for (; columns > 0; columns--)
        buf_adds(p->out, term_symbol(&p->look, SYM_RULE));
    buf_addc(p->out, '\n');
}

static size_t prose_columns(const struct page *p, const struct margin *m)
{
    return (size_t)prose_look(p).width - utf8_width(m->rest.data, m->rest.len);
}

void page_rule(struct page *p)
{
    struct margin m = begin_block(p);

    draw_rule(p, &m, prose_columns(p, &m));
    margin_end(&m);
}

void page_underline(struct page *p, const char *text)
{
    size_t columns = term_width(text, strlen(text));

    if (p->look.color)
        return;
    struct margin m = margin_begin(p);
    size_t most = prose_columns(p, &m);
    draw_rule(p, &m, columns < most ? columns : most);
    margin_end(&m);
}

void page_table(struct page *p, const struct table *t)
{
    struct margin m = begin_block(p);

    table_draw(p->out, &p->look, m.first.data, m.rest.data, t);
    margin_end(&m);
}

/* Sets code in from the text around it, where the screen allows. */
static void indent_code(const struct page *p, struct margin *m)
{
    if (utf8_width(m->rest.data, m->rest.len) + CODE_INDENT >
        (size_t)p->look.width / 3)
        return;
    buf_fill(&m->first, ' ', CODE_INDENT);
    buf_fill(&m->rest, ' ', CODE_INDENT);
}

void page_code(struct page *p, const char *text, size_t len, bool is_c)
{
    struct buf safe = BUF_INIT, line = BUF_INIT;
    int state = 0;
    struct margin m = begin_block(p);

    indent_code(p, &m);
    for (size_t i = 0; i < len;) {
        const char *end = memchr(text + i, '\n', len - i);
        size_t n = end ? (size_t)(end - (text + i)) : len - i;
        buf_reset(&safe);
        buf_reset(&line);
        term_safe_line(&safe, &p->look, text + i, n);
        if (is_c)
            highlight_c_line(&line, &p->look, safe.data, safe.len, &state);
        else
            buf_add(&line, safe.data, safe.len);
        term_fold(p->out, &p->look, i == 0 ? m.first.data : m.rest.data,
                  m.rest.data, line.data);
        i += n + 1;
    }
    margin_end(&m);
    buf_free(&safe);
    buf_free(&line);
}
