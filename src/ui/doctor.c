/* The command `doctor`: what works on this machine, and how to mend the rest.
 * The grader tries what grading needs; here is what the terminal side needs. */
#include "src/base/json.h"
#include "src/base/proc.h"
#include "src/base/utf8.h"
#include "src/ui/author.h"
#include "src/ui/editor.h"
#include "src/ui/hand.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
    ROOMY = 64,        /* columns from which name and finding share a line */
    WIDTH_WANTED = 60, /* columns: code and traces are hard to read in less */
    OWN_MAX = 8,       /* checks made here */
    ROOM_WANTED = 64 << 10, /* bytes: a few days of progress, some answers */
};

struct checks {
    struct arena *a;
    struct app *app;
    struct probe own[OWN_MAX];
    size_t n;
};

static struct probe *add(struct checks *c, const char *name, bool needed)
{
    struct probe *p = &c->own[c->n++];

    *p = (struct probe){.name = name, .ok = true, .needed = needed};
    return p;
}

static void fail(struct probe *p, const char *found, const char *mend)
{
    p->ok = false;
    p->found = found;
    p->mend = mend;
}

static void check_version(struct checks *c)
{
    add(c, "threadlings", false)->found =
        arena_printf(c->a, "%s, with the course in %s", TL_VERSION,
                     hand_path(c->a, c->app->share));
}

static void check_editor(struct checks *c)
{
    struct probe *p = add(c, "editor", false);
    const char *command = editor_command(c->a);
    char **argv;
    struct err e;

    if (!command)
        fail(p, "none found", "say which one to use: export EDITOR=nano");
    else if (!editor_argv(c->a, command, "file.c", 0, &argv, &e))
        fail(p, arena_strdup(c->a, e.text), "set it anew: export EDITOR=nano");
    else if (!proc_find(c->a, argv[0]))
        fail(p, arena_printf(c->a, "%s is not there", argv[0]),
             "install it, or choose another: export EDITOR=nano");
    else
        p->found =
            arena_printf(c->a, "%s (%s)", command, proc_find(c->a, argv[0]));
}

static void check_terminal(struct checks *c)
{
    struct probe *p = add(c, "terminal", false);
    const struct look *look = &c->app->look;

    p->found = arena_printf(c->a, "%s%d columns, %d rows, %s, %s",
                            look->tty ? "" : "output does not go to one; ",
                            look->width, look->height,
                            look->color ? "colour" : "no colour",
                            look->utf8 ? "UTF-8" : "ASCII only");
    if (!look->utf8)
        fail(p, p->found, "for line drawing: export LC_ALL=C.UTF-8");
    else if (look->tty && look->width < WIDTH_WANTED)
        fail(p, p->found, "make the window wider than 60 columns");
}

/* Whether files can be made in the folder or, where it is not there yet, the
 * folder itself: tried in the nearest one that is. An empty file would fit on
 * a full disk. */
static bool can_write(struct arena *a, const char *dir, struct err *e)
{
    static const char some[ROOM_WANTED];
    char *at = arena_strdup(a, dir);
    char *slash;

    while (!file_exists(at) && (slash = strrchr(at, '/')) && slash > at)
        *slash = '\0';
    const char *file =
        arena_printf(a, "%s/.threadlings-doctor-%ld", at, (long)getpid());
    return file_write(file, some, sizeof some, e) && file_remove(file, e);
}

static void check_folder(struct checks *c, const char *name, const char *dir,
                         const char *option)
{
    struct probe *p = add(c, name, true);
    struct err e;

    p->found = hand_path(c->a, dir);
    if (!can_write(c->a, dir, &e))
        fail(p, arena_strdup(c->a, e.text),
             arena_printf(c->a,
                          "make room there, or make it writable, or choose "
                          "another with %s DIR",
                          option));
}

static void check_store(struct checks *c)
{
    check_folder(c, "progress", c->app->options.state_dir, "--state");
    struct probe *p = &c->own[c->n - 1];

    if (p->ok && c->app->notice)
        fail(p, c->app->notice, "choose another folder with --state DIR");
}

static void check_course(struct checks *c)
{
    size_t n = course_count(c->app->course), broken = 0;
    struct names exercises = hand_exercises(c->a, c->app);
    struct exercise ex;
    struct err e, first = {0};

    for (size_t i = 0; i < n; i++)
        if (!course_lesson(c->app->course, i, &e) && broken++ == 0)
            first = e;
    for (size_t i = 0; i < exercises.n; i++)
        if (!exercise_load(c->a,
                           app_exercise_dir(c->app, c->a, exercises.name[i]),
                           &ex, &e) &&
            broken++ == 0)
            first = e;
    struct probe *p = add(c, "course", n == 0);
    p->found =
        arena_printf(c->a, "%zu lesson%s, %zu exercise%s", n, n == 1 ? "" : "s",
                     exercises.n, exercises.n == 1 ? "" : "s");
    if (n == 0)
        fail(p, p->found, "install threadlings again, or give --share DIR");
    else if (broken > 0)
        fail(p,
             arena_printf(c->a, "%s, %zu of them broken: %s", p->found, broken,
                          first.text),
             "`threadlings verify` says what is wrong with each");
}

