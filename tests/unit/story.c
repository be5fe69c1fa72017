/* What a story tells of an execution, and what it leaves out. */
#include "src/ui/story.h"

#include "tests/unit/story_traces.h"

#include <check.h>
#include <string.h>

static const struct story *of(struct arena *a, const struct finding *f,
                              const char *lines, bool full)
{
    const struct story_source source = {"x.c", lines};
    const struct story *s = story_make(a, f, &source, 1, full);

    ck_assert_ptr_nonnull(s);
    return s;
}

static void check_text(const char *text, const char *part)
{
    ck_assert_ptr_nonnull(text);
    ck_assert_msg(strstr(text, part) != NULL, "no '%s' in: %s", part, text);
}

/* The first row of a line of a thread's column. */
static const struct story_row *row_at(const struct story *s, int thread,
                                      int line)
{
    for (size_t i = 0; i < s->nrows; i++) {
        if (s->rows[i].line == line &&
            s->columns[s->rows[i].column].thread == thread)
            return &s->rows[i];
    }
    return NULL;
}

static const struct story_note *note_of(const struct story_row *row,
                                        const char *part)
{
    ck_assert_ptr_nonnull(row);
    for (size_t i = 0; i < row->nnotes; i++) {
        if (strstr(row->notes[i].text, part) != NULL)
            return &row->notes[i];
    }
    ck_abort_msg("no note '%s' in line %d, but %zu: %s; %s", part, row->line,
                 row->nnotes, row->notes[0].text,
                 row->notes[row->nnotes - 1].text);
}

static size_t count_kind(const struct story *s, enum story_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < s->nrows; i++)
        n += s->rows[i].kind == kind;
    return n;
}

static size_t count_tone(const struct story *s, enum story_tone tone)
{
    size_t n = 0;

    for (size_t i = 0; i < s->nrows; i++) {
        for (size_t k = 0; k < s->rows[i].nnotes; k++)
            n += s->rows[i].notes[k].tone == tone;
    }
    return n;
}

static bool has_edge(const struct story *s, enum story_edge_kind kind,
                     const struct story_row *from, const struct story_row *to)
{
    for (size_t i = 0; i < s->nedges; i++) {
        const struct story_edge *e = &s->edges[i];
        if (e->kind == kind && &s->rows[e->from] == from &&
            &s->rows[e->to] == to)
            return true;
    }
    return false;
}

/* -------------------------------------------------------------------- races
 */

START_TEST(a_race_is_its_two_accesses_and_what_failed_to_order_them)
{
    struct arena *a = arena_new();
    const struct story *s = of(a, &race_finding, race_lines, false);
    const struct story_row *write = row_at(s, 1, 5), *read = row_at(s, 2, 12);

    ck_assert_uint_eq(s->ncolumns, 2);
    ck_assert_int_eq(note_of(write, "stores 42 in message")->tone, STORY_WRONG);
    ck_assert_int_eq(note_of(read, "reads message: 42, from line 5")->tone,
                     STORY_WRONG);
    ck_assert_str_eq(read->code, "assert(message == 42);");
    note_of(row_at(s, 1, 6), "stores 1 in ready");
    ck_assert(has_edge(s, STORY_RACES, write, read));
    check_text(s->mistake, "Thread 2 sees in line 10 what thread 1 stored in "
                           "ready (line 6)");
    arena_free(a);
}
END_TEST

/* Which side lacks what, and what is advised. */
static const struct {
    const char *store, *load, *lacks, *advice, *no_advice;
} orders[] = {
    {"relaxed", "relaxed", "both are relaxed",
     "memory_order_release in line 6 and memory_order_acquire in line 10",
     "seq_cst"},
    {"release", "relaxed", "the load is relaxed",
     "memory_order_acquire in line 10", "memory_order_release"},
    {"relaxed", "acquire", "the store is relaxed",
     "memory_order_release in line 6", "memory_order_acquire"},
    {"relaxed", "seq_cst", "the store is relaxed",
     "memory_order_release in line 6", "memory_order_acquire"},
};

