/* Numbers for references, lines for their sources. */
#include "src/ui/notes.h"

#include <string.h>

/* The place of a fact among those referred to so far, from 0; a new one comes
 * at the end. */
static size_t number_of(struct notes *n, const char *id, size_t len)
{
    for (size_t i = 0; i < n->ncited; i++)
        if (strlen(n->cited[i].id) == len &&
            memcmp(n->cited[i].id, id, len) == 0)
            return i;
    if (n->ncited == n->cited_max) {
        n->cited_max = n->cited_max * 2 + 8;
        struct note_fact *more =
            ARENA_ARRAY(n->arena, struct note_fact, n->cited_max);
        if (n->ncited > 0)
            memcpy(more, n->cited, n->ncited * sizeof *more);
        n->cited = more;
    }
    n->cited[n->ncited] = (struct note_fact){
        .id = arena_strndup(n->arena, id, len),
        .fact = facts_find(&n->facts, id, len),
    };
    return n->ncited++;
}

size_t notes_reference(struct notes *n, const char *s,
                       char mark[NOTES_MARK_SIZE])
{
    size_t id, id_len;
    size_t len = fact_reference(s, strlen(s), &id, &id_len);

    if (len == 0)
        return 0;
    size_t at = number_of(n, s + id, id_len);
    n->cited[at].due = true;
    snprintf(mark, NOTES_MARK_SIZE, "[%zu]", at + 1);
    return len;
}

bool notes_new_term(struct notes *n, const char *text, size_t at, size_t *len)
{
    *len = 0;
    if (n->nfresh == 0)
        return false;
    const struct term *t = glossary_match(&n->glossary, text, at, len);
    for (size_t i = 0; t && i < n->nfresh; i++) {
        if (n->fresh[i] == t && !n->shown[i]) {
            n->shown[i] = true;
            return true;
        }
    }
    return false;
}

static void draw_fact(struct buf *out, const struct look *look, struct arena *a,
                      size_t number, const struct note_fact *f)
{
    char *first = arena_printf(a, "%zu  ", number);
    char *indent = arena_printf(a, "%*s", (int)strlen(first), "");
    const char *source =
        f->fact ? fact_source(a, f->fact)
                : arena_printf(a, "no fact is called \"%s\"", f->id);
    struct buf line = BUF_INIT, safe = BUF_INIT;

    term_safe_line(&safe, look, source, strlen(source));
    term_add(&line, look, STYLE_DIM, safe.data);
    first = arena_printf(a, "%s%s%s", term_style(look, STYLE_DIM), first,
                         term_style(look, STYLE_NONE));
    term_wrap(out, look, first, indent, line.data);
    buf_free(&safe);
    buf_free(&line);
}

void notes_draw(struct buf *out, const struct look *look, struct notes *n)
{
    struct arena *a = arena_new();
    bool any = false;

    for (size_t i = 0; i < n->ncited; i++) {
        if (!n->cited[i].due)
            continue;
        if (!any)
            buf_addc(out, '\n');
        any = true;
        draw_fact(out, look, a, i + 1, &n->cited[i]);
        n->cited[i].due = false;
    }
    arena_free(a);
}
