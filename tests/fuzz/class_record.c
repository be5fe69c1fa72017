/* Any bytes as the record of one submission, as it lies in a folder of results.
 * What is read can be written and read again, and comes out in every format
 * that others read: JSON that is JSON, and text without a byte that could do
 * something else. */
#include "grader/exercise.h"
#include "src/base/buf.h"
#include "src/base/json.h"
#include "src/base/utf8.h"
#include "src/class/feedback.h"
#include "src/class/formats.h"
#include "src/class/record.h"

#include "tests/fuzz/fuzz.h"

/* The verdict that a record was made of. */
static struct verdict verdict_of(struct arena *a, const struct record *r)
{
    struct finding *f = ARENA_ARRAY(a, struct finding, r->nfindings);
    struct verdict v = {.exercise = r->exercise,
                        .submission = r->source,
                        .findings = f,
                        .nfindings = r->nfindings,
                        .layers = r->layers,
                        .nlayers = r->nlayers,
                        .seconds = r->seconds};

    for (size_t i = 0; i < r->nstages; i++) {
        const struct record_stage *s = &r->stages[i];
        v.stages[s->stage] = (struct stage_result){
            .outcome = s->outcome,
            .seconds = s->seconds,
            .why = s->why,
            .checks_run = (size_t)s->checks_run,
            .checks_expected = (size_t)s->checks_expected};
    }
    for (size_t i = 0; i < r->nfindings; i++) {
        const struct record_finding *from = &r->findings[i];
        f[i] = (struct finding){.kind = from->kind,
                                .stage = from->stage,
                                .chance = from->chance,
                                .file = from->file,
                                .line = from->line,
                                .column = from->column,
                                .function = from->function,
                                .test = from->test,
                                .expectation = from->expectation,
                                .message = from->message,
                                .detail = from->detail,
                                .output = from->output,
                                .schedule = from->schedule};
    }
    return v;
}

static void same_findings(const struct record *x, const struct record *y)
{
    must(x->nfindings == y->nfindings, "as many findings", x->student);
    for (size_t i = 0; i < x->nfindings; i++) {
        const struct record_finding *f = &x->findings[i], *g = &y->findings[i];
        must(f->kind == g->kind && f->stage == g->stage &&
                 f->chance == g->chance && f->line == g->line &&
                 f->column == g->column && same_text(f->file, g->file) &&
                 same_text(f->function, g->function) &&
                 same_text(f->test, g->test) &&
                 same_text(f->expectation, g->expectation) &&
                 same_text(f->message, g->message) &&
                 same_text(f->detail, g->detail) &&
                 same_text(f->output, g->output) &&
                 same_text(f->schedule, g->schedule),
             "the same finding", f->message);
    }
}

static void write_again(struct arena *a, const struct record *r,
                        struct fuzz_file *file)
{
    struct submission s = {.student = r->student,
                           .exercise = r->exercise,
                           .source = r->source,
                           .handed_in = r->handed_in};
    struct verdict v = verdict_of(a, r);
    struct buf out = BUF_INIT;
    struct record again;
    struct err e;

    snprintf(s.sha256, sizeof s.sha256, "%.*s", (int)sizeof s.sha256 - 1,
             r->sha256);
    record_json(&s, r->key, r->outcome, r->why, &v, &out);
    fuzz_file_fill(file, out.data, out.len);
    if (!record_load(a, file->path, &again, &e))
        must(false, e.text, out.data);
    must(same_text(again.student, r->student) &&
             same_text(again.exercise, r->exercise) &&
             same_text(again.source, r->source) &&
             same_text(again.key, r->key) && same_text(again.why, r->why) &&
             again.outcome == r->outcome && again.nlayers == r->nlayers,
         "the same record", out.data);
    must(r->handed_in <= 0 || again.handed_in == r->handed_in, "the same time",
         out.data);
    same_findings(r, &again);
    buf_free(&out);
}

/* What no document may hold, whoever wrote it. */
static void check_text(const char *name, const struct buf *out)
{
    must(utf8_valid(out->data, out->len) == out->len, "UTF-8", name);
    for (size_t i = 0; i < out->len; i++) {
        unsigned char c = (unsigned char)out->data[i];
        must((c >= ' ' && c != 0x7F) || c == '\n' || c == '\t',
             "no control character", out->data);
    }
}

static void check_formats(struct arena *a, const struct record *r)
{
    struct assignment as;
    struct format_input in = {
        .assignment = &as, .records = &r, .n = 1, .student = r->student};
    struct buf out = BUF_INIT;
    struct json root;
    struct err e;

    assignment_of(a, r->exercise, &as);
    for (size_t i = 0; i < nformats; i++) {
        size_t len = strlen(formats[i].file);
        buf_reset(&out);
        formats[i].write(a, &in, &out);
        check_text(formats[i].name, &out);
        if (strcmp(formats[i].file + len - 4, "json") == 0 ||
            strcmp(formats[i].file + len - 5, "sarif") == 0)
            if (!json_parse(a, formats[i].name, out.data, out.len, &root, &e))
                must(false, e.text, out.data);
    }
    buf_free(&out);
}

static void check_feedback(struct arena *a, const struct record *r)
{
    struct assignment as;
    static const char *const rungs[] = {"Look *here*", "why", "what"};
    static const struct hints any = {.rungs = rungs, .nrungs = 3};
    static const struct exercise exercise = {.name = "ring",
                                             .title = "A ring",
                                             .submission_name = "ring.c",
                                             .hints = &any,
                                             .nhints = 1};
    struct student student = {.id = r->student, .name = r->source};
    struct buf out = BUF_INIT;

    assignment_of(a, r->exercise, &as);
    struct feedback_part part = {.record = r,
                                 .exercise = &exercise,
                                 .source = {"int x;\nint y;\n", 14},
                                 .score = score_of(&as, &as.list[0], r)};
    struct feedback f = {&as, &student, &part, NULL};
    feedback_markdown(&f, &out);
    check_text("feedback", &out);
    buf_reset(&out);
    f.style = "";
    feedback_html(&f, &out);
    check_text("feedback", &out);
    must(strstr(out.data, "<script") == NULL, "no script", out.data);
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct fuzz_file f = fuzz_file(data, size);
    struct record r;
    struct err e = {0};

    if (record_load(a, f.path, &r, &e)) {
        write_again(a, &r, &f);
        check_formats(a, &r);
        check_feedback(a, &r);
    } else {
        must_say_where(&e, f.path);
    }
    close(f.fd);
    arena_free(a);
    return 0;
}
