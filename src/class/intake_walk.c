/* Folders, without ever following a link.
 *
 * Somebody may change what lies there while we look. What holds whatever they
 * do:
 *
 *  1. Each name is opened in the folder that is open already, never by a path:
 *     one part, O_NOFOLLOW. A folder that becomes a link is not entered.
 *  2. O_NONBLOCK: a file that becomes a FIFO does not hold us up.
 *  3. What was opened is looked at again (fstat). Only that counts.
 *
 * A hard link cannot be told from the file itself, and need not be: who could
 * make one could have read the file. */
#include "src/class/archive.h"
#include "src/class/format_text.h"
#include "src/class/intake_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A student hands in one or two; each may take ARCHIVE_SECONDS_MAX. */
enum { ARCHIVES_MAX = 16 };

struct walk {
    struct taking *t;
    const char *dir; /* as it was given, without '/' at the end */
    size_t entries;  /* below this one of its entries, litter, too */
    size_t archives; /* below this one of its entries */
};

/* Where we are. */
struct spot {
    int fd;
    const char *path; /* below the folder that was given: "" for itself */
    int depth;
};

const char *taking_type(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG:
        return NULL;
    case S_IFLNK:
        return "a symbolic link";
    case S_IFIFO:
        return "a FIFO";
    case S_IFSOCK:
        return "a socket";
    case S_IFDIR:
        return "a folder";
    default:
        return "a device";
    }
}

static const char *source_of(const struct walk *w, struct arena *a,
                             const char *path)
{
    return format_line(a, file_join(a, w->dir, path), SOURCE_MAX);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names in the folder, sorted, without litter. False with errno where it cannot
 * be read, or with 0 where there are more than `max`. */
static bool list(struct arena *a, DIR *d, size_t max, struct names *out,
                 size_t *seen)
{
    size_t room = 0;

    *out = (struct names){0};
    errno = 0;
    for (struct dirent *entry; (entry = readdir(d)) != NULL; errno = 0) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if ((*seen)++ == max)
            return false;
        if (names_is_litter(entry->d_name))
            continue;
        if (out->n == room) {
            room = room ? room * 2 : 16;
            char **name = ARENA_ARRAY(a, char *, room);
            for (size_t i = 0; i < out->n; i++)
                name[i] = out->name[i];
            out->name = name;
        }
        out->name[out->n++] = arena_strdup(a, entry->d_name);
    }
    if (errno != 0)
        return false;
    if (out->n > 0)
        qsort(out->name, out->n, sizeof *out->name, by_bytes);
    return true;
}

static const char *unreadable(struct arena *a, int why)
{
    return why == ELOOP
               ? taking_type(S_IFLNK)
               : arena_printf(a, "it cannot be read: %s", strerror(why));
}

