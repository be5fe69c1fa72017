/* The learner's folder.
 *
 * Theory of operation. Beside the exercises there is WORKSPACE/.threadlings/,
 * which is ours. It holds NAME.h as we last wrote it, so that the learner's
 * NAME.h can be compared: while they are equal, nobody has touched it, and a
 * newer one may take its place. New files are written there under a name of
 * their own and then renamed, without replacing, to where they belong.
 *
 *   W1. A file of the learner's is never replaced and never removed, only
 *       renamed, to a name that nothing had.
 *   W2. We write into real folders only: a link in the workspace may lead into
 *       something that is not the learner's to lose. (The workspace itself may
 *       be one; choosing it is the learner's.) */
#include "src/course/workspace.h"

#include "src/base/file.h"
#include "src/course/compile_commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    SOURCE_MAX = 1 << 20, /* bytes: far above any exercise */
    KEPT_MAX = 10000,     /* copies that resets have left beside one file */
};

bool workspace_find(struct arena *a, const char *dir, struct workspace *out,
                    struct err *e)
{
    char here[4096];
    const char *home = getenv("HOME");

    if (dir == NULL) {
        if (home == NULL || *home != '/')
            return err_set(e,
                           "where your files go is unknown, as HOME is %s; "
                           "say it with --workspace DIR",
                           home == NULL || *home == '\0' ? "not set"
                                                         : "not absolute");
        dir = file_join(a, home, "threadlings");
    } else if (*dir == '\0') {
        return err_set(e, "--workspace needs the name of a folder");
    }
    if (*dir != '/') {
        if (getcwd(here, sizeof here) == NULL)
            return err_set(e, "cannot tell where %s is: %s", dir,
                           strerror(errno));
        dir = file_join(a, here, dir);
    }
    size_t len = strlen(dir);
    while (len > 1 && dir[len - 1] == '/')
        len--;
    out->dir = arena_strndup(a, dir, len);
    if (file_exists(out->dir) && !file_is_dir(out->dir))
        return err_set(e,
                       "%s is not a folder; choose another with "
                       "--workspace DIR",
                       out->dir);
    return true;
}

char *workspace_file(struct arena *a, const struct workspace *w,
                     const char *exercise)
{
    return arena_printf(a, "%s/%s/%s.c", w->dir, exercise, exercise);
}

