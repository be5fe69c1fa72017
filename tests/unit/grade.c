/* Grades of a miniature exercise, made in a temporary folder: right answers,
 * wrong ones, and ones that try to get away with it. */
#include "grader/verdict.h"

#include "grader/sandbox.h"
#include "src/base/buf.h"

#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *suite(void);

enum { TIMEOUT_S = 300 }; /* a busy machine */

static const char header[] = "#ifndef COUNTER_H\n"
                             "#define COUNTER_H\n"
                             "typedef struct counter counter;\n"
                             "counter *counter_new(void);\n"
                             "void counter_free(counter *c);\n"
                             "void counter_add(counter *c, int n);\n"
                             "int counter_get(counter *c);\n"
                             "#endif\n";

static const char tests[] =
    "#include \"threadlings.h\"\n"
    "#include \"counter.h\"\n"
    "#include <pthread.h>\n"
    "TEST(adds, \"Adding adds\")\n"
    "{\n"
    "    counter *c = counter_new();\n"
    "    counter_add(c, 40);\n"
    "    counter_add(c, 2);\n"
    "    ck_assert_int_eq(counter_get(c), 42);\n"
    "    counter_free(c);\n"
    "}\n"
    "TEST(out_of_memory, \"Gives NULL when memory is out\")\n"
    "{\n"
    "    tl_fail_allocation(1);\n"
    "    ck_assert_ptr_null(counter_new());\n"
    "}\n"
    "static void *work(void *c)\n"
    "{\n"
    "    for (size_t i = 0, n = tl_rounds(20000); i < n; i++)\n"
    "        counter_add(c, 1);\n"
    "    return NULL;\n"
    "}\n"
    "STRESS(threads, \"Two threads add without loss\")\n"
    "{\n"
    "    counter *c = counter_new();\n"
    "    pthread_t t[2];\n"
    "    for (int i = 0; i < 2; i++)\n"
    "        pthread_create(&t[i], NULL, work, c);\n"
    "    for (int i = 0; i < 2; i++)\n"
    "        pthread_join(t[i], NULL);\n"
    "    ck_assert_int_eq(counter_get(c), 2 * (int)tl_rounds(20000));\n"
    "    counter_free(c);\n"
    "}\n";

/* The solution with room for a mischief: GLOBAL before the functions, ADD at
 * the beginning of counter_add. */
static const char solution[] =
    "#include \"counter.h\"\n"
    "#include <assert.h>\n"
    "#include <pthread.h>\n"
    "#include <setjmp.h>\n"
    "#include <signal.h>\n"
    "#include <stdio.h>\n"
    "#include <stdlib.h>\n"
    "#include <string.h>\n"
    "#include <unistd.h>\n"
    "struct counter {\n"
    "    pthread_mutex_t lock;\n"
    "    int value;\n"
    "};\n"
    "%s\n"
    "counter *counter_new(void)\n"
    "{\n"
    "    counter *c = malloc(sizeof *c);\n"
    "    if (c == NULL)\n"
    "        return NULL;\n"
    "    pthread_mutex_init(&c->lock, NULL);\n"
    "    c->value = 0;\n"
    "    return c;\n"
    "}\n"
    "void counter_free(counter *c) { free(c); }\n"
    "int counter_get(counter *c) { return c->value; }\n"
    "void counter_add(counter *c, int n)\n"
    "{\n"
    "    %s\n"
    "    pthread_mutex_lock(&c->lock);\n"
    "    c->value += n;\n"
    "    pthread_mutex_unlock(&c->lock);\n"
    "}\n";

static struct arena *arena;
static struct grader *grader;
static char *top, *folder, *answer;
static struct err e;

/* The folder with grader/harness: above the program, wherever it was built. */
static const char *share(void)
{
    char path[PATH_MAX] = "";
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);

    path[len > 0 ? len : 0] = '\0';
    for (char *slash; (slash = strrchr(path, '/')) != NULL;) {
        *slash = '\0';
        if (file_is_dir(arena_printf(arena, "%s/grader/harness", path)))
            return arena_strdup(arena, path);
    }
    return ".";
}

static void put(const char *dir, const char *name, const char *text)
{
    ck_assert_msg(
        file_write(file_join(arena, dir, name), text, strlen(text), &e), "%s",
        e.text);
}

