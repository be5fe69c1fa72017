/* Blocks of a Markdown text, told by the parser that also draws it, so that
 * both agree about what is code and what is prose.
 *
 * md4c does not tell lines. But what it hands out as text points into what it
 * was given, and comes in order: the line breaks in between are counted. */
#include "src/ui/passage.h"

#include "src/base/buf.h"

#include <md4c.h>
#include <stdint.h>
#include <string.h>

struct reading {
    struct arena *arena;
    const char *end;     /* of the source */
    const char *counted; /* up to where line breaks were counted */
    size_t line;         /* there */

    struct buf text; /* of the block at hand */
    struct passage_piece *pieces;
    size_t npieces, pieces_max;
    enum passage_kind kind;
    bool in_span; /* in a code span */
    bool in_row;  /* cells become one passage */

    struct passage *all;
    size_t n, max;
};

/* Room for one more element: the same array, or a larger copy. */
static void *grown(struct arena *a, void *array, size_t n, size_t *max,
                   size_t size)
{
    if (n < *max)
        return array;
    *max = *max * 2 + 8;
    void *more = arena_alloc_array(a, *max, size);
    if (n > 0)
        memcpy(more, array, n * size);
    return more;
}

/* Notes which line the text comes from that is about to be added. */
static void mark(struct reading *r, const char *text)
{
    if (text < r->counted || text > r->end)
        return; /* no part of the source: an entity's or a tab's stand-in */
    for (; r->counted < text; r->counted++)
        r->line += *r->counted == '\n';
    r->pieces = grown(r->arena, r->pieces, r->npieces, &r->pieces_max,
                      sizeof *r->pieces);
    r->pieces[r->npieces++] = (struct passage_piece){r->text.len, r->line};
}

static void flush(struct reading *r)
{
    if (r->text.len > 0 && r->npieces > 0) {
        r->all = grown(r->arena, r->all, r->n, &r->max, sizeof *r->all);
        r->all[r->n++] = (struct passage){r->kind, buf_keep(r->arena, &r->text),
                                          r->pieces, r->npieces};
    }
    buf_reset(&r->text);
    r->pieces = NULL;
    r->npieces = r->pieces_max = 0;
    r->kind = PASSAGE_PROSE;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    struct reading *r = ctx;

    (void)detail;
    if (r->in_row && r->text.len > 0)
        buf_adds(&r->text, " | ");
    if (!r->in_row)
        flush(r);
    if (type == MD_BLOCK_H)
        r->kind = PASSAGE_HEADING;
    if (type == MD_BLOCK_CODE)
        r->kind = PASSAGE_CODE;
    r->in_row = r->in_row || type == MD_BLOCK_TR;
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    struct reading *r = ctx;

    (void)detail;
    if (type == MD_BLOCK_TR)
        r->in_row = false;
    if (!r->in_row)
        flush(r);
    return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *ctx)
{
    struct reading *r = ctx;

    (void)detail;
    if (type == MD_SPAN_CODE) {
        buf_addc(&r->text, '`');
        r->in_span = true;
    }
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *ctx)
{
    struct reading *r = ctx;

    (void)detail;
    if (type == MD_SPAN_CODE)
        r->in_span = false;
    return 0;
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size,
                    void *ctx)
{
    struct reading *r = ctx;

    mark(r, text);
    if (r->in_span)
        return 0;
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
        buf_addc(&r->text, '\n');
    else if (type == MD_TEXT_ENTITY || type == MD_TEXT_NULLCHAR)
        buf_addc(&r->text, ' ');
    else
        buf_add(&r->text, text, size);
    return 0;
}

size_t passages(struct arena *a, const char *markdown, struct passage **out)
{
    const MD_PARSER parser = {
        .flags = MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = add_text,
    };
    size_t len = strlen(markdown);
    struct reading r = {
        .arena = a,
        .end = markdown + len,
        .counted = markdown,
        .text = BUF_INIT,
    };

    /* It fails only where memory is out. */
    if (len <= UINT32_MAX)
        md_parse(markdown, (MD_SIZE)len, &parser, &r);
    buf_free(&r.text);
    *out = r.all;
    return r.n;
}

size_t passage_line(const struct passage *p, size_t offset)
{
    size_t i = p->npieces - 1;

    while (i > 0 && p->pieces[i].start > offset)
        i--;
    size_t line = p->pieces[i].line;
    for (size_t k = p->pieces[i].start; k < offset; k++)
        line += p->text[k] == '\n';
    return line;
}
