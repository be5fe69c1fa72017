/* What confinement costs a run: from start to end of a program that does
 * nothing, bare and in the sandbox with fewer and fewer layers, in turn.
 *
 * usage: confine PROGRAM ROUNDS
 *
 * Prints medians in ms, and what each adds to the bare run. */
#include "grader/sandbox.h"
#include "src/base/arena.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS_MAX = 1001, WAIT_MS = 1000, BARE = -1, SHARED = -2 };

extern char **environ;

static const struct {
    const char *name;
    int without; /* layers; or BARE; or SHARED: all, one network for all jobs */
} ways[] = {
    {"bare", BARE},
    {"all layers", 0},
    {"all layers, one network", SHARED},
    {"no namespaces", SANDBOX_NO_NAMESPACES},
    {"no namespaces, no Landlock", SANDBOX_NO_NAMESPACES | SANDBOX_NO_LANDLOCK},
    {"processes of its own only",
     SANDBOX_NO_NAMESPACES | SANDBOX_NO_LANDLOCK | SANDBOX_NO_SECCOMP},
};
enum { WAYS = sizeof ways / sizeof *ways };

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void fail(const char *what)
{
    fprintf(stderr, "bench/confine: %s\n", what);
    exit(1);
}

static double bare_ms(char *const *argv)
{
    double began = now_ms();
    pid_t pid;
    int status;

    if (posix_spawn(&pid, argv[0], NULL, NULL, argv, environ) != 0 ||
        waitpid(pid, &status, 0) != pid || status != 0)
        fail("the program did not run");
    return now_ms() - began;
}

static double confined_ms(struct sandbox *box, char *const *argv)
{
    struct arena *a = arena_new();
    struct sandbox_job *job, *ended;
    struct err e = {0};
    double began = now_ms();

    if (!sandbox_start(
            a, box,
            &(struct sandbox_spec){.profile = PROFILE_RUN, .argv = argv}, &job,
            &e))
        fail(e.text);
    do
        ended = sandbox_poll(box, WAIT_MS, NULL);
    while (ended == NULL);
    double took = now_ms() - began;
    if (sandbox_result(job)->end != SANDBOX_EXITED)
        fail("the confined program did not run");
    arena_free(a);
    return took;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double boxed_ms(char *const *argv)
{
    struct sandbox *box;
    struct err e = {0};

    if (!sandbox_open(&box, &e))
        fail(e.text);
    double took = confined_ms(box, argv);
    sandbox_close(box);
    return took;
}

/* In a process that goes afterwards: there is no way back. */
static double shared_ms(char *const *argv)
{
    double took = -1;
    int said[2];

    sandbox_forbid_layers(0);
    if (pipe(said) != 0)
        fail("no more pipes");
    pid_t pid = fork();
    if (pid == 0) {
        sandbox_share_network();
        took = boxed_ms(argv);
        _exit(write(said[1], &took, sizeof took) != sizeof took);
    }
    close(said[1]);
    if (read(said[0], &took, sizeof took) != sizeof took)
        fail("the process with a network of its own did not end well");
    close(said[0]);
    waitpid(pid, NULL, 0);
    return took;
}

static double one_ms(int way, char *const *argv)
{
    if (ways[way].without == BARE)
        return bare_ms(argv);
    if (ways[way].without == SHARED)
        return shared_ms(argv);
    sandbox_forbid_layers((unsigned)ways[way].without);
    return boxed_ms(argv);
}

int main(int argc, char **argv)
{
    static double took[WAYS][ROUNDS_MAX];
    int rounds = argc == 3 ? atoi(argv[2]) : 0;

    if (rounds < 1 || rounds > ROUNDS_MAX)
        fail("usage: confine PROGRAM ROUNDS");
    char *const program[] = {argv[1], NULL};
    for (int round = 0; round < rounds; round++)
        for (int w = 0; w < WAYS; w++)
            took[w][round] = one_ms(w, program);
    for (int w = 0; w < WAYS; w++) {
        qsort(took[w], (size_t)rounds, sizeof **took, by_value);
        double ms = took[w][rounds / 2], bare = took[0][rounds / 2];
        printf("  %-28s %6.2f ms", ways[w].name, ms);
        if (w > 0)
            printf("  %+6.2f ms", ms - bare);
        putchar('\n');
    }
    return 0;
}
