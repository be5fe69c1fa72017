/* What is rewritten, as gcc 12 and clang 14 print it:
 *
 *     #1 <null> <null> (program+0x440d)             ThreadSanitizer
 *     #1 0x55d4c1  (/tmp/x/program+0x440d)          AddressSanitizer
 *   Location is global '<null>' at 0x0 (program+0x4060)
 *
 * becomes what they print when they name lines themselves:
 *
 *     #1 consumer test.c:346 (program+0x440d)
 *     #1 0x55d4c1 in consumer test.c:346
 *   Location is global 'total' at 0x0 (program+0x4060)
 */
#include "grader/names.h"

#include "grader/symbols.h"
#include "src/base/buf.h"
#include "src/base/file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { ADDRESSES_MAX = 4096 /* of one report; the rest keeps its numbers */ };

static const char no_name[] = "<null>";
static const char global[] = "Location is global '";

/* One line of the report. */
struct line {
    const char *at;
    size_t len;
    const char *module; /* "(program+0x440d)"; NULL: nothing to name here */
    bool frame;         /* a frame; else a global variable */
    bool ours;          /* of the program */
};

static const char *find(const char *at, size_t len, const char *what)
{
    return memmem(at, len, what, strlen(what));
}

/* Whether "(/tmp/x/program+0x440d)" lies in the program. */
static bool is_ours(const char *module, size_t len, const char *elf)
{
    const char *name = file_base(elf);
    const char *plus = find(module, len, "+0x");
    size_t n = strlen(name);

    if (plus == NULL || (size_t)(plus - module) <= n)
        return false;
    const char *before = plus - n - 1;
    return (*before == '(' || *before == '/') &&
           strncmp(before + 1, name, n) == 0;
}

static struct line read_line(const char *at, const char *elf)
{
    struct line l = {.at = at, .len = strcspn(at, "\n")};
    size_t indent = strspn(at, " ");
    const char *module = find(at, l.len, "(");

    l.frame = at[indent] == '#' && isdigit((unsigned char)at[indent + 1]);
    if (module == NULL)
        return l;
    bool unnamed = l.frame ? find(at, l.len, " <null> <null> (") != NULL ||
                                 find(at, l.len, "  (") != NULL
                           : find(at, l.len, global) != NULL &&
                                 find(at, l.len, no_name) != NULL;
    if (!unnamed)
        return l;
    l.module = module;
    l.ours = is_ours(module, l.len - (size_t)(module - at), elf);
    return l;
}

static const char *next(const struct line *l)
{
    return l->at + l->len + (l->at[l->len] == '\n');
}

/* The addresses that want a name, in the order of their lines. */
static size_t collect(const char *text, const char *elf, uint64_t *out)
{
    size_t n = 0;

    for (const char *at = text; *at != '\0' && n < ADDRESSES_MAX;) {
        struct line l = read_line(at, elf);
        if (l.ours)
            out[n++] = strtoull(strstr(l.module, "+0x") + 1, NULL, 16);
        at = next(&l);
    }
    return n;
}

static void add_frames(struct buf *out, const struct line *l,
                       const struct symbol *s, size_t *number)
{
    size_t indent = strspn(l->at, " ");
    const char *pc = find(l->at, l->len, " 0x");
    size_t module_len = strcspn(l->module, ")") + 1;

    for (size_t i = 0; i < s->nframes; i++) {
        const struct frame *f = &s->frames[i];
        buf_printf(out, "%*s#%zu ", (int)indent, "", (*number)++);
        if (pc != NULL)
            buf_printf(out, "%.*s in ", (int)strcspn(pc + 1, " "), pc + 1);
        buf_printf(out, "%s ", f->function);
        if (f->file != NULL)
            buf_printf(out, "%s:%d", f->file, f->line);
        else
            buf_adds(out, no_name);
        if (pc == NULL)
            buf_printf(out, " %.*s", (int)module_len, l->module);
        buf_addc(out, '\n');
    }
}

static void add_global(struct buf *out, const struct line *l,
                       const struct symbol *s)
{
    const char *name = find(l->at, l->len, no_name);

    buf_add(out, l->at, (size_t)(name - l->at));
    buf_adds(out, s->object);
    name += sizeof no_name - 1;
    buf_add(out, name, l->len - (size_t)(name - l->at));
    buf_addc(out, '\n');
}

static void rewrite(struct buf *out, const char *text, const char *elf,
                    const struct symbol *symbols, size_t n)
{
    size_t used = 0, number = 0;

    for (const char *at = text; *at != '\0';) {
        struct line l = read_line(at, elf);
        const struct symbol *s = l.ours && used < n ? &symbols[used++] : NULL;
        at = next(&l);
        if (!l.frame)
            number = 0;
        if (l.frame && s != NULL && s->nframes > 0)
            add_frames(out, &l, s, &number);
        else if (l.frame && l.module != NULL && !l.ours)
            continue;
        else if (!l.frame && s != NULL && s->object != NULL)
            add_global(out, &l, s);
        else
            buf_add(out, l.at, (size_t)(at - l.at));
    }
}

const char *names_fill(struct arena *a, const char *text, const char *elf)
{
    uint64_t *addresses = ARENA_ARRAY(a, uint64_t, ADDRESSES_MAX);
    struct symbol *symbols;
    struct buf out = BUF_INIT;
    struct err ignored;
    size_t n = collect(text, elf, addresses);

    if (n == 0)
        return text;
    symbols = ARENA_ARRAY(a, struct symbol, n);
    if (!symbols_resolve(a, elf, NULL, addresses, n, 0, symbols, &ignored))
        return text;
    rewrite(&out, text, elf, symbols, n);
    char *kept = buf_keep(a, &out);
    buf_free(&out);
    return kept;
}
