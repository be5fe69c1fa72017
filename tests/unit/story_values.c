/* What the variables of a story hold at each row, and who knows of it. */
#include "tests/unit/story_traces.h"

#include <check.h>
#include <string.h>

static const struct story_variable *variable(const struct story *s,
                                             const char *name)
{
    for (size_t i = 0; i < s->nvariables; i++) {
        if (strcmp(s->variables[i].name, name) == 0)
            return &s->variables[i];
    }
    ck_abort_msg("no variable %s", name);
}

static size_t row_in_line(const struct story *s, int line)
{
    for (size_t i = 0; i < s->nrows; i++) {
        if (s->rows[i].line == line)
            return i;
    }
    ck_abort_msg("no row in line %d", line);
}

static size_t column(const struct story *s, int thread)
{
    for (size_t c = 0; c < s->ncolumns; c++) {
        if (s->columns[c].thread == thread)
            return c;
    }
    ck_abort_msg("no thread %d", thread);
}

static const struct story *make(struct arena *a, const struct finding *f,
                                const char *lines)
{
    const struct story_source source = {"x.c", lines};
    const struct story *s = story_make(a, f, &source, 1, true);

    ck_assert_ptr_nonnull(s);
    return s;
}

START_TEST(a_store_is_the_newest_value_from_its_row_on)
{
    struct arena *a = arena_new();
    const struct story *s = make(a, &race_finding, race_lines);
    const struct story_variable *ready = variable(s, "ready");
    size_t stores = row_in_line(s, 6);

    ck_assert_uint_gt(stores, 0);
    ck_assert_str_eq(ready->at[stores - 1].now, "0"); /* as thread 2 reads */
    ck_assert_int_eq(ready->at[stores - 1].row, -1);
    ck_assert_str_eq(ready->at[stores].now, "1");
    ck_assert_int_eq(ready->at[stores].row, (int)stores);
    ck_assert_str_eq(ready->at[s->nrows - 1].now, "1");
    arena_free(a);
}
END_TEST

START_TEST(a_thread_knows_what_it_saw_last)
{
    struct arena *a = arena_new();
    const struct story *s = make(a, &race_finding, race_lines);
    const struct story_value *ready = variable(s, "ready")->at;
    size_t stores = row_in_line(s, 6), two = column(s, 2);

    ck_assert_str_eq(ready[stores].seen[two], "0");
    ck_assert(ready[stores].old[two]);
    ck_assert_str_eq(ready[stores].seen[column(s, 1)], "1");
    ck_assert(!ready[stores].old[column(s, 1)]);
    ck_assert_str_eq(ready[s->nrows - 1].seen[two], "1");
    ck_assert(!ready[s->nrows - 1].old[two]);
    const struct story_value *message = variable(s, "message")->at;
    ck_assert_ptr_null(message[stores].seen[two]);
    ck_assert_str_eq(message[s->nrows - 1].seen[two], "42");
    arena_free(a);
}
END_TEST

/* Two stores of x; the one that comes later in the trace is the older. */
static const char order_lines[] = "static atomic_int x;\n" /* 1 */
                                  "void one(void)\n"       /* 2 */
                                  "{\n"                    /* 3 */
                                  "    x = 1;\n"           /* 4 */
                                  "}\n"                    /* 5 */
                                  "void two(void)\n"       /* 6 */
                                  "{\n"                    /* 7 */
                                  "    x = 2;\n"           /* 8 */
                                  "}\n"                    /* 9 */
                                  "int main(void)\n"       /* 10 */
                                  "{\n"                    /* 11 */
                                  "    assert(x == 2);\n"  /* 12 */
                                  "}\n";

enum { X = 0x5000 };

static const struct trace_step order_steps[] = {
    STEP(0, 0, TRACE_CREATE, "pthread_create", .child = 1, AT("main", 20)),
    STEP(1, 0, TRACE_CREATE, "pthread_create", .child = 2, AT("main", 21)),
    STEP(2, 1, TRACE_WRITE, "store", ATOMIC("x", X, "relaxed"), WRITES(1),
         AT("one", 4)),
    STEP(3, 2, TRACE_WRITE, "store", ATOMIC("x", X, "relaxed"), WRITES(2),
         AT("two", 8)),
    STEP(4, 0, TRACE_JOIN, "pthread_join", .from = -1, AT("main", 11)),
    STEP(5, 0, TRACE_JOIN, "pthread_join", .from = -1, AT("main", 11)),
    STEP(6, 0, TRACE_READ, "load", ATOMIC("x", X, "seq_cst"), READS(1, 2),
         AT("main", 12)),
};
static const struct trace order_trace = TRACE(order_steps);
static const struct finding order_finding = {
    .kind = FINDING_ASSERTION,
    .stage = STAGE_SCHEDULES,
    .file = "x.c",
    .line = 12,
    .function = "main",
    .message = "the assertion `x == 2' failed",
    .trace = &order_trace,
};

START_TEST(a_later_store_may_be_an_older_one)
{
    struct arena *a = arena_new();
    const struct story *s = make(a, &order_finding, order_lines);
    const struct story_value *last = &variable(s, "x")->at[s->nrows - 1];

    ck_assert_str_eq(last->now, "1");
    ck_assert_str_eq(last->seen[column(s, 0)], "1");
    ck_assert(!last->old[column(s, 0)]);
    ck_assert_str_eq(last->seen[column(s, 2)], "2");
    ck_assert(last->old[column(s, 2)]);
    arena_free(a);
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
    Suite *s = suite_create("story_values");

    ADD(s, a_store_is_the_newest_value_from_its_row_on);
    ADD(s, a_thread_knows_what_it_saw_last);
    ADD(s, a_later_store_may_be_an_older_one);
    return s;
}