START_TEST(the_advice_fits_the_orders_that_were_there)
{
    struct arena *a = arena_new();
    struct trace_step steps[COUNT(race_steps)];
    struct trace trace = race_trace;
    struct finding f = race_finding;

    memcpy(steps, race_steps, sizeof steps);
    steps[6].order = orders[_i].store;
    steps[5].order = steps[7].order = orders[_i].load;
    trace.steps = steps;
    f.trace = &trace;
    const struct story *s = of(a, &f, race_lines, false);
    check_text(s->mistake, orders[_i].lacks);
    check_text(s->help, orders[_i].advice);
    ck_assert_ptr_null(strstr(s->help, orders[_i].no_advice));
    arena_free(a);
}
END_TEST

START_TEST(a_lock_on_one_side_only_is_said)
{
    const struct trace_step steps[] = {
        STEP(0, 0, TRACE_CREATE, "pthread_create", .child = 1, AT("main", 20)),
        STEP(1, 1, TRACE_UPDATE, "pthread_mutex_lock",
             OBJECT("mutex", "m", MUTEX_M, "acquire"), READS(0, -1), WRITES(2),
             AT("one", 3)),
        STEP(2, 1, TRACE_PLAIN_WRITE, "write", PLAIN("n", COUNTER), WRITES(1),
             AT("one", 4)),
        STEP(3, 2, TRACE_PLAIN_READ, "read", PLAIN("n", COUNTER), READS(1, -1),
             AT("two", 8)),
    };
    const struct trace trace = TRACE(steps);
    const struct thread_view threads[] = {
        {"thread 2", "reads n", AT("two", 8)},
        {"thread 1", "writes n", AT("one", 4)},
    };
    struct arena *a = arena_new();
    struct finding f = race_finding;

    f.trace = &trace;
    f.threads = threads;
    const struct story *s = of(a, &f, "", false);
    check_text(s->mistake, "Thread 1 uses n in line 4 with m locked, but "
                           "thread 2 uses it in line 8 without.");
    ck_assert_uint_eq(s->nspans, 1);
    ck_assert_str_eq(s->spans[0].name, "m");
    ck_assert(s->spans[0].open);
    arena_free(a);
}
END_TEST

/* ------------------------------------------------------------- old values */

START_TEST(an_old_value_is_marked_and_the_newer_store_shown)
{
    struct arena *a = arena_new();
    const struct story *s = of(a, &stores_finding, stores_lines, false);
    const struct story_row *read = row_at(s, 1, 6);
    const struct story_note *note = note_of(read, "an old value");

    ck_assert_int_eq(note->tone, STORY_OLD);
    check_text(note->text, "thread 2 has already stored 1 (line 10)");
    check_text(note->text, "nothing orders this read after that");
    ck_assert_uint_eq(count_tone(s, STORY_OLD), 1);
    ck_assert(has_edge(s, STORY_MISSES, row_at(s, 2, 10), read));
    check_text(s->help, "line 5 and line 6) memory_order_seq_cst");
    arena_free(a);
}
END_TEST

/* The trace has the read behind the store; told is what everybody knows. */
START_TEST(no_value_is_old_that_another_order_explains)
{
    struct arena *a = arena_new();
    const struct story *s = of(a, &counter_finding, counter_lines, false);

    ck_assert_uint_eq(count_tone(s, STORY_OLD), 0);
    ck_assert_uint_eq(count_kind(s, STORY_SWITCH), 1);
    ck_assert_int_lt(row_at(s, 1, 4) - s->rows, row_at(s, 2, 5) - s->rows);
    check_text(s->mistake, "one of the two changes is lost");
    arena_free(a);
}
END_TEST