static void setup(void)
{
    const char *tmp = getenv("TMPDIR");
    const char *good;

    arena = arena_new();
    top = arena_printf(arena, "%s/grade.XXXXXX", tmp ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(top));
    folder = file_join(arena, top, "counter");
    answer = file_join(arena, top, "answer.c");
    ck_assert(file_mkdirs(folder, 0755, &e));
    put(folder, "exercise.json",
        "{\"format\": 1, \"title\": \"Counter\", \"gives\": [\"counter.h\"], "
        "\"limits\": {\"seconds\": 1, \"memory_mb\": 64}, "
        "\"forbids\": [{\"symbols\": [\"usleep\"], \"message\": \"no "
        "sleeping\"}], \"hints\": [{\"rungs\": [\"a\", \"b\", \"c\"]}]}");
    put(folder, "task.md", "Count.\n");
    put(folder, "counter.h", header);
    put(folder, "test.c", tests);
    good = arena_printf(arena, solution, "", "");
    put(folder, "solution.c", good);
    put(folder, "start.c", good);
    grader = grader_new(share(), file_join(arena, top, "cache"));
}

static void teardown(void)
{
    grader_free(grader);
    ck_assert(file_remove(top, &e));
    arena_free(arena);
}

static struct verdict grade_text(const char *text, bool fresh)
{
    struct grade_request req = {
        .exercise = folder, .submission = answer, .fresh = fresh};
    struct verdict v;

    put(top, "answer.c", text);
    ck_assert_msg(grade(arena, grader, &req, &v, &e), "%s", e.text);
    return v;
}

static struct verdict grade_with(const char *global, const char *add)
{
    return grade_text(arena_printf(arena, solution, global, add), false);
}

static const struct finding *first(const struct verdict *v)
{
    ck_assert_int_eq(v->outcome, OUTCOME_FAILED);
    ck_assert_uint_gt(v->nfindings, 0);
    return &v->findings[0];
}

START_TEST(passes)
{
    for (int round = 0; round < 3; round++) {
        struct verdict v =
            grade_text(arena_printf(arena, solution, "", ""), round == 1);
        const struct finding *f = v.findings;
        ck_assert_msg(v.outcome == OUTCOME_PASSED, "%s: %s",
                      outcome_name(v.outcome),
                      v.nfindings ? f->message : v.stages[STAGE_RACES].why);
        ck_assert_uint_eq(v.stages[STAGE_TESTS].checks_run, 3);
        ck_assert_uint_eq(v.stages[STAGE_TESTS].checks_expected, 3);
        ck_assert_uint_eq(v.stages[STAGE_MEMORY].checks_run, 3);
        ck_assert_uint_eq(v.stages[STAGE_RACES].checks_run, 3);
        ck_assert(!v.remembered);
    }
}
END_TEST

/* A loader that could not start a program ends with 127, and so does this one,
 * the first time. Without Landlock it can remember that. */
START_TEST(starts_again)
{
    sandbox_forbid_layers(SANDBOX_NO_LANDLOCK);
    ck_assert_int_eq(chmod(top, 0755), 0);
    ck_assert_int_eq(chmod(folder, 0777), 0);
    const char *tried = file_join(arena, folder, "tried");
    struct verdict v = grade_with(
        arena_printf(
            arena,
            "#include <fcntl.h>\n"
            "__attribute__((constructor)) static void once(void) {\n"
            "    int fd = open(\"%s\", O_CREAT | O_EXCL | O_WRONLY, 0600);\n"
            "    if (fd >= 0) _exit(127);\n"
            "}\n",
            tried),
        "");
    ck_assert(file_exists(tried));
    ck_assert_msg(v.outcome == OUTCOME_PASSED, "%s",
                  v.nfindings ? v.findings[0].message : "unsure");
    v = grade_with("__attribute__((constructor)) static void always(void) {\n"
                   "    _exit(127);\n"
                   "}\n",
                   "");
    ck_assert_int_eq(first(&v)->kind, FINDING_CRASH);
}
END_TEST

START_TEST(without_cache)
{
    struct grader *g = grader_new(share(), NULL);
    struct grade_request req = {.exercise = folder,
                                .submission =
                                    file_join(arena, folder, "solution.c")};
    struct verdict v;

    ck_assert_msg(grade(arena, g, &req, &v, &e), "%s", e.text);
    ck_assert_int_eq(v.outcome, OUTCOME_PASSED);
    grader_free(g);
}
END_TEST

