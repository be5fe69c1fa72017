/* Shows a graph, and keeps it as SVG. */
#include "src/ui/graph_show.h"

#include "src/base/file.h"
#include "src/ui/hand.h"

#include <string.h>
#include <sys/stat.h>

enum { PICTURE_MAX = 1 << 20 /* bytes: 2000 points are a fifth of that */ };

/* The first line of what we wrote, after which it may be written anew. */
static const char ours[] = "<!-- a graph of threadlings, drawn anew each "
                           "time -->\n";

static bool is_link(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

/* Nothing of the learner's is replaced, and no link is followed. */
static bool may_write(struct arena *a, const char *path, struct err *e)
{
    struct text old;

    if (is_link(path))
        return err_set(e, "%s is a link", path);
    if (!file_exists(path))
        return true;
    if (!file_read(a, path, PICTURE_MAX, &old, e))
        return false;
    if (strncmp(old.data, ours, strlen(ours)) != 0)
        return err_set(e, "%s is there already, and is not ours", path);
    return true;
}

static bool keep(struct arena *a, const char *path, const struct graph *g,
                 struct err *e)
{
    const char *dir =
        arena_strndup(a, path, strlen(path) - strlen(file_base(path)) - 1);
    struct buf svg = BUF_INIT;

    if (is_link(dir))
        return err_set(e, "%s is a link", dir);
    if (!file_mkdirs(dir, 0755, e) || !may_write(a, path, e))
        return false;
    buf_adds(&svg, ours);
    graph_svg(&svg, g);
    bool ok = file_write(path, svg.data, svg.len, e);
    buf_free(&svg);
    return ok;
}

static void say_wrong(struct arena *a, const struct app *app,
                      const struct points *p)
{
    const char *more =
        p->nwrong > 1 ? arena_printf(a, " (and %zu more)", p->nwrong - 1) : "";

    if (p->nwrong > 0)
        hand_say(app, STYLE_WARN,
                 arena_printf(a, "Not in the graph: %s%s.", p->wrong, more));
}

void graph_show(struct arena *a, const struct app *app, const struct graph *g,
                const char *picture)
{
    struct buf out = BUF_INIT;
    struct err e;

    if (g->points->n > 0) {
        graph_draw(&out, &app->look, g);
        term_print(&out);
        buf_free(&out);
    } else {
        hand_say(app, STYLE_WARN,
                 "There is no graph: no line of the output is a name and two "
                 "numbers.");
    }
    say_wrong(a, app, g->points);
    if (picture == NULL || g->points->n == 0)
        return;
    const char *path = file_join(a, app->workspace.dir, picture);
    if (keep(a, path, g, &e))
        hand_say(
            app, STYLE_DIM,
            arena_printf(a, "The same as a picture: %s", hand_path(a, path)));
    else
        hand_say(app, STYLE_WARN,
                 arena_printf(a, "The picture is not kept: %s", e.text));
}
