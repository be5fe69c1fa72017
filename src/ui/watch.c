/* Noticing that a file was saved.
 *
 * Theory of operation. Whether the file was saved is decided by its signature
 * alone: device, inode, size and time of change. Editors write in place, or
 * truncate and write, or write aside and rename, or delete and make anew; each
 * ends in a file with another signature. inotify on the folder only says when
 * to look, and where it cannot (no instance left, a folder that is gone or not
 * there yet, a file system that sends no events) the file is looked at once a
 * second anyway.
 *
 * Invariants:
 *  W1. `known` is the signature of the last content reported (at first: of the
 *      file as it was when the watch began). A save is reported when a present
 *      file's signature differs from it.
 *  W2. It is reported only after DEBOUNCE_MS without event or change, so that a
 *      run of saves is one; an empty file, which may be an editor between
 *      truncating and writing, waits for EMPTY_MS.
 *  W3. `wd` < 0 means that the folder is not watched; each look tries anew.
 */
#include "src/ui/watch.h"
#include "src/base/moment.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    DEBOUNCE_MS = 120, /* editors' runs of events end well within this */
    EMPTY_MS = 1000,   /* longer than an editor leaves a file truncated */
    LOOK_MS = 1000,    /* between looks where no event comes */
};

enum {
    FOLDER_EVENTS = IN_CLOSE_WRITE | IN_MODIFY | IN_MOVED_TO | IN_CREATE |
                    IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF | IN_MOVE_SELF
};

struct signature {
    bool there;
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed;
};

struct watch {
    struct arena *arena;
    const char *file, *dir, *name;
    int fd;                 /* inotify; -1: none to be had */
    int wd;                 /* the folder's; -1: not watched */
    struct signature known; /* W1 */
    struct signature seen;  /* at the last look */
    int64_t quiet_since;    /* ms */
};

static struct signature look_at(const char *file)
{
    struct signature s = {.there = false};
    struct stat st;

    if (stat(file, &st) == 0 && S_ISREG(st.st_mode))
        s = (struct signature){true, st.st_dev, st.st_ino, st.st_size,
                               st.st_mtim};
    return s;
}

static bool equal(const struct signature *a, const struct signature *b)
{
    if (!a->there || !b->there)
        return a->there == b->there;
    return a->device == b->device && a->inode == b->inode &&
           a->size == b->size && a->changed.tv_sec == b->changed.tv_sec &&
           a->changed.tv_nsec == b->changed.tv_nsec;
}

static void watch_folder(struct watch *w)
{
    if (w->fd >= 0 && w->wd < 0)
        w->wd = inotify_add_watch(w->fd, w->dir, FOLDER_EVENTS | IN_ONLYDIR);
}

bool watch_open(const char *file, struct watch **out, struct err *e)
{
    const char *slash = strrchr(file, '/');

    if (!*file || (slash && !slash[1]))
        return err_set(e, "cannot watch '%s': it names no file", file);
    struct arena *a = arena_new();
    struct watch *w = ARENA_NEW(a, struct watch);
    w->arena = a;
    w->file = arena_strdup(a, file);
    w->name = file_base(w->file);
    w->dir = !slash          ? "."
             : slash == file ? "/"
                             : arena_strndup(a, file, (size_t)(slash - file));
    w->wd = -1;
    w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    watch_folder(w);
    w->known = w->seen = look_at(w->file);
    w->quiet_since = moment_ms();
    *out = w;
    return true;
}

void watch_now(struct watch *w)
{
    w->known.there = false;
}

void watch_close(struct watch *w)
{
    if (!w)
        return;
    if (w->fd >= 0)
        close(w->fd);
    arena_free(w->arena);
}

int watch_fd(const struct watch *w)
{
    return w->fd;
}

/* Takes one event; true if it may be about our file. */
static bool take(struct watch *w, const struct inotify_event *ev)
{
    if (ev->mask & IN_Q_OVERFLOW)
        return true;
    if (ev->wd != w->wd)
        return false; /* left over from a folder that is gone */
    if (ev->mask & IN_MOVE_SELF) {
        inotify_rm_watch(w->fd, w->wd); /* our path names another folder now */
        w->wd = -1;
        return true;
    }
    if (ev->mask & (IN_IGNORED | IN_DELETE_SELF | IN_UNMOUNT)) {
        w->wd = -1; /* W3 */
        return true;
    }
    return ev->len > 0 && strcmp(ev->name, w->name) == 0;
}

/* Reads all that is pending; true if our file may have changed. */
static bool take_all(struct watch *w)
{
    _Alignas(struct inotify_event) char data[4096];
    bool ours = false;
    ssize_t n;

    while (w->fd >= 0 && (n = read(w->fd, data, sizeof data)) > 0)
        for (char *p = data; p < data + n;) {
            const struct inotify_event *ev = (const struct inotify_event *)p;
            ours |= take(w, ev);
            p += sizeof *ev + ev->len;
        }
    return ours;
}

bool watch_saved(struct watch *w, int *wait_ms)
{
    bool event = take_all(w);
    int64_t now = moment_ms();

    watch_folder(w);
    struct signature s = look_at(w->file);
    if (event || !equal(&s, &w->seen)) {
        w->seen = s;
        w->quiet_since = now;
    }
    *wait_ms = LOOK_MS;
    if (!s.there || equal(&s, &w->known))
        return false;
    int64_t quiet = now - w->quiet_since;
    int64_t needed = s.size == 0 ? EMPTY_MS : DEBOUNCE_MS; /* W2 */
    if (quiet < needed) {
        *wait_ms = (int)(needed - quiet);
        return false;
    }
    assert(equal(&s, &w->seen)); /* W2 */
    w->known = s;
    return true;
}
