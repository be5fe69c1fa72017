/* The command `machine`: what the compiler makes of a function. */
#include "src/ui/machine.h"

#include "src/base/json.h"
#include "src/base/utf8.h"
#include "src/ui/hand.h"
#include "src/ui/highlight.h"
#include "src/ui/input.h"
#include "src/ui/report.h"

#include <stdlib.h>
#include <string.h>

enum {
    NUMBER_WIDTH = 5, /* of a line number and the blanks beside it */
    CODE_MAX = 44,    /* columns of machine code, at most */
    SIDE_MAX = 76,    /* columns for the C: more only parts the two */
    SIDE_MIN = 30,    /* with less for the C, code stands below its line */
};

/* -------------------------------------------------------------------- drawing
 */

/* How wide the lines of C are drawn beside the function's code; 0: the code
 * stands below them. */
static int side_width(const struct look *look,
                      const struct assembly_function *f)
{
    size_t code = 0;

    for (size_t i = 0; i < f->nlines; i++) {
        size_t width = strlen(f->lines[i].text) + 2;
        code = width > code ? width : code;
    }
    int side =
        look->width - NUMBER_WIDTH - (int)(code < CODE_MAX ? code : CODE_MAX);
    if (side < SIDE_MIN)
        return 0;
    return side < SIDE_MAX ? side : SIDE_MAX;
}

/* Line `number` of the source, without its indentation: lines do not stand in
 * their order here. */
static struct text source_line(const char *source, int number)
{
    const char *at = source;

    for (int i = 1; i < number && at != NULL; i++) {
        at = strchr(at, '\n');
        at = at ? at + 1 : NULL;
    }
    if (at == NULL || number < 1)
        return (struct text){"", 0};
    at += strspn(at, " \t");
    return (struct text){(char *)at, strcspn(at, "\n")};
}

/* A line of C, cut to the width; padded when something follows. */
static void draw_source(struct buf *out, const struct look *look,
                        const char *source, int number, int width, bool pad)
{
    struct text line = source_line(source, number);
    struct buf safe = BUF_INIT, cut = BUF_INIT;
    int state = 0;

    term_safe_line(&safe, look, line.data, line.len);
    term_cut(&cut, look, safe.data, width);
    term_addf(out, look, STYLE_DIM, "%*d ", NUMBER_WIDTH - 1, number);
    highlight_c_line(out, look, cut.data, cut.len, &state);
    if (pad)
        buf_fill(out, ' ', (size_t)width + 1 - utf8_width(cut.data, cut.len));
    buf_free(&safe);
    buf_free(&cut);
}

static void draw_code(struct buf *out, const struct look *look,
                      const struct assembly_line *l)
{
    struct buf safe = BUF_INIT;

    if (!l->label)
        buf_adds(out, "  ");
    term_safe_line(&safe, look, l->text, strlen(l->text));
    term_add(out, look, l->label ? STYLE_DIM : STYLE_CODE, safe.data);
    buf_addc(out, '\n');
    buf_free(&safe);
}

/* Each line stands where its code begins; the compiler moves code about, so a
 * line may come twice, or before an earlier one. */
static void draw_function(struct buf *out, const struct look *look,
                          const char *source, const struct assembly_function *f)
{
    const int side = side_width(look, f);
    int last = 0;

    for (size_t i = 0; i < f->nlines; i++) {
        const struct assembly_line *l = &f->lines[i];
        const bool begins = !l->label && l->line != last && l->line > 0;
        if (begins) {
            draw_source(out, look, source, l->line,
                        side > 0 ? side - 1 : look->width - NUMBER_WIDTH,
                        side > 0);
            last = l->line;
        }
        if (side == 0 && begins)
            buf_addc(out, '\n');
        if (side == 0 || !begins)
            buf_fill(out, ' ', (size_t)(NUMBER_WIDTH + side));
        draw_code(out, look, l);
    }
}

static void draw_machine(struct buf *out, const struct look *look,
                         const char *source, const struct assembly *m)
{
    for (size_t i = 0; i < m->nfunctions; i++) {
        const struct assembly_function *f = &m->functions[i];
        term_addf(out, look, STYLE_BOLD, "%s on %s", f->name, m->machine);
        term_addf(out, look, STYLE_DIM, "  (%s)", m->compiler);
        buf_adds(out, "\n");
        if (f->nlines > 0)
            draw_function(out, look, source, f);
        else
            term_wrap(out, look, "  ", "  ",
                      "There is no code of that name: the function is not "
                      "there, or it is static and was put into its callers.");
        buf_addc(out, '\n');
    }
}

void machine_draw(struct buf *out, const struct look *look, const char *source,
                  const struct assembly_result *r)
{
    for (size_t i = 0; i < r->nmachines; i++) {
        const struct assembly *m = &r->machines[i];
        if (m->compiler != NULL) {
            draw_machine(out, look, source, m);
            continue;
        }
        struct buf line = BUF_INIT;
        buf_printf(&line, "For %s: %s.", m->machine, m->why);
        term_wrap(out, look, "", "  ", line.data);
        buf_free(&line);
    }
}

/* ----------------------------------------------------------------------- JSON
 */

