/* Any bytes as what an explored program reports, which shares its memory with
 * the explorer and may write what it likes. What is read becomes a finding, and
 * that is told, drawn and made a web page: no line is wider than the terminal,
 * and no byte does anything to it. */
#include "grader/trace.h"
#include "grader/schedule_record.h"
#include "src/base/buf.h"
#include "src/base/utf8.h"
#include "src/ui/lanes.h"
#include "src/ui/replay_parts.h"
#include "src/ui/trace_html.h"

#include "tests/fuzz/fuzz.h"

static const struct story_source source = {
    "ring.c", "int total;\n\nvoid *run(void *p)\n{\n    total++;\n}\n"};

static void check_drawn(const struct look *look, const struct buf *out)
{
    must(strlen(out->data) == out->len, "no NUL", NULL);
    must(utf8_valid(out->data, out->len) == out->len, "UTF-8", out->data);
    for (const char *at = out->data; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        must(c >= ' ' || c == '\n' || c == '\t', "no control character", at);
    }
    for (const char *at = out->data; look != NULL && *at != '\0';) {
        size_t len = strcspn(at, "\n");
        must(term_width(at, len) <= (size_t)look->width, "it fits", at);
        at += len + (at[len] == '\n');
    }
}

static void draw(struct arena *a, const struct finding *f, bool full)
{
    static const int widths[] = {10, 40, 80, 200};
    const struct story *s = story_make(a, f, &source, 1, full);
    struct buf out = BUF_INIT;

    if (s == NULL)
        return;
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        struct look look = {.width = widths[i], .height = 24, .utf8 = i & 1};
        buf_reset(&out);
        lanes_draw(&out, &look, s);
        check_drawn(&look, &out);
    }
    const struct trace_page page = {.title = "ring.c",
                                    .finding = f,
                                    .story = s,
                                    .sources = &source,
                                    .nsources = 1,
                                    .replay = f->schedule,
                                    .style = "",
                                    .script = ""};
    buf_reset(&out);
    trace_html(&out, &page);
    check_drawn(NULL, &out);
    buf_free(&out);
}

static void check(struct arena *a, const struct schedule_record *r)
{
    static const char *const files[] = {"ring.c"};
    const struct trace_program p = {
        .elf = "/nowhere", .own = "ring.c", .files = files, .nfiles = 1};
    struct replay_state state = {0};

    if (r->found) {
        struct finding f = trace_finding(a, r, &p);
        must(f.message != NULL && f.kind < FINDING_KIND_COUNT, "a finding",
             f.message);
        must(f.trace->nsteps == r->nsteps, "all steps", f.message);
        for (size_t i = 0; i < f.nthreads; i++)
            must(f.threads[i].name && f.threads[i].state, "a thread is named",
                 f.message);
        draw(a, &f, false);
        draw(a, &f, true);
    }
    trace_state(a, r, &p, &state);
    must(state.noptions == r->noptions && state.nblocked == r->nblocked,
         "what comes next", NULL);
    struct buf out = BUF_INIT;
    replay_json("1c:", &state, &out);
    check_drawn(NULL, &out);
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct text text = fuzz_text(a, data, size);
    struct schedule_record r;
    struct err e = {0};

    if (schedule_record_parse(a, &text, &r, &e))
        check(a, &r);
    else
        must_say_where(&e, "the explorer's report");
    arena_free(a);
    return 0;
}
