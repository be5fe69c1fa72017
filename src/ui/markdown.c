/* Markdown: md4c's events turned into blocks on a page.
 *
 * Text of the block at hand collects in `text`, ready for term_wrap: made safe,
 * with escape sequences for the spans. A block's start or end flushes it. In a
 * tight list md4c sends no paragraphs: the text stands in the item itself.
 *
 * Without colour the marks of strong, emphasis and code are kept, so that what
 * they say is not lost. */
#include "src/ui/markdown.h"

#include "src/base/utf8.h"
#include "src/ui/page.h"

#include <assert.h>
#include <md4c.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    CELLS_MAX = 1 << 16, /* a table with more is shown as it was written */
    SPANS_MAX = 16,      /* deeper spans look like their parent */
    FRAMES_MAX = PAGE_DEPTH_MAX /* deeper lists count as bullets */
};

/* A list or a quote. */
struct frame {
    bool ordered, tight;
    unsigned next; /* the number of the next item */
};

struct span {
    enum style style;
    size_t start; /* of its text */
};

struct drawing {
    struct page page;
    struct arena *arena; /* the table's cells */
    struct buf text;     /* of the block, or the cell, at hand */
    struct buf plain;    /* what comes next in it: plain text, not yet safe */
    struct notes *notes; /* or NULL */
    struct buf code;     /* of the code block at hand, as it is */
    bool in_code, code_is_c, in_heading;
    bool inline_only;  /* markdown_inline */
    bool skip_leading; /* markdown_inline's mark is still to come */

    struct span spans[SPANS_MAX];
    size_t nspans;
    struct frame frames[FRAMES_MAX];
    size_t nframes;

    struct table table;
    char **cells;
    enum table_align *aligns;
    size_t ncells, cells_max, col;
};

/* ------------------------------------------------------------------ spans */

static void set_style(struct drawing *d)
{
    size_t n = d->nspans < SPANS_MAX ? d->nspans : SPANS_MAX;
    enum style style = n > 0 ? d->spans[n - 1].style : STYLE_NONE;

    if (style != STYLE_NONE)
        buf_adds(&d->text, term_style(&d->page.look, style));
}

static void push_span(struct drawing *d, enum style style)
{
    size_t at = d->nspans++;

    if (at > 0)
        buf_adds(&d->text, term_style(&d->page.look, STYLE_NONE));
    if (at < SPANS_MAX)
        d->spans[at] = (struct span){.style = style};
    set_style(d);
    if (at < SPANS_MAX)
        d->spans[at].start = d->text.len;
}

static void pop_span(struct drawing *d)
{
    assert(d->nspans > 0);
    d->nspans--;
    buf_adds(&d->text, term_style(&d->page.look, STYLE_NONE));
    set_style(d);
}

static const char *span_mark(const struct drawing *d, MD_SPANTYPE type)
{
    if (type == MD_SPAN_DEL)
        return "~~";
    if (d->page.look.color)
        return "";
    switch (type) {
    case MD_SPAN_STRONG:
        return "**";
    case MD_SPAN_EM:
        return "*";
    case MD_SPAN_CODE:
        return "`";
    default:
        return "";
    }
}

static enum style span_style(MD_SPANTYPE type)
{
    switch (type) {
    case MD_SPAN_STRONG:
        return STYLE_BOLD;
    case MD_SPAN_EM:
        return STYLE_EMPH;
    case MD_SPAN_CODE:
        return STYLE_CODE;
    case MD_SPAN_A:
    case MD_SPAN_IMG:
        return STYLE_LINK;
    default:
        return STYLE_NONE;
    }
}

static void add_safe(struct drawing *d, const char *text, size_t len)
{
    term_safe(&d->text, &d->page.look, text, len, len);
}

/* A piece of text in a style of its own, within that of the span. */
static void add_styled(struct drawing *d, enum style style, const char *text,
                       size_t len)
{
    buf_adds(&d->text, term_style(&d->page.look, style));
    add_safe(d, text, len);
    buf_adds(&d->text, term_style(&d->page.look, STYLE_NONE));
    set_style(d);
}

/* Plain text comes line by line, and a term may stand on two of them: so it is
 * collected, and searched for references and new terms as a whole. */
