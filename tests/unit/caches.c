/* course/caches and ui/caches: the MESI protocol, against transitions that were
 * written down by hand from Papamarcos and Patel, ISCA 1984. */
#include "src/ui/caches.h"

#include <check.h>
#include <string.h>

static struct arena *arena;
static struct caches c;
static struct err e;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

/* What the last step of the trace did: "bus before after" of cores 0 to 2. */
static const char *last(const char *trace)
{
    char before[4] = "", after[4] = "";

    ck_assert_msg(caches_run(arena, "x.md", 1, trace, &c, &e), "%s", e.text);
    const struct caches_step *s = &c.steps[c.nsteps - 1];
    for (size_t i = 0; i < 3; i++) {
        before[i] = mesi_letter(s->before[i]);
        after[i] = mesi_letter(s->after[i]);
    }
    return arena_printf(arena, "%s%s %s %s", caches_bus_name(s->bus),
                        s->supplied ? "+" : "", before, after);
}

START_TEST(transitions)
{
    static const struct {
        const char *steps, *wanted;
    } table[] = {
        {"core 0: load a", "read III EII"},
        {"core 0: load a\ncore 0: load a", "nothing EII EII"},
        {"core 0: load a\ncore 1: load a", "read EII SSI"},
        {"core 0: load a\ncore 1: load a\ncore 2: load a", "read SSI SSS"},
        {"core 0: load a\ncore 0: store a", "nothing EII MII"},
        {"core 0: load a\ncore 1: load a\ncore 2: load a\ncore 1: store a",
         "invalidate SSS IMI"},
        {"core 0: store a", "read for ownership III MII"},
        {"core 0: store a\ncore 0: load a", "nothing MII MII"},
        {"core 0: store a\ncore 0: add a", "nothing MII MII"},
        {"core 0: store a\ncore 1: store a", "read for ownership+ MII IMI"},
        {"core 0: store a\ncore 1: add b", "read for ownership+ MII IMI"},
        {"core 0: store a\ncore 1: load a", "read+ MII SSI"},
        {"core 0: load a\ncore 1: add a", "read for ownership EII IMI"},
        {"core 0: store a\ncore 1: store c", "read for ownership III IMI"},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        ck_assert_str_eq(last(arena_printf(arena, "line: a b\nline: c\n%s\n",
                                           table[i].steps)),
                         table[i].wanted);
}
END_TEST

START_TEST(mistakes_are_told_with_their_row)
{
    static const struct {
        const char *trace, *why;
    } table[] = {
        {"", "x.md:5: the trace has no step"},
        {"line: a\n\ncore 0: load b", "x.md:7: no \"line:\" above"},
        {"line: a\ncore 4: load a", "x.md:6: a core is \"core 0:\" to"},
        {"line: a\ncore 0 load a", "x.md:6: a core is"},
        {"line: a\ncore 0: read a", "x.md:6: behind the core stands"},
        {"line: a\ncore 0: load", "x.md:6: behind \"load\" stands one"},
        {"line: a\ncore 0: load a a", "x.md:6: behind \"load\" stands one"},
        {"line:", "x.md:5: behind \"line:\" stand"},
        {"line: a\nline: b a", "x.md:6: \"a\" has a cache line already"},
        {"line: a a", "x.md:5: \"a\" has a cache line already"},
        {"load a", "x.md:5: a row of a trace is"},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ck_assert(!caches_run(arena, "x.md", 5, table[i].trace, &c, &e));
        ck_assert_msg(strncmp(e.text, table[i].why, strlen(table[i].why)) == 0,
                      "%s, not %s", e.text, table[i].why);
    }
}
END_TEST

START_TEST(there_are_limits)
{
    struct buf text = BUF_INIT;

    buf_adds(&text, "line: a\n");
    for (int i = 0; i < CACHES_STEPS; i++)
        buf_adds(&text, "core 0: load a\n");
    ck_assert(caches_run(arena, "x.md", 1, text.data, &c, &e));
    buf_adds(&text, "core 0: load a\n");
    ck_assert(!caches_run(arena, "x.md", 1, text.data, &c, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "x.md:62: more than 60 steps"));
    buf_reset(&text);
    for (int i = 0; i <= CACHES_LINES; i++)
        buf_printf(&text, "line: v%d\n", i);
    ck_assert(!caches_run(arena, "x.md", 1, text.data, &c, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "x.md:9: more than 8 cache lines"));
    buf_free(&text);
}
END_TEST

static const char *drawn(int width)
{
    const struct look look = {.width = width, .height = 24};
    struct buf out = BUF_INIT;

    caches_draw_head(&out, &look, &c);
    for (size_t i = 0; i < c.nsteps; i++)
        caches_draw_step(&out, &look, &c, i);
    caches_draw_end(&out, &look, &c);
    const char *text = buf_keep(arena, &out);
    buf_free(&out);
    return text;
}

START_TEST(the_screen)
{
    last("line: a b\ncore 0: add a\ncore 1: add b\ncore 1: add b\n");
    ck_assert_str_eq(
        drawn(80),
        "Cache line 1 holds a b.\n"
        "A core's copy is M modified, E exclusive, S shared or I invalid; all "
        "begin as I.\n"
        "\n"
        " 1 core 0: add a  read for ownership  core 0 I->M\n"
        " 2 core 1: add b  read for ownership  core 0 M->I (hands it over), "
        "core 1 I->M\n"
        " 3 core 1: add b  nothing             stays M\n"
        "\n"
        "2 of 3 steps had to ask the other cores; 1 copy was given up, 1 of "
        "them\n  modified.\n");
    for (const char *at = drawn(40); *at; at += strcspn(at, "\n") + 1)
        ck_assert_uint_le(strcspn(at, "\n"), 40);
}
END_TEST

#define ADD(suite, name)                               \
    do {                                               \
        TCase *t = tcase_create(#name);                \
        tcase_add_checked_fixture(t, setup, teardown); \
        tcase_add_test(t, name);                       \
        suite_add_tcase(suite, t);                     \
    } while (0)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("caches");

    ADD(s, transitions);
    ADD(s, mistakes_are_told_with_their_row);
    ADD(s, there_are_limits);
    ADD(s, the_screen);
    return s;
}
