/* The lessons of a folder: one directory read, then each lesson on demand. */
#include "src/course/course.h"

#include "src/base/file.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    long number;
    const char *slug;
    const char *path;
    const struct lesson *lesson; /* NULL until it is asked for */
};

struct course {
    struct arena *arena;
    struct entry *entries;
    size_t n;
    const char **strays;
    size_t nstrays;
};

static int by_number(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    int order = strcmp(x->slug, y->slug);
    return order ? order : strcmp(x->path, y->path);
}

static bool ends_in(const char *name, const char *end)
{
    size_t len = strlen(name), n = strlen(end);

    return len >= n && strcmp(name + len - n, end) == 0;
}

static int compare_names(const void *key, const void *name)
{
    return strcmp(key, *(char *const *)name);
}

/* A lesson's Markdown file without its JSON file. */
static bool is_left_alone(struct arena *a, const struct names *names,
                          const char *name)
{
    long number;
    const char *slug;

    if (!lesson_name(a, name, ".md", &number, &slug))
        return false;
    int stem = (int)(strlen(name) - strlen(".md"));
    char *json = arena_printf(a, "%.*s.json", stem, name);
    return bsearch(json, names->name, names->n, sizeof *names->name,
                   compare_names) == NULL;
}

bool course_open(struct arena *a, const char *dir, struct course **out,
                 struct err *e)
{
    struct names names;
    struct course *c = ARENA_NEW(a, struct course);

    if (!file_list(a, dir, &names, e))
        return false;
    c->arena = a;
    c->entries = ARENA_ARRAY(a, struct entry, names.n);
    c->strays = ARENA_ARRAY(a, const char *, names.n);
    for (size_t i = 0; i < names.n; i++) {
        const char *name = names.name[i];
        struct entry *entry = &c->entries[c->n];
        if (lesson_name(a, name, ".json", &entry->number, &entry->slug)) {
            entry->path = file_join(a, dir, name);
            c->n++;
        } else if (ends_in(name, ".json") || is_left_alone(a, &names, name)) {
            c->strays[c->nstrays++] = name;
        }
    }
    qsort(c->entries, c->n, sizeof *c->entries, by_number);
    *out = c;
    return true;
}

size_t course_count(const struct course *c)
{
    return c->n;
}

const char *course_slug(const struct course *c, size_t i)
{
    return c->entries[i].slug;
}

const char *course_path(const struct course *c, size_t i)
{
    return c->entries[i].path;
}

const char *const *course_strays(const struct course *c, size_t *n)
{
    *n = c->nstrays;
    return c->strays;
}

static long find_slug(const struct course *c, const char *slug)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->entries[i].slug, slug) == 0)
            return (long)i;
    return -1;
}

/* By "030-x.json", "030-x.md", "030-x", with or without folders in front. */
static long find_file(const struct course *c, const char *name)
{
    const char *base = file_base(name);
    size_t len = strlen(base);

    if (ends_in(base, ".json"))
        len -= strlen(".json");
    else if (ends_in(base, ".md"))
        len -= strlen(".md");
    for (size_t i = 0; i < c->n; i++) {
        const char *file = file_base(c->entries[i].path);
        if (strlen(file) == len + strlen(".json") &&
            strncmp(file, base, len) == 0)
            return (long)i;
    }
    return -1;
}

static long find_number(const struct course *c, const char *digits)
{
    char *end;
    long number = strtol(digits, &end, 10);

    if (*digits < '0' || *digits > '9' || *end != '\0')
        return -1;
    for (size_t i = 0; i < c->n; i++)
        if (c->entries[i].number == number)
            return (long)i;
    return -1;
}

long course_find(const struct course *c, const char *name)
{
    long i = find_slug(c, name);

    if (i < 0)
        i = find_file(c, name);
    return i < 0 ? find_number(c, name) : i;
}

const struct lesson *course_lesson(struct course *c, size_t i, struct err *e)
{
    struct entry *entry = &c->entries[i];
    long first = find_slug(c, entry->slug);

    if (first < (long)i) {
        err_set(e, "%s: the name \"%s\" is taken by %s", entry->path,
                entry->slug, c->entries[first].path);
        return NULL;
    }
    if (entry->lesson == NULL) {
        struct lesson *lesson = ARENA_NEW(c->arena, struct lesson);
        if (!lesson_load(c->arena, entry->path, lesson, e))
            return NULL;
        entry->lesson = lesson;
    }
    return entry->lesson;
}