static void flush_plain(struct drawing *d)
{
    const char *text = d->plain.data;
    size_t done = 0, at = 0;

    while (d->notes && at < d->plain.len) {
        char mark[NOTES_MARK_SIZE];
        bool term = false;
        size_t len = notes_reference(d->notes, text + at, mark);
        bool reference = len > 0;
        if (!reference && !d->in_heading)
            term = notes_new_term(d->notes, text, at, &len);
        if (reference || term) {
            add_safe(d, text + done, at - done);
            if (reference)
                add_styled(d, STYLE_DIM, mark, strlen(mark));
            else
                add_styled(d, STYLE_TERM, text + at, len);
            done = at + len;
        }
        at += len > 0 ? len : 1;
    }
    add_safe(d, text + done, d->plain.len - done);
    buf_reset(&d->plain);
}

static int enter_span(MD_SPANTYPE type, void *detail, void *ctx)
{
    struct drawing *d = ctx;

    (void)detail;
    flush_plain(d);
    push_span(d, span_style(type));
    buf_adds(&d->text, span_mark(d, type));
    return 0;
}

/* " (url)" after a link's text, unless that is the address already. */
static void add_target(struct drawing *d, const MD_ATTRIBUTE *url,
                       const char *shown, size_t len)
{
    struct buf safe = BUF_INIT;

    term_safe_line(&safe, &d->page.look, url->text, url->size);
    const char *target = safe.data;
    if (strncmp(target, "mailto:", 7) == 0)
        target += 7;
    bool same = strlen(target) == len && memcmp(target, shown, len) == 0;
    if (*target != '\0' && *target != '#' && !same)
        buf_printf(&d->text, " (%s)", target);
    buf_free(&safe);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *ctx)
{
    struct drawing *d = ctx;
    size_t at = d->nspans - 1;

    flush_plain(d);
    size_t start = at < SPANS_MAX ? d->spans[at].start : d->text.len;
    size_t len = d->text.len - start;
    char *shown = arena_strndup(d->arena, d->text.data + start, len);

    buf_adds(&d->text, span_mark(d, type));
    pop_span(d);
    if (type == MD_SPAN_A)
        add_target(d, &((MD_SPAN_A_DETAIL *)detail)->href, shown, len);
    else if (type == MD_SPAN_IMG)
        add_target(d, &((MD_SPAN_IMG_DETAIL *)detail)->src, shown, len);
    return 0;
}

/* ------------------------------------------------------------------- text */

static const struct {
    const char *name, *text;
} entities[] = {
    {"&amp;", "&"},    {"&lt;", "<"},    {"&gt;", ">"},
    {"&quot;", "\""},  {"&apos;", "'"},  {"&nbsp;", "\u00A0"},
    {"&mdash;", "—"},  {"&ndash;", "–"}, {"&hellip;", "…"},
    {"&rarr;", "→"},   {"&larr;", "←"},  {"&times;", "×"},
    {"&le;", "≤"},     {"&ge;", "≥"},    {"&ne;", "≠"},
    {"&middot;", "·"},
};

/* "&#8594;" or "&#x2192;" */
static void add_numeric(struct drawing *d, const char *text)
{
    bool hex = text[2] == 'x' || text[2] == 'X';
    unsigned long c = strtoul(text + (hex ? 3 : 2), NULL, hex ? 16 : 10);
    char bytes[4];

    if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = 0xFFFD;
    add_safe(d, bytes, utf8_encode((uint32_t)c, bytes));
}

static void add_entity(struct drawing *d, const char *text, size_t len)
{
    if (len > 3 && text[1] == '#') {
        add_numeric(d, text);
        return;
    }
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        if (strlen(entities[i].name) == len &&
            memcmp(entities[i].name, text, len) == 0) {
            add_safe(d, entities[i].text, strlen(entities[i].text));
            return;
        }
    }
    add_safe(d, text, len);
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size,
                    void *ctx)
{
    struct drawing *d = ctx;
    size_t skip = d->skip_leading && size > 0 ? 1 : 0;

    d->skip_leading = d->skip_leading && skip == 0;
    if (type == MD_TEXT_NORMAL && !d->in_code) {
        buf_add(&d->plain, text + skip, size - skip);
        return 0;
    }
    if (type == MD_TEXT_SOFTBR) {
        buf_addc(&d->plain, ' ');
        return 0;
    }
    flush_plain(d);
    if (d->in_code)
        buf_add(&d->code, text, size);
    else if (type == MD_TEXT_BR)
        buf_addc(&d->text, d->inline_only ? ' ' : '\v');
    else if (type == MD_TEXT_ENTITY)
        add_entity(d, text, size);
    else if (type == MD_TEXT_NULLCHAR)
        add_safe(d, "\uFFFD", strlen("\uFFFD"));
    else
        add_safe(d, text + skip, size - skip);
    return 0;
}

