#include "src/class/roster.h"

#include "src/base/csv.h"
#include "src/base/file.h"

#include <stdlib.h>
#include <string.h>

/* The columns that are looked at, and where they are. */
enum { ID, NAME, EMAIL, SECTION, COLUMNS };

static const char *const titles[COLUMNS] = {"id", "name", "email", "section"};

struct reading {
    struct csv csv;
    size_t columns;
    size_t at[COLUMNS]; /* or CSV_CELLS_MAX: there is none */
    struct student *list;
    size_t n, room;
};

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

bool roster_id_ok(const char *id)
{
    size_t len = 0;

    for (; id[len] != '\0' && len <= STUDENT_ID_MAX; len++) {
        if (!is_letter_or_digit(id[len]) &&
            (len == 0 || strchr("_-.@+", id[len]) == NULL))
            return false;
    }
    return len > 0 && len <= STUDENT_ID_MAX;
}

static bool read_titles(struct reading *r, const struct csv_record *first,
                        struct err *e)
{
    r->columns = first->n;
    for (int k = 0; k < COLUMNS; k++) {
        r->at[k] = CSV_CELLS_MAX;
        for (size_t i = 0; i < first->n; i++) {
            if (strcmp(first->cells[i], titles[k]) != 0)
                continue;
            if (r->at[k] != CSV_CELLS_MAX)
                return err_set(e, "%s:%d: two columns are called '%s'",
                               r->csv.name, r->csv.line, titles[k]);
            r->at[k] = i;
        }
    }
    if (r->at[ID] == CSV_CELLS_MAX)
        return err_set(e,
                       "%s:%d: no column is called 'id'; the first line names "
                       "the columns, with commas between them: "
                       "id,name,email,section",
                       r->csv.name, r->csv.line);
    return true;
}

/* NULL where the column is not there, or the cell is empty. */
static const char *cell(const struct reading *r, const struct csv_record *line,
                        int column)
{
    size_t at = r->at[column];

    return at < line->n && *line->cells[at] != '\0' ? line->cells[at] : NULL;
}

static bool add(struct reading *r, const struct csv_record *line, struct err *e)
{
    const char *id = cell(r, line, ID);

    if (line->n != r->columns)
        return err_set(e,
                       "%s:%d: found %zu cells, but the first line names %zu "
                       "columns; a cell that holds a comma needs quotes",
                       r->csv.name, r->csv.line, line->n, r->columns);
    if (id == NULL)
        return err_set(e, "%s:%d: a student without an id", r->csv.name,
                       r->csv.line);
    if (!roster_id_ok(id))
        return err_set(e,
                       "%s:%d: '%.64s' cannot be an id: up to %d letters, "
                       "digits and _ - . @ +, a letter or digit first",
                       r->csv.name, r->csv.line, id, STUDENT_ID_MAX);
    if (r->n == r->room) {
        size_t room = r->room > 0 ? 2 * r->room : 64;
        struct student *more = ARENA_ARRAY(r->csv.arena, struct student, room);
        if (r->n > 0)
            memcpy(more, r->list, r->n * sizeof *more);
        r->list = more;
        r->room = room;
    }
    r->list[r->n++] =
        (struct student){id, cell(r, line, NAME), cell(r, line, EMAIL),
                         cell(r, line, SECTION), r->csv.line};
    return true;
}

static bool read_all(struct reading *r, struct err *e)
{
    struct csv_record *line = ARENA_NEW(r->csv.arena, struct csv_record);
    bool any;

    if (!csv_next(&r->csv, line, &any, e))
        return false;
    if (!any)
        return err_set(e,
                       "%s is empty; its first line names the columns: "
                       "id,name,email,section",
                       r->csv.name);
    if (!read_titles(r, line, e))
        return false;
    for (;;) {
        if (!csv_next(&r->csv, line, &any, e))
            return false;
        if (!any)
            return true;
        if (!add(r, line, e))
            return false;
    }
}

static int by_id(const void *a, const void *b)
{
    const struct student *const *x = a, *const *y = b;
    int order = strcmp((*x)->id, (*y)->id);

    return order != 0 ? order : (*x)->line - (*y)->line;
}

/* Sorts, so that they are found; and finds those that are there twice. */
static bool sort(struct reading *r, struct roster *out, struct err *e)
{
    const struct student **sorted =
        ARENA_ARRAY(r->csv.arena, const struct student *, r->n);

    for (size_t i = 0; i < r->n; i++)
        sorted[i] = &r->list[i];
    qsort(sorted, r->n, sizeof *sorted, by_id);
    for (size_t i = 1; i < r->n; i++) {
        if (strcmp(sorted[i - 1]->id, sorted[i]->id) == 0)
            return err_set(e, "%s:%d: the id '%s' is that of line %d already",
                           r->csv.name, sorted[i]->line, sorted[i]->id,
                           sorted[i - 1]->line);
    }
    *out = (struct roster){r->list, r->n, sorted};
    return true;
}

bool roster_load(struct arena *a, const char *path, struct roster *out,
                 struct err *e)
{
    struct reading r = {0};
    struct text text;

    if (!file_read(a, path, ROSTER_BYTES_MAX, &text, e))
        return false;
    csv_open(&r.csv, a, path, text.data, text.len);
    return read_all(&r, e) && sort(&r, out, e);
}

static int is_id(const void *id, const void *student)
{
    return strcmp(id, (*(const struct student *const *)student)->id);
}

const struct student *roster_find(const struct roster *r, const char *id)
{
    const struct student *const *found =
        r->n == 0 ? NULL : bsearch(id, r->by_id, r->n, sizeof *r->by_id, is_id);

    return found != NULL ? *found : NULL;
}
