/* Reading pages: what a Markdown reader (md4c, as GitHub's) makes of one, and
 * that every tag of an HTML page is ours. */
#ifndef TESTS_SHEET_TEST_H
#define TESTS_SHEET_TEST_H

#include "src/base/buf.h"

#include <check.h>
#include <md4c.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof(array)[0])

/* ------------------------------------------------------- Markdown, as parsed
 */

/* What a parser sees: the text of blocks of one type, and what there must not
 * be. */
struct seen {
    MD_BLOCKTYPE wanted;
    bool within;
    struct buf text;
    size_t n;     /* blocks of this type */
    size_t marks; /* stress, formulas, line ends, and all of these: */
    size_t links; /* links, images, HTML, entities */
    size_t codes;
};

static int enter_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    struct seen *seen = ctx;

    (void)detail;
    if (type == seen->wanted) {
        seen->within = true;
        seen->n++;
    }
    seen->links += type == MD_BLOCK_HTML;
    seen->marks += type == MD_BLOCK_HTML;
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *ctx)
{
    struct seen *seen = ctx;

    (void)detail;
    if (type == seen->wanted)
        seen->within = false;
    return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *ctx)
{
    struct seen *seen = ctx;

    (void)detail;
    seen->codes += type == MD_SPAN_CODE;
    seen->marks += type != MD_SPAN_CODE;
    seen->links += type == MD_SPAN_A || type == MD_SPAN_IMG;
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *ctx)
{
    (void)type;
    (void)detail;
    (void)ctx;
    return 0;
}

static int take_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size,
                     void *ctx)
{
    struct seen *seen = ctx;

    seen->links += type == MD_TEXT_HTML || type == MD_TEXT_ENTITY;
    seen->marks += type == MD_TEXT_HTML || type == MD_TEXT_ENTITY ||
                   type == MD_TEXT_BR || type == MD_TEXT_SOFTBR;
    if (seen->within)
        buf_add(&seen->text, text, size);
    return 0;
}

static inline struct seen parsed(const char *markdown, size_t len,
                                 MD_BLOCKTYPE wanted)
{
    const MD_PARSER parser = {
        .flags = MD_DIALECT_GITHUB | MD_FLAG_LATEXMATHSPANS | MD_FLAG_UNDERLINE,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = take_text,
    };
    struct seen seen = {.wanted = wanted, .text = BUF_INIT};

    ck_assert_int_eq(md_parse(markdown, (MD_SIZE)len, &parser, &seen), 0);
    return seen;
}

/* Every '<' begins a tag of ours, and every '&' an entity of ours. */
static inline void check_html(const char *at)
{
    static const char *const ours[] = {
        "h1>",          "h2>",       "h3>",      "p>",    "code>", "strong>",
        "strong class", "em>",       "ul>",      "li>",   "table", "thead>",
        "tbody>",       "tr>",       "th ",      "th>",   "td>",   "td ",
        "div>",         "div class", "section>", "pre ",  "pre>",  "mark>",
        "span class",   "span>",     "main>",    "body>", "html>"};
    static const char *const entities[] = {"&lt;", "&gt;", "&amp;", "&quot;",
                                           "&#39;"};

    at = strstr(at, "<main>") + 6;
    for (; (at = strpbrk(at, "<&")) != NULL; at++) {
        bool known = false;
        for (size_t i = 0; i < N(ours) && *at == '<'; i++)
            known |=
                strncmp(at + 1 + (at[1] == '/'), ours[i], strlen(ours[i])) == 0;
        for (size_t i = 0; i < N(entities) && *at == '&'; i++)
            known |= strncmp(at, entities[i], strlen(entities[i])) == 0;
        ck_assert_msg(known, "not ours: %.40s", at);
    }
}

#endif