/* ----------------------------------------------------------------- blocks */

/* True where blocks follow each other without a blank line. */
static bool is_tight(const struct drawing *d)
{
    size_t n = d->nframes < FRAMES_MAX ? d->nframes : FRAMES_MAX;

    return n > 0 && d->frames[n - 1].tight;
}

static void flush_text(struct drawing *d)
{
    flush_plain(d);
    if (d->text.len > 0 && !d->inline_only)
        page_paragraph(&d->page, d->text.data);
    if (!d->inline_only)
        buf_reset(&d->text);
}

static void push_frame(struct drawing *d, struct frame frame)
{
    if (d->nframes++ < FRAMES_MAX)
        d->frames[d->nframes - 1] = frame;
}

static void begin_item(struct drawing *d)
{
    char marker[16];
    size_t n = d->nframes < FRAMES_MAX ? d->nframes : FRAMES_MAX;
    struct frame *list = &d->frames[n - 1];

    if (!list->ordered) {
        page_push_item(&d->page, term_symbol(&d->page.look, SYM_BULLET));
        return;
    }
    snprintf(marker, sizeof marker, "%u.", list->next++);
    page_push_item(&d->page, marker);
}

static void begin_code(struct drawing *d, const MD_BLOCK_CODE_DETAIL *code)
{
    const char *lang = code->lang.text;

    d->in_code = true;
    d->code_is_c = code->lang.size == 1 && (*lang == 'c' || *lang == 'h');
    buf_reset(&d->code);
}

static void end_code(struct drawing *d)
{
    d->in_code = false;
    if (d->code.len > 0)
        page_code(&d->page, d->code.data, d->code.len, d->code_is_c);
}

static void begin_heading(struct drawing *d, unsigned level)
{
    d->in_heading = true;
    push_span(d, STYLE_HEADING);
    if (!d->page.look.color && level > 2) {
        buf_fill(&d->text, '#', level);
        buf_addc(&d->text, ' ');
    }
}

static void end_heading(struct drawing *d, unsigned level)
{
    flush_plain(d);
    d->in_heading = false;
    pop_span(d);
    if (level <= 2 && d->text.len > 0) {
        page_paragraph(&d->page, d->text.data);
        page_underline(&d->page, d->text.data);
        buf_reset(&d->text);
    }
    flush_text(d);
}

static void begin_table(struct drawing *d, const MD_BLOCK_TABLE_DETAIL *table)
{
    d->table = (struct table){.ncols = table->col_count};
    d->aligns = ARENA_ARRAY(d->arena, enum table_align, table->col_count);
    d->cells = NULL;
    d->ncells = d->cells_max = 0;
}

static void begin_cell(struct drawing *d, MD_ALIGN align, bool header)
{
    if (d->col < d->table.ncols && header)
        d->aligns[d->col] = align == MD_ALIGN_RIGHT    ? TABLE_RIGHT
                            : align == MD_ALIGN_CENTER ? TABLE_CENTER
                                                       : TABLE_LEFT;
    push_span(d, header ? STYLE_BOLD : STYLE_NONE);
}

static void end_cell(struct drawing *d)
{
    flush_plain(d);
    pop_span(d);
    if (d->ncells == d->cells_max) {
        d->cells_max = d->cells_max * 2 + 64;
        char **cells = ARENA_ARRAY(d->arena, char *, d->cells_max);
        for (size_t i = 0; i < d->ncells; i++)
            cells[i] = d->cells[i];
        d->cells = cells;
    }
    bool blank = term_width(d->text.data, d->text.len) == 0;
    d->cells[d->ncells++] = blank ? NULL : buf_keep(d->arena, &d->text);
    buf_reset(&d->text);
    d->col++;
}

