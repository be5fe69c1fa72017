/* grader/assembly: what is read from the text that a compiler wrote. */
#include "grader/assembly.h"

#include <check.h>

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

static const char *const all[] = {NULL};

static const char gcc[] = "\t.file\t\"q.c\"\n"
                          "\t.text\n"
                          ".Ltext0:\n"
                          "\t.file 0 \"/tmp\" \"./q.c\"\n"
                          "\t.globl\tput\n"
                          "\t.type\tput, @function\n"
                          "put:\n"
                          ".LFB0:\n"
                          "\t.file 1 \"./q.c\"\n"
                          "\t.loc 1 3 1\n"
                          "\t.cfi_startproc\n"
                          ".L3:\n"
                          "\tlock xaddl\t%eax, (%rdi)\t#, _1\n"
                          "\t.file 2 \"/usr/include/x.h\"\n"
                          "\t.loc 2 99 1\n"
                          "\tjne\t.L3\n"
                          "\t.loc 1 6 1\n"
                          "\tret\t\n"
                          "\t.size\tput, .-put\n"
                          "\t.type\tcount, @object\n"
                          "\t.size\tcount, 4\n"
                          "count:\n"
                          "\t.zero\t4\n"
                          "\t.type\tput.cold, @function\n"
                          "put.cold:\n"
                          "\tud2\n"
                          "\t.size\tput.cold, .-put.cold\n"
                          "\t.type\tget, %function\n"
                          "get:\n"
                          "\t.loc 1 9 1\n"
                          "\tldar\tw0, [x0]\t// tmp\n"
                          "\t.size\tget, .-get\n";

START_TEST(instructions_have_lines)
{
    struct assembly m = {0};

    assembly_parse(arena, gcc, "q.c", all, &m);
    const struct assembly_function *put = &m.functions[0];
    ck_assert_uint_eq(m.nfunctions, 2);
    ck_assert_str_eq(put->name, "put");
    ck_assert_uint_eq(put->nlines, 4);
    ck_assert(put->lines[0].label);
    ck_assert_str_eq(put->lines[0].text, ".L3:");
    ck_assert_str_eq(put->lines[1].text, "lock xaddl %eax, (%rdi)");
    ck_assert_int_eq(put->lines[1].line, 3);
    ck_assert_str_eq(put->lines[2].text, "jne .L3");
    ck_assert_int_eq(put->lines[2].line, 3); /* inlined from a header */
    ck_assert_str_eq(put->lines[3].text, "ret");
    ck_assert_int_eq(put->lines[3].line, 6);
    ck_assert_str_eq(m.functions[1].name, "get");
    ck_assert_str_eq(m.functions[1].lines[0].text, "ldar w0, [x0]");
}
END_TEST

START_TEST(those_asked_for_come_in_their_order)
{
    static const char *const asked[] = {"get", "gone", "put", NULL};
    struct assembly m = {0};

    assembly_parse(arena, gcc, "q.c", asked, &m);
    ck_assert_uint_eq(m.nfunctions, 3);
    ck_assert_uint_eq(m.functions[0].nlines, 1);
    ck_assert_str_eq(m.functions[1].name, "gone");
    ck_assert_uint_eq(m.functions[1].nlines, 0);
    ck_assert_uint_eq(m.functions[2].nlines, 4);
}
END_TEST

START_TEST(clang_is_read)
{
    static const char text[] =
        "\t.file\t\"q.c\"\n\t.globl\tf\n\t.type\tf,@function\n"
        "f:                                      # @f\n.Lfunc_begin0:\n"
        "\t.file\t0 \"/tmp\" \"q.c\" md5 0x1\n"
        "\t.loc\t0 4 5 prologue_end\n# %bb.0:\n"
        "\tmovl\t$1, (%rdi)\n\tretq\n.Lfunc_end0:\n"
        "\t.size\tf, .Lfunc_end0-f\n";
    struct assembly m = {0};

    assembly_parse(arena, text, "q.c", all, &m);
    ck_assert_uint_eq(m.nfunctions, 1);
    ck_assert_uint_eq(m.functions[0].nlines, 2);
    ck_assert_str_eq(m.functions[0].lines[0].text, "movl $1, (%rdi)");
    ck_assert_int_eq(m.functions[0].lines[0].line, 4);
}
END_TEST

START_TEST(labels_that_nobody_jumps_to_are_dropped)
{
    static const char text[] = "\t.type\tf, @function\nf:\n.L1:\n\tjmp\t.L12\n"
                               ".L12:\n\tret\n\t.size\tf, .-f\n";
    struct assembly m = {0};

    assembly_parse(arena, text, "q.c", all, &m);
    ck_assert_uint_eq(m.functions[0].nlines, 3);
    ck_assert_str_eq(m.functions[0].lines[1].text, ".L12:");
}
END_TEST

START_TEST(odd_texts_are_survived)
{
    static const char *const texts[] = {
        "",
        "\n\n",
        "\t.type\t",
        "\t.type\t, @function\n",
        "\t.type\tf, @function\nf:\n",
        "\t.type\tf, @function\nf:\n\t.loc\n\t.loc 1\n\t.file 9999 \"\"\n\t\n",
        "\t.file \"\n\t.type\tf,\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct assembly m = {0};
        assembly_parse(arena, texts[i], "q.c", all, &m);
        ck_assert_uint_le(m.nfunctions, 1);
        for (size_t k = 0; k < m.nfunctions; k++)
            ck_assert_uint_eq(m.functions[k].nlines, 0);
    }
}
END_TEST

/* Whoever writes asm writes lines of this text. */
START_TEST(no_such_lines)
{
    struct assembly m = {0};
    static const char text[] = "\t.file 1 \"q.c\"\n"
                               "\t.type\tf, @function\n"
                               "f:\n"
                               ":\n"
                               "\t1\n"
                               "\t.loc 1 -7 1\n"
                               "\tnop\n"
                               "\t.loc 1 4294967300 1\n"
                               "\tnop\n"
                               "\t.loc 1\n"
                               "3\n"
                               "\tret\n"
                               "\t.size\tf, .-f\n";

    assembly_parse(arena, text, "q.c", all, &m);
    ck_assert_uint_eq(m.nfunctions, 1);
    ck_assert_uint_eq(m.functions[0].nlines, 4);
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(m.functions[0].lines[i].line, 0);
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
    Suite *s = suite_create("assembly");

    ADD(s, instructions_have_lines);
    ADD(s, those_asked_for_come_in_their_order);
    ADD(s, clang_is_read);
    ADD(s, labels_that_nobody_jumps_to_are_dropped);
    ADD(s, odd_texts_are_survived);
    ADD(s, no_such_lines);
    return s;
}
