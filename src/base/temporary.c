/* Temporary folders.
 *
 * F1. Its owner keeps a lock (flock) on its folder. A killed process leaves the
 *     folder, and nobody's lock on it: whoever sweeps removes it. The kernel
 *     drops a lock when its process ends, however it does.
 * F2. Between the making of a folder and its lock somebody may take it for one
 *     that was left: then it is given up for another one. */
#include "src/base/temporary.h"

#include "src/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 8 }; /* of making a folder that nobody takes away */

/* F2. Where the file system knows no locks nobody takes it for abandoned. */
static bool lock(int fd)
{
    struct stat st;

    if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        return errno != EWOULDBLOCK;
    return fstat(fd, &st) == 0 && st.st_nlink > 0;
}

bool temporary_make(const char *parent, struct temporary *t)
{
    struct arena *a = arena_new();
    int why = EAGAIN;

    *t = (struct temporary){.fd = -1};
    for (int i = 0; t->dir == NULL && i < TRIES; i++) {
        char *path = arena_printf(a, "%s/threadlings.XXXXXX", parent);
        if (mkdtemp(path) == NULL) {
            why = errno;
            break;
        }
        t->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (t->fd >= 0 && lock(t->fd)) {
            t->dir = realpath(path, NULL);
        } else if (t->fd >= 0) {
            close(t->fd);
            t->fd = -1;
        }
    }
    arena_free(a);
    errno = why;
    return t->dir != NULL;
}

bool temporary_remove(struct temporary *t, struct err *e)
{
    bool ok = t->dir == NULL || file_remove(t->dir, e);

    if (t->dir != NULL)
        close(t->fd);
    free(t->dir);
    *t = (struct temporary){.fd = -1};
    return ok;
}

/* F1. The lock is kept until the folder is gone, in *fd. */
static bool is_abandoned(const char *path, uid_t other, int *fd)
{
    struct stat st;

    *fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return *fd >= 0 && fstat(*fd, &st) == 0 &&
           (st.st_uid == geteuid() || (geteuid() == 0 && st.st_uid == other)) &&
           flock(*fd, LOCK_EX | LOCK_NB) == 0;
}

void temporary_sweep(const char *parent, uid_t other)
{
    struct arena *a = arena_new();
    struct names names = {0};
    struct err ignored; /* another time, perhaps */

    if (!file_list(a, parent, &names, &ignored))
        names.n = 0;
    for (size_t i = 0; i < names.n; i++) {
        const char *path = file_join(a, parent, names.name[i]);
        int fd = -1;
        if (fnmatch("threadlings.??????", names.name[i], 0) == 0 &&
            is_abandoned(path, other, &fd))
            (void)!file_remove(path, &ignored);
        if (fd >= 0)
            close(fd);
    }
    arena_free(a);
}
