/* Any bytes as a roster. Who is in it is found by id; it can be written and
 * read again. */
#include "src/class/roster.h"
#include "src/base/csv.h"

#include "tests/fuzz/fuzz.h"

static void put(struct buf *out, const char *cell, const char *end)
{
    csv_put(out, cell ? cell : "");
    buf_adds(out, end);
}

static void check(const struct roster *r)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct student *s = &r->list[i];
        must(roster_id_ok(s->id), "an id that can be a file's name", s->id);
        must(strchr(s->id, '/') == NULL && *s->id != '.', "never a path",
             s->id);
        must(roster_find(r, s->id) == s, "found by id", s->id);
        must(s->line > 1, "it stands behind the titles", s->id);
        must(i == 0 || strcmp(r->by_id[i - 1]->id, r->by_id[i]->id) < 0,
             "sorted, none twice", s->id);
    }
    must(roster_find(r, "nobody at all") == NULL, "nobody else", NULL);
}

static void write_again(struct arena *a, const struct roster *r)
{
    struct buf out = BUF_INIT;
    struct roster again;
    struct err e;

    buf_adds(&out, "section,id,email,name\n");
    for (size_t i = 0; i < r->n; i++) {
        put(&out, r->list[i].section, ",");
        put(&out, r->list[i].id, ",");
        put(&out, r->list[i].email, ",");
        put(&out, r->list[i].name, "\r\n");
    }
    struct fuzz_file f = fuzz_file(out.data, out.len);
    if (!roster_load(a, f.path, &again, &e))
        must(false, e.text, out.data);
    must(again.n == r->n, "as many students", out.data);
    for (size_t i = 0; i < r->n; i++)
        must(strcmp(again.list[i].id, r->list[i].id) == 0 &&
                 !again.list[i].name == !r->list[i].name,
             "the same students", out.data);
    close(f.fd);
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct fuzz_file f = fuzz_file(data, size);
    struct roster roster;
    struct err e = {0};

    if (roster_load(a, f.path, &roster, &e)) {
        check(&roster);
        write_again(a, &roster);
    } else {
        must(strstr(e.text, f.path) == e.text, "the error names the file",
             e.text);
    }
    close(f.fd);
    arena_free(a);
    return 0;
}
