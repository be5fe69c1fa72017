/* Files and folders. */
#include "src/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

char *file_join(struct arena *a, const char *dir, const char *name)
{
    size_t len = strlen(dir);

    if (*name == '\0')
        return arena_strdup(a, dir);
    if (len > 0 && dir[len - 1] == '/')
        return arena_printf(a, "%s%s", dir, name);
    return arena_printf(a, "%s/%s", dir, name);
}

const char *file_base(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

bool file_exists(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0;
}

bool file_is_dir(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool file_is_plain(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* Reads until end of file. -1 with errno on failure; never more than size. */
static ssize_t read_all(int fd, char *data, size_t size)
{
    size_t len = 0;

    while (len < size) {
        ssize_t n = read(fd, data + len, size - len);
        if (n == 0)
            break;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        len += (size_t)n;
    }
    return (ssize_t)len;
}

static bool write_all(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

bool file_read(struct arena *a, const char *path, size_t max, struct text *out,
               struct err *e)
{
    struct stat st;
    bool ok = false;

    if (*path == '\0')
        return err_set(e, "a file's name cannot be empty");
    /* O_NONBLOCK: opening a FIFO must not wait for a writer. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return err_set(e, "cannot open %s: %s", path, strerror(errno));
    if (fstat(fd, &st) != 0) {
        err_set(e, "cannot look at %s: %s", path, strerror(errno));
        goto out;
    }
    if (!S_ISREG(st.st_mode)) {
        err_set(e, "%s is not a regular file", path);
        goto out;
    }
    if ((unsigned long long)st.st_size > max) {
        err_set(e, "%s has %lld bytes; at most %zu are read", path,
                (long long)st.st_size, max);
        goto out;
    }
    size_t size = (size_t)st.st_size;
    out->data = arena_alloc(a, size + 1);
    ssize_t len = read_all(fd, out->data, size);
    if (len < 0) {
        err_set(e, "cannot read %s: %s", path, strerror(errno));
        goto out;
    }
    out->len = (size_t)len;
    ok = true;
out:
    close(fd);
    return ok;
}

/* Makes the rename itself durable. Some file systems refuse to sync a folder;
 * the file is whole all the same. */
static void sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *dir = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");

    if (dir == NULL)
        return;
    int fd = open(dir, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(dir);
}

static bool fill(int fd, const struct text *parts, size_t n, mode_t mode,
                 bool durable)
{
    for (size_t i = 0; i < n; i++) {
        if (!write_all(fd, parts[i].data, parts[i].len))
            return false;
    }
    return fchmod(fd, mode) == 0 && (!durable || fsync(fd) == 0);
}

/* A file without a name, which goes with its process; -1 where there can be
 * none, or it could not be given a name. */
static int open_unnamed(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *dir = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    int fd = -1;

    if (dir != NULL && access("/proc/self/fd", X_OK) == 0)
        fd = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    free(dir);
    return fd;
}

/* Gives it `path`'s place, by way of another name. A process that is killed in
 * between leaves that name. It is the same each time, so that whoever replaces
 * the file next takes it away; a lock on the folder says that nobody else is
 * between the two calls. Who does not get the lock takes a name of his own. */
static bool take_place(struct arena *a, int fd, const char *path)
{
    const char *base = file_base(path);
    int len = (int)(base - path);
    int dir = open(len > 0 ? arena_strndup(a, path, (size_t)len) : ".",
                   O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool locked = dir >= 0 && flock(dir, LOCK_EX | LOCK_NB) == 0;
    const char *temp = arena_printf(a, "%.*s.%s.new", len, path, base);
    const char *from = arena_printf(a, "/proc/self/fd/%d", fd);
    uint64_t chance = 0;

    if (locked)
        (void)unlink(temp);
    else if (getrandom(&chance, sizeof chance, 0) == sizeof chance)
        temp = arena_printf(a, "%.*s.%s.%016" PRIx64 ".new", len, path, base,
                            chance);
    bool ok = linkat(AT_FDCWD, from, AT_FDCWD, temp, AT_SYMLINK_FOLLOW) == 0;
    bool named = ok;
    ok = ok && rename(temp, path) == 0;
    int why = errno;
    if (named && !ok)
        unlink(temp);
    if (dir >= 0)
        close(dir);
    errno = why;
    return ok;
}

static bool replace_named(struct arena *a, const char *path,
                          const struct text *parts, size_t n, mode_t mode,
                          bool durable)
{
    char *temp = arena_printf(a, "%s.XXXXXX", path);
    int fd = mkostemp(temp, O_CLOEXEC);

    if (fd < 0)
        return false;
    bool ok = fill(fd, parts, n, mode, durable);
    int why = errno;
    if (close(fd) != 0 && ok) {
        ok = false;
        why = errno;
    }
    if (ok && rename(temp, path) == 0)
        return true;
    why = ok ? errno : why;
    unlink(temp);
    errno = why;
    return false;
}

bool file_replace(const char *path, const struct text *parts, size_t n,
                  bool durable, struct err *e)
{
    struct arena *a = arena_new();
    struct stat st;
    mode_t mode = stat(path, &st) == 0 ? st.st_mode & 0777 : 0644;
    int fd = open_unnamed(path);
    bool ok;

    if (fd < 0)
        ok = replace_named(a, path, parts, n, mode, durable);
    else
        ok = fill(fd, parts, n, mode, durable) && take_place(a, fd, path);
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (ok && durable)
        sync_folder_of(path);
    arena_free(a);
    return ok || err_set(e, "cannot write %s: %s", path, strerror(why));
}

bool file_write(const char *path, const char *data, size_t len, struct err *e)
{
    const struct text all = {(char *)data, len};

    return file_replace(path, &all, 1, true, e);
}

bool file_copy(const char *from, const char *to, struct err *e)
{
    enum { COPY_MAX = 64 << 20 }; /* bytes: far above any file we copy */
    struct arena *a = arena_new();
    struct stat st;
    struct text text;
    bool ok = file_read(a, from, COPY_MAX, &text, e) &&
              file_write(to, text.data, text.len, e);

    if (ok && stat(from, &st) == 0 && (st.st_mode & 0111) &&
        chmod(to, 0755) != 0)
        ok = err_set(e, "cannot make %s executable: %s", to, strerror(errno));
    arena_free(a);
    return ok;
}

bool file_mkdirs(const char *path, mode_t mode, struct err *e)
{
    char *p = strdup(path);
    bool ok = true;

    if (p == NULL)
        return err_set(e, "cannot make %s: out of memory", path);
    for (char *s = p + 1; ok; s++) {
        if (*s != '/' && *s != '\0')
            continue;
        char end = *s;
        *s = '\0';
        int why = mkdir(p, mode) == 0 ? 0 : errno;
        if (why != 0 && !file_is_dir(p)) {
            ok = err_set(e, "cannot make the folder %s: %s", p,
                         why == EEXIST ? "that name is taken by something else"
                                       : strerror(why));
        }
        *s = end;
        if (end == '\0')
            break;
    }
    free(p);
    return ok;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bool file_list(struct arena *a, const char *dir, struct names *out,
               struct err *e)
{
    DIR *d = opendir(dir);
    size_t room = 0;

    *out = (struct names){0};
    if (d == NULL)
        return err_set(e, "cannot open the folder %s: %s", dir,
                       strerror(errno));
    for (struct dirent *entry; (entry = readdir(d)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
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
    closedir(d);
    if (out->n > 0)
        qsort(out->name, out->n, sizeof *out->name, by_bytes);
    return true;
}

static bool remove_at(int parent, const char *name, const char *path,
                      struct err *e)
{
    bool ok = true;

    if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
        return true;
    if (errno != EISDIR && errno != EPERM)
        return err_set(e, "cannot remove %s: %s", path, strerror(errno));
    int fd =
        openat(parent, name, O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (d == NULL) {
        err_set(e, "cannot remove %s: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return false;
    }
    for (struct dirent *entry; ok && (entry = readdir(d)) != NULL;) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            ok = remove_at(dirfd(d), entry->d_name, path, e);
    }
    closedir(d);
    if (ok && unlinkat(parent, name, AT_REMOVEDIR) != 0 && errno != ENOENT)
        ok = err_set(e, "cannot remove %s: %s", path, strerror(errno));
    return ok;
}

bool file_remove(const char *path, struct err *e)
{
    return remove_at(AT_FDCWD, path, path, e);
}
