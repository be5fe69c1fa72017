/* Any bytes as findings that were kept from an earlier grade. What is read can
 * be written and read again, and compares as itself. */
#include "grader/verdict.h"

#include "tests/fuzz/fuzz.h"

static void check(struct arena *a, const struct finding *f)
{
    must(f->kind < FINDING_KIND_COUNT && f->stage < STAGE_COUNT,
         "a kind and a stage", f->message);
    must(finding_same(f, f), "the same as itself", f->message);
    must(finding_rank(f) >= 0, "a rank", f->message);
    for (size_t t = 0; t < f->nthreads; t++) {
        must(f->threads[t].name && f->threads[t].state, "a thread is named",
             f->message);
        for (size_t i = 0; i < f->threads[t].nframes; i++)
            must(f->threads[t].frames[i].function != NULL,
                 "a frame has a function", f->message);
    }
    struct verdict v = {.exercise = "ring",
                        .submission = f->message,
                        .findings = f,
                        .nfindings = 1};
    struct buf out = BUF_INIT;
    verdict_json(&v, &out);
    must(out.len > 0 && out.data[out.len - 1] == '\n', "a document", out.data);
    buf_free(&out);
    (void)a;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct text text = fuzz_text(a, data, size);
    struct buf first = BUF_INIT, second = BUF_INIT;
    struct finding *list;
    struct err e = {0};
    size_t n;

    if (findings_parse(a, "input", &text, &list, &n, &e)) {
        for (size_t i = 0; i < n; i++)
            check(a, &list[i]);
        findings_json(list, n, &first);
        text = (struct text){first.data, first.len};
        if (!findings_parse(a, "again", &text, &list, &n, &e))
            must(false, e.text, first.data);
        findings_json(list, n, &second);
        must(strcmp(first.data, second.data) == 0, "written as it was read",
             second.data);
    } else {
        must_say_where(&e, "input");
    }
    buf_free(&first);
    buf_free(&second);
    arena_free(a);
    return 0;
}