static void put_function(struct json_out *w, const struct assembly_function *f)
{
    json_put_object(w, NULL);
    json_put_string(w, "name", f->name);
    json_put_array(w, "code");
    for (size_t i = 0; i < f->nlines; i++) {
        json_put_object(w, NULL);
        if (f->lines[i].line > 0)
            json_put_number(w, "line", f->lines[i].line);
        json_put_string(w, f->lines[i].label ? "label" : "instruction",
                        f->lines[i].text);
        json_put_end(w, '}');
    }
    json_put_end(w, ']');
    json_put_end(w, '}');
}

static void put_result(struct buf *out, const char *file,
                       const struct assembly_result *r)
{
    struct json_out w;

    json_begin(&w, out);
    json_put_object(&w, NULL);
    json_put_number(&w, "format", 1);
    json_put_string(&w, "file", file);
    json_put_bool(&w, "compiled", r->compiled);
    if (!r->compiled)
        json_put_string(&w, "why", r->finding.message);
    json_put_array(&w, "machines");
    for (size_t i = 0; i < r->nmachines; i++) {
        const struct assembly *m = &r->machines[i];
        json_put_object(&w, NULL);
        json_put_string(&w, "machine", m->machine);
        if (m->compiler == NULL)
            json_put_string(&w, "why", m->why ? m->why : "not compiled");
        else
            json_put_string(&w, "compiler", m->compiler);
        json_put_array(&w, "functions");
        for (size_t k = 0; k < m->nfunctions; k++)
            put_function(&w, &m->functions[k]);
        json_put_end(&w, ']');
        json_put_end(&w, '}');
    }
    json_put_end(&w, ']');
    json_put_end(&w, '}');
    buf_addc(out, '\n');
}

/* -------------------------------------------------------------------- command
 */

/* Whether a function was asked for that this machine has no code of. */
static bool missing(const struct assembly_result *r)
{
    const struct assembly *m = &r->machines[0];

    for (size_t i = 0; i < m->nfunctions; i++)
        if (m->functions[i].nlines == 0)
            return true;
    return m->nfunctions == 0;
}

static int show(struct arena *a, struct app *app,
                const struct assembly_request *req)
{
    struct assembly_result r;
    struct buf out = BUF_INIT;
    struct text source;
    struct err e;

    app_interrupted = 0;
    input_pause(app);
    bool ok = file_read(a, req->file, SUBMISSION_MAX, &source, &e) &&
              grader_assembly(a, app_grader(app), req, &r, &e);
    input_resume(app);
    if (!ok)
        return app_fail(app, STATUS_USAGE, &e);
    if (r.stopped) {
        hand_say(app, STYLE_WARN, "Stopped.");
        return STATUS_UNSURE;
    }
    if (app->options.json)
        put_result(&out, req->file, &r);
    else if (!r.compiled)
        report_finding(&out, &app->look, &r.finding, source.data);
    else
        machine_draw(&out, &app->look, source.data, &r);
    if (r.compiled && r.machines[0].nfunctions == 0 && !app->options.json)
        term_wrap(&out, &app->look, "", "  ", "There is no function in it.");
    term_print(&out);
    buf_free(&out);
    return !r.compiled || missing(&r) ? STATUS_FAILED : STATUS_OK;
}

int machine_step(struct arena *a, struct app *app, const char *file,
                 const struct step *step)
{
    const struct assembly_request req = {.file = file,
                                         .functions = step->functions,
                                         .flags = step->flags,
                                         .stop = &app_interrupted};

    return show(a, app, &req);
}

/* The words of the command. */
struct words {
    const char *file;
    const char **functions, **flags;
    size_t nfunctions, nflags;
};

static bool read_words(struct arena *a, int argc, char **argv,
                       struct words *out, struct err *e)
{
    *out = (struct words){
        .functions = ARENA_ARRAY(a, const char *, (size_t)argc + 1),
        .flags = ARENA_ARRAY(a, const char *, (size_t)argc + 1),
    };
    for (int i = 1; i < argc; i++) {
        size_t len = strlen(argv[i]);
        if (strcmp(argv[i], "--level") == 0) {
            if (i + 1 == argc || strlen(argv[i + 1]) != 1 ||
                strchr("0123sg", *argv[i + 1]) == NULL)
                return err_set(e, "--level is 0, 1, 2, 3, s or g: how much the "
                                  "compiler optimises");
            out->flags[out->nflags++] = arena_printf(a, "-O%s", argv[++i]);
        } else if (strncmp(argv[i], "--", 2) == 0) {
            return err_set(e, "%s: there is no such option", argv[i]);
        } else if (i == 1 && len > 2 && strcmp(argv[i] + len - 2, ".c") == 0) {
            out->file = argv[i];
        } else {
            out->functions[out->nfunctions++] = argv[i];
        }
    }
    return true;
}

/* The file that was named, or that of the exercise at hand. */
static bool find_file(struct arena *a, struct app *app, struct words *w,
                      struct err *e)
{
    struct exercise ex;

    if (w->file != NULL)
        return file_is_plain(w->file) ||
               err_set(e, "%s: there is no such file", w->file);
    return hand_load(a, app, NULL, &ex, e) &&
           hand_file(a, app, &ex, &w->file, e);
}

int cmd_machine(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    struct words words;
    struct err e;
    int status;

    if (read_words(a, argc, argv, &words, &e) &&
        find_file(a, app, &words, &e)) {
        const struct assembly_request req = {.file = words.file,
                                             .functions = words.functions,
                                             .flags = words.flags,
                                             .stop = &app_interrupted};
        status = show(a, app, &req);
    } else {
        status = app_fail(app, STATUS_USAGE, &e);
    }
    arena_free(a);
    return status;
}
