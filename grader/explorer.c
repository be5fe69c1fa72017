/* Finding the explorer.
 *
 * Its runtime is one object, made with this program: it lies beside it, or
 * above it (a unit test's program is further down), or where it was installed.
 * The lists in grader/explore/symbols say for each function of the C library
 * what becomes of a call: `taken`, the runtime has its own; `allowed`, it is
 * harmless; `refused`, why it cannot be explored. A line is "NAME REASON". */
#include "grader/explorer.h"

#include "grader/cache.h"
#include "src/base/buf.h"
#include "src/base/proc.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum {
    RUNTIME_MAX = 16 << 20, /* bytes; it has half a MB */
    TEXT_MAX = 1 << 20,     /* bytes of a list or a header */
    PATH_BYTES = 4096,
};

static const char *find_runtime(struct arena *a, const struct grader *g)
{
    char path[PATH_BYTES] = "";
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);

    path[len > 0 ? len : 0] = '\0';
    for (char *slash; (slash = strrchr(path, '/')) != NULL;) {
        *slash = '\0';
        const char *here = file_join(a, path, "explore.o");
        if (file_is_plain(here))
            return here;
    }
    const char *installed = file_join(a, g->share, "grader/explore.o");
    return file_is_plain(installed) ? installed : NULL;
}

/* -------------------------------------------------------------------- lists */

/* What each line of a kind's lists adds to. */
struct lists {
    struct arena *arena;
    struct explorer *x;
    struct buf taken;
};

static void add_line(struct lists *l, const char *kind, char *line)
{
    struct explorer *x = l->x;
    size_t name = strcspn(line, " ");
    const char *reason = line[name] != '\0' ? line + name + 1 : "";

    line[name] = '\0';
    if (*line == '\0')
        return;
    if (strncmp(kind, "taken", 5) == 0)
        buf_printf(&l->taken, "%s ex_%s\n", line, line);
    else if (strncmp(kind, "allowed", 7) == 0)
        x->allowed[x->nallowed++] = line;
    else
        x->refused[x->nrefused++] = (struct refused){line, reason};
}

static bool read_list(struct lists *l, const char *dir, const char *name,
                      struct err *e)
{
    struct explorer *x = l->x;
    struct text text;
    size_t lines = 1;

    if (!file_read(l->arena, file_join(l->arena, dir, name), TEXT_MAX, &text,
                   e))
        return false;
    for (size_t i = 0; i < text.len; i++)
        lines += text.data[i] == '\n';
    const char **allowed =
        ARENA_ARRAY(l->arena, const char *, x->nallowed + lines);
    struct refused *refused =
        ARENA_ARRAY(l->arena, struct refused, x->nrefused + lines);
    for (size_t i = 0; i < x->nallowed; i++)
        allowed[i] = x->allowed[i];
    for (size_t i = 0; i < x->nrefused; i++)
        refused[i] = x->refused[i];
    x->allowed = allowed;
    x->refused = refused;
    for (char *line = text.data, *end; line != NULL; line = end) {
        end = strchr(line, '\n');
        if (end != NULL)
            *end++ = '\0';
        add_line(l, name, line);
    }
    return true;
}

static bool read_lists(struct arena *a, const char *dir, struct explorer *x,
                       struct err *e)
{
    struct lists l = {.arena = a, .x = x, .taken = BUF_INIT};
    struct names names;
    bool ok = file_list(a, dir, &names, e);

    buf_adds(&l.taken, "main ex_main\n");
    for (size_t i = 0; ok && i < names.n; i++) {
        if (strstr(names.name[i], ".list") != NULL)
            ok = read_list(&l, dir, names.name[i], e);
    }
    x->taken.len = l.taken.len;
    x->taken.data = buf_keep(a, &l.taken);
    buf_free(&l.taken);
    return ok;
}

/* -------------------------------------------------------------------- whole */

static bool find_tool(struct arena *a, const char *name, const char **out,
                      struct err *e)
{
    *out = proc_find(a, name);
    return *out != NULL ||
           err_set(e, "there is no program %s; install binutils", name);
}

static bool find(struct arena *a, struct grader *g, struct explorer *x,
                 struct err *e)
{
    const struct toolchain *t;
    const char *dir = file_join(a, g->share, "grader/explore");
    const char *runtime = find_runtime(a, g);
    uint64_t hash = CACHE_HASH_START;

    if (runtime == NULL)
        return err_set(e, "the explorer does not work on this kind of machine");
    if (!machine_toolchain(g, &t, e) || !toolchain_gcc(a, t, &x->tools, e) ||
        !find_tool(a, "objcopy", &x->objcopy, e) ||
        !find_tool(a, "nm", &x->nm, e) || !find_tool(a, "sh", &x->sh, e) ||
        !file_read(a, runtime, RUNTIME_MAX, &x->runtime, e) ||
        !file_read(a, file_join(a, dir, "scenario.h"), TEXT_MAX, &x->header,
                   e) ||
        !read_lists(a, file_join(a, dir, "symbols"), x, e))
        return false;
    hash = cache_hash(hash, x->runtime.data, x->runtime.len);
    hash = cache_hash(hash, x->header.data, x->header.len);
    hash = cache_hash(hash, x->taken.data, x->taken.len);
    x->identity =
        arena_printf(a, "%s, explorer %016" PRIx64, x->tools.identity, hash);
    return true;
}

const struct explorer *explorer_get(struct grader *g, const char **why)
{
    struct explorer *x;
    struct err e;

    if (g->explorer == NULL && g->explorer_why == NULL) {
        x = ARENA_NEW(g->arena, struct explorer);
        if (find(g->arena, g, x, &e))
            g->explorer = x;
        else
            g->explorer_why = arena_strdup(g->arena, e.text);
    }
    *why = g->explorer_why;
    return g->explorer;
}

bool explorer_knows(struct arena *a, const struct explorer *x,
                    const char *symbol, const char **why)
{
    if (strncmp(symbol, "ex_", 3) == 0 || strncmp(symbol, "__tsan_", 7) == 0)
        return true;
    for (size_t i = 0; i < x->nallowed; i++) {
        if (strcmp(x->allowed[i], symbol) == 0)
            return true;
    }
    for (size_t i = 0; i < x->nrefused; i++) {
        if (strcmp(x->refused[i].name, symbol) != 0)
            continue;
        *why = arena_printf(a, "%s %s", symbol, x->refused[i].reason);
        return false;
    }
    *why = arena_printf(a, "%s is a function that the explorer does not know",
                        symbol);
    return false;
}