/* Mischief, the kind it must be found as, and a word of the message. */
static const struct {
    const char *global, *add;
    enum finding_kind kind;
    const char *says;
} wrong[] = {
    {"", "n++;", FINDING_TEST, "counter_get(c) == 42"},
    {"", "int x = ;", FINDING_COMPILE, "expected expression"},
    {"void gone(void);", "gone();", FINDING_COMPILE, "gone"},
    {"int main(void) { return 0; }", "", FINDING_COMPILE, "main"},
    {"#include \"/etc/passwd\"", "", FINDING_COMPILE, "/etc/passwd"},
    {"#define A(x) x x x x x x x x x x\n"
     "#define B(x) A(A(A(A(A(A(x))))))\n"
     "int x = B(B(1 +)) 1;",
     "", FINDING_COMPILE, ""},
    {"", "assert(n == 1);", FINDING_ASSERTION, "n == 1"},
    {"", "abort();", FINDING_CRASH, "abort"},
    {"", "raise(SIGKILL);", FINDING_CRASH, "SIGKILL"},
    {"", "_exit(0);", FINDING_CRASH, "ended itself, with exit status 0"},
    {"__attribute__((constructor)) static void c(void) { exit(0); }", "",
     FINDING_CRASH, "before the test began"},
    {"", "pthread_exit(NULL);", FINDING_CRASH, "ended itself"},
    {"", "for (volatile int i = 0;; i = 0) ;", FINDING_TIMEOUT,
     "kept the processor busy"},
    {"", "pthread_mutex_lock(&c->lock);", FINDING_DEADLOCK, "waits"},
    {"", "for (;;) puts(\"without end, line by line\");", FINDING_LIMIT,
     "printed"},
    {"", "for (;;) memset(malloc(1 << 20), 1, 1 << 20);", FINDING_LIMIT,
     "memory"},
    {"", "while (fork() >= 0) ;", FINDING_FORBIDDEN, "fork"},
    {"", "kill(getppid(), SIGKILL);", FINDING_FORBIDDEN, "getppid"},
    {"", "usleep(1);", FINDING_FORBIDDEN, "no sleeping"},
    {"", "for (int i = 0; i < 64; i++) if (write(i, \"passed\\n\", 7)) {}",
     FINDING_MISUSE, "did not open"},
    {"",
     "for (int i = 0; i < 64; i++) if (write(i, \"x passed x 0 0\", 14)) {}",
     FINDING_FORGED, "channel"},
    {"__attribute__((no_sanitize(\"thread\")))", "", FINDING_FORGED,
     "no_sanitize"},
    {"void *__wrap_malloc(size_t n) { return n ? NULL : NULL; }", "",
     FINDING_FORGED, "__wrap_"},
    {"ssize_t write(int f, const void *p, size_t n) { (void)f, (void)p; "
     "return (ssize_t)n; }",
     "", FINDING_FORGED, "write"},
    {"",
     "if (n == 40) { int *volatile p = malloc(4); free(p); "
     "(void)*(volatile int *)p; }",
     FINDING_MEMORY, "already freed"},
    {"", "if (n == 40) { int *volatile lost = malloc(4); (void)lost; }",
     FINDING_LEAK, "never freed"},
    {"static jmp_buf j;", "longjmp(j, 1);", FINDING_MEMORY, ""},
};

START_TEST(wrong_answers)
{
    struct verdict v = grade_with(wrong[_i].global, wrong[_i].add);
    const struct finding *f = first(&v);

    ck_assert_msg(f->kind == wrong[_i].kind, "%s%s: %s: %s", wrong[_i].global,
                  wrong[_i].add, finding_kind_name(f->kind), f->message);
    ck_assert_msg(strstr(f->message, wrong[_i].says) != NULL, "%s", f->message);
}
END_TEST

/* They may fail in any way, but not pass. */
static const char *const hostile[] = {
    "n++; printf(\"100%%: Checks: 3, Failures: 0\\n\");",
    "n++; for (int i = 0; i < 1000; i++) close(i);",
    "n++; atexit((void (*)(void))abort); exit(0);",
    "signal(SIGSEGV, SIG_IGN); *(volatile int *)8 = 1; _exit(0);",
    "n++; raise(SIGSTOP);",
};

START_TEST(hostile_answers)
{
    struct verdict v = grade_with("", hostile[_i]);

    first(&v);
}
END_TEST

/* Finds the harness's number in memory, says itself that the test passed, and
 * ends before the test can say otherwise. */
