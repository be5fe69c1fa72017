/* A program that runs natively, again and again, each time in a process of its
 * own: what an execution costs without an explorer. Linked with a program whose
 * `main` was renamed.
 *
 * usage: NAME TIMES
 *
 * Prints the processor time and the wall time of one run with its fork, in us;
 * what this process and its children used counts. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int program_main(void);

static double used_us(int who)
{
    struct rusage u;

    getrusage(who, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static double now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void run_once(void)
{
    pid_t pid = fork();
    int status;

    if (pid == 0)
        _exit(program_main());
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) {
        fputs("explore_fork: a run failed\n", stderr);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    int times = argc == 2 ? atoi(argv[1]) : 0;

    if (times < 1) {
        fprintf(stderr, "usage: %s TIMES\n", argv[0]);
        return 2;
    }
    double began = now_us();
    for (int i = 0; i < times; i++)
        run_once();
    double wall = now_us() - began;
    double used = used_us(RUSAGE_SELF) + used_us(RUSAGE_CHILDREN);
    printf("%.1f %.1f\n", used / times, wall / times);
    return 0;
}
