/* Reads a trace and plays it against the MESI protocol.
 *
 * M1. A copy that is exclusive or modified is the only one.
 * M2. A load without a copy asks for one: shared if another core has one,
 *     which is shared from then on, too; else exclusive.
 * M3. A store, or an atomic addition, needs the only copy. Without a copy the
 *     core asks for it and for all others to be given up, in one transaction
 *     (a read for ownership): from invalid to modified at once. From shared it
 *     only has the others given up; from exclusive it tells nobody. */
#include "src/course/caches.h"

#include "src/course/prose.h"

#include <assert.h>
#include <string.h>

static const char *const op_names[] = {
    [CACHES_LOAD] = "load", [CACHES_STORE] = "store", [CACHES_ADD] = "add"};
enum { OPS = sizeof op_names / sizeof *op_names };

char mesi_letter(enum mesi m)
{
    return "ISEM"[m];
}

const char *caches_op_name(enum caches_op op)
{
    return op_names[op];
}

const char *caches_bus_name(enum caches_bus b)
{
    static const char *const names[] = {
        [BUS_NOTHING] = "nothing",
        [BUS_READ] = "read",
        [BUS_OWN] = "read for ownership",
        [BUS_INVALIDATE] = "invalidate",
    };

    return names[b];
}

/* ------------------------------------------------------------------- protocol
 */

/* Takes the other cores' copies down to `to`. True if one was modified. */
static bool take_down(enum mesi *copy, size_t n, size_t core, enum mesi to)
{
    bool supplied = false;

    for (size_t i = 0; i < n; i++) {
        if (i == core || copy[i] <= to)
            continue;
        supplied |= copy[i] == MESI_MODIFIED;
        copy[i] = to;
    }
    return supplied;
}

static bool anybody(const enum mesi *copy, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (copy[i] != MESI_INVALID)
            return true;
    }
    return false;
}

/* M2, M3 */
static void perform(struct caches *c, struct caches_step *s)
{
    enum mesi *copy = c->end[s->line], *own = &copy[s->core];

    memcpy(s->before, copy, sizeof s->before);
    if (s->op == CACHES_LOAD && *own == MESI_INVALID) {
        s->bus = BUS_READ;
        s->supplied = take_down(copy, CACHES_CORES, s->core, MESI_SHARED);
        *own = anybody(copy, CACHES_CORES) ? MESI_SHARED : MESI_EXCLUSIVE;
    } else if (s->op != CACHES_LOAD) {
        s->bus = *own == MESI_INVALID  ? BUS_OWN
                 : *own == MESI_SHARED ? BUS_INVALIDATE
                                       : BUS_NOTHING;
        s->supplied = take_down(copy, CACHES_CORES, s->core, MESI_INVALID);
        *own = MESI_MODIFIED;
    }
    memcpy(s->after, copy, sizeof s->after);
    for (size_t i = 0; i < CACHES_CORES; i++) /* M1 */
        assert(i == s->core || *own < MESI_EXCLUSIVE ||
               copy[i] == MESI_INVALID);
}

/* -------------------------------------------------------------------- reading
 */

struct reader {
    struct arena *a;
    struct caches *out;
    const char *name;
    size_t row; /* in the file */
    struct err *e;
};

/* The next word of the row, or NULL. */
static char *next_word(char **at)
{
    *at += strspn(*at, " \t\r");
    size_t len = strcspn(*at, " \t\r");
    char *word = *at;

    if (len == 0)
        return NULL;
    *at += len;
    if (**at != '\0')
        *(*at)++ = '\0';
    return word;
}

static bool holds(const char *line, const char *variable)
{
    size_t len = strlen(variable);

    for (const char *at = line; (at = strstr(at, variable)) != NULL; at++) {
        if ((at == line || at[-1] == ' ') &&
            (at[len] == ' ' || at[len] == '\0'))
            return true;
    }
    return false;
}

static bool find_line(const struct reader *r, const char *variable,
                      size_t *line)
{
    for (size_t i = 0; i < r->out->nlines; i++) {
        if (holds(r->out->lines[i], variable)) {
            *line = i;
            return true;
        }
    }
    return false;
}

static bool read_line(struct reader *r, char *at)
{
    const char *all = NULL, *word;
    size_t before;

    if (r->out->nlines == CACHES_LINES)
        return prose_error(r->name, r->row, r->e, "more than %d cache lines",
                           CACHES_LINES);
    while ((word = next_word(&at)) != NULL) {
        if (find_line(r, word, &before) || (all && holds(all, word)))
            return prose_error(r->name, r->row, r->e,
                               "\"%.40s\" has a cache line already", word);
        all = all ? arena_printf(r->a, "%s %s", all, word) : word;
    }
    if (all == NULL)
        return prose_error(r->name, r->row, r->e,
                           "behind \"line:\" stand the variables of that line");
    r->out->lines[r->out->nlines++] = all;
    return true;
}

static bool read_op(const char *word, enum caches_op *out)
{
    for (size_t i = 0; i < OPS && word != NULL; i++) {
        if (strcmp(op_names[i], word) == 0) {
            *out = (enum caches_op)i;
            return true;
        }
    }
    return false;
}

static bool read_step(struct reader *r, const char *number, char *at)
{
    struct caches *c = r->out;
    struct caches_step s = {0};

    if (c->nsteps == CACHES_STEPS)
        return prose_error(r->name, r->row, r->e, "more than %d steps",
                           CACHES_STEPS);
    s.core = (size_t)(number[0] - '0');
    if (s.core >= CACHES_CORES || strcmp(number + 1, ":") != 0)
        return prose_error(r->name, r->row, r->e,
                           "a core is \"core 0:\" to \"core %d:\"",
                           CACHES_CORES - 1);
    if (!read_op(next_word(&at), &s.op))
        return prose_error(r->name, r->row, r->e,
                           "behind the core stands \"load\", \"store\" or "
                           "\"add\", and then a variable");
    s.variable = next_word(&at);
    if (s.variable == NULL || next_word(&at) != NULL)
        return prose_error(r->name, r->row, r->e,
                           "behind \"%s\" stands one variable", op_names[s.op]);
    if (!find_line(r, s.variable, &s.line))
        return prose_error(r->name, r->row, r->e,
                           "no \"line:\" above names the variable \"%.40s\"",
                           s.variable);
    perform(c, &s);
    if (s.core >= c->ncores)
        c->ncores = s.core + 1;
    c->steps[c->nsteps++] = s;
    return true;
}

static bool read_row(struct reader *r, char *at)
{
    const char *word = next_word(&at);

    if (word == NULL)
        return true;
    if (strcmp(word, "line:") == 0)
        return read_line(r, at);
    const char *number = strcmp(word, "core") == 0 ? next_word(&at) : NULL;
    if (number != NULL)
        return read_step(r, number, at);
    return prose_error(r->name, r->row, r->e,
                       "a row of a trace is \"line: a b\" or \"core 0: load "
                       "a\", not \"%.40s\"",
                       word);
}

bool caches_run(struct arena *a, const char *name, size_t first,
                const char *trace, struct caches *out, struct err *e)
{
    struct reader r = {.a = a, .out = out, .name = name, .row = first, .e = e};

    *out = (struct caches){0};
    for (const char *at = trace; *at; r.row++) {
        size_t len = strcspn(at, "\n");
        if (!read_row(&r, arena_strndup(a, at, len)))
            return false;
        at += len + (at[len] == '\n');
    }
    return out->nsteps > 0 ||
           prose_error(name, first, e, "the trace has no step");
}
