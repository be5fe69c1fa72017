/* From `check` to a verdict, against the bare compiles of the same file.
 *
 * usage: check SHARE CACHE ROUNDS EXERCISE FILE...
 *
 * For each FILE and round, in turn: the compiler alone, once with the flags of
 * each of the three builds (-c, one after the other, no test, no link); then a
 * whole grade, with everything a `check` does. The file's text is changed by a
 * comment each time, so that no cached build of it can be used; the tests' own
 * objects are cached, as for every check but the first.
 *
 * Prints per file: median compile, verdict and first finding in ms, and the
 * median of the rounds' ratios. */
#include "grader/grader.h"
#include "grader/toolchain.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS_MAX = 101, SOURCE_MAX = 1 << 20 };

extern char **environ;

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void fail(const struct err *e)
{
    fprintf(stderr, "bench/check: %s\n", e->text);
    exit(1);
}

/* Compiles `file` with the flags of all three builds, one after the other. */
static double compile_ms(struct arena *a, const struct toolchain *t,
                         const char *include, const char *file,
                         const char *object)
{
    double began = now_ms();

    for (int v = 0; v < VARIANT_COUNT; v++) {
        struct args args = {.arena = a};
        pid_t pid;
        int status;
        args_add(&args, t->cc);
        toolchain_flags(t, (enum variant)v, &args);
        args_add(&args, "-I");
        args_add(&args, include);
        args_add(&args, "-c");
        args_add(&args, file);
        args_add(&args, "-o");
        args_add(&args, object);
        if (posix_spawn(&pid, t->cc, NULL, NULL, (char *const *)args.list,
                        environ) != 0 ||
            waitpid(pid, &status, 0) != pid || status != 0) {
            fprintf(stderr, "bench/check: %s does not compile\n", file);
            exit(1);
        }
    }
    return now_ms() - began;
}

struct watch {
    double began, found; /* ms; found 0: nothing yet */
};

static void on_event(void *ctx, const struct grade_event *event)
{
    struct watch *w = ctx;

    if (event->type == EVENT_FINDING && w->found == 0)
        w->found = now_ms() - w->began;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *values, int n)
{
    qsort(values, (size_t)n, sizeof *values, by_value);
    return values[n / 2];
}

/* A copy of the file that no cache has seen. */
static void write_copy(const char *from, const char *to, int round)
{
    static char text[SOURCE_MAX];
    FILE *in = fopen(from, "r"), *out = fopen(to, "w");

    if (in == NULL || out == NULL) {
        fprintf(stderr, "bench/check: cannot copy %s to %s\n", from, to);
        exit(1);
    }
    size_t len = fread(text, 1, sizeof text, in);
    fwrite(text, 1, len, out);
    fprintf(out, "/* %ld.%d */\n", (long)getpid(), round);
    fclose(in);
    fclose(out);
}

static void measure(const char *share, const char *cache, int rounds,
                    const char *exercise, const char *file, const char *dir)
{
    double compiles[ROUNDS_MAX], verdicts[ROUNDS_MAX], founds[ROUNDS_MAX];
    double to_verdict[ROUNDS_MAX], to_finding[ROUNDS_MAX];
    enum outcome outcome = OUTCOME_UNSURE;

    for (int i = -1; i < rounds; i++) { /* -1: fills the caches, not counted */
        struct arena *a = arena_new();
        struct err e;
        struct toolchain tools;
        struct watch w = {0};
        struct verdict v;
        int at = i < 0 ? 0 : i;
        char *copy = arena_printf(a, "%s/submission.c", dir);
        char *object = arena_printf(a, "%s/submission.o", dir);
        char *folder = arena_printf(a, "%s/exercises/%s", share, exercise);
        write_copy(file, copy, i);
        if (!toolchain_find(a, &tools, &e))
            fail(&e);
        compiles[at] = compile_ms(a, &tools, folder, copy, object);
        struct grade_request req = {.exercise = folder,
                                    .submission = copy,
                                    .event = on_event,
                                    .ctx = &w};
        w.began = now_ms();
        struct grader *g = grader_new(share, cache);
        if (!grade(a, g, &req, &v, &e))
            fail(&e);
        verdicts[at] = now_ms() - w.began;
        founds[at] = w.found;
        to_verdict[at] = verdicts[at] / compiles[at];
        to_finding[at] = founds[at] / compiles[at];
        outcome = v.outcome;
        grader_free(g);
        unlink(object);
        unlink(copy);
        arena_free(a);
    }
    printf("  %-28s %-7s compile %4.0f ms   verdict %5.0f ms  %4.2fx",
           strrchr(file, '/') + 1, outcome_name(outcome),
           median(compiles, rounds), median(verdicts, rounds),
           median(to_verdict, rounds));
    if (outcome == OUTCOME_FAILED)
        printf("   first finding %5.0f ms  %4.2fx", median(founds, rounds),
               median(to_finding, rounds));
    putchar('\n');
}

int main(int argc, char **argv)
{
    char dir[] = "/tmp/threadlings-bench.XXXXXX";

    if (argc < 6 || atoi(argv[3]) < 1 || atoi(argv[3]) > ROUNDS_MAX) {
        fputs("usage: check SHARE CACHE ROUNDS EXERCISE FILE...\n", stderr);
        return 2;
    }
    if (mkdtemp(dir) == NULL) {
        perror("bench/check");
        return 1;
    }
    for (int i = 5; i < argc; i++)
        measure(argv[1], argv[2], atoi(argv[3]), argv[4], argv[i], dir);
    rmdir(dir);
    return 0;
}