START_TEST(the_failing_line_comes_last)
{
    struct arena *a = arena_new();
    const struct story *s = of(a, &counter_finding, counter_lines, false);
    const struct story_row *last = &s->rows[s->nrows - 1];

    ck_assert_int_eq(last->kind, STORY_FAIL);
    ck_assert_int_eq(last->line, 9);
    note_of(last, "reads counter: 1, from line 5");
    note_of(last, "this does not hold");
    arena_free(a);
}
END_TEST

/* ------------------------------------------------------------------- waiting
 */

START_TEST(a_circle_of_locks_is_named)
{
    struct arena *a = arena_new();
    const struct story *s = of(a, &locks_finding, locks_lines, false);

    ck_assert_uint_eq(count_kind(s, STORY_WAIT), 2);
    note_of(row_at(s, 1, 5), "waits for b: thread 2 holds it");
    note_of(row_at(s, 2, 10), "waits for a: thread 1 holds it");
    ck_assert_uint_eq(s->nspans, 2);
    ck_assert(s->spans[0].open && s->spans[1].open);
    check_text(s->mistake, "they wait in a circle");
    check_text(s->help, "the same order");
    arena_free(a);
}
END_TEST

START_TEST(a_lost_signal_is_named)
{
    struct arena *a = arena_new();
    const struct story *s = of(a, &signal_finding, signal_lines, false);

    note_of(row_at(s, 2, 10), "nobody waits");
    note_of(row_at(s, 1, 6), "waits for a signal on c for ever");
    check_text(s->mistake, "Thread 2 signals in line 10, before thread 1 waits "
                           "in line 6");
    arena_free(a);
}
END_TEST

/* --------------------------------------------------------------- what is left
 */

enum { LOOPS = 50 };

/* Two threads count and count, each with a variable of its own. */
static struct trace long_trace(struct trace_step *steps)
{
    static const struct frame frames[] = {{"one", "x.c", 3, true},
                                          {"one", "x.c", 4, true},
                                          {"one", "x.c", 5, true},
                                          {"main", "x.c", 9, true}};
    size_t n = 0;

    steps[n++] = (struct trace_step){
        .kind = TRACE_CREATE, .name = "pthread_create", .child = 1};
    for (int i = 0; i < LOOPS; i++) {
        int number = (int)n;
        steps[n++] = (struct trace_step)STEP(
            number, 1 + i % 2, TRACE_UPDATE, "fetch_add",
            ATOMIC("n", COUNTER + 8 * (unsigned)(i % 2), "relaxed"),
            READS((uint64_t)i / 2, i < 2 ? -1 : number - 2),
            WRITES((uint64_t)i / 2 + 1), .frames = &frames[i % 3],
            .nframes = 1);
    }
    steps[n++] = (struct trace_step)STEP(
        LOOPS + 1, 0, TRACE_READ, "load", ATOMIC("n", COUNTER, "relaxed"),
        READS(LOOPS / 2, LOOPS - 1), .frames = &frames[3], .nframes = 1);
    return (struct trace){story_threads, COUNT(story_threads), steps, n};
}

START_TEST(a_long_execution_makes_a_short_story)
{
    struct arena *a = arena_new();
    struct trace_step steps[LOOPS + 2];
    struct trace trace = long_trace(steps);
    struct finding f = counter_finding;

    f.trace = &trace;
    const struct story *s = of(a, &f, "", false);
    ck_assert_uint_le(count_kind(s, STORY_STEP), STORY_ROWS_MAX);
    ck_assert_uint_ge(s->left_out, LOOPS / 2);
    ck_assert_uint_gt(count_kind(s, STORY_SKIP), 0);
    s = of(a, &f, "", true);
    ck_assert_uint_gt(count_kind(s, STORY_STEP), LOOPS / 2);
    ck_assert_uint_eq(s->left_out, 0);
    arena_free(a);
}
END_TEST

