/* What is to be graded, by whom, and what has been.
 *
 * Theory of operation. The caller decides which submissions need a grade and
 * settles those that have no file. The others are items of a crew: a worker
 * grades one and writes its record, so that what it found survives everything
 * but the disk. The caller reads no verdict; it looks whether there is a
 * record.
 *
 * The same bytes for the same exercise are one item, whoever handed them in:
 * they are graded once, and each gets a record with that verdict. Where the
 * worker is killed between two of those records, the next run grades the rest
 * again.
 *
 * G1. Only the item's worker writes a record while the crew works.
 * G2. A record that says "infra error" has no key, so that the next run makes
 *     it again. */
#include "src/class/grading.h"

#include "grader/exercise.h"
#include "src/base/buf.h"
#include "src/base/moment.h"
#include "src/base/sha256.h"
#include "src/class/crew.h"
#include "src/class/ledger.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PROGRAM_MAX = 256 << 20, /* bytes of our own program's file */
    SOURCE_MAX = 8 << 20,    /* of a file of an exercise */
};

static const size_t none = SIZE_MAX;

struct grading {
    const struct grading_request *req;
    size_t *items;           /* numbers of submissions that a crew grades */
    size_t *twin;            /* of each submission: the next with its bytes */
    const char *const *keys; /* of all submissions */
    size_t nitems;
    size_t total, done; /* submissions: of all items, and of those that ended */
    double began;
    struct grader *grader; /* a worker's; NULL until its first item */
};

/* --------------------------------------------------------------------- keys */

static const char *hex(struct arena *a, const void *data, size_t len)
{
    char *out = arena_alloc(a, SHA256_HEX);

    sha256_hex(data, len, out);
    return out;
}

/* Adds the name and the hash of every plain file of a folder. */
static bool add_folder(struct arena *a, const char *dir, struct buf *out,
                       struct err *e)
{
    struct names names;

    if (!file_list(a, dir, &names, e))
        return false;
    for (size_t i = 0; i < names.n; i++) {
        const char *path = file_join(a, dir, names.name[i]);
        struct arena *scratch = arena_new();
        struct text text;
        bool ok = !file_is_plain(path) ||
                  file_read(scratch, path, SOURCE_MAX, &text, e);
        if (ok && file_is_plain(path))
            buf_printf(out, "%s %s\n", names.name[i],
                       hex(scratch, text.data, text.len));
        arena_free(scratch);
        if (!ok)
            return false;
    }
    return true;
}

/* What all keys of an exercise begin with. */
static bool exercise_key(struct arena *a, const struct grading_request *req,
                         const struct exercise *ex, const char **out,
                         struct err *e)
{
    struct arena *scratch = arena_new();
    struct buf all = BUF_INIT;
    struct text program;
    bool ok =
        file_read(scratch, "/proc/self/exe", PROGRAM_MAX, &program, e) &&
        add_folder(scratch, ex->dir, &all, e) &&
        add_folder(scratch, file_join(scratch, req->share, "grader/harness"),
                   &all, e);

    if (ok) {
        buf_printf(&all, "%s\n", hex(scratch, program.data, program.len));
        *out = hex(a, all.data, all.len);
    }
    buf_free(&all);
    arena_free(scratch);
    return ok;
}

static size_t exercise_index(const struct grading_request *req,
                             const char *exercise)
{
    size_t i = 0;

    while (strcmp(req->exercises[i]->name, exercise) != 0)
        i++;
    return i;
}

static bool make_keys(struct arena *a, const struct grading_request *req,
                      const char ***out, struct err *e)
{
    const size_t n = req->assignment->n;
    const char **of_exercise = ARENA_ARRAY(a, const char *, n);

    *out = ARENA_ARRAY(a, const char *, req->n);
    for (size_t i = 0; i < n; i++) {
        if (!exercise_key(a, req, req->exercises[i], &of_exercise[i], e))
            return false;
    }
    for (size_t i = 0; i < req->n; i++) {
        const struct submission *s = &req->list[i];
        struct buf all = BUF_INIT;
        buf_printf(&all, "%s\n%s\n%lld\n%s\n",
                   of_exercise[exercise_index(req, s->exercise)], s->sha256,
                   (long long)s->handed_in, s->problem ? s->problem : "");
        (*out)[i] = hex(a, all.data, all.len);
        buf_free(&all);
    }
    return true;
}

