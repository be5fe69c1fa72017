/* Runs a fuzz target on files, and on all files of folders, without a fuzzer:
 * what was found once stays found on machines that have none.
 * usage: TARGET PATH...   prints how many inputs were run */
#include "tests/fuzz/fuzz.h"

enum { INPUT_MAX = 16 << 20 /* bytes: far more than any input kept */ };

static size_t run_path(const char *path)
{
    struct arena *a = arena_new();
    struct names names;
    struct text text;
    struct err e;
    size_t n = 0;

    if (file_is_dir(path)) {
        if (!file_list(a, path, &names, &e))
            must(false, "the folder can be read", e.text);
        for (size_t i = 0; i < names.n; i++)
            n += run_path(file_join(a, path, names.name[i]));
    } else {
        if (!file_read(a, path, INPUT_MAX, &text, &e))
            must(false, "the input can be read", e.text);
        LLVMFuzzerTestOneInput((const uint8_t *)text.data, text.len);
        n = 1;
    }
    arena_free(a);
    return n;
}

int main(int argc, char **argv)
{
    size_t n = 0;

    for (int i = 1; i < argc; i++)
        n += run_path(argv[i]);
    printf("%zu\n", n);
    return 0;
}
