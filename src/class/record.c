#include "src/class/record.h"

#include "src/base/buf.h"
#include "src/base/json.h"

#include <math.h>
#include <string.h>
#include <time.h>

/* R1. What record_json writes, record_load can read, whatever a submission
 *     does: one that prints megabytes of control characters, of which JSON
 *     makes six bytes each, has its texts cut, and one whose #line names a line
 *     that no file has, its place left out; neither has its grade lost. */

enum {
    FINDINGS_MAX = 1000, /* far above what one grade gives */
    TEXT_MAX = 64 << 10, /* bytes of a finding's text, where R1 needs a cut */
    STAGES_MAX = STAGE_COUNT,
    LAYERS_MAX = 32,
    LINE_MAX_N = 10000000,
    CHECKS_MAX = 1000000,
    TIME_TEXT = 32,
};

/* 9999-12-31: RFC 3339 has four digits for a year. */
static const double time_max = 253402300799.0;

static const char *const outcome_names[RECORD_OUTCOME_COUNT] = {
    [RECORD_PASSED] = "passed",           [RECORD_FAILED] = "failed",
    [RECORD_UNSURE] = "unsure",           [RECORD_TAMPERED] = "tampered",
    [RECORD_MISSING] = "missing",         [RECORD_UNREADABLE] = "unreadable",
    [RECORD_INFRA_ERROR] = "infra-error",
};

const char *record_outcome_name(enum record_outcome o)
{
    return outcome_names[o];
}

bool record_outcome_parse(const char *name, enum record_outcome *out)
{
    for (int o = 0; o < RECORD_OUTCOME_COUNT; o++) {
        if (strcmp(outcome_names[o], name) == 0) {
            *out = (enum record_outcome)o;
            return true;
        }
    }
    return false;
}

enum record_outcome record_of_verdict(const struct verdict *v)
{
    for (size_t i = 0; i < v->nfindings; i++) {
        if (v->findings[i].kind == FINDING_FORGED)
            return RECORD_TAMPERED;
    }
    return v->outcome == OUTCOME_PASSED   ? RECORD_PASSED
           : v->outcome == OUTCOME_FAILED ? RECORD_FAILED
                                          : RECORD_UNSURE;
}

char *record_path(struct arena *a, const char *out_dir, const char *student,
                  const char *exercise)
{
    return arena_printf(a, "%s/verdicts/%s/%s.json", out_dir, student,
                        exercise);
}

/* ------------------------------------------------------------------ writing */

/* At most `max` bytes of it; a character that does not fit is left out. */
static const char *cut(struct arena *a, const char *text, size_t max)
{
    if (text == NULL || strnlen(text, max + 1) <= max)
        return text;
    while (max > 0 && ((unsigned char)text[max] & 0xC0) == 0x80)
        max--;
    return arena_strndup(a, text, max);
}

static void shorten(struct arena *a, struct finding *f, size_t max)
{
    f->file = cut(a, f->file, max);
    f->function = cut(a, f->function, max);
    f->test = cut(a, f->test, max);
    f->expectation = cut(a, f->expectation, max);
    f->message = cut(a, f->message, max);
    f->detail = cut(a, f->detail, max);
    f->output = cut(a, f->output, max);
    if (f->schedule != NULL && strnlen(f->schedule, max + 1) > max)
        f->schedule = NULL; /* half of it replays something else */
    f->nthreads = 0;
}

/* R1. What cannot be a place is one that is not known. */
static void check_place(struct finding *f)
{
    if (f->line > LINE_MAX_N || f->column > LINE_MAX_N)
        f->line = f->column = 0;
}

/* `max` is SIZE_MAX where nothing need be cut. */
static void put_verdict(struct json_out *w, const struct verdict *v, size_t max)
{
    struct arena *a = arena_new();
    struct verdict short_one = *v;
    struct buf text = BUF_INIT;

    if (short_one.nfindings > FINDINGS_MAX)
        short_one.nfindings = FINDINGS_MAX;
    struct finding *found = ARENA_ARRAY(a, struct finding, short_one.nfindings);
    for (size_t i = 0; i < short_one.nfindings; i++) {
        found[i] = v->findings[i];
        found[i].trace = NULL;
        check_place(&found[i]);
        if (max != SIZE_MAX)
            shorten(a, &found[i], max);
    }
    short_one.findings = found;
    verdict_json(&short_one, &text);
    json_put_document(w, "verdict", text.data, text.len);
    buf_free(&text);
    arena_free(a);
}

