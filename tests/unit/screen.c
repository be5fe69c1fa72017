/* What the screen of strangers' submissions lets through, and what not. The
 * files are preprocessed and compiled here by the compiler itself. */
#include "grader/screen.h"

#include "grader/exercise.h"
#include "src/base/buf.h"
#include "src/base/proc.h"

#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *suite(void);

enum { OUTPUT_MAX = 16 << 20, WAIT_MS = 60000 };

static struct arena *a;
static char *top;

static void setup(void)
{
    const char *tmp = getenv("TMPDIR");

    a = arena_new();
    top = arena_printf(a, "%s/screen.XXXXXX", tmp ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(top));
}

static void teardown(void)
{
    struct err e;

    ck_assert(file_remove(top, &e));
    arena_free(a);
}

/* What a program prints; NULL when it fails. */
static const char *output(char *const argv[])
{
    struct buf out = BUF_INIT;
    struct err e;
    int status;

    ck_assert_msg(proc_capture(argv, OUTPUT_MAX, WAIT_MS, &out, &status, &e),
                  "%s", e.text);
    const char *text = status == 0 ? buf_keep(a, &out) : NULL;
    buf_free(&out);
    return text;
}

static char *cc(void)
{
    char *path = proc_find(a, "cc");

    ck_assert_ptr_nonnull(path);
    return path;
}

/* What the screen says of a file: a hit, or NULL. */
static const char *screen(const char *file, const char *include,
                          const char *header, const struct text *right)
{
    char *object = arena_printf(a, "%s/own.o", top);
    char *in = arena_strdup(a, file), *inc = arena_printf(a, "-I%s", include);
    struct text source;
    struct err e;

    ck_assert_msg(file_read(a, file, 1 << 20, &source, &e), "%s", e.text);
    const char *what = screen_markers(a, &source);
    const char *words =
        output((char *[]){cc(), "-std=c11", "-D_GNU_SOURCE", "-O2", "-w",
                          "-pthread", inc, "-E", in, NULL});
    if (words == NULL)
        return "does not compile";
    if (what == NULL)
        what = screen_words(a, words, header, right);
    if (output((char *[]){cc(), "-std=c11", "-D_GNU_SOURCE", "-O2", "-w",
                          "-pthread", inc, "-c", "-o", object, in, NULL}) ==
        NULL)
        return "does not compile";
    if (what == NULL)
        what = screen_object(
            a,
            output((char *[]){proc_find(a, "readelf"), "-SsW", object, NULL}),
            right);
    return what;
}

/* ------------------------------------------------------------------- attacks
 */

static const struct text nothing[] = {{NULL, 0}};

static const char *screen_text(const char *text)
{
    const char *file = file_join(a, top, "own.c");
    struct err e;

    ck_assert(file_write(file, text, strlen(text), &e));
    return screen(file, top, NULL, nothing);
}

