/* A position of the game on the screen: what has happened, and what could come
 * next. Pure: text out. */
#include "src/ui/play_parts.h"

#include "src/ui/highlight.h"

#include <string.h>

enum { LANES_LINES_MIN = 4 /* however many options there are */ };

/* ------------------------------------------------------------------- options
 */

static const char *source_text(const struct play *g, const char *file)
{
    for (size_t i = 0; i < g->p->nsources; i++) {
        const struct story_source *s = &g->p->sources[i];
        if (s->text != NULL &&
            (s->file == NULL || file == NULL || strcmp(s->file, file) == 0))
            return s->text;
    }
    return NULL;
}

/* The line that a frame is in, without its indentation; "" if it is not known.
 */
static void add_code(struct buf *out, const struct play *g,
                     const struct frame *f)
{
    const char *at = source_text(g, f->file);

    for (int line = 1; at != NULL && line < f->line; line++) {
        at = strchr(at, '\n');
        at = at != NULL ? at + 1 : NULL;
    }
    if (at == NULL)
        return;
    at += strspn(at, " \t");
    buf_add(out, at, strcspn(at, "\n"));
}

/* "thread 2  14  int d = atomic_load(&data);", cut to the width. */
static void draw_place(struct buf *out, const struct look *look,
                       const struct play *g, const char *first, int thread,
                       const struct frame *frames, size_t nframes)
{
    struct buf line = BUF_INIT, safe = BUF_INIT, cut = BUF_INIT;
    int state = 0;

    buf_printf(&line, "%s%s", first,
               replay_thread_name(g->state->trace, thread));
    if (nframes > 0) {
        buf_printf(&line, ", line %d: ", frames[0].line);
        add_code(&line, g, &frames[0]);
    }
    term_safe_line(&safe, look, line.data, line.len);
    term_cut(&cut, look, safe.data, look->width);
    highlight_c_line(out, look, cut.data, cut.len, &state);
    buf_addc(out, '\n');
    buf_free(&line);
    buf_free(&safe);
    buf_free(&cut);
}

/* The load of an old value: where that came from. */
static void add_age(struct buf *out, const struct trace *t,
                    const struct replay_option *o)
{
    const struct trace_step *from = replay_step(t, o->step.from);

    if (from != NULL && from->nframes > 0)
        buf_printf(out, ", from line %d (%s)", from->frames[0].line,
                   replay_thread_name(t, from->thread));
    else if (from == NULL)
        buf_adds(out, ", the first value");
}

/* Whether it reads something that is not the newest. */
static bool is_old(const struct replay_option *o)
{
    return strchr(o->token, '<') != NULL;
}

static void draw_what(struct buf *out, const struct look *look,
                      const struct play *g, const struct replay_option *o,
                      const char *first)
{
    const struct trace *t = g->state->trace;
    struct buf line = BUF_INIT, safe = BUF_INIT, styled = BUF_INIT;
    bool memory =
        o->step.object == NULL || strcmp(o->step.object, "atomic") == 0;

    replay_say_step(&line, t, &o->step);
    if (memory && o->step.reads)
        add_age(&line, t, o);
    if (is_old(o))
        buf_adds(&line, ": an OLD value");
    else if (strchr(o->token, '^') != NULL)
        buf_adds(&line, ", but others have it before a newer one");
    term_safe_line(&safe, look, line.data, line.len);
    term_add(&styled, look, o->cost > 0 ? STYLE_WARN : STYLE_NONE, safe.data);
    term_wrap(out, look, first, "       ", styled.data);
    buf_free(&line);
    buf_free(&safe);
    buf_free(&styled);
}

static bool same_place(const struct replay_option *a,
                       const struct replay_option *b)
{
    return a->step.thread == b->step.thread;
}

static void draw_blocked(struct buf *out, const struct look *look,
                         const struct thread_view *v)
{
    struct buf line = BUF_INIT, safe = BUF_INIT, styled = BUF_INIT;

    buf_printf(&line, "%s %s", v->name, v->state);
    if (v->nframes > 0)
        buf_printf(&line, " (line %d)", v->frames[0].line);
    term_safe_line(&safe, look, line.data, line.len);
    term_add(&styled, look, STYLE_DIM, safe.data);
    term_wrap(out, look, "  -  ", "     ", styled.data);
    buf_free(&line);
    buf_free(&safe);
    buf_free(&styled);
}

