/* Which program is replayed: keeping the last case, and building one.
 *
 * K1. A schedule belongs to its sources, to the byte: the case is kept with a
 *     hash of them, and is not used for others.
 * K2. Paths are kept absolute: `replay` may be typed in another folder. */
#include "src/ui/replay_parts.h"

#include "src/base/json.h"
#include "src/ui/hand.h"
#include "src/ui/input.h"

#include <stdlib.h>
#include <string.h>

enum { HINT_MAX = 100 /* bytes of a schedule that a hint shows in full */ };

static const char file_name[] = "last-schedule.json";

/* ------------------------------------------------------------------ request */

static bool make_request(struct arena *a, struct app *app,
                         const struct replay_case *c, struct exercise *ex,
                         struct replay_request *out, struct err *e)
{
    *out = (struct replay_request){
        .files = c->files,
        .nfiles = c->nfiles,
        .scenario = c->scenario,
        .args = c->args,
        .optimised = c->schedule != NULL && replay_optimised(c->schedule),
        .stop = &app_interrupted,
    };
    if (c->exercise == NULL)
        return true;
    out->exercise = ex;
    return exercise_load(a, app_exercise_dir(app, a, c->exercise), ex, e);
}

static bool identify(struct arena *a, struct app *app,
                     const struct replay_case *c, const char **out,
                     struct err *e)
{
    struct replay_request req;
    struct exercise ex;

    return make_request(a, app, c, &ex, &req, e) &&
           replay_identity(a, &req, out, e);
}

/* ------------------------------------------------------------------ keeping */

static const char *path_of(struct arena *a, const struct app *app)
{
    return file_join(a, app->options.state_dir, file_name);
}

static void put_list(struct json_out *w, const char *key,
                     const char *const *list, size_t n)
{
    json_put_array(w, key);
    for (size_t i = 0; i < n; i++)
        json_put_string(w, NULL, list[i]);
    json_put_end(w, ']');
}

static void write_case(struct buf *out, const struct replay_case *c,
                       const char *identity)
{
    struct json_out w;
    size_t nargs = 0;

    while (c->args != NULL && c->args[nargs] != NULL)
        nargs++;
    json_begin(&w, out);
    json_put_object(&w, NULL);
    json_put_number(&w, "format", 1);
    json_put_string(&w, "schedule", c->schedule);
    json_put_string(&w, "sources", identity);
    put_list(&w, "files", c->files, c->nfiles);
    put_list(&w, "args", c->args, nargs);
    if (c->exercise != NULL)
        json_put_string(&w, "exercise", c->exercise);
    if (c->scenario != NULL)
        json_put_string(&w, "scenario", c->scenario);
    json_put_end(&w, '}');
}

/* K2 */
static const char *const *absolute(struct arena *a, const struct replay_case *c)
{
    const char **out = ARENA_ARRAY(a, const char *, c->nfiles);

    for (size_t i = 0; i < c->nfiles; i++) {
        char *real = realpath(c->files[i], NULL);
        out[i] = real != NULL ? arena_strdup(a, real) : c->files[i];
        free(real);
    }
    return out;
}

static bool keep(struct arena *a, struct app *app, const struct replay_case *c)
{
    struct replay_case kept = *c;
    struct buf text = BUF_INIT;
    const char *identity;
    struct err ignored; /* then there is nothing to offer */

    kept.files = absolute(a, c);
    bool ok = identify(a, app, &kept, &identity, &ignored);
    if (ok) {
        write_case(&text, &kept, identity);
        ok = file_write(path_of(a, app), text.data, text.len, &ignored);
    }
    buf_free(&text);
    return ok;
}

static bool get_optional(struct json v, const char **out, struct err *e)
{
    return !json_exists(v) || json_string(v, out, e);
}

static bool read_case(struct arena *a, const char *path,
                      struct replay_case *out, const char **identity,
                      struct err *e)
{
    const char **files, **args;
    struct json root;
    size_t nargs;

    *out = (struct replay_case){0};
    if (!json_load(a, path, &root, e) ||
        !json_string(json_get(root, "schedule"), &out->schedule, e) ||
        !json_string(json_get(root, "sources"), identity, e) ||
        !json_strings(a, json_get(root, "files"), 1, &files, &out->nfiles, e) ||
        !json_strings(a, json_get(root, "args"), 0, &args, &nargs, e) ||
        !get_optional(json_get(root, "exercise"), &out->exercise, e) ||
        !get_optional(json_get(root, "scenario"), &out->scenario, e))
        return false;
    const char **ended = ARENA_ARRAY(a, const char *, nargs + 1);
    if (nargs > 0)
        memcpy(ended, args, nargs * sizeof *ended);
    out->args = ended;
    out->files = files;
    return replay_is_schedule(out->schedule) ||
           err_set(e, "%s: no schedule is kept there", path);
}

const char *replay_look_again(struct arena *a, const struct app *app,
                              const struct replay_case *c)
{
    return arena_printf(a, "%s%s %s", app->repl ? "" : "threadlings ",
                        c->exercise ? "check" : "explore",
                        c->exercise ? c->exercise : hand_path(a, c->files[0]));
}

bool replay_last(struct arena *a, struct app *app, struct replay_case *out,
                 struct err *e)
{
    const char *path = path_of(a, app), *identity, *now;
    struct err why;