/* ------------------------------------------------------------------ showing */

static void draw(struct buf *out, const struct look *look,
                 const struct probe *p)
{
    struct buf first = BUF_INIT, line = BUF_INIT;
    bool roomy = look->width >= ROOMY;
    /* As wide as mark, longest name and a gap. */
    const char *indent = roomy ? "                        " : "    ";

    term_add(&first, look,
             p->ok       ? STYLE_GOOD
             : p->needed ? STYLE_BAD
                         : STYLE_WARN,
             term_symbol(look, p->ok       ? SYM_PASS
                               : p->needed ? SYM_FAIL
                                           : SYM_UNSURE));
    size_t used = term_width(first.data, first.len);
    buf_fill(&first, ' ', used < 3 ? 3 - used : 1);
    if (roomy) {
        size_t to = strlen(indent);
        buf_adds(&first, p->name);
        used = term_width(first.data, first.len);
        buf_fill(&first, ' ', used < to ? to - used : 1);
        term_safe(&line, look, p->found, strlen(p->found), SUBMISSION_MAX);
        term_wrap(out, look, first.data, indent, line.data);
    } else {
        term_wrap(out, look, first.data, "   ", p->name);
        term_safe(&line, look, p->found, strlen(p->found), SUBMISSION_MAX);
        term_wrap(out, look, indent, indent, line.data);
    }
    if (!p->ok && p->mend) {
        buf_reset(&line);
        buf_printf(&line, "%s %s", term_symbol(look, SYM_ARROW), p->mend);
        term_wrap(out, look, indent, indent, line.data);
    }
    buf_free(&first);
    buf_free(&line);
}

static void put_json(struct buf *out, const struct probe *p, size_t n, bool ok)
{
    struct json_out w;

    json_begin(&w, out);
    json_put_object(&w, NULL);
    json_put_number(&w, "format", 1);
    json_put_bool(&w, "ok", ok);
    json_put_array(&w, "checks");
    for (size_t i = 0; i < n; i++) {
        json_put_object(&w, NULL);
        json_put_string(&w, "name", p[i].name);
        json_put_bool(&w, "ok", p[i].ok);
        json_put_bool(&w, "needed", p[i].needed);
        json_put_string(&w, "found", p[i].found);
        if (p[i].mend)
            json_put_string(&w, "mend", p[i].mend);
        json_put_end(&w, '}');
    }
    json_put_end(&w, ']');
    json_put_end(&w, '}');
}

static int show(struct app *app, const struct probe *p, size_t n)
{
    struct buf out = BUF_INIT;
    size_t missing = 0, wanting = 0;

    for (size_t i = 0; i < n; i++) {
        missing += p[i].needed && !p[i].ok;
        wanting += !p[i].needed && !p[i].ok;
    }
    if (app->options.json)
        put_json(&out, p, n, missing == 0);
    for (size_t i = 0; i < n && !app->options.json; i++)
        draw(&out, &app->look, &p[i]);
    term_print(&out);
    buf_free(&out);
    if (!app->options.json && missing > 0)
        hand_say(app, STYLE_BAD,
                 "Something that is needed does not work: grades cannot be "
                 "made until it is mended.");
    else if (!app->options.json)
        hand_say(app, STYLE_GOOD,
                 wanting > 0 ? "Everything that is needed works."
                             : "Everything works.");
    return missing > 0 ? STATUS_UNSURE : STATUS_OK;
}

static void tick(void *ctx)
{
    const struct app *app = ctx;

    term_progress(&app->look, "trying what grading needs; some seconds");
}

int cmd_doctor(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    struct checks c = {.a = a, .app = app};
    struct probe *found = NULL;
    size_t n = 0;
    struct err e;
    int status;

    (void)argv;
    if (argc > 1) {
        arena_free(a);
        return command_usage(app, "doctor");
    }
    check_version(&c);
    tick(app);
    bool ok = grader_probe(a, app_grader(app), tick, app, &found, &n, &e);
    term_progress(&app->look, "");
    if (!ok) {
        struct probe *p = add(&c, "grader", true);
        fail(p, e.text, "see the message");
    }
    size_t before = c.n;
    check_editor(&c);
    check_terminal(&c);
    check_store(&c);
    check_folder(&c, "workspace", app->workspace.dir, "--workspace");
    check_course(&c);

    struct probe *all = ARENA_ARRAY(a, struct probe, n + c.n);
    memcpy(all, c.own, before * sizeof *all);
    for (size_t i = 0; i < n; i++)
        all[before + i] = found[i];
    memcpy(all + before + n, c.own + before, (c.n - before) * sizeof *all);
    status = show(app, all, n + c.n);
    arena_free(a);
    return status;
}