void play_draw_options(struct buf *out, const struct look *look,
                       const struct play *g)
{
    const struct replay_state *s = g->state;

    for (size_t i = 0; i < s->noptions; i++) {
        const struct replay_option *o = &s->options[i];
        struct buf first = BUF_INIT;
        if (i == 0 || !same_place(o, &s->options[i - 1]))
            draw_place(out, look, g, "  ", o->step.thread, o->step.frames,
                       o->step.nframes);
        buf_printf(&first, "  %c  ", play_key(i) ? play_key(i) : ' ');
        draw_what(out, look, g, o, first.data);
        buf_free(&first);
    }
    for (size_t i = 0; i < s->nblocked; i++)
        draw_blocked(out, look, &s->blocked[i]);
}

/* ---------------------------------------------------------------------- parts
 */

static void draw_line(struct buf *out, const struct look *look,
                      enum style style, const char *text)
{
    struct buf safe = BUF_INIT, cut = BUF_INIT;

    term_safe_line(&safe, look, text, strlen(text));
    term_cut(&cut, look, safe.data, look->width);
    term_add(out, look, style, cut.data);
    buf_addc(out, '\n');
    buf_free(&safe);
    buf_free(&cut);
}

static void draw_end(struct buf *out, const struct look *look,
                     const struct play *g)
{
    const struct story *s = g->shown ? g->view.tales[0].story : NULL;
    bool failed = g->state->finding != NULL;

    term_paragraph(out, look, failed ? STYLE_BAD : STYLE_GOOD, play_outcome(g));
    if (failed && s != NULL) {
        term_paragraph(out, look, STYLE_BOLD, s->mistake);
        if (s->help != NULL)
            term_paragraph(out, look, STYLE_NONE, s->help);
    }
}

static void draw_note(struct buf *out, const struct look *look,
                      const char *note)
{
    for (const char *at = note; at != NULL && *at != '\0';) {
        struct arena *a = arena_new();
        size_t len = strcspn(at, "\n");
        term_paragraph(out, look, STYLE_NONE, arena_strndup(a, at, len));
        at += len + (at[len] == '\n');
        arena_free(a);
    }
}

static void draw_below(struct buf *out, const struct look *look,
                       const struct play *g)
{
    buf_addc(out, '\n');
    if (g->note != NULL) {
        draw_note(out, look, g->note);
        buf_addc(out, '\n');
    }
    if (g->over)
        draw_end(out, look, g);
    else
        play_draw_options(out, look, g);
}

static int count_lines(const struct buf *text)
{
    int n = 0;

    for (size_t i = 0; i < text->len; i++)
        n += text->data[i] == '\n';
    return n;
}

/* Keeps the first lines. */
static void keep_lines(struct buf *text, int lines)
{
    for (size_t i = 0; i < text->len; i++) {
        if (text->data[i] == '\n' && --lines <= 0) {
            buf_cut(text, i + 1);
            return;
        }
    }
}

static const char *keys_text(const struct play *g, int width)
{
    if (width < 60)
        return g->over ? "u undo  s steps  ? keys  q leave"
                       : "1.. move  u undo  ? keys  q leave";
    return g->over ? "u undo  s step through it  f explorer  ? keys  q leave"
                   : "1, 2, .. move  u undo  r random  f explorer  ? keys  q "
                     "leave";
}

static void draw_title(struct buf *out, const struct look *look,
                       const struct play *g)
{
    struct buf line = BUF_INIT;

    buf_printf(&line, "%zu move%s %s %s", g->n - 1, g->n == 2 ? "" : "s",
               term_symbol(look, SYM_DOT),
               g->over ? "the end" : "who goes on?");
    draw_line(out, look, STYLE_BOLD, line.data);
    buf_free(&line);
}

void play_draw(struct buf *out, const struct look *look, const struct play *g)
{
    struct buf below = BUF_INIT, keys = BUF_INIT;
    int left = look->height - 2; /* without title and keys */
    int least = left > 2 * LANES_LINES_MIN ? LANES_LINES_MIN : 0;

    draw_title(out, look, g);
    draw_below(&below, look, g);
    keep_lines(&below, left - least > 1 ? left - least : 1);
    left -= count_lines(&below);
    if (g->shown && left > 0) {
        const struct replay_tale *t = replay_tale(&g->view);
        replay_draw_lanes(out, look, t->story, t->stops[g->view.at], left);
    }
    buf_add(out, below.data, below.len);
    for (int n = count_lines(out); n < look->height - 1; n++)
        buf_addc(out, '\n');
    keep_lines(out, look->height - 1);
    draw_line(&keys, look, STYLE_DIM, keys_text(g, look->width));
    buf_add(out, keys.data, keys.len - 1);
    buf_free(&below);
    buf_free(&keys);
}