/* ------------------------------------------------------------------ records */

static bool write_record(const struct grading_request *req,
                         const struct submission *s, const char *key,
                         enum record_outcome outcome, const char *why,
                         const struct verdict *v, struct err *e)
{
    struct arena *a = arena_new();
    const char *path = record_path(a, req->out, s->student, s->exercise);
    const char *dir =
        arena_strndup(a, path, (size_t)(file_base(path) - path) - 1);
    struct buf text = BUF_INIT;

    record_json(s, key, outcome, why, v, &text);
    bool ok =
        file_mkdirs(dir, 0755, e) && file_write(path, text.data, text.len, e);
    buf_free(&text);
    arena_free(a);
    return ok;
}

/* Whether there is a record that holds. */
static bool is_kept(const struct grading_request *req,
                    const struct submission *s, const char *key)
{
    struct arena *a = arena_new();
    struct record r;
    bool kept = ledger_record(a, req->out, s->student, s->exercise, &r) &&
                r.outcome != RECORD_INFRA_ERROR && strcmp(r.key, key) == 0;

    arena_free(a);
    return kept;
}

/* -------------------------------------------------------------- in a worker */

/* `v` is NULL where there is none, and `why` says why. */
static bool write_records(const struct grading *g, size_t i,
                          const struct verdict *v, const char *why,
                          struct err *e)
{
    const struct grading_request *req = g->req;
    bool ok = true;

    for (; ok && i != none; i = g->twin[i]) {
        const struct submission *s = &req->list[i];
        struct verdict own = v ? *v : (struct verdict){0};
        own.submission = s->copy;
        ok = v ? write_record(req, s, g->keys[i], record_of_verdict(v), NULL,
                              &own, e)
               : write_record(req, s, "", RECORD_INFRA_ERROR, /* G2 */
                              why, NULL, e);
    }
    return ok;
}

static void begin(void *ctx)
{
    (void)ctx;
    grader_share_network();
}

static void work(void *ctx, size_t item)
{
    struct grading *g = ctx;
    const struct grading_request *req = g->req;
    size_t i = g->items[item];
    const struct submission *s = &req->list[i];
    struct arena *a = arena_new();
    struct verdict v;
    struct err e;
    struct grade_request request = {
        .exercise = req->exercises[exercise_index(req, s->exercise)]->dir,
        .submission = s->copy,
        .forget = true,
        .stranger = true,
        .alone = true,
        .secret = req->secret,
        .stop = crew_stop(),
    };

    if (g->grader == NULL)
        g->grader = grader_new(req->share, req->cache);
    bool ok = grade(a, g->grader, &request, &v, &e);
    /* Told to stop: no record, so that it is graded another time. */
    if (*crew_stop() == 0) {
        ok = ok && write_records(g, i, &v, NULL, &e);
        if (!ok)
            (void)write_records(g, i, NULL, arena_strdup(a, e.text), &e);
    }
    arena_free(a);
}

/* ------------------------------------------------------------ in the caller */

static void tell(struct grading *g, const struct submission *s,
                 enum record_outcome outcome)
{
    struct grading_progress p = {g->done, g->total, s, outcome,
                                 moment_s() - g->began};

    if (g->req->progress != NULL)
        g->req->progress(g->req->ctx, &p);
}

