/* Any bytes as what a compiler makes of a file: whoever writes asm in it writes
 * lines of that text. What is read are lines of it, each on one line. */
#include "grader/assembly.h"

#include "tests/fuzz/fuzz.h"

static void check(const struct assembly_function *f)
{
    must(f->name != NULL, "a name", NULL);
    for (size_t i = 0; i < f->nlines; i++) {
        const struct assembly_line *line = &f->lines[i];
        must(line->text != NULL && *line->text != '\0' &&
                 strchr(line->text, '\n') == NULL,
             "a line", line->text);
        must(line->line >= 0, "of a line of the file", line->text);
        must(!line->label || line->line == 0, "a label has none", line->text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const wanted[] = {"push", "none", NULL};
    struct arena *a = arena_new();
    const char *text = fuzz_text(a, data, size).data;
    struct assembly all = {0}, some = {0};

    assembly_parse(a, text, "ring.c", NULL, &all);
    for (size_t i = 0; i < all.nfunctions; i++)
        check(&all.functions[i]);
    assembly_parse(a, text, "ring.c", wanted, &some);
    must(some.nfunctions == 2, "as many as were asked for", NULL);
    for (size_t i = 0; i < some.nfunctions; i++)
        check(&some.functions[i]);
    arena_free(a);
    return 0;
}