static const struct {
    const char *text, *hit; /* NULL: none */
} texts[] = {
    {"int f(void) { __asm__(\"nop\"); return 0; }", "__asm__"},
    {"#define A(x, y) x##y\nint f(void) { A(__as, m__)(\"nop\"); return 0; }",
     "__asm__"},
    {"int f(void) { as\\\nm(\"nop\"); return 0; }\n#define asm __asm__\n",
     "asm"},

    {"__attribute__((constructor)) static void f(void) {}", "constructor"},
    {"__attribute__((__constructor__)) static void f(void) {}", "constructor"},
    {"#define A(x) __attribute__((x))\n#define B con##structor\n"
     "A(unused) static int x; __attribute__((section(\".init_array\"), used)) "
     "static void *p;",
     "section"},
    {"[[gnu::constructor]] void f(void) {}", "does not compile"},
    {"__attribute__((no_sanitize(\"thread\"))) int f(void) { return 0; }",
     "no_sanitize"},
    {"_Pragma(\"GCC optimize(\\\"no-sanitize=thread\\\")\") int f;",
     "#pragma GCC optimize(\"no-sanitize=thread\")"},
    {"#pragma weak f\nint f;", "#pragma weak f"},
    {"# 1 \"/usr/include/x.h\" 1 3\nint f(void) { __asm__(\"nop\"); return 0; "
     "}",
     "#line"},
    {"// /*\n# 1 \"/usr/include/x.h\" 1 3\nint f(void) { "
     "__asm__(\"nop\"); return 0; } // */\n",
     "#line"},
    {"#\\ \t\r\nline 7 \"x\"\nint f;", "#line"},
    {"/* */ #/**/line 7 \"/usr/include/x.h\"\nint f;", "#line"},
    {"\?\?=line 7 \"x\"\nint f;", "#line"},
    {"%: 7 \"x\"\nint f;", "#line"},
    {"#\\\nline 7 \"x\"\nint f;", "#line"},
    {"#ifndef A\n#define A\n#include __FILE__\n#else\n"
     "int f(void) { __asm__(\"nop\"); return 0; }\n#endif\n",
     "__asm__"},
    {"void *f(void) { return __builtin_return_address(0); }",
     "__builtin_return_address"},
    {"#include <stdlib.h>\nstatic void g(void) {}\nint f(void) { return "
     "atexit(g); }",
     "atexit"},
    {"extern char _end; char *f(void) { return &_end; }", "_end"},
    {"#include <unistd.h>\nlong f(void) { return write(7, \"x\", 1); }",
     "write"},
    {"static int (*pick(void))(void) { return 0; }\n"
     "int f(void) __attribute__((ifunc(\"pick\")));",
     "ifunc"},
    {"void "
     "*f(void);\n__attribute__\n\n\n\n\n\n\n\n\n\n\n((no_sanitize(\"thread\")"
     ")) void *f(void) { return 0; }",
     "no_sanitize"},
    {"__attribute__((no_sanitize_thread)) int f(void) { return 0; }",
     "no_sanitize_thread"},
    {"__attribute__((__no_sanitize__(\"thread\"))) int f(void) { return 0; }",
     "no_sanitize"},
    {"#define A(x, y) x##y\n__attribute__((A(no_, sanitize)(\"thread\"))) "
     "int f(void) { return 0; }",
     "no_sanitize"},
    {"__attribute__((optimize(\"no-sanitize=thread\"))) int f(void) { return "
     "0; "
     "}",
     "optimize"},
    {"__attri\\\nbute__((const\\\nructor)) static void f(void) {}",
     "constructor"},
    {"\?\?=pragma GCC optimize(\"O0\")\nint f;",
     "#pragma GCC optimize(\"O0\")"},
    {"%:pragma weak f\nint f;", "#pragma weak f"},
    {"#pragma redefine_extname g write\nint f;",
     "#pragma redefine_extname g write"},
    {"_Pragma(\"GCC push_options\") int f;", "#pragma GCC push_options"},
    {"#if __has_include(\"own.o\")\n#endif\nint f;", "__has_include"},
    {"#if __has_inc\\\nlude(\"own.o\")\n#endif\nint f;", "__has_include"},
    {"#include <emmintrin.h>\nvoid f(int *p) { _mm_stream_si32(p, 1); }",
     "_mm_stream_si32"},
    {"#include <stdio.h>\nvoid f(void) { stdout->_fileno = 40; }", "_fileno"},
    {"#include <unistd.h>\nlong f(void) { return syscall(1, 40, \"x\", 1L); }",
     "syscall"},
    {"int main(int, char **); int f(void) { return main(0, 0); }", "main"},
    {"#include <stdlib.h>\nchar *f(void) { return getenv(\"TSAN_OPTIONS\"); }",
     "getenv"},
    {"#include <sys/resource.h>\nint f(void) { struct rlimit r; return "
     "getrlimit(RLIMIT_AS, &r); }",
     "getrlimit"},
    {"void _ZN6__tsan1fEv(void); void f(void) { _ZN6__tsan1fEv(); }",
     "_ZN6__tsan1fEv"},
    {"int pthread_create(long *t, void *a, void *(*f)(void *), void *p)\n"
     "{ f(p); return a != 0 && t == 0; }",
     "a function pthread_create of its own"},
    {"void *malloc(unsigned long n) { return n ? 0 : 0; }",
     "a function malloc of its own"},
    {"int ck_assert_failed(void) { return 0; }",
     "a function ck_assert_failed of its own"},
    {"int srunner_ntests_failed(void *r) { return r == 0; }",
     "a function srunner_ntests_failed of its own"},
    /* Nothing is wrong with these. */
    {"static int write(int n) { return n; } int f(void) { return write(1); }",
     NULL},
    {"int signal_all, sem_down, memory, get_id, strategy, time_left, "
     "open_lane;",
     NULL},
    {"#include <emmintrin.h>\nvoid f(void) { _mm_pause(); _mm_mfence(); }",
     NULL},
    {"static void unlock(int *p) { *p = 0; }\n"
     "int f(void) { int x __attribute__((cleanup(unlock))) = 1; return x; }",
     NULL},
    {"__attribute__\n\n\n\n\n\n\n\n\n\n\n((aligned(64))) int f;", NULL},
    {"#pragma pack(push, 1)\nstruct s { char c; int n; };\n#pragma pack(pop)\n"
     "int f(struct s *s) { return s->n; }",
     NULL},
    {"/* asm */ const char *f = \"asm __attribute__\"; // asm\n", NULL},
    {"int attribute_count, asm_ish, constructor, section;", NULL},
    {"struct pool { int close, write, signal; } p;\n"
     "int close_pool(void) { int signal = p.close; return signal; }",
     NULL},
    {"_Alignas(64) int x; __attribute__((aligned(64), unused)) static int y;",
     NULL},
    {"#include <assert.h>\n#include <errno.h>\n#include <pthread.h>\n"
     "#include <semaphore.h>\n#include <setjmp.h>\n#include <stdatomic.h>\n"
     "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"
     "#include <threads.h>\n#include <time.h>\n#include <unistd.h>\n"
     "static _Thread_local int mine; static jmp_buf j;\n"
     "static void *g(void *p) { atomic_fetch_add((atomic_int *)p, 1);\n"
     "  pthread_cleanup_push(free, NULL); pthread_cleanup_pop(1);\n"
     "  if (setjmp(j)) longjmp(j, 1); return p; }\n"
     "int f(void) { pthread_t t; sem_t s; int n = 0;\n"
     "  assert(sem_init(&s, 0, 1) == 0 && errno == 0); sem_wait(&s);\n"
     "  pthread_create(&t, NULL, g, &n); pthread_join(t, NULL);\n"
     "  struct timespec nap = {0, 1}; nanosleep(&nap, NULL);\n"
     "  fprintf(stderr, \"%d\\n\", n); return mine + (int)strlen(\"x\"); }",
     NULL},
};

