/* The scratch folder.
 *
 * Jobs write in it, so that what lies there is hostile: every path is walked
 * from the top with O_NOFOLLOW, and files are created, never opened. */
#include "grader/sandbox_scratch.h"

#include "grader/sandbox_child.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Whether another user could reach a folder: each one above it must let
 * everybody through. */
static bool open_to_all(const char *dir)
{
    char path[4096];
    struct stat st;
    size_t len = strlen(dir);

    if (len >= sizeof path)
        return false;
    memcpy(path, dir, len + 1);
    for (;;) {
        if (stat(path, &st) != 0 || !(st.st_mode & S_IXOTH))
            return false;
        char *slash = strrchr(path, '/');
        if (slash == path)
            return true;
        *slash = '\0';
    }
}

/* Programs must be able to start there, and jobs to reach it. */
static bool suits(const char *dir, bool for_nobody)
{
    struct statvfs fs;

    return dir != NULL && dir[0] == '/' && dir[1] != '\0' &&
           access(dir, W_OK | X_OK) == 0 && statvfs(dir, &fs) == 0 &&
           !(fs.f_flag & ST_NOEXEC) && (!for_nobody || open_to_all(dir));
}

bool scratch_open(struct scratch *s, bool for_nobody, struct err *e)
{
    const char *const places[] = {getenv("TMPDIR"), "/tmp", "/var/tmp",
                                  getenv("HOME")};
    static bool swept; /* once in a process is enough */
    int why = EACCES;

    *s = (struct scratch){.folder.fd = -1, .for_nobody = for_nobody};
    for (size_t i = 0;
         s->folder.dir == NULL && i < sizeof places / sizeof *places; i++) {
        if (!suits(places[i], for_nobody))
            continue;
        if (!temporary_make(places[i], &s->folder))
            why = errno;
        else if (!swept)
            temporary_sweep(places[i], CHILD_UID);
    }
    swept = true;
    if (s->folder.dir == NULL)
        return err_set(e,
                       "cannot make a scratch folder in $TMPDIR, /tmp or "
                       "/var/tmp where programs may run: %s",
                       strerror(why));
    if (for_nobody && fchown(s->folder.fd, CHILD_UID, CHILD_UID) != 0) {
        err_set(e, "cannot use the scratch folder %s: %s", s->folder.dir,
                strerror(errno));
        scratch_close(s);
        return false;
    }
    return true;
}

void scratch_close(struct scratch *s)
{
    struct err ignored; /* what cannot be removed is left for the system */

    (void)!temporary_remove(&s->folder, &ignored);
}

/* The part of a path below the scratch folder, or NULL when it is not. */
static const char *below(const struct scratch *s, const char *path)
{
    size_t len = strlen(s->folder.dir);

    if (path[0] != '/')
        return path;
    if (strncmp(path, s->folder.dir, len) != 0 || path[len] != '/')
        return NULL;
    return path + len + 1;
}

static int enter(const struct scratch *s, int at, const char *name, bool make)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

    if (strcmp(name, "..") == 0) {
        errno = EINVAL;
        return -1;
    }
    bool made = make && mkdirat(at, name, 0755) == 0;
    if (make && !made && errno != EEXIST)
        return -1;
    int fd = openat(at, name, flags);
    if (fd >= 0 && made && s->for_nobody &&
        fchown(fd, CHILD_UID, CHILD_UID) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* Opens the folder of `rest` and leaves its last part in *name. With `make`,
 * makes each folder, the last part included, and sets *name to NULL. */
static int walk(const struct scratch *s, const char *rest, bool make,
                char *copy, const char **name)
{
    int at = fcntl(s->folder.fd, F_DUPFD_CLOEXEC, 0);
    char *save = NULL;

    *name = NULL;
    strcpy(copy, rest);
    for (char *part = strtok_r(copy, "/", &save), *next; at >= 0 && part;
         part = next) {
        next = strtok_r(NULL, "/", &save);
        if (next == NULL && !make) {
            *name = part;
            break;
        }
        int to = enter(s, at, part, make);
        int why = errno;
        close(at);
        errno = why;
        at = to;
    }
    return at;
}

bool scratch_mkdir(const struct scratch *s, const char *path, struct err *e)
{
    struct arena *a = arena_new();
    const char *rest = below(s, path), *name;
    int fd = -1;

    if (rest == NULL)
        errno = EXDEV;
    else
        fd = walk(s, rest, true, arena_strdup(a, rest), &name);
    arena_free(a);
    if (fd < 0)
        return err_lack(e, "cannot make the scratch folder %s: %s", path,
                        strerror(errno));
    close(fd);
    return true;
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

static bool put_at(int dir, const char *name, const char *data, size_t len,
                   bool executable)
{
    if (unlinkat(dir, name, 0) != 0 && errno != ENOENT)
        return false;
    int fd = openat(dir, name,
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool ok =
        write_all(fd, data, len) && fchmod(fd, executable ? 0755 : 0644) == 0;
    int why = errno;
    if (close(fd) != 0 && ok)
        return false;
    errno = why;
    return ok;
}

bool scratch_put(const struct scratch *s, const char *path, const char *data,
                 size_t len, bool executable, struct err *e)
{
    struct arena *a = arena_new();
    const char *rest = below(s, path), *name = NULL;
    int fd = -1;
    bool ok = false;

    errno = EXDEV;
    if (rest != NULL)
        fd = walk(s, rest, false, arena_strdup(a, rest), &name);
    if (fd >= 0 && name != NULL)
        ok = put_at(fd, name, data, len, executable);
    if (!ok)
        err_lack(e, "cannot put the scratch file %s: %s", path,
                 strerror(errno));
    if (fd >= 0)
        close(fd);
    arena_free(a);
    return ok;
}

void scratch_use(const char *dir, size_t files_max, size_t *files, size_t *mb)
{
    DIR *list = opendir(dir);
    uint64_t blocks = 0;
    struct dirent *entry;
    struct stat st;

    *files = 0;
    while (list != NULL && *files <= files_max &&
           (entry = readdir(list)) != NULL) {
        if (entry->d_name[0] == '.' && entry->d_type == DT_DIR)
            continue;
        ++*files;
        if (fstatat(dirfd(list), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
            blocks += (uint64_t)st.st_blocks;
    }
    if (list != NULL)
        closedir(list);
    *mb = (size_t)(blocks / 2048); /* of 512 bytes */
}

char *scratch_path(struct arena *a, const struct scratch *s, const char *path)
{
    if (path == NULL)
        return arena_strdup(a, s->folder.dir);
    if (path[0] == '/')
        return arena_strdup(a, path);
    return file_join(a, s->folder.dir, path);
}