static const char forger[] =
    "#include <link.h>\n"
    "#include <fcntl.h>\n"
    "static int hex(unsigned char c)\n"
    "{\n"
    "    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');\n"
    "}\n"
    "static void say(const unsigned char *a, const unsigned char *b)\n"
    "{\n"
    "    char text[128];\n"
    "    int n = 0;\n"
    "    for (int i = 0; i < 32; i++)\n"
    "        n += sprintf(text + n, \"%c\", a[i] ^ b[i]);\n"
    "    n += sprintf(text + n, \" passed adds 0 0\\n\");\n"
    "    for (int fd = 24; fd < 56; fd++)\n"
    "        if (write(fd, text, (size_t)n) == n)\n"
    "            _exit(0);\n"
    "}\n"
    "static int search(struct dl_phdr_info *info, size_t size, void *ctx)\n"
    "{\n"
    "    (void)size, (void)ctx;\n"
    "    for (int i = 0; i < info->dlpi_phnum; i++) {\n"
    "        const ElfW(Phdr) *h = &info->dlpi_phdr[i];\n"
    "        if (h->p_type != PT_LOAD || !(h->p_flags & PF_W))\n"
    "            continue;\n"
    "        const unsigned char *at = (void *)(info->dlpi_addr + "
    "h->p_vaddr);\n"
    "        size_t n = h->p_memsz;\n"
    "        for (size_t x = 0; x + 160 < n; x++)\n"
    "            for (size_t y = x + 33; y < x + 128; y++) {\n"
    "                size_t k = 0;\n"
    "                while (k < 32 && hex(at[x + k] ^ at[y + k]))\n"
    "                    k++;\n"
    "                if (k == 32)\n"
    "                    say(at + x, at + y);\n"
    "            }\n"
    "    }\n"
    "    return 1;\n"
    "}\n";

START_TEST(controls)
{
    put(top, "answer.c",
        arena_printf(arena, solution, forger,
                     "dl_iterate_phdr(search, 0); n++;"));
    struct grade_request req = {
        .exercise = folder, .submission = answer, .stranger = true};
    struct verdict v;

    ck_assert_msg(grade(arena, grader, &req, &v, &e), "%s", e.text);
    ck_assert_int_eq(first(&v)->kind, FINDING_FORGED);
    bool given_away = false, screened = false;
    for (size_t i = 0; i < v.nfindings; i++) {
        const char *message = v.findings[i].message;
        given_away |= strcmp(message, "reported a test as passed that was told "
                                      "to fail") == 0;
        screened |=
            strstr(message, "which no answer to this exercise needs") != NULL;
    }
    ck_assert(given_away && screened);
    put(top, "answer.c", arena_printf(arena, solution, "", ""));
    ck_assert_msg(grade(arena, grader, &req, &v, &e), "%s", e.text);
    ck_assert_int_eq(v.outcome, OUTCOME_PASSED);
    ck_assert_uint_eq(v.stages[STAGE_TESTS].checks_run, 3);
}
END_TEST

START_TEST(race)
{
    struct verdict v = grade_text(
        "#include \"counter.h\"\n"
        "#include <stdlib.h>\n"
        "struct counter { int value; };\n"
        "counter *counter_new(void) { return calloc(1, sizeof(counter)); }\n"
        "void counter_free(counter *c) { free(c); }\n"
        "int counter_get(counter *c) { return c->value; }\n"
        "void counter_add(counter *c, int n) {\n"
        "    c->value += n;\n"
        "}\n",
        false);
    const struct finding *f = first(&v);

    ck_assert_int_eq(f->kind, FINDING_DATA_RACE);
    ck_assert_str_eq(f->file, "counter.c");
    ck_assert_int_eq(f->line, 8);
    ck_assert_str_eq(f->function, "counter_add");
    ck_assert_str_eq(f->test, "threads");
    ck_assert_uint_eq(f->nthreads, 2);
    ck_assert_ptr_null(strstr(f->detail, top));
}
END_TEST

START_TEST(places)
{
    struct verdict v = grade_with("", "if (c->value > 1)\n abort();");
    const struct finding *f = first(&v);

    ck_assert_int_eq(f->kind, FINDING_CRASH);
    ck_assert_int_eq(f->line, 29);
    ck_assert_str_eq(f->function, "counter_add");
}
END_TEST