static void ended(void *ctx, size_t item, enum crew_end how)
{
    struct grading *g = ctx;
    struct err e;

    if (how == CREW_LOST)
        (void)write_records(g, g->items[item], NULL,
                            "the process that graded it died, twice", &e);
    for (size_t i = g->items[item]; i != none; i = g->twin[i]) {
        const struct submission *s = &g->req->list[i];
        struct arena *a = arena_new();
        struct record r = {.outcome = RECORD_INFRA_ERROR};
        if (!record_load(a,
                         record_path(a, g->req->out, s->student, s->exercise),
                         &r, &e))
            r.outcome = RECORD_INFRA_ERROR;
        g->done++;
        tell(g, s, r.outcome);
        arena_free(a);
    }
}

static void tick(void *ctx)
{
    tell(ctx, NULL, RECORD_INFRA_ERROR);
}

static int by_bytes(const void *a, const void *b)
{
    const struct submission *x = *(const struct submission *const *)a;
    const struct submission *y = *(const struct submission *const *)b;
    int order = strcmp(x->sha256, y->sha256);

    if (order == 0)
        order = strcmp(x->exercise, y->exercise);
    return order ? order : (x > y) - (x < y);
}

/* Makes one item of those with the same bytes; items stay in their order. */
static void join_twins(struct arena *a, struct grading *g)
{
    const struct submission **sorted =
        ARENA_ARRAY(a, const struct submission *, g->total);
    bool *follows = ARENA_ARRAY(a, bool, g->req->n);

    for (size_t k = 0; k < g->total; k++)
        sorted[k] = &g->req->list[g->items[k]];
    if (g->total > 0)
        qsort(sorted, g->total, sizeof(*sorted), by_bytes);
    for (size_t k = 1; k < g->total; k++) {
        const struct submission *x = sorted[k - 1], *y = sorted[k];
        if (strcmp(x->sha256, y->sha256) != 0 ||
            strcmp(x->exercise, y->exercise) != 0)
            continue;
        g->twin[x - g->req->list] = (size_t)(y - g->req->list);
        follows[y - g->req->list] = true;
    }
    for (size_t k = 0; k < g->total; k++) {
        if (!follows[g->items[k]])
            g->items[g->nitems++] = g->items[k];
    }
}

/* Settles what needs no grade; the others are to be graded. */
static bool choose(struct grading *g, struct grading_result *out, struct err *e)
{
    const struct grading_request *req = g->req;

    for (size_t i = 0; i < req->n; i++) {
        const struct submission *s = &req->list[i];
        if (req->shards > 1 && i % req->shards != req->shard) {
            out->others++;
            continue;
        }
        if (is_kept(req, s, g->keys[i])) {
            out->kept++;
            continue;
        }
        if (s->copy != NULL) {
            g->items[g->total++] = i;
            continue;
        }
        if (!write_record(req, s, g->keys[i],
                          s->missing ? RECORD_MISSING : RECORD_UNREADABLE,
                          s->problem, NULL, e))
            return false;
        out->graded++;
    }
    return true;
}

bool grading_run(struct arena *a, const struct grading_request *req,
                 struct grading_result *out, struct err *e)
{
    struct grading g = {
        .req = req,
        .items = ARENA_ARRAY(a, size_t, req->n),
        .twin = ARENA_ARRAY(a, size_t, req->n),
        .began = moment_s(),
    };
    struct crew crew = {
        .workers = req->workers,
        .begin = begin,
        .work = work,
        .ended = ended,
        .tick = tick,
        .ctx = &g,
        .stop = req->stop,
    };
    const char **keys;

    *out = (struct grading_result){0};
    if (!make_keys(a, req, &keys, e))
        return false;
    g.keys = keys;
    for (size_t i = 0; i < req->n; i++)
        g.twin[i] = none;
    if (!choose(&g, out, e))
        return false;
    join_twins(a, &g);
    crew.items = g.nitems;
    if (crew.workers > g.nitems)
        crew.workers = g.nitems > 0 ? g.nitems : 1;
    bool ok = g.nitems == 0 || crew_run(&crew, e);
    out->graded += g.done;
    out->seconds = moment_s() - g.began;
    return ok;
}
