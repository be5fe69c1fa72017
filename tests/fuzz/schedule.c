/* Any bytes as a schedule, which people copy out of a report and give to
 * `replay`. What the explored program's runtime takes is what the command
 * takes; cutting one gives another. */
#include "grader/explore/schedule.h"
#include "grader/explore/heap.h"
#include "grader/explore/outcomes.h"

#include "src/base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The headers of the two sides cannot be included together: the runtime's
 * models are named as the grader's. */
bool replay_is_schedule(const char *text);
const char *replay_cut(struct arena *a, const char *schedule, size_t n);
const char *replay_add(struct arena *a, const char *schedule, const char *move);

/* The runtime's state, as far as a schedule sets it. */
struct engine engine;
struct graph graph;
enum model axioms_model;
bool heap_reuse, outcomes_printed;

#include "grader/explore/schedule.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok, const char *what, const char *text)
{
    if (ok)
        return;
    fprintf(stderr, "must hold: %s\n    %s\n", what, text);
    abort();
}

static void check_cut(struct arena *a, const char *text)
{
    const int n = schedule_n;
    const int at[] = {0, 1, 2, n / 2, n - 1, n, n + 1};

    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        int want = at[i] < 0 ? 0 : at[i] > n ? n : at[i];
        const char *part = replay_cut(a, text, (size_t)want);
        must(replay_is_schedule(part), "a part is a schedule", part);
        must(schedule_read(part) && schedule_n == want,
             "a part has as many steps as were asked for", part);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    const char *text = arena_strndup(a, (const char *)data, size);

    if (schedule_read(text)) {
        must(schedule_n >= 0 && schedule_n <= EVENTS_MAX, "steps that fit",
             text);
        for (int i = 0; i < schedule_n; i++)
            must(schedule_steps[i].thread >= 0 &&
                     schedule_steps[i].thread < THREADS_MAX,
                 "a thread that can be", text);
        must(replay_is_schedule(text), "what the runtime takes", text);
        check_cut(a, text);
    }
    if (replay_is_schedule(text)) {
        for (size_t n = 0; n < 4; n++)
            must(replay_is_schedule(replay_cut(a, text, n)),
                 "a part of what the command takes", text);
        must(replay_is_schedule(replay_add(a, text, "b")),
             "one step more is one, too", text);
    }
    arena_free(a);
    return 0;
}