/* Fails in one run of eight: seen once, it must be told every time. */
START_TEST(remembers)
{
    enum { TRIES = 30, AGAIN = 4 };
    static const char global[] = "#include <stdatomic.h>\n"
                                 "#include <time.h>\n"
                                 "static atomic_int tossed;\n"
                                 "static int toss(void) {\n"
                                 "    struct timespec t;\n"
                                 "    clock_gettime(CLOCK_MONOTONIC, &t);\n"
                                 "    return (t.tv_nsec >> 6) % 8 == 0;\n"
                                 "}";
    static const char add_with_luck[] =
        "if (n == 1 && !atomic_exchange(&tossed, 1)) n -= toss();";
    struct verdict v = grade_with(global, add_with_luck);

    for (int i = 0; i < TRIES && v.outcome == OUTCOME_PASSED; i++)
        v = grade_with(global, add_with_luck);
    ck_assert_int_eq(v.outcome, OUTCOME_FAILED);
    for (int i = 0; i < AGAIN; i++) {
        v = grade_with(global, add_with_luck);
        ck_assert_int_eq(first(&v)->kind, FINDING_TEST);
        ck_assert(first(&v)->chance);
    }
}
END_TEST

/* threadlings was updated while this process ran. */
START_TEST(another_harness)
{
    const char *files = file_join(arena, share(), "grader/harness");
    const char *copy = file_join(arena, top, "share/grader/harness");
    struct grade_request req = {.exercise = folder,
                                .submission =
                                    file_join(arena, folder, "solution.c")};
    struct verdict v;
    struct names names;

    ck_assert(file_mkdirs(copy, 0755, &e));
    ck_assert(file_list(arena, files, &names, &e));
    for (size_t i = 0; i < names.n; i++)
        ck_assert(file_copy(file_join(arena, files, names.name[i]),
                            file_join(arena, copy, names.name[i]), &e));
    struct grader *g = grader_new(file_join(arena, top, "share"), NULL);
    ck_assert_msg(grade(arena, g, &req, &v, &e), "%s", e.text);
    ck_assert_int_eq(v.outcome, OUTCOME_PASSED);
    put(copy, "harness.h", "#define TL_PROTOCOL 1\n");
    ck_assert(!grade(arena, g, &req, &v, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "another version"));
    grader_free(g);
}
END_TEST

START_TEST(unusable)
{
    struct grade_request req = {.exercise = folder, .submission = top};
    struct verdict v;

    ck_assert(!grade(arena, grader, &req, &v, &e));
    req.submission = file_join(arena, top, "nothing.c");
    ck_assert(!grade(arena, grader, &req, &v, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "nothing.c"));
    req.submission = "/dev/zero";
    ck_assert(!grade(arena, grader, &req, &v, &e));
}
END_TEST

START_TEST(stops)
{
    static const volatile sig_atomic_t stop = 1;
    struct grade_request req = {.exercise = folder,
                                .submission =
                                    file_join(arena, folder, "solution.c"),
                                .stop = &stop};
    struct verdict v;

    ck_assert(!grade(arena, grader, &req, &v, &e));
}
END_TEST

static TCase *add(Suite *s, const char *name)
{
    TCase *c = tcase_create(name);

    tcase_add_checked_fixture(c, setup, teardown);
    tcase_set_timeout(c, TIMEOUT_S);
    suite_add_tcase(s, c);
    return c;
}

Suite *suite(void)
{
    Suite *s = suite_create("grade");
    const int nwrong = sizeof wrong / sizeof *wrong;
    const int nhostile = sizeof hostile / sizeof *hostile;

    tcase_add_test(add(s, "a solution passes, again and again"), passes);
    tcase_add_test(add(s, "it needs no cache"), without_cache);
    tcase_add_test(add(s, "a program that does not start is tried again"),
                   starts_again);
    tcase_add_loop_test(add(s, "a wrong answer gets the kind it deserves"),
                        wrong_answers, 0, nwrong);
    tcase_add_loop_test(add(s, "a hostile answer does not pass"),
                        hostile_answers, 0, nhostile);
    tcase_add_test(add(s, "a control shows who reports in a test's place"),
                   controls);
    tcase_add_test(add(s, "a race, with both accesses"), race);
    tcase_add_test(add(s, "a crash has a place"), places);
    tcase_add_test(add(s, "a failure by chance is remembered"), remembers);
    tcase_add_test(add(s, "what cannot be graded is an error"), unusable);
    tcase_add_test(add(s, "a harness of another version is an error"),
                   another_harness);
    tcase_add_test(add(s, "a grade can be stopped"), stops);
    return s;
}