/* Opens a regular file. -1, and why. */
static int open_file(struct arena *a, const struct spot *at, const char *name,
                     struct stat *st, const char **problem)
{
    int fd = openat(at->fd, name,
                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

    if (fd < 0) {
        *problem = unreadable(a, errno);
        return -1;
    }
    *problem =
        fstat(fd, st) != 0 ? unreadable(a, errno) : taking_type(st->st_mode);
    if (*problem == NULL)
        return fd;
    close(fd);
    return -1;
}

/* One byte more than is allowed is asked for: the file may grow. */
static const char *read_text(struct arena *a, int fd, struct text *out)
{
    char *data = arena_alloc(a, INTAKE_FILE_MAX + 2);
    size_t len = 0;

    while (len <= INTAKE_FILE_MAX) {
        ssize_t n = read(fd, data + len, INTAKE_FILE_MAX + 1 - len);
        if (n == 0)
            break;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return unreadable(a, errno);
        len += (size_t)n;
    }
    if (len > INTAKE_FILE_MAX)
        return "larger than 256 KB";
    data[len] = '\0';
    *out = (struct text){data, len};
    return NULL;
}

static bool take_file(struct walk *w, struct arena *a, const struct spot *at,
                      const char *name, const char *path, struct err *e)
{
    struct handed h = {.source = source_of(w, a, path)};
    struct who *who;
    size_t exercise;
    struct stat st;

    if (!taking_claim(w->t, path, h.source, &who, &exercise))
        return true;
    int fd = open_file(a, at, name, &st, &h.problem);
    if (fd >= 0) {
        h.changed = st.st_mtime;
        h.problem = read_text(a, fd, &h.text);
        close(fd);
    }
    return taking_offer(w->t, who, exercise, &h, e);
}

/* Anything but a file or a folder: it is not opened. */
static bool take_special(struct walk *w, struct arena *a, const char *path,
                         const struct stat *st, struct err *e)
{
    struct handed h = {
        .source = source_of(w, a, path),
        .problem = taking_type(st->st_mode),
        .changed = st->st_mtime,
    };
    struct names_match m;
    struct who *who;
    size_t exercise;

    if (names_match(w->t->rule, path, &m) == NAMES_NONE) {
        taking_trouble(w->t, path, h.source, h.problem);
        return true;
    }
    return !taking_claim(w->t, path, h.source, &who, &exercise) ||
           taking_offer(w->t, who, exercise, &h, e);
}

static bool take_archive(struct walk *w, struct arena *a, const struct spot *at,
                         const char *name, const char *path, struct err *e)
{
    const char *source = source_of(w, a, path), *problem;
    struct stat st;

    if (w->archives++ == ARCHIVES_MAX) {
        taking_trouble(w->t, path, source,
                       arena_printf(a, "more than %d archives", ARCHIVES_MAX));
        return true;
    }
    int fd = open_file(a, at, name, &st, &problem);
    if (fd < 0) {
        taking_trouble(w->t, path, source, problem);
        return true;
    }
    bool ok = taking_unpack(w->t, fd, path, source, st.st_mtime, e);
    close(fd);
    return ok;
}

static bool walk(struct walk *w, const struct spot *at, struct err *e);

static bool take_folder(struct walk *w, struct arena *a, const struct spot *at,
                        const char *name, const char *path, struct err *e)
{
    struct spot below = {.path = path, .depth = at->depth + 1};

    if (below.depth > INTAKE_DEPTH_MAX) {
        taking_trouble(w->t, path, source_of(w, a, path),
                       arena_printf(a, "it lies more than %d folders deep",
                                    INTAKE_DEPTH_MAX));
        return true;
    }
    below.fd =
        openat(at->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (below.fd < 0) {
        taking_trouble(w->t, path, source_of(w, a, path), unreadable(a, errno));
        return true;
    }
    return walk(w, &below, e);
}

/* Ours, where results lie among what was handed in. */
static bool is_own(const struct taking *t, const struct stat *st)
{
    for (size_t i = 0; i < sizeof t->own / sizeof *t->own; i++)
        if (t->own[i].st_ino != 0 && st->st_ino == t->own[i].st_ino &&
            st->st_dev == t->own[i].st_dev)
            return true;
    return false;
}

static bool take(struct walk *w, struct arena *a, const struct spot *at,
                 const char *name, struct err *e)
{
    const char *path = *at->path ? file_join(a, at->path, name) : name;
    struct stat st;

    if (fstatat(at->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        taking_trouble(w->t, path, source_of(w, a, path), unreadable(a, errno));
        return true;
    }
    bool folder = S_ISDIR(st.st_mode);
    bool archive = S_ISREG(st.st_mode) && archive_name(name);
    if (folder && is_own(w->t, &st))
        return true;
    if (at->depth == 0) {
        w->entries = w->archives = 0;
        if ((folder || archive) &&
            !taking_enter(w->t, path, source_of(w, a, path)))
            return true;
    }
    if (folder)
        return take_folder(w, a, at, name, path, e);
    if (archive)
        return take_archive(w, a, at, name, path, e);
    return S_ISREG(st.st_mode) ? take_file(w, a, at, name, path, e)
                               : take_special(w, a, path, &st, e);
}

static bool cannot_list(struct walk *w, struct arena *a, const struct spot *at,
                        int why, struct err *e)
{
    const char *problem =
        why != 0 ? unreadable(a, why)
                 : arena_printf(a, "more than %d files",
                                at->depth == 0 ? INTAKE_SUBMISSIONS_MAX
                                               : INTAKE_ENTRIES_MAX);

    if (at->depth == 0)
        return err_set(e, "%s was not graded: %s", w->dir, problem);
    taking_trouble(w->t, at->path, source_of(w, a, at->path), problem);
    return true;
}

/* The names in it, counted: one more than is allowed ends all lists below this
 * entry of the folder that was given. */
static bool count_list(struct walk *w, struct arena *a, const struct spot *at,
                       DIR *d, struct names *out)
{
    size_t seen = 0;

    if (at->depth == 0)
        return list(a, d, INTAKE_SUBMISSIONS_MAX, out, &seen);
    bool ok = list(a, d, INTAKE_ENTRIES_MAX - w->entries, out, &seen);
    w->entries = ok ? w->entries + seen : INTAKE_ENTRIES_MAX;
    return ok;
}

/* Closes at->fd. */
static bool walk(struct walk *w, const struct spot *at, struct err *e)
{
    struct arena *a = arena_new();
    DIR *d = fdopendir(at->fd);
    struct names names;
    bool ok;

    if (d == NULL || !count_list(w, a, at, d, &names)) {
        ok = cannot_list(w, a, at, errno, e);
        goto out;
    }
    ok = true;
    for (size_t i = 0; ok && i < names.n; i++) {
        struct arena *scratch = arena_new();
        ok = take(w, scratch, at, names.name[i], e);
        arena_free(scratch);
    }
out:
    if (d != NULL)
        closedir(d);
    else
        close(at->fd);
    arena_free(a);
    return ok;
}

bool taking_walk(struct taking *t, const char *dir, struct err *e)
{
    /* Links on the way to it are the caller's own. */
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    size_t len = strlen(dir);

    if (fd < 0)
        return err_set(e, "cannot open the folder %s: %s", dir,
                       strerror(errno));
    while (len > 1 && dir[len - 1] == '/')
        len--;
    struct walk w = {.t = t, .dir = arena_strndup(t->a, dir, len)};
    return walk(&w, &(struct spot){.fd = fd, .path = ""}, e);
}
