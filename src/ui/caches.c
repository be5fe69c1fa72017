/* Shows what a trace does to the caches, one line for each step. */
#include "src/ui/caches.h"

#include "src/base/utf8.h"
#include "src/ui/hand.h"
#include "src/ui/repl.h"

#include <string.h>

enum {
    NUMBER = 3,     /* columns of a step's number */
    BUS_WIDTH = 20, /* "read for ownership", and a gap */
};

static const char *op_text(struct arena *a, const struct caches_step *s)
{
    return arena_printf(a, "core %zu: %s %s", s->core, caches_op_name(s->op),
                        s->variable);
}

static size_t op_width(struct arena *a, const struct caches *c)
{
    size_t width = 0;

    for (size_t i = 0; i < c->nsteps; i++) {
        const char *text = op_text(a, &c->steps[i]);
        size_t n = utf8_width(text, strlen(text));
        width = n > width ? n : width;
    }
    return width + 2;
}

/* "core 0 M→I, core 1 I→M" */
static const char *changes(struct arena *a, const struct look *look,
                           const struct caches_step *s)
{
    const char *text = NULL;

    for (size_t i = 0; i < CACHES_CORES; i++) {
        if (s->before[i] == s->after[i])
            continue;
        text = arena_printf(
            a, "%s%score %zu %c%s%c%s", text ? text : "", text ? ", " : "", i,
            mesi_letter(s->before[i]), term_symbol(look, SYM_ARROW),
            mesi_letter(s->after[i]),
            s->before[i] == MESI_MODIFIED && s->supplied ? " (hands it over)"
                                                         : "");
    }
    return text ? text
                : arena_printf(a, "stays %c", mesi_letter(s->after[s->core]));
}

void caches_draw_head(struct buf *out, const struct look *look,
                      const struct caches *c)
{
    struct arena *a = arena_new();

    for (size_t i = 0; i < c->nlines; i++)
        term_wrap(
            out, look, "", "  ",
            arena_printf(a, "Cache line %zu holds %s.", i + 1, c->lines[i]));
    term_wrap(
        out, look, "", "  ",
        "A core's copy is M modified, E exclusive, S shared or I invalid; "
        "all begin as I.");
    buf_addc(out, '\n');
    arena_free(a);
}

void caches_draw_step(struct buf *out, const struct look *look,
                      const struct caches *c, size_t i)
{
    struct arena *a = arena_new();
    const struct caches_step *s = &c->steps[i];
    const char *what = changes(a, look, s), *op = op_text(a, s);
    const char *bus = caches_bus_name(s->bus);
    size_t width = op_width(a, c);
    size_t used = NUMBER + width + BUS_WIDTH;
    bool beside = used + utf8_width(what, strlen(what)) <= (size_t)look->width;
    enum style style = s->bus == BUS_NOTHING ? STYLE_DIM : STYLE_WARN;

    term_addf(out, look, STYLE_DIM, "%2zu ", i + 1);
    buf_adds(out, op);
    buf_fill(out, ' ', width - utf8_width(op, strlen(op)));
    term_add(out, look, style, bus);
    if (beside) {
        buf_fill(out, ' ', BUS_WIDTH - strlen(bus));
        buf_adds(out, what);
        buf_addc(out, '\n');
    } else {
        buf_addc(out, '\n');
        term_wrap(out, look, "     ", "     ", what);
    }
    arena_free(a);
}

/* How often a core had to ask, and how many copies were given up for it. */
struct counts {
    size_t asked, given_up, modified;
};

static struct counts count(const struct caches *c)
{
    struct counts n = {0};

    for (size_t i = 0; i < c->nsteps; i++) {
        const struct caches_step *s = &c->steps[i];
        n.asked += s->bus != BUS_NOTHING;
        for (size_t k = 0; k < CACHES_CORES; k++) {
            bool gone =
                s->before[k] != MESI_INVALID && s->after[k] == MESI_INVALID;
            n.given_up += gone;
            n.modified += gone && s->before[k] == MESI_MODIFIED;
        }
    }
    return n;
}

void caches_draw_end(struct buf *out, const struct look *look,
                     const struct caches *c)
{
    struct arena *a = arena_new();
    struct counts n = count(c);

    buf_addc(out, '\n');
    term_wrap(out, look, "", "  ",
              arena_printf(a,
                           "%zu of %zu steps had to ask the other cores; %zu "
                           "cop%s given up, %zu of them modified.",
                           n.asked, c->nsteps, n.given_up,
                           n.given_up == 1 ? "y was" : "ies were", n.modified));
    arena_free(a);
}

/* -------------------------------------------------------------------- showing
 */

static void print_step(const struct app *app, const struct caches *c, size_t i)
{
    struct buf out = BUF_INIT;

    caches_draw_step(&out, &app->look, c, i);
    term_print(&out);
    buf_free(&out);
}

/* False: the learner has seen enough. */
static bool goes_on(struct arena *a, struct app *app, bool *all)
{
    const char *line = repl_ask(app, a, "Enter, or all > ");

    *all = line != NULL && strcmp(line, "all") == 0;
    return line != NULL && (*all || *line == '\0');
}

int caches_step(struct arena *a, struct app *app, const struct step *step)
{
    bool all = !app->interactive;
    struct buf out = BUF_INIT;
    struct caches c;
    struct err e;

    if (!caches_run(a, step->id, 1, step->program, &c, &e))
        return app_fail(app, STATUS_USAGE, &e);
    caches_draw_head(&out, &app->look, &c);
    term_print(&out);
    buf_free(&out);
    for (size_t i = 0; i < c.nsteps; i++) {
        if (!all && i > 0 && !goes_on(a, app, &all)) {
            hand_say(app, STYLE_DIM, "Stopped; `run` begins again.");
            return STATUS_UNSURE;
        }
        print_step(app, &c, i);
    }
    out = (struct buf)BUF_INIT;
    caches_draw_end(&out, &app->look, &c);
    term_print(&out);
    buf_free(&out);
    return STATUS_OK;
}