static void put_time(struct json_out *w, const char *key, int64_t when)
{
    char text[TIME_TEXT];
    time_t seconds = (time_t)when;
    struct tm parts;

    if (when <= 0 || (double)when > time_max ||
        gmtime_r(&seconds, &parts) == NULL ||
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        return;
    json_put_string(w, key, text);
}

static void put_record(const struct submission *s, const char *key,
                       enum record_outcome outcome, const char *why,
                       const struct verdict *verdict, size_t text_max,
                       struct buf *out)
{
    struct json_out w;

    json_begin(&w, out);
    json_put_object(&w, NULL);
    json_put_number(&w, "format", 1);
    json_put_string(&w, "student", s->student);
    json_put_string(&w, "exercise", s->exercise);
    json_put_string(&w, "source", s->source != NULL ? s->source : "");
    json_put_string(&w, "sha256", s->sha256);
    put_time(&w, "handed_in", s->handed_in);
    json_put_string(&w, "key", key);
    json_put_string(&w, "grader", TL_VERSION);
    json_put_string(&w, "outcome", record_outcome_name(outcome));
    if (why != NULL)
        json_put_string(&w, "why", why);
    if (verdict != NULL)
        put_verdict(&w, verdict, text_max);
    json_put_end(&w, '}');
}

void record_json(const struct submission *s, const char *key,
                 enum record_outcome outcome, const char *why,
                 const struct verdict *verdict, struct buf *out)
{
    const size_t start = out->len;

    put_record(s, key, outcome, why, verdict, SIZE_MAX, out);
    for (size_t max = TEXT_MAX; out->len - start > JSON_FILE_MAX && max > 0;
         max /= 8) {
        buf_cut(out, start);
        put_record(s, key, outcome, why, verdict, max, out); /* R1 */
    }
}

/* ------------------------------------------------------------------ reading */

static bool get_text(struct json v, const char *key, const char **out,
                     struct err *e)
{
    struct json text = json_get(v, key);

    return !json_exists(text) || json_string(text, out, e);
}

static bool get_long(struct json v, const char *key, long max, long *out,
                     struct err *e)
{
    struct json number = json_get(v, key);

    *out = 0;
    return !json_exists(number) || json_int(number, 0, max, out, e);
}

static bool get_line(struct json v, const char *key, int *out, struct err *e)
{
    long n;

    if (!get_long(v, key, LINE_MAX_N, &n, e))
        return false;
    *out = (int)n;
    return true;
}

static bool get_stage_name(struct json v, const char *key, enum stage *out,
                           struct err *e)
{
    struct json text = json_get(v, key);
    const char *name;

    if (!json_string(text, &name, e))
        return false;
    for (int s = 0; s < STAGE_COUNT; s++) {
        if (strcmp(stage_name((enum stage)s), name) == 0) {
            *out = (enum stage)s;
            return true;
        }
    }
    return json_expected(text, "the name of a stage", e);
}

static bool get_outcome(struct json v, const char *key, enum outcome *out,
                        struct err *e)
{
    struct json text = json_get(v, key);
    const char *name;

    if (!json_string(text, &name, e))
        return false;
    for (int o = OUTCOME_PASSED; o <= OUTCOME_UNAVAILABLE; o++) {
        if (strcmp(outcome_name((enum outcome)o), name) == 0) {
            *out = (enum outcome)o;
            return true;
        }
    }
    return json_expected(text, "an outcome", e);
}

static bool get_list(struct json v, const char *key, size_t max, size_t *n,
                     struct err *e)
{
    struct json list = json_get(v, key);

    if (!json_array(list, n, e))
        return false;
    return *n <= max || json_error(list, e, "more than %zu of them", max);
}

static bool get_stages(struct arena *a, struct json v, struct record *out,
                       struct err *e)
{
    struct record_stage *stages;

    if (!get_list(v, "stages", STAGES_MAX, &out->nstages, e))
        return false;
    out->stages = stages = ARENA_ARRAY(a, struct record_stage, out->nstages);
    for (size_t i = 0; i < out->nstages; i++) {
        struct json one = json_at(json_get(v, "stages"), i);
        if (!get_stage_name(one, "name", &stages[i].stage, e) ||
            !get_outcome(one, "outcome", &stages[i].outcome, e) ||
            !json_number(json_get(one, "seconds"), &stages[i].seconds, e) ||
            !get_text(one, "why", &stages[i].why, e) ||
            !get_long(one, "checks_run", CHECKS_MAX, &stages[i].checks_run,
                      e) ||
            !get_long(one, "checks_expected", CHECKS_MAX,
                      &stages[i].checks_expected, e))
            return false;
        for (size_t k = 0; k < i; k++) {
            if (stages[k].stage == stages[i].stage)
                return json_error(one, e, "this stage is there already");
        }
    }
    return true;
}

static bool get_finding(struct json v, struct record_finding *f, struct err *e)
{
    struct json kind = json_get(v, "kind");
    const char *name;

    if (!json_string(kind, &name, e))
        return false;
    if (!finding_kind_parse(name, &f->kind))
        return json_expected(kind, "a kind of finding", e);
    return get_stage_name(v, "stage", &f->stage, e) &&
           json_bool(json_get(v, "chance"), &f->chance, e) &&
           get_text(v, "file", &f->file, e) &&
           get_line(v, "line", &f->line, e) &&
           get_line(v, "column", &f->column, e) &&
           get_text(v, "function", &f->function, e) &&
           get_text(v, "test", &f->test, e) &&
           get_text(v, "expectation", &f->expectation, e) &&
           json_string(json_get(v, "message"), &f->message, e) &&
           get_text(v, "detail", &f->detail, e) &&
           get_text(v, "output", &f->output, e) &&
           get_text(v, "schedule", &f->schedule, e);
}

static bool get_findings(struct arena *a, struct json v, struct record *out,
                         struct err *e)
{
    struct record_finding *list;

    if (!get_list(v, "findings", FINDINGS_MAX, &out->nfindings, e))
        return false;
    out->findings = list =
        ARENA_ARRAY(a, struct record_finding, out->nfindings);
    for (size_t i = 0; i < out->nfindings; i++) {
        if (!get_finding(json_at(json_get(v, "findings"), i), &list[i], e))
            return false;
    }
    return true;
}

static bool get_layers(struct arena *a, struct json v, struct record *out,
                       struct err *e)
{
    struct layer *list;

    if (!get_list(v, "layers", LAYERS_MAX, &out->nlayers, e))
        return false;
    out->layers = list = ARENA_ARRAY(a, struct layer, out->nlayers);
    for (size_t i = 0; i < out->nlayers; i++) {
        struct json one = json_at(json_get(v, "layers"), i);
        if (!json_string(json_get(one, "name"), &list[i].name, e) ||
            !json_bool(json_get(one, "active"), &list[i].active, e) ||
            !get_text(one, "why", &list[i].why, e))
            return false;
    }
    return true;
}

static bool get_verdict(struct arena *a, struct json v, struct record *out,
                        struct err *e)
{
    if (!json_exists(v))
        return true;
    return get_stages(a, v, out, e) && get_findings(a, v, out, e) &&
           get_layers(a, v, out, e) && get_text(v, "seed", &out->seed, e) &&
           json_number(json_get(v, "seconds"), &out->seconds, e);
}

static bool get_time(struct json root, int64_t *out, struct err *e)
{
    struct json when = json_get(root, "handed_in");
    const char *text;

    *out = 0;
    if (!json_exists(when))
        return true;
    if (!json_string(when, &text, e))
        return false;
    return assignment_time(text, out) || json_expected(when, "a time", e);
}

bool record_load(struct arena *a, const char *path, struct record *out,
                 struct err *e)
{
    struct json root;
    const char *outcome;
    long format;

    *out = (struct record){0};
    if (!json_load(a, path, &root, e) ||
        !json_int(json_get(root, "format"), 1, 1, &format, e) ||
        !json_string(json_get(root, "student"), &out->student, e) ||
        !json_string(json_get(root, "exercise"), &out->exercise, e) ||
        !json_string(json_get(root, "source"), &out->source, e) ||
        !json_string(json_get(root, "sha256"), &out->sha256, e) ||
        !get_time(root, &out->handed_in, e) ||
        !json_string(json_get(root, "key"), &out->key, e) ||
        !json_string(json_get(root, "grader"), &out->grader, e) ||
        !json_string(json_get(root, "outcome"), &outcome, e) ||
        !get_text(root, "why", &out->why, e))
        return false;
    if (!record_outcome_parse(outcome, &out->outcome))
        return json_expected(json_get(root, "outcome"), "an outcome", e);
    return get_verdict(a, json_get(root, "verdict"), out, e);
}
