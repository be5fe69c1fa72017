#include "src/class/hold.h"

#include "src/base/file.h"
#include "src/class/ledger.h"
#include "src/class/roster.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* H1. `all` is held by everyone in the folder: exclusively for the whole class,
 *     shared by parts. `part` is held by a part, exclusively. */
struct hold {
    int all, part;
};

enum {
    WHO_MAX = 32,         /* bytes of a lock file that are read */
    RECORD_MAX = 4 << 20, /* of a record: as record_load */
};

static bool is_taken(const char *out, int fd, const char *what, struct err *e)
{
    char who[WHO_MAX] = "";
    ssize_t n = pread(fd, who, sizeof who - 1, 0);

    who[n > 0 ? n : 0] = '\0';
    who[strspn(who, "0123456789")] = '\0';
    return err_set(e,
                   "%s%s is being graded already%s%s; wait for it, or give "
                   "another --out",
                   what, out, *who ? ", by process " : "", who);
}

/* One lock file, opened and locked. */
static bool lock(struct arena *a, const char *out, const char *name, int how,
                 const char *what, int *fd, struct err *e)
{
    const char *path = file_join(a, out, name);
    char who[WHO_MAX];

    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (*fd < 0)
        return err_set(e, "cannot open %s: %s", path, strerror(errno));
    if (flock(*fd, how | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return is_taken(out, *fd, what, e);
        return err_set(e, "cannot lock %s: %s", path, strerror(errno));
    }
    int len = snprintf(who, sizeof who, "%ld\n", (long)getpid());
    if (ftruncate(*fd, 0) != 0 || pwrite(*fd, who, (size_t)len, 0) != len)
        return err_set(e, "cannot write %s: %s", path, strerror(errno));
    return true;
}

bool hold_take(struct arena *a, const char *out, long shard, long shards,
               struct hold **hold, struct err *e)
{
    struct hold *h = ARENA_NEW(a, struct hold);
    bool whole = shards == 1;
    bool ok;

    h->all = h->part = -1;
    *hold = h;
    if (!file_mkdirs(out, 0755, e))
        return false;
    ok = lock(a, out, ".lock", whole ? LOCK_EX : LOCK_SH, "", &h->all, e);
    if (ok && !whole)
        ok = lock(
            a, out, arena_printf(a, ".lock-%ld-%ld", shard, shards), LOCK_EX,
            arena_printf(a, "part %ld of %ld of ", shard, shards), &h->part, e);
    if (!ok) {
        hold_drop(h);
        *hold = NULL;
    }
    return ok;
}

void hold_drop(struct hold *h)
{
    if (h == NULL)
        return;
    if (h->part >= 0)
        close(h->part);
    if (h->all >= 0)
        close(h->all);
    h->part = h->all = -1;
}

/* ------------------------------------------------------------------- others */

/* Whether a record is there that need not be replaced. */
static bool stands(const char *out, const char *id, const char *exercise)
{
    struct arena *a = arena_new();
    struct record r;
    bool ok = ledger_record(a, out, id, exercise, &r) &&
              r.outcome != RECORD_INFRA_ERROR;

    arena_free(a);
    return ok;
}

/* NULL where a name is none of a record. */
static const char *exercise_of(struct arena *a, const char *name)
{
    static const char ending[] = ".json";
    size_t len = strlen(name), tail = sizeof ending - 1;

    return len > tail && strcmp(name + len - tail, ending) == 0
               ? arena_strndup(a, name, len - tail)
               : NULL;
}

static bool collect_student(struct arena *a, const char *out, const char *from,
                            const char *id, struct err *e)
{
    const char *dir = arena_printf(a, "%s/verdicts/%s", from, id);
    const char *to = arena_printf(a, "%s/verdicts/%s", out, id);
    struct names names;

    if (!file_list(a, dir, &names, e) || !file_mkdirs(to, 0755, e))
        return false;
    for (size_t i = 0; i < names.n; i++) {
        const char *exercise = exercise_of(a, names.name[i]);
        struct arena *scratch = arena_new();
        struct text text;
        bool ok = exercise == NULL || !stands(from, id, exercise) ||
                  stands(out, id, exercise) ||
                  (file_read(scratch, file_join(scratch, dir, names.name[i]),
                             RECORD_MAX, &text, e) &&
                   file_write(file_join(scratch, to, names.name[i]), text.data,
                              text.len, e));
        arena_free(scratch);
        if (!ok)
            return false;
    }
    return true;
}

bool hold_collect(struct arena *a, const char *out, const char *const *from,
                  size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        struct names ids;
        const char *dir = file_join(a, from[i], "verdicts");
        if (!file_list(a, dir, &ids, e))
            return err_in(e, "--from %s", from[i]);
        for (size_t k = 0; k < ids.n; k++) {
            struct arena *scratch = arena_new();
            bool folder = roster_id_ok(ids.name[k]) &&
                          file_is_dir(file_join(scratch, dir, ids.name[k]));
            bool ok = !folder ||
                      collect_student(scratch, out, from[i], ids.name[k], e);
            arena_free(scratch);
            if (!ok)
                return false;
        }
    }
    return true;
}