    if (!file_exists(path))
        return err_set(e, "no schedule has failed yet; `explore FILE.c` or "
                          "`check` looks for one");
    if (!read_case(a, path, out, &identity, e))
        return false;
    if (!identify(a, app, out, &now, &why))
        return err_set(e, "the program that failed last cannot be read: %s",
                       why.text);
    if (strcmp(now, identity) != 0)
        return err_set(e,
                       "the last schedule belongs to an earlier text of %s; "
                       "`%s` looks for one that fails now",
                       file_base(out->files[0]),
                       replay_look_again(a, app, out));
    return true;
}

/* A word as it is typed, in quotes where it needs them. */
static void add_word(struct buf *line, const char *word)
{
    static const char bare[] = "abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,:@%";
    bool quoted = *word == '\0' || word[strspn(word, bare)] != '\0';
    char quote = strchr(word, '\'') == NULL ? '\'' : '"';

    buf_addc(line, ' ');
    if (quoted)
        buf_addc(line, quote);
    buf_adds(line, word);
    if (quoted)
        buf_addc(line, quote);
}

/* The words that replay a case at any time. */
static const char *whole_command(struct arena *a, const struct app *app,
                                 const struct replay_case *c)
{
    struct buf line = BUF_INIT;

    buf_printf(&line, "%sreplay '%s'", app->repl ? "" : "threadlings ",
               c->schedule);
    for (size_t i = 0; i < c->nfiles; i++)
        add_word(&line, c->files[i]);
    if (c->scenario != NULL)
        buf_printf(&line, " --scenario %s", c->scenario);
    for (size_t i = 0; c->args != NULL && c->args[i] != NULL; i++) {
        buf_adds(&line, i == 0 ? " --" : "");
        add_word(&line, c->args[i]);
    }
    const char *text = buf_keep(a, &line);
    buf_free(&line);
    return text;
}

/* To be copied: on one line, where there is room for it. */
static void say_command(struct app *app, const char *command)
{
    const struct look *look = &app->look;
    struct buf out = BUF_INIT, safe = BUF_INIT;

    hand_say(app, STYLE_DIM, "At any time, while the source is the same:");
    term_safe_line(&safe, look, command, strlen(command));
    if (term_width(safe.data, safe.len) + 2 > (size_t)look->width) {
        term_wrap(&out, look, "  ", "  ", safe.data);
    } else {
        buf_adds(&out, "  ");
        term_add(&out, look, STYLE_CODE, safe.data);
        buf_addc(&out, '\n');
    }
    term_print(&out);
    buf_free(&safe);
    buf_free(&out);
}

void replay_offer(struct app *app, const struct replay_case *c)
{
    struct arena *a = arena_new();
    bool kept = keep(a, app, c);

    if (kept && !app->options.json)
        hand_say(app, STYLE_DIM,
                 arena_printf(a,
                              "`%sreplay` steps through this execution, "
                              "forwards and back.",
                              app->repl ? "" : "threadlings "));
    bool whole = c->exercise == NULL && strlen(c->schedule) <= HINT_MAX;
    if (!app->options.json && whole)
        say_command(app, whole_command(a, app, c));
    arena_free(a);
}

/* ------------------------------------------------------------------ programs
 */

/* The texts of what is run; one that cannot be read any more has none. */
static void read_sources(struct replay_program *p)
{
    const struct replay_case *c = p->c;
    struct err ignored;
    struct text text;

    p->sources = ARENA_ARRAY(p->a, struct story_source, c->nfiles + 1);
    for (size_t i = 0; i < c->nfiles; i++) {
        struct story_source *s = &p->sources[p->nsources++];
        s->file = c->exercise ? p->ex.submission_name : file_base(c->files[i]);
        if (file_read(p->a, c->files[i], SUBMISSION_MAX, &text, &ignored))
            s->text = text.data;
    }
    if (c->exercise != NULL && p->ex.explore != NULL) {
        struct story_source *s = &p->sources[p->nsources++];
        s->file = file_base(p->ex.explore);
        if (file_read(p->a, p->ex.explore, SUBMISSION_MAX, &text, &ignored))
            s->text = text.data;
    }
}

static void on_tick(void *ctx)
{
    struct app *app = ctx;

    input_look(app);
    term_progress(&app->look, "building; Ctrl-C stops it");
}

bool replay_program_open(struct arena *a, struct app *app,
                         const struct replay_case *c,
                         struct replay_program *out, int *status)
{
    const char *why = NULL;
    bool usage = true;
    struct err e;

    *out = (struct replay_program){.a = a, .app = app, .c = c};
    bool ok = make_request(a, app, c, &out->ex, &out->req, &e);
    if (ok) {
        out->req.tick = on_tick;
        out->req.ctx = app;
        app_interrupted = 0;
        input_pause(app);
        ok = replay_open(a, app_grader(app), &out->req, &out->r, &why, &usage,
                         &e);
        input_resume(app);
        term_progress(&app->look, "");
    }
    if (ok && out->r != NULL) {
        read_sources(out);
        return true;
    }
    if (ok && why == NULL) {
        hand_say(app, STYLE_WARN, "Stopped: nothing was run.");
        *status = STATUS_UNSURE;
        return false;
    }
    if (ok)
        err_set(&e, "%s", why);
    *status = app_fail(app, usage || ok ? STATUS_USAGE : STATUS_UNSURE, &e);
    return false;
}

void replay_program_close(struct replay_program *p)
{
    replay_close(p->r);
}
