/* Any bytes as a program that was linked from a submission, whose symbols and
 * debugging information name the places in reports. */
#include "grader/symbols.h"
#include "grader/names.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint64_t addresses[] = {
        0, 0x1000, 0x1010, 0x401000, 0x401010, 0x404000, 0x4000, UINT64_MAX};
    enum { N = sizeof addresses / sizeof *addresses };
    struct arena *a = arena_new();
    struct fuzz_file f = fuzz_file(data, size);
    struct symbol symbols[N];
    struct err e = {0};
    const char *base = file_base(f.path);

    if (symbols_resolve(a, f.path, "ring.c", addresses, N, 0, symbols, &e)) {
        for (size_t i = 0; i < N; i++)
            for (size_t k = 0; k < symbols[i].nframes; k++)
                must(symbols[i].frames[k].function != NULL,
                     "a frame has a function", NULL);
    } else {
        must(*e.text != '\0', "a refusal has a reason", NULL);
    }
    const char *report = arena_printf(
        a,
        "    #0 <null> <null> (%s+0x401010)\n    #1 0x55d4 (/tmp/%s+0x1010)\n"
        "  Location is global '<null>' at 0x0 (%s+0x404000)\n",
        base, base, base);
    const char *filled = names_fill(a, report, f.path);
    must(strchr(filled, '\n') != NULL && strlen(filled) >= 3, "lines", filled);
    close(f.fd);
    arena_free(a);
    return 0;
}
