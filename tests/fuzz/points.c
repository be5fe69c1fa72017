/* Any bytes as what a benchmark prints. What is taken for a point is one that
 * can be drawn. */
#include "src/base/points.h"

#include "tests/fuzz/fuzz.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct points p = {.arena = arena_new()};

    while (size > 0) {
        size_t n = p.n, wrong = p.nwrong;
        struct text line = fuzz_part(p.arena, &data, &size, '\n');
        enum points_line what = points_take(&p, line.data, line.len);
        must(p.n == n + (what == POINTS_TAKEN), "taken is kept", line.data);
        must(p.nwrong == wrong + (what == POINTS_WRONG), "wrong is counted",
             line.data);
        must(p.nwrong == 0 || p.wrong != NULL, "wrong is said", line.data);
        must(p.n <= POINTS_MAX && p.nnames <= POINTS_SERIES_MAX, "limits",
             line.data);
        if (what != POINTS_TAKEN)
            continue;
        const struct point *last = &p.list[p.n - 1];
        must(last->series < p.nnames &&
                 strlen(p.names[last->series]) <= POINTS_NAME_MAX,
             "a name", line.data);
        must(fabs(last->x) <= 1e15 && fabs(last->y) <= 1e15, "a number",
             line.data);
    }
    arena_free(p.arena);
    return 0;
}
