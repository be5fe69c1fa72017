/* Puts a damaged progress.db aside. */
#include "src/course/aside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { ASIDE_MAX = 100 }; /* damaged files in one second, then we give up */

int aside_lock(const char *dir)
{
    int lock = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (lock >= 0)
        while (flock(lock, LOCK_EX) != 0 && errno == EINTR)
            continue;
    return lock;
}

void aside_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}

/* A name that nothing has yet. */
static char *free_name(struct arena *a, const char *dir)
{
    time_t now = time(NULL);
    char stamp[32], again[8] = "";
    struct stat st;
    struct tm tm;

    if (localtime_r(&now, &tm) == NULL ||
        strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &tm) == 0)
        return NULL;
    for (int i = 2; i <= ASIDE_MAX; i++) {
        char *name =
            arena_printf(a, "%s/progress.damaged-%s%s.db", dir, stamp, again);
        if (lstat(name, &st) != 0)
            return name;
        snprintf(again, sizeof again, "-%d", i);
    }
    return NULL;
}

char *aside_move(struct arena *a, const char *dir)
{
    /* The file comes last: a journal that stayed behind alone would be played
     * into the new file. */
    static const char *const tail[] = {"-journal", "-wal", "-shm", ""};
    char *aside = free_name(a, dir);

    if (aside == NULL)
        return NULL;
    for (size_t i = 0; i < sizeof tail / sizeof *tail; i++) {
        char *from = arena_printf(a, "%s/progress.db%s", dir, tail[i]);
        char *to = arena_printf(a, "%s%s", aside, tail[i]);
        if (rename(from, to) != 0 && errno != ENOENT)
            return NULL;
    }
    return aside;
}