static bool is_there(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

/* W2 */
static bool make_folder(const char *path, struct err *e)
{
    struct stat st;

    if (mkdir(path, 0755) == 0)
        return true;
    if (errno != EEXIST)
        return err_set(e, "cannot make the folder %s: %s", path,
                       strerror(errno));
    if (lstat(path, &st) != 0)
        return err_set(e, "cannot look at %s: %s", path, strerror(errno));
    if (S_ISLNK(st.st_mode))
        return err_set(e,
                       "%s is a symbolic link and nothing is written there; "
                       "move it away",
                       path);
    return S_ISDIR(st.st_mode) ||
           err_set(e, "%s is not a folder; move it away", path);
}

static bool make_folders(struct arena *a, const struct workspace *w,
                         const char *exercise, struct err *e)
{
    if (*exercise == '.' || *exercise == '\0' || strchr(exercise, '/') != NULL)
        return err_set(e, "\"%s\" cannot be the name of an exercise", exercise);
    if (!file_mkdirs(w->dir, 0755, e)) {
        struct err why = *e;
        return err_set(e, "%s; choose another place with --workspace DIR",
                       why.text);
    }
    return make_folder(file_join(a, w->dir, ".threadlings"), e) &&
           make_folder(file_join(a, w->dir, exercise), e);
}

/* rename that fails with EEXIST instead of replacing (W1). */
static bool rename_new(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    /* A file system that cannot: what is left is a moment between the two. */
    if (is_there(to)) {
        errno = EEXIST;
        return false;
    }
    return rename(from, to) == 0;
}

/* The name that a new file has until it is whole. */
static char *temp_name(struct arena *a, const struct workspace *w,
                       const char *to)
{
    return arena_printf(a, "%s/.threadlings/%s.%ld", w->dir, file_base(to),
                        (long)getpid());
}

/* Renames a file to where nothing must be yet; *made is false, and the file
 * gone, when there is something. */
static bool place_new(const char *temp, const char *to, bool *made,
                      struct err *e)
{
    *made = rename_new(temp, to);
    int why = errno;
    if (*made)
        return true;
    unlink(temp);
    return why == EEXIST ||
           err_set(e, "cannot write %s: %s", to, strerror(why));
}

/* Writes a file that must not be there yet; *made is false when it is. */
static bool put_new(struct arena *a, const struct workspace *w,
                    const struct text *text, const char *to, bool *made,
                    struct err *e)
{
    char *temp = temp_name(a, w, to);

    *made = false;
    return is_there(to) || (file_write(temp, text->data, text->len, e) &&
                            place_new(temp, to, made, e));
}

/* True when path is a regular file, no link, with just this content. */
static bool holds(struct arena *a, const char *path, const struct text *text)
{
    struct text found;
    struct stat st;
    struct err e;

    return lstat(path, &st) == 0 && S_ISREG(st.st_mode) &&
           file_read(a, path, SOURCE_MAX, &found, &e) &&
           found.len == text->len &&
           memcmp(found.data, text->data, text->len) == 0;
}

static bool write_unless_same(struct arena *a, const char *path,
                              const struct text *text, struct err *e)
{
    return holds(a, path, text) || file_write(path, text->data, text->len, e);
}

/* The header goes into its place before its copy: a crash in between leaves the
 * new header, which counts as untouched. */
static bool put_header(struct arena *a, const struct workspace *w,
                       const char *exercise, const char *header, struct err *e)
{
    char *theirs = arena_printf(a, "%s/%s/%s.h", w->dir, exercise, exercise);
    char *copy = arena_printf(a, "%s/.threadlings/%s.h", w->dir, exercise);
    struct text ours, before;
    struct err none;
    bool made;

    if (!file_read(a, header, SOURCE_MAX, &ours, e) ||
        !put_new(a, w, &ours, theirs, &made, e))
        return false;
    if (made || holds(a, theirs, &ours))
        return write_unless_same(a, copy, &ours, e);
    if (file_read(a, copy, SOURCE_MAX, &before, &none) &&
        holds(a, theirs, &before))
        return file_write(theirs, ours.data, ours.len, e) &&
               file_write(copy, ours.data, ours.len, e);
    return write_unless_same(a, arena_printf(a, "%s.new", theirs), &ours, e);
}

static bool put_starter(struct arena *a, const struct workspace *w,
                        const char *exercise, const char *starter, bool *made,
                        struct err *e)
{
    struct text text;

    return file_read(a, starter, SOURCE_MAX, &text, e) &&
           put_new(a, w, &text, workspace_file(a, w, exercise), made, e);
}

bool workspace_start(const struct workspace *w, const char *exercise,
                     const char *starter, const char *header, bool *made,
                     struct err *e)
{
    struct arena *a = arena_new();

    *made = false;
    bool ok = make_folders(a, w, exercise, e) &&
              put_starter(a, w, exercise, starter, made, e) &&
              (header == NULL || put_header(a, w, exercise, header, e)) &&
              compile_commands_update(w->dir, e);
    arena_free(a);
    return ok;
}

/* Renames the file to the first of FILE.1, FILE.2, ... that is free. *kept is
 * NULL when there was no file. */
static bool keep(struct arena *a, const char *file, const char **kept,
                 struct err *e)
{
    *kept = NULL;
    for (int i = 1; i <= KEPT_MAX; i++) {
        char *name = arena_printf(a, "%s.%d", file, i);
        if (rename_new(file, name)) {
            *kept = name;
            return true;
        }
        if (errno == ENOENT)
            return true;
        if (errno != EEXIST)
            return err_set(e, "cannot keep your %s: %s", file, strerror(errno));
    }
    return err_set(e, "cannot keep your %s: there are %d copies of it already",
                   file, KEPT_MAX);
}

bool workspace_reset(struct arena *a, const struct workspace *w,
                     const char *exercise, const char *starter,
                     const char **kept, struct err *e)
{
    char *file = workspace_file(a, w, exercise);
    char *temp = temp_name(a, w, file);
    struct text text;
    bool made;

    *kept = NULL;
    if (!make_folders(a, w, exercise, e) ||
        !file_read(a, starter, SOURCE_MAX, &text, e))
        return false;
    if (holds(a, file, &text))
        return true; /* nothing of theirs to lose */
    /* Written first: on a full disk theirs stays where it is. */
    if (!file_write(temp, text.data, text.len, e))
        return false;
    if (!keep(a, file, kept, e)) {
        unlink(temp);
        return false;
    }
    if (!place_new(temp, file, &made, e))
        return false;
    if (!made)
        return err_set(e, "%s was made anew while it was put back", file);
    return compile_commands_update(w->dir, e);
}
