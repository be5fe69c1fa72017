/* Any bytes as the reports of AddressSanitizer, LeakSanitizer, UBSan and
 * ThreadSanitizer: a program can print some itself. What is read is a finding
 * with a message of one line and stacks that are whole. */
#include "grader/asan.h"
#include "grader/names.h"
#include "grader/tsan.h"

#include "tests/fuzz/fuzz.h"

static void check(const struct finding *f)
{
    must(f->message != NULL && *f->message != '\0', "there is a message",
         f->detail);
    must(strchr(f->message, '\n') == NULL, "of one line", f->message);
    must(f->detail != NULL && strlen(f->detail) <= (32 << 10),
         "a detail that can be shown", f->message);
    must(f->kind < FINDING_KIND_COUNT && f->line >= 0 && f->column >= 0,
         "a kind and a place", f->message);
    for (size_t t = 0; t < f->nthreads; t++) {
        const struct thread_view *v = &f->threads[t];
        must(v->name != NULL && v->state != NULL, "a thread is named",
             f->message);
        for (size_t i = 0; i < v->nframes; i++)
            must(v->frames[i].function && v->frames[i].file &&
                     v->frames[i].line >= 0,
                 "a frame has a place", f->message);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    const char *text = arena_strndup(a, (const char *)data, size);
    struct finding one = {0}, *list;
    size_t n;

    if (asan_parse(a, text, "ring.c", &one))
        check(&one);
    tsan_parse(a, text, "ring.c", &list, &n);
    for (size_t i = 0; i < n; i++)
        check(&list[i]);
    must(strcmp(names_fill(a, text, "/nowhere/program"), text) == 0,
         "without a program no names", text);
    arena_free(a);
    return 0;
}
