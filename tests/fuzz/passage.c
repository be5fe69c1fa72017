/* Any bytes as Markdown, taken apart into passages: each byte of them has a
 * line of the text, and the numbers in them lie inside. */
#include "src/ui/passage.h"

#include "src/course/figures.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok, const char *what, const char *passage)
{
    if (ok)
        return;
    fprintf(stderr, "%s: %s\n", what, passage);
    abort();
}

static void check_figures(const char *text)
{
    size_t at = 0, len, end = strlen(text);

    while (figure_next(text, &at, &len)) {
        must(len > 0 && at + len <= end, "a number outside", text);
        char own[64];
        snprintf(own, sizeof own, "%.*s", (int)len, text + at);
        must(len >= sizeof own || figure_in(text + at, len, own),
             "a number that is not itself", text);
        at += len;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (memchr(data, '\r', size)) /* a lesson's lines end without it */
        return 0;
    struct arena *a = arena_new();
    char *text = arena_strndup(a, (const char *)data, size);
    struct passage *all;
    size_t lines = 1;

    for (const char *p = text; *p; p++)
        lines += *p == '\n';
    size_t n = passages(a, text, &all);
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(all[i].text);
        for (size_t at = 0; at < len; at++)
            must(passage_line(&all[i], at) < lines, "no such line",
                 all[i].text);
        check_figures(all[i].text);
    }
    arena_free(a);
    return 0;
}
