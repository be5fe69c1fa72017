/* Any bytes as a table. What is read can be written and read again: cell for
 * cell the same, but for what csv_put says it changes. */
#include "src/base/csv.h"

#include "src/base/utf8.h"
#include "tests/fuzz/fuzz.h"

/* One line of a table with the cells, which is read back. */
static void write_again(struct arena *a, const struct csv_record *r)
{
    struct csv_record *back = ARENA_NEW(a, struct csv_record);
    struct buf out = BUF_INIT, twice = BUF_INIT;
    struct csv c;
    struct err e;
    bool any;

    if (r->n == CSV_CELLS_MAX)
        return;
    buf_adds(&out, "first"); /* a line of one empty cell is no line */
    for (size_t i = 0; i < r->n; i++) {
        buf_addc(&out, ',');
        csv_put(&out, r->cells[i]);
    }
    csv_open(&c, a, "again", out.data, out.len);
    if (!csv_next(&c, back, &any, &e))
        must(false, e.text, out.data);
    must(any && back->n == r->n + 1, "as many cells as were written", out.data);
    for (size_t i = 0; i < r->n; i++) {
        const char *cell = back->cells[i + 1];
        must(*cell == '\0' || strchr("=+-@\t\r", *cell) == NULL,
             "no cell begins a formula", cell);
        buf_reset(&twice);
        csv_put(&twice, r->cells[i]);
        bool changed = strpbrk(twice.data, "'") == twice.data ||
                       strncmp(twice.data, "\"'", 2) == 0;
        for (const char *p = r->cells[i]; *p != '\0'; p++)
            changed |= (unsigned char)*p < ' ';
        must(changed || strcmp(cell, r->cells[i]) == 0, "the same cell", cell);
    }
    must(csv_next(&c, back, &any, &e) && !any, "one line", out.data);
    buf_free(&out);
    buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct csv_record *r = ARENA_NEW(a, struct csv_record);
    struct csv c;
    struct err e = {0};
    bool any = true;
    int line = 0;

    csv_open(&c, a, "input", (const char *)data, size);
    while (any) {
        if (!csv_next(&c, r, &any, &e)) {
            must_say_where(&e, "input");
            break;
        }
        if (!any)
            break;
        must(c.line > line, "lines are counted", NULL);
        line = c.line;
        must(r->n > 0 && r->n <= CSV_CELLS_MAX, "some cells, but not too many",
             NULL);
        for (size_t i = 0; i < r->n; i++)
            must(utf8_valid(r->cells[i], strlen(r->cells[i])) ==
                     strlen(r->cells[i]),
                 "UTF-8", r->cells[i]);
        write_again(a, r);
    }
    arena_free(a);
    return 0;
}