START_TEST(words_and_symbols)
{
    const char *hit = screen_text(texts[_i].text);
    const char *wanted = texts[_i].hit;

    if (wanted == NULL)
        ck_assert_msg(hit == NULL, "%s: %s", texts[_i].text, hit);
    else
        ck_assert_msg(hit != NULL && strcmp(hit, wanted) == 0, "%s: %s, not %s",
                      texts[_i].text, hit, wanted);
}
END_TEST

START_TEST(a_byte_that_ends_texts)
{
    static char source[] = "int f;\0\n#line 7 \"x\"\n";
    const struct text text = {source, sizeof source - 1};

    ck_assert_str_eq(screen_markers(a, &text), "a NUL byte");
}
END_TEST

/* gcc 12 takes these for no attributes in C11, later ones do. */
START_TEST(digraphs_open_attributes)
{
    ck_assert_str_eq(
        screen_words(a, "<:<:gnu::constructor:>:> int f;\n", NULL, nothing),
        "constructor");
    ck_assert_str_eq(screen_words(a, "[ <:gnu::no_sanitize(\"x\"):>] int f;\n",
                                  NULL, nothing),
                     "no_sanitize");
    ck_assert_ptr_null(screen_words(
        a, "int f(int *a<:2:>) { return *a[a<:0:>[0]]; }\n", NULL, nothing));
}
END_TEST

/* ------------------------------------------------------------ honest answers
 */

static const char *share(void)
{
    char path[PATH_MAX] = "";
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);

    path[len > 0 ? len : 0] = '\0';
    for (char *slash; (slash = strrchr(path, '/')) != NULL;) {
        *slash = '\0';
        if (file_is_dir(arena_printf(a, "%s/exercises", path)))
            return arena_strdup(a, path);
    }
    return ".";
}

static void is_not_refused(const char *file, const struct exercise *ex,
                           const struct text *right)
{
    const char *hit = screen(file, ex->dir, ex->header, right);

    ck_assert_msg(hit == NULL, "%s: %s", file, hit);
}

/* Wrong answers are among the texts that say what is allowed. */
static void none_is_refused(const char *dir)
{
    struct exercise ex;
    const struct text *right;
    struct err e;

    ck_assert_msg(exercise_load(a, dir, &ex, &e), "%s", e.text);
    ck_assert_msg(screen_allows(a, &ex, &right, &e), "%s", e.text);
    is_not_refused(ex.start, &ex, right);
    is_not_refused(ex.solution, &ex, right);
    for (size_t i = 0; i < ex.nalso; i++)
        is_not_refused(ex.also[i], &ex, right);
}

START_TEST(no_honest_answer_is_refused)
{
    const char *all = file_join(a, share(), "exercises");
    struct names names;
    struct err e;
    size_t looked = 0;

    ck_assert(file_list(a, all, &names, &e));
    for (size_t i = 0; i < names.n; i++) {
        const char *dir = file_join(a, all, names.name[i]);
        if (!file_is_dir(dir))
            continue;
        none_is_refused(dir);
        looked++;
    }
    ck_assert_uint_ge(looked, 40);
}
END_TEST

/* Shorter than "#pragma": nothing behind the line is read. */
START_TEST(short_directives)
{
    static const struct {
        const char *text, *hit;
    } lines[] = {
        {"# 1 \"ring.c\"\n#\nint a;\n", "#"},
        {"# 1 \"ring.c\"\n #x\n#pragma once\n", "#x"},
        {"#ident \"x\"\nint a;\n", "#ident \"x\""},
        {"#pragma weak a\nint a;\n", "#pragma weak a"},
        {"#pragma once\n#pragma  STDC FP_CONTRACT ON\n", NULL},
    };

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const char *hit = screen_words(a, lines[i].text, NULL, nothing);
        ck_assert_pstr_eq(hit, lines[i].hit);
    }
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("screen");
    TCase *t = tcase_create("words, sections and symbols");
    TCase *honest = tcase_create("no honest answer is refused");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, words_and_symbols, 0, sizeof texts / sizeof *texts);
    tcase_add_test(t, a_byte_that_ends_texts);
    tcase_add_test(t, digraphs_open_attributes);
    tcase_add_test(t, short_directives);
    suite_add_tcase(s, t);
    tcase_add_checked_fixture(honest, setup, teardown);
    tcase_set_timeout(honest, 600);
    tcase_add_test(honest, no_honest_answer_is_refused);
    suite_add_tcase(s, honest);
    return s;
}
