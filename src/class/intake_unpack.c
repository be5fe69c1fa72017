/* Archives: their entries are held until the last one has been read, because
 * nothing of an archive that is damaged counts. INTAKE_ARCHIVE_MAX bounds what
 * is held. */
#include "src/class/archive.h"
#include "src/class/format_text.h"
#include "src/class/intake_parts.h"

#include <string.h>

struct entry {
    struct entry *next;
    const char *path; /* '/' between parts, no "." */
    const char *problem;
    struct text text;
    int64_t changed;
};

struct held {
    struct arena *a;
    struct entry *first, **end;
};

/* Where the entries of an archive come from. */
struct origin {
    const char *path;   /* the archive's, "" for the folder of a class */
    const char *source; /* as people read it */
    int64_t changed;    /* 0: the entries say */
};

/* Windows writes '\\'; tar likes to begin with "./". */
static char *tidy(struct arena *a, const char *raw)
{
    char *path = arena_strdup(a, raw), *to = path;

    while (*raw != '\0') {
        size_t len = strcspn(raw, "/\\");
        if (len > 0 && !(len == 1 && *raw == '.')) {
            if (to > path)
                *to++ = '/';
            memcpy(to, raw, len);
            to += len;
        }
        raw += len + (raw[len] != '\0');
    }
    *to = '\0';
    return path;
}

static bool is_litter(struct arena *a, const char *path)
{
    char *parts = arena_strdup(a, path), *rest = NULL;

    for (char *part = strtok_r(parts, "/", &rest); part != NULL;
         part = strtok_r(NULL, "/", &rest))
        if (strcmp(part, "..") != 0 && names_is_litter(part))
            return true;
    return false;
}

static bool hold(void *ctx, const struct archive_entry_seen *seen,
                 struct err *e)
{
    struct held *held = ctx;
    char *path = tidy(held->a, seen->path);

    (void)e;
    if (*path == '\0' || is_litter(held->a, path))
        return true;
    struct entry *entry = ARENA_NEW(held->a, struct entry);
    entry->path = path;
    entry->problem = seen->problem;
    entry->changed = seen->changed;
    if (seen->problem == NULL) {
        entry->text.data = arena_alloc(held->a, seen->text.len + 1);
        entry->text.len = seen->text.len;
        memcpy(entry->text.data, seen->text.data, seen->text.len);
    }
    *held->end = entry;
    held->end = &entry->next;
    return true;
}

static void note_inner(struct taking *t, const struct origin *from,
                       const char *path, const char *source)
{
    taking_trouble(t, path, source,
                   *from->path == '\0'
                       ? "an archive inside of an archive: unpack the outer "
                         "one, and give the folder"
                       : "an archive inside of an archive: it was not opened");
}

static bool take_entry(struct taking *t, struct arena *a,
                       const struct origin *from, const struct entry *entry,
                       const char *inside, struct err *e)
{
    const char *path =
        *from->path != '\0' ? file_join(a, from->path, inside) : inside;
    struct handed h = {
        .source =
            format_line(a, arena_printf(a, "%s: %s", from->source, entry->path),
                        SOURCE_MAX),
        .problem = entry->problem,
        .text = entry->text,
        .changed = from->changed != 0 ? from->changed : entry->changed,
    };
    struct who *who;
    size_t exercise;

    if (*from->path == '\0' && strchr(path, '/') != NULL &&
        !taking_enter(t, path, h.source))
        return true;
    if (archive_name(path)) {
        note_inner(t, from, path, h.source);
        return true;
    }
    return !taking_claim(t, path, h.source, &who, &exercise) ||
           taking_offer(t, who, exercise, &h, e);
}

/* Takes all entries; `skip` bytes of their paths are not theirs. */
static bool take_entries(struct taking *t, const struct held *held,
                         const struct origin *from, size_t skip, struct err *e)
{
    bool ok = true;

    for (const struct entry *entry = held->first; ok && entry != NULL;
         entry = entry->next) {
        struct arena *scratch = arena_new();
        ok = take_entry(t, scratch, from, entry, entry->path + skip, e);
        arena_free(scratch);
    }
    return ok;
}

bool taking_unpack(struct taking *t, int fd, const char *path,
                   const char *source, int64_t changed, struct err *e)
{
    struct held held = {.a = arena_new(), .end = &held.first};
    struct origin from = {path, source, changed};
    struct err why;
    bool ok = true;

    /* Entries' times are the learner's to choose; the archive's is not. */
    if (!archive_read_fd(fd, source, hold, &held, &why))
        taking_trouble(t, path, source, why.text);
    else if (held.first == NULL)
        taking_trouble(t, path, source, "an archive without any file");
    else
        ok = take_entries(t, &held, &from, 0, e);
    arena_free(held.a);
    return ok;
}

/* Bytes of "week3/" where all entries lie in that one folder. */
static size_t common_folder(const struct held *held)
{
    const char *first = held->first->path;
    size_t len = strcspn(first, "/");

    if (first[len] == '\0' || strncmp(first, "../", 3) == 0)
        return 0;
    for (const struct entry *entry = held->first; entry; entry = entry->next)
        if (strncmp(entry->path, first, len + 1) != 0)
            return 0;
    return len + 1;
}

/* Whether the paths, without `skip` bytes, make sense for somebody. */
static bool any_matches(struct taking *t, const struct held *held, size_t skip)
{
    struct names_match m;

    for (const struct entry *entry = held->first; entry; entry = entry->next)
        if (names_match(t->rule, entry->path + skip, &m) != NAMES_NONE &&
            (t->req->roster == NULL || taking_knows(t, m.id)))
            return true;
    return false;
}

/* Whether one of them lies in the folder itself. */
static bool any_direct(const struct taking *t, const struct held *held,
                       size_t skip)
{
    const struct assignment *as = t->req->assignment;

    for (const struct entry *entry = held->first; entry; entry = entry->next)
        for (size_t i = 0; i < as->n; i++)
            if (strcmp(entry->path + skip, as->list[i].file) == 0)
                return true;
    return false;
}

/* Bytes of "week3/" where that is the folder of the class, rather than of one
 * student. Without a roster and a pattern it looks the same as one student's
 * folder with others in it; classes are handed over more often. */
static size_t wrapper(struct taking *t, const struct held *held)
{
    size_t len = common_folder(held);

    if (len == 0 || !any_matches(t, held, len))
        return 0;
    if (t->req->roster != NULL || names_is_pattern(t->rule))
        return any_matches(t, held, 0) ? 0 : len;
    return any_direct(t, held, len) ? 0 : len;
}

bool taking_class_archive(struct taking *t, const char *dir, struct err *e)
{
    struct held held = {.a = arena_new(), .end = &held.first};
    struct origin from = {.path = "",
                          .source = format_line(held.a, dir, SOURCE_MAX)};
    bool ok = archive_read_all(dir, hold, &held, e);

    if (ok && held.first == NULL)
        ok = err_set(e, "%s is an archive without any file", dir);
    if (ok)
        ok = take_entries(t, &held, &from, wrapper(t, &held), e);
    arena_free(held.a);
    return ok;
}
