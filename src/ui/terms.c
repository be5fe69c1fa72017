/* The glossary on the screen. */
#include "src/ui/terms.h"

#include "src/base/json.h"
#include "src/base/suggest.h"
#include "src/ui/data.h"
#include "src/ui/hand.h"
#include "src/ui/markdown.h"
#include "src/ui/passage.h"
#include "src/ui/step.h"

#include <string.h>
#include <strings.h>

/* ------------------------------------------------------------ new at a step */

/* The terms that a lesson's texts use, in the order of their first use. */
struct uses {
    const struct glossary *glossary;
    bool *used; /* for each term */
    const struct term **order;
    size_t n;
};

static void use_prose(struct uses *u, const char *prose)
{
    for (size_t at = 0; prose[at];) {
        size_t len;
        const struct term *t = glossary_match(u->glossary, prose, at, &len);
        if (t && !u->used[t - u->glossary->term]) {
            u->used[t - u->glossary->term] = true;
            u->order[u->n++] = t;
        }
        at += t ? len : 1;
    }
}

static void use_text(struct arena *a, struct uses *u, const char *markdown)
{
    struct passage *all;
    size_t n = markdown ? passages(a, markdown, &all) : 0;

    for (size_t i = 0; i < n; i++)
        if (all[i].kind == PASSAGE_PROSE)
            use_prose(u, all[i].text);
}

struct notes terms_notes(struct arena *a, struct app *app,
                         const struct lesson *lesson, size_t step)
{
    const struct glossary *g = data_glossary(app);
    const struct step *s = &lesson->steps[step];
    struct notes notes = data_notes(a, app, s);
    struct uses u = {
        .glossary = g,
        .used = ARENA_ARRAY(a, bool, g->n),
        .order = ARENA_ARRAY(a, const struct term *, g->n),
    };

    if (g->n == 0)
        return notes;
    notes.glossary = *g;
    for (size_t i = 0; i < step; i++) {
        use_text(a, &u, lesson->steps[i].text);
        use_text(a, &u, lesson->steps[i].after);
    }
    size_t before = u.n;
    use_text(a, &u, s->text);
    notes.nopen = u.n - before;
    use_text(a, &u, s->after);
    notes.fresh = u.order + before;
    notes.nfresh = u.n - before;
    notes.shown = ARENA_ARRAY(a, bool, notes.nfresh);
    return notes;
}

/* ----------------------------------------------------------------- command */

bool terms_know(struct app *app, const char *word)
{
    const struct glossary *g = data_glossary(app);
    size_t len = strlen(word);

    for (size_t i = 0; i < g->n; i++) {
        const struct term *t = &g->term[i];
        if (strncasecmp(t->name, word, len) == 0)
            return true;
        for (size_t k = 0; k < t->nalso; k++)
            if (strncasecmp(t->also[k], word, len) == 0)
                return true;
    }
    return false;
}

static void draw_term(struct buf *out, const struct look *look,
                      const struct term *t)
{
    struct buf name = BUF_INIT, says = BUF_INIT;

    term_add(&name, look, STYLE_BOLD, t->name);
    term_wrap(out, look, "", "", name.data);
    markdown_inline(&says, look, t->says);
    term_wrap(out, look, "  ", "  ", says.data);
    buf_free(&name);
    buf_free(&says);
}

static int show_terms(struct app *app, const struct term *const *terms,
                      size_t n)
{
    struct buf out = BUF_INIT;

    for (size_t i = 0; i < n; i++)
        draw_term(&out, &app->look, terms[i]);
    term_print(&out);
    buf_free(&out);
    return STATUS_OK;
}

/* So many do not fit on a screen: only what they are called. */
static int show_names(struct app *app, const struct term *const *terms,
                      size_t n)
{
    struct buf line = BUF_INIT, out = BUF_INIT;

    for (size_t i = 0; i < n; i++)
        buf_printf(&line, "%s%s", i > 0 ? ", " : "", terms[i]->name);
    buf_adds(&line, "\v`term WORD` explains one.");
    term_wrap(&out, &app->look, "", "", line.data);
    term_print(&out);
    buf_free(&line);
    buf_free(&out);
    return STATUS_OK;
}

static int put_terms(const struct term *const *terms, size_t n)
{
    struct buf out = BUF_INIT;
    struct json_out w;

    json_begin(&w, &out);
    json_put_object(&w, NULL);
    json_put_number(&w, "format", 1);
    json_put_array(&w, "terms");
    for (size_t i = 0; i < n; i++) {
        json_put_object(&w, NULL);
        json_put_string(&w, "term", terms[i]->name);
        json_put_array(&w, "also");
        for (size_t k = 0; k < terms[i]->nalso; k++)
            json_put_string(&w, NULL, terms[i]->also[k]);
        json_put_end(&w, ']');
        json_put_string(&w, "says", terms[i]->says);
        json_put_end(&w, '}');
    }
    json_put_end(&w, ']');
    json_put_end(&w, '}');
    term_print(&out);
    buf_free(&out);
    return STATUS_OK;
}

static int unknown(struct arena *a, struct app *app, const struct glossary *g,
                   const char *word)
{
    struct err e;
    size_t n = 0, max = 0;

    for (size_t i = 0; i < g->n; i++)
        max += 1 + g->term[i].nalso;
    const char **names = ARENA_ARRAY(a, const char *, max);
    for (size_t i = 0; i < g->n; i++) {
        names[n++] = g->term[i].name;
        for (size_t k = 0; k < g->term[i].nalso; k++)
            names[n++] = g->term[i].also[k];
    }
    const char *near = suggest(word, names, n);
    if (near)
        err_set(&e, "the lessons explain no term '%.60s'; did you mean '%s'?",
                word, near);
    else
        err_set(&e, "the lessons explain no term '%.60s'; `term` lists them",
                word);
    return app_fail(app, STATUS_USAGE, &e);
}

/* One word, or several in a row: "critical section". */
static int explain_word(struct arena *a, struct app *app,
                        const struct glossary *g, int argc, char **argv)
{
    const char *word = argv[1];

    for (int i = 2; i < argc; i++)
        word = arena_printf(a, "%s %s", word, argv[i]);
    const struct term *t = glossary_find(g, word);
    if (!t)
        return unknown(a, app, g, word);
    return app->options.json ? put_terms(&t, 1) : show_terms(app, &t, 1);
}

static int explain_all(struct arena *a, struct app *app,
                       const struct glossary *g)
{
    const struct term **all = ARENA_ARRAY(a, const struct term *, g->n);
    const struct notes *here = app->player ? &app->player->notes : NULL;

    for (size_t i = 0; i < g->n; i++)
        all[i] = &g->term[i];
    if (app->options.json)
        return put_terms(all, g->n);
    if (here && here->nopen > 0)
        return show_terms(app, here->fresh, here->nopen);
    return app->repl ? show_names(app, all, g->n) : show_terms(app, all, g->n);
}

/* Reads the file anew, for who asks wants to know what is wrong with it. */
int cmd_term(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    struct glossary g;
    struct err e;
    int status;

    if (!glossary_load(a, data_path(app, a, "glossary.json"), &g, &e))
        status = app_fail(app, STATUS_UNSURE, &e);
    else if (argc > 1)
        status = explain_word(a, app, &g, argc, argv);
    else
        status = explain_all(a, app, &g);
    arena_free(a);
    return status;
}
