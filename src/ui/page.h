/* Blocks of text set one below the other, indented as the lists and quotes
 * they stand in ask for, with a blank line between them where one belongs.
 *
 * Prose is set at most 100 columns wide; code and tables may use them all. */
#ifndef UI_PAGE_H
#define UI_PAGE_H

#include "src/ui/table.h"
#include "src/ui/term.h"

enum {
    PAGE_DEPTH_MAX = 32, /* deeper lists and quotes are not indented further */
    PAGE_PROSE_MAX = 100 /* columns: longer lines of prose are hard to read */
};

/* A list item or a quote. */
struct page_container {
    char first[16]; /* in front of its first line; shown even if it is empty */
    char rest[16];  /* in front of the others; equally wide */
    bool begun;     /* `first` has been shown */
};

struct page {
    struct buf *out;
    struct look look;
    struct page_container stack[PAGE_DEPTH_MAX];
    size_t depth; /* may be more than the stack holds */
    bool gap;     /* set by the caller: a blank line before the next block */
};

void page_init(struct page *p, struct buf *out, const struct look *look);

/* An item with this marker ("12."), or a quote. */
void page_push_item(struct page *p, const char *marker);
void page_push_quote(struct page *p);
void page_pop(struct page *p);

/* Each draws one block. */
void page_paragraph(struct page *p, const char *text);
void page_rule(struct page *p);
void page_table(struct page *p, const struct table *t);
/* A line below a heading, as wide as its text; without colour only. */
void page_underline(struct page *p, const char *text);
/* Untrusted text; each of its lines is a row that is folded, not wrapped. */
void page_code(struct page *p, const char *text, size_t len, bool is_c);

#endif