START_TEST(steps_of_one_line_are_one_row)
{
    const struct trace_step steps[] = {
        STEP(0, 0, TRACE_CREATE, "pthread_create", .child = 1, AT("main", 20)),
        STEP(1, 1, TRACE_WRITE, "store", ATOMIC("head", 0x10, "relaxed"),
             WRITES(3), AT("one", 1)),
        STEP(2, 1, TRACE_WRITE, "store", ATOMIC("tail", 0x20, "relaxed"),
             WRITES(2), AT("one", 2)),
        STEP(3, 0, TRACE_READ, "load", ATOMIC("tail", 0x20, "relaxed"),
             READS(2, 2), AT("main", 9)),
        STEP(4, 0, TRACE_READ, "load", ATOMIC("head", 0x10, "relaxed"),
             READS(3, 1), AT("main", 9)),
    };
    const struct trace trace = TRACE(steps);
    struct arena *a = arena_new();
    struct finding f = counter_finding;

    f.trace = &trace;
    const struct story *s = of(a, &f, "", false);
    const struct story_row *row = row_at(s, 0, 9);
    note_of(row, "reads tail: 2, from line 2");
    note_of(row, "reads head: 3, from line 1");
    ck_assert_ptr_eq(row, &s->rows[s->nrows - 1]);
    arena_free(a);
}
END_TEST

START_TEST(variables_are_called_as_their_line_calls_them)
{
    const struct trace_step steps[] = {
        STEP(0, 0, TRACE_CREATE, "pthread_create", .child = 1, AT("main", 20)),
        STEP(1, 1, TRACE_WRITE, "store", ATOMIC("slots + 8", 0x18, "relaxed"),
             WRITES(7), AT("one", 1)),
        STEP(2, 1, TRACE_WRITE, "store", ATOMIC(NULL, 0x900, "relaxed"),
             WRITES(1), AT("one", 2)),
        STEP(3, 0, TRACE_READ, "load", ATOMIC(NULL, 0x900, "relaxed"),
             READS(1, 2), AT("main", 9)),
        STEP(4, 0, TRACE_READ, "load", ATOMIC("slots + 8", 0x18, "relaxed"),
             READS(7, 1), AT("main", 9)),
    };
    static const char lines[] =
        "    atomic_store_explicit(&slots[h % 4], 7, memory_order_relaxed);\n"
        "    atomic_store(&q->head, h + 1);\n";
    const struct trace trace = TRACE(steps);
    struct arena *a = arena_new();
    struct finding f = counter_finding;

    f.trace = &trace;
    const struct story *s = of(a, &f, lines, false);
    note_of(row_at(s, 1, 1), "stores 7 in slots[2]");
    note_of(row_at(s, 1, 2), "stores 1 in q->head");
    note_of(row_at(s, 0, 9), "reads q->head: 1");
    arena_free(a);
}
END_TEST

START_TEST(values_are_signed_and_pointers_short)
{
    const struct trace_step steps[] = {
        STEP(0, 0, TRACE_CREATE, "pthread_create", .child = 1, AT("main", 20)),
        STEP(1, 1, TRACE_WRITE, "store", ATOMIC("n", 0x10, "relaxed"),
             WRITES(0xFFFFFFFF), AT("one", 1)),
        STEP(2, 1, TRACE_WRITE, "store", .object = "atomic", .variable = "top",
             .address = 0x20, .size = 8, .order = "relaxed",
             WRITES(0x1000000010), AT("one", 2)),
        STEP(3, 0, TRACE_READ, "load", ATOMIC("n", 0x10, "relaxed"),
             READS(0xFFFFFFFF, 1), AT("main", 9)),
        STEP(4, 0, TRACE_READ, "load", .object = "atomic", .variable = "top",
             .address = 0x20, .size = 8, .order = "relaxed",
             READS(0x1000000010, 2), AT("main", 9)),
    };
    const struct trace trace = TRACE(steps);
    struct arena *a = arena_new();
    struct finding f = counter_finding;

    f.trace = &trace;
    const struct story *s = of(a, &f, "", false);
    note_of(row_at(s, 0, 9), "reads n: -1");
    note_of(row_at(s, 0, 9), "reads top: pointer A");
    arena_free(a);
}
END_TEST

