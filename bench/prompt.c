/* How long the tutor takes from exec to its prompt, in a terminal, and how much
 * memory it then has.
 *
 * usage: prompt MARK ROUNDS PROGRAM [ARGS...]
 *
 * Prints "milliseconds kilobytes" per round: the time until MARK was written,
 * and the resident peak (VmHWM) at that moment. */
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TIMEOUT_MS = 10000, OUTPUT_MAX = 1 << 20 };

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static long peak_kb(pid_t pid)
{
    char path[64], line[256];
    long kb = -1;

    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *f = fopen(path, "r");
    while (f != NULL && fgets(line, sizeof line, f) != NULL)
        sscanf(line, "VmHWM: %ld", &kb);
    if (f != NULL)
        fclose(f);
    return kb;
}

/* Reads until the mark was seen. */
static int wait_for(int fd, const char *mark)
{
    static char seen[OUTPUT_MAX];
    size_t len = 0;
    double end = now_ms() + TIMEOUT_MS;

    while (now_ms() < end && len < sizeof seen - 1) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (poll(&p, 1, 100) <= 0)
            continue;
        ssize_t n = read(fd, seen + len, sizeof seen - 1 - len);
        if (n <= 0)
            return 0;
        len += (size_t)n;
        seen[len] = '\0';
        if (strstr(seen, mark) != NULL)
            return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: prompt MARK ROUNDS PROGRAM [ARGS...]\n", stderr);
        return 2;
    }
    for (int round = atoi(argv[2]); round > 0; round--) {
        struct winsize size = {.ws_row = 24, .ws_col = 80};
        int fd;
        double began = now_ms();
        pid_t pid = forkpty(&fd, NULL, NULL, &size);
        if (pid == 0) {
            execv(argv[3], argv + 3);
            _exit(127);
        }
        if (pid < 0 || !wait_for(fd, argv[1])) {
            fprintf(stderr, "prompt: '%s' was never written\n", argv[1]);
            return 1;
        }
        printf("%.2f %ld\n", now_ms() - began, peak_kb(pid));
        kill(pid, SIGHUP);
        close(fd);
        waitpid(pid, NULL, 0);
    }
    return 0;
}