static void end_table(struct drawing *d)
{
    d->table.nrows = d->table.ncols > 0 ? d->ncells / d->table.ncols : 0;
    d->table.cells = d->cells;
    d->table.aligns = d->aligns;
    page_table(&d->page, &d->table);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    struct drawing *d = ctx;

    flush_text(d);
    switch (type) {
    case MD_BLOCK_QUOTE:
        push_frame(d, (struct frame){.tight = false});
        page_push_quote(&d->page);
        break;
    case MD_BLOCK_UL:
        push_frame(d, (struct frame){
                          .tight = ((MD_BLOCK_UL_DETAIL *)detail)->is_tight});
        break;
    case MD_BLOCK_OL:
        push_frame(
            d, (struct frame){.ordered = true,
                              .tight = ((MD_BLOCK_OL_DETAIL *)detail)->is_tight,
                              .next = ((MD_BLOCK_OL_DETAIL *)detail)->start});
        break;
    case MD_BLOCK_LI:
        begin_item(d);
        break;
    case MD_BLOCK_H:
        begin_heading(d, ((MD_BLOCK_H_DETAIL *)detail)->level);
        break;
    case MD_BLOCK_CODE:
        begin_code(d, detail);
        break;
    case MD_BLOCK_TABLE:
        begin_table(d, detail);
        break;
    case MD_BLOCK_TR:
        d->col = 0;
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        begin_cell(d, ((MD_BLOCK_TD_DETAIL *)detail)->align,
                   type == MD_BLOCK_TH);
        break;
    default:
        break;
    }
    return d->ncells > CELLS_MAX; /* gives up */
}

static void leave_container(struct drawing *d, MD_BLOCKTYPE type)
{
    flush_text(d);
    if (type == MD_BLOCK_LI || type == MD_BLOCK_QUOTE)
        page_pop(&d->page);
    if (type != MD_BLOCK_LI)
        d->nframes--;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    struct drawing *d = ctx;

    switch (type) {
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        end_cell(d);
        return 0;
    case MD_BLOCK_TR:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
        return 0;
    case MD_BLOCK_QUOTE:
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
    case MD_BLOCK_LI:
        leave_container(d, type);
        break;
    case MD_BLOCK_HR:
        page_rule(&d->page);
        break;
    case MD_BLOCK_H:
        end_heading(d, ((MD_BLOCK_H_DETAIL *)detail)->level);
        break;
    case MD_BLOCK_CODE:
        end_code(d);
        break;
    case MD_BLOCK_TABLE:
        end_table(d);
        break;
    default:
        flush_text(d);
    }
    d->page.gap = !is_tight(d);
    return 0;
}

/* ------------------------------------------------------------------ whole */

static bool parse(struct drawing *d, const char *text, size_t len)
{
    const MD_PARSER parser = {
        .flags = MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = add_text,
    };

    return len <= UINT32_MAX && md_parse(text, (MD_SIZE)len, &parser, d) == 0;
}

static void drawing_free(struct drawing *d)
{
    buf_free(&d->text);
    buf_free(&d->plain);
    buf_free(&d->code);
    arena_free(d->arena);
}

static struct drawing drawing_new(struct notes *notes)
{
    return (struct drawing){
        .arena = arena_new(),
        .text = BUF_INIT,
        .plain = BUF_INIT,
        .code = BUF_INIT,
        .notes = notes,
    };
}

void markdown_draw_noted(struct buf *out, const struct look *look,
                         struct notes *notes, const char *text)
{
    struct drawing d = drawing_new(notes);
    size_t start = out->len, len = strlen(text);

    page_init(&d.page, out, look);
    if (!parse(&d, text, len)) { /* given up: show it as it is */
        buf_cut(out, start);
        page_init(&d.page, out, look);
        page_code(&d.page, text, len, false);
    }
    drawing_free(&d);
}

void markdown_draw(struct buf *out, const struct look *look, const char *text)
{
    markdown_draw_noted(out, look, NULL, text);
}

/* md4c knows whole documents only. A full stop in front, taken away again,
 * keeps "1. x" or "# x" from being read as a list or a heading. */
void markdown_inline_noted(struct buf *out, const struct look *look,
                           struct notes *notes, const char *text)
{
    struct drawing d = drawing_new(notes);
    struct buf line = BUF_INIT;

    d.inline_only = d.skip_leading = true;
    page_init(&d.page, out, look);
    buf_addc(&line, '.');
    buf_adds(&line, text + strspn(text, " \t\r\n"));
    for (size_t i = 0; i < line.len; i++) {
        if (strchr("\t\r\n", line.data[i]) != NULL)
            line.data[i] = ' ';
    }
    if (!parse(&d, line.data, line.len)) {
        buf_reset(&d.text);
        term_safe_line(&d.text, look, line.data + 1, line.len - 1);
    }
    buf_add(out, d.text.data, d.text.len);
    buf_free(&line);
    drawing_free(&d);
}

void markdown_inline(struct buf *out, const struct look *look, const char *text)
{
    markdown_inline_noted(out, look, NULL, text);
}