START_TEST(a_number_in_two_halves_is_no_pointer)
{
    const struct trace_step steps[] = {
        STEP(0, 0, TRACE_CREATE, "pthread_create", .child = 1, AT("main", 20)),
        STEP(1, 1, TRACE_WRITE, "store", .object = "atomic", .variable = "top",
             .address = 0x20, .size = 8, .order = "relaxed",
             WRITES(0x700000003), AT("one", 2)),
        STEP(2, 0, TRACE_READ, "load", .object = "atomic", .variable = "top",
             .address = 0x20, .size = 8, .order = "relaxed",
             READS(0x700000003, 1), AT("main", 9)),
    };
    const struct trace trace = TRACE(steps);
    struct arena *a = arena_new();
    struct finding f = counter_finding;

    f.trace = &trace;
    const struct story *s = of(a, &f, "", false);
    note_of(row_at(s, 0, 9), "reads top: 0x700000003");
    arena_free(a);
}
END_TEST

START_TEST(without_steps_there_is_no_story)
{
    static const struct trace none = {story_threads, 3, NULL, 0};
    struct arena *a = arena_new();
    struct finding f = race_finding;

    f.trace = NULL;
    ck_assert_ptr_null(story_make(a, &f, NULL, 0, false));
    f.trace = &none;
    ck_assert_ptr_null(story_make(a, &f, NULL, 0, false));
    arena_free(a);
}
END_TEST

START_TEST(without_sources_there_are_lines_but_no_code)
{
    struct arena *a = arena_new();

    for (size_t i = 0; i < STORY_TRACES; i++) {
        const struct story *s =
            story_make(a, story_traces[i].finding, NULL, 0, false);
        ck_assert_ptr_nonnull(s);
        for (size_t k = 0; k < s->nrows; k++)
            ck_assert_ptr_null(s->rows[k].code);
        ck_assert_ptr_nonnull(s->mistake);
    }
    arena_free(a);
}
END_TEST

/* ------------------------------------------------------------------ nonsense
 */

/* A small generator, so that a failure can be repeated. */
static unsigned next_random(unsigned *state)
{
    *state = *state * 1103515245u + 12345u;
    return *state >> 16 & 0x7FFF;
}

static struct trace_step random_step(unsigned *r, int number)
{
    static const char *const names[] = {"load",
                                        "store",
                                        "futex",
                                        "pthread_mutex_lock",
                                        "pthread_cond_wait",
                                        "pthread_cond_signal",
                                        "compare_exchange_weak",
                                        "spurious wake-up"};
    static const char *const objects[] = {
        "atomic", "mutex", "cond", "futex", "rwlock", "semaphore", NULL, "?"};
    static const char *const words[] = {"relaxed", "acquire", "release",
                                        "seq_cst", NULL};
    static const int newer[] = {-5, 0, 3, 9, 1 << 30};
    static const struct frame frame[] = {{"f", "x.c", 2, true},
                                         {"g", NULL, 3, false}};

    return (struct trace_step){
        .number = number,
        .thread = (int)(next_random(r) % 6) - 1,
        .kind = (enum trace_kind)(next_random(r) % (TRACE_PLAIN_WRITE + 1)),
        .name = names[next_random(r) % COUNT(names)],
        .order = words[next_random(r) % COUNT(words)],
        .object = objects[next_random(r) % COUNT(objects)],
        .variable = next_random(r) % 2 ? "v + 18446744073709551615" : NULL,
        .address = next_random(r) % 4 ? next_random(r) % 16
                                      : UINT64_MAX - next_random(r) % 4,
        .size = next_random(r) % 8 ? next_random(r) % 9 : 1u << 31,
        .reads = next_random(r) % 2,
        .writes = next_random(r) % 2,
        .read = next_random(r) % 2 ? UINT64_MAX : next_random(r),
        .wrote = (uint64_t)next_random(r) << next_random(r) % 60,
        .from = (int)(next_random(r) % 40) - 2,
        .newer = newer,
        .nnewer = next_random(r) % (COUNT(newer) + 1),
        .choice = (int)(next_random(r) % 3),
        .child = (int)(next_random(r) % 6) - 1,
        .preempts = next_random(r) % 2,
        .frames = &frame[next_random(r) % 2],
        .nframes = next_random(r) % 2,
    };
}

/* The records come from a process that a learner's program may have damaged. */
START_TEST(nonsense_does_no_harm)
{
    static const char lines[] = "  a[ = f((;\n\tatomic_load(&\n x[y]++ [";
    const struct thread_view views[] = {
        {"thread 1", "waits for a mutex that thread 99999999999 holds",
         AT("one", 1)},
        {"thread 7", "waits in a loop", NULL, 0},
        {NULL, NULL, NULL, 0},
    };
    const struct story_source source = {NULL, lines};

    for (unsigned seed = 0; seed < 300; seed++) {
        struct arena *a = arena_new();
        struct trace_step steps[40];
        unsigned r = seed * 7919;
        size_t n = 1 + next_random(&r) % COUNT(steps);
        for (size_t i = 0; i < n; i++)
            steps[i] = random_step(&r, (int)i + (int)(next_random(&r) % 2));
        const struct trace trace = {story_threads, COUNT(story_threads), steps,
                                    n};
        const struct finding f = {
            .kind = (enum finding_kind)(seed % FINDING_KIND_COUNT),
            .line = (int)(seed % 4) - 1,
            .message = "m",
            .threads = views,
            .nthreads = seed % (COUNT(views) + 1),
            .trace = &trace};
        const struct story *s = story_make(a, &f, &source, 1, seed % 2);
        for (size_t i = 0; s != NULL && i < s->nrows; i++) {
            ck_assert_uint_lt(s->rows[i].column, s->ncolumns);
            ck_assert_uint_gt(s->rows[i].nnotes, 0);
        }
        for (size_t i = 0; s != NULL && i < s->nspans; i++)
            ck_assert_uint_lt(s->spans[i].last, s->nrows);
        arena_free(a);
    }
}
END_TEST

#define ADD(s, test)                        \
    do {                                    \
        TCase *added = tcase_create(#test); \
        tcase_add_test(added, test);        \
        suite_add_tcase((s), added);        \
    } while (0)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("story");
    TCase *advice = tcase_create("the_advice_fits_the_orders_that_were_there");

    ADD(s, a_race_is_its_two_accesses_and_what_failed_to_order_them);
    tcase_add_loop_test(advice, the_advice_fits_the_orders_that_were_there, 0,
                        COUNT(orders));
    suite_add_tcase(s, advice);
    ADD(s, a_lock_on_one_side_only_is_said);
    ADD(s, an_old_value_is_marked_and_the_newer_store_shown);
    ADD(s, no_value_is_old_that_another_order_explains);
    ADD(s, the_failing_line_comes_last);
    ADD(s, a_circle_of_locks_is_named);
    ADD(s, a_lost_signal_is_named);
    ADD(s, a_long_execution_makes_a_short_story);
    ADD(s, steps_of_one_line_are_one_row);
    ADD(s, variables_are_called_as_their_line_calls_them);
    ADD(s, values_are_signed_and_pointers_short);
    ADD(s, a_number_in_two_halves_is_no_pointer);
    ADD(s, without_steps_there_is_no_story);
    ADD(s, without_sources_there_are_lines_but_no_code);
    ADD(s, nonsense_does_no_harm);
    return s;
}
