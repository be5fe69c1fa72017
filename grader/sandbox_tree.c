/* Processes below a process, from /proc. */
#include "grader/sandbox_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    KILL_ROUNDS = 250, /* of 2 ms */
};

struct process {
    pid_t pid, parent;
    bool zombie; /* dead, and not yet waited for */
    bool able;   /* its first thread is */
    long threads;
    double cpu_s;
    size_t memory_kb;
};

struct processes {
    size_t n, room;
    struct process *p;
};

static bool read_proc(pid_t pid, const char *file, char *out, size_t size)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, out, size - 1);
    close(fd);
    if (n <= 0)
        return false;
    out[n] = '\0';
    return true;
}

/* Where the first thread has ended before the others, its process looks like a
 * zombie without memory; any other thread tells the truth. */
static long pages_of_another_thread(pid_t pid)
{
    char path[64], text[128];
    long pages = 0;

    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *d = opendir(path);
    for (struct dirent *e; pages == 0 && d != NULL && (e = readdir(d));) {
        snprintf(path, sizeof path, "task/%.16s/statm", e->d_name);
        if (atoi(e->d_name) > 0 && read_proc(pid, path, text, sizeof text) &&
            sscanf(text, "%*d %ld", &pages) != 1)
            pages = 0;
    }
    if (d != NULL)
        closedir(d);
    return pages;
}

/* What proc(5) says of a thread that runs or waits for a processor. 'D' is for
 * one that waits for a disk, but also for a child made by vfork, as long as
 * that likes. */
static bool is_able(char state)
{
    return state == 'R';
}

static bool has_able_thread(pid_t pid)
{
    char path[64], text[1024];
    bool able = false;

    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *d = opendir(path);
    for (struct dirent *e; !able && d != NULL && (e = readdir(d)) != NULL;) {
        snprintf(path, sizeof path, "task/%.16s/stat", e->d_name);
        if (atoi(e->d_name) <= 0 || !read_proc(pid, path, text, sizeof text))
            continue;
        const char *rest = strrchr(text, ')');
        able = rest != NULL && rest[1] == ' ' && is_able(rest[2]);
    }
    if (d != NULL)
        closedir(d);
    return able;
}

static bool process_is_able(const struct process *p)
{
    return p->able || (p->threads > 1 && has_able_thread(p->pid));
}

/* Fields of stat behind the name, which may hold anything, ')' included. */
static bool read_process(pid_t pid, struct process *out)
{
    char text[1024];
    unsigned long user, sys;
    long child_user, child_sys, threads, pages;
    int parent;
    char state;

    if (!read_proc(pid, "stat", text, sizeof text))
        return false;
    char *rest = strrchr(text, ')');
    if (rest == NULL ||
        sscanf(rest + 1,
               " %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld "
               "%*d %*d %ld %*d %*u %*u %ld",
               &state, &parent, &user, &sys, &child_user, &child_sys, &threads,
               &pages) != 8)
        return false;
    bool ended = state == 'Z' || state == 'X';
    if (ended && threads > 1)
        pages = pages_of_another_thread(pid);
    double ticks =
        (double)user + (double)sys + (double)child_user + (double)child_sys;
    out->pid = pid;
    out->parent = parent;
    out->zombie = ended && threads <= 1;
    out->able = is_able(state);
    out->threads = threads;
    out->cpu_s = ticks / (double)sysconf(_SC_CLK_TCK);
    out->memory_kb = (size_t)pages * (size_t)sysconf(_SC_PAGESIZE) / 1024;
    return true;
}

bool tree_use_of(pid_t pid, pid_t parent, struct tree_use *out)
{
    struct process p;

    if (!read_process(pid, &p) || p.parent != parent)
        return false;
    *out = (struct tree_use){p.cpu_s, p.memory_kb, 1, process_is_able(&p)};
    return true;
}

/* All that live, in `p`; to be freed. Fewer when memory runs out. */
static struct processes read_all(void)
{
    struct processes all = {0};
    DIR *d = opendir("/proc");

    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        pid_t pid = (pid_t)atoi(e->d_name);
        if (pid <= 0)
            continue;
        if (all.n == all.room) {
            size_t room = all.room ? all.room * 2 : 256;
            struct process *p = realloc(all.p, room * sizeof *p);
            if (p == NULL)
                break;
            all.p = p;
            all.room = room;
        }
        if (read_process(pid, &all.p[all.n]) && !all.p[all.n].zombie)
            all.n++;
    }
    if (d != NULL)
        closedir(d);
    return all;
}

/* Moves what is below `root` to the front and returns how many they are. Each
 * pass over the rest finds at least one more generation. */
static size_t gather_below(struct processes *all, pid_t root)
{
    size_t found = 0, before;

    do {
        before = found;
        for (size_t i = found; i < all->n; i++) {
            bool below = all->p[i].parent == root;
            for (size_t j = 0; !below && j < found; j++)
                below = all->p[i].parent == all->p[j].pid;
            if (below) {
                struct process p = all->p[i];
                all->p[i] = all->p[found];
                all->p[found++] = p;
            }
        }
    } while (found != before);
    return found;
}

void tree_use_below(pid_t root, struct tree_use *out)
{
    struct processes all = read_all();
    struct process top;

    *out = (struct tree_use){0};
    if (read_process(root, &top))
        out->cpu_s = top.cpu_s;
    size_t n = gather_below(&all, root);
    out->processes = n;
    for (size_t i = 0; i < n; i++) {
        out->cpu_s += all.p[i].cpu_s;
        out->memory_kb += all.p[i].memory_kb;
        out->able = out->able || process_is_able(&all.p[i]);
    }
    free(all.p);
}

/* The second number of schedstat: nanoseconds on a run queue (the kernel's
 * Documentation/scheduler/sched-stats.rst). */
double tree_waited_here(void)
{
    char text[128];
    unsigned long long ns;

    if (!read_proc(getpid(), "schedstat", text, sizeof text) ||
        sscanf(text, "%*u %llu", &ns) != 1)
        return 0;
    return (double)ns / 1e9;
}

static size_t exact_kb(pid_t pid, size_t otherwise)
{
    char text[2048];
    unsigned long kb;

    if (!read_proc(pid, "smaps_rollup", text, sizeof text))
        return otherwise;
    char *line = strstr(text, "\nPss:");
    return line != NULL && sscanf(line, " Pss: %lu", &kb) == 1 ? kb : otherwise;
}

size_t tree_memory_exact_kb(pid_t root)
{
    struct processes all = read_all();
    size_t kb = 0, n = gather_below(&all, root);

    for (size_t i = 0; i < n; i++)
        kb += exact_kb(all.p[i].pid, all.p[i].memory_kb);
    free(all.p);
    return kb;
}

bool tree_kill_below(pid_t root)
{
    const struct timespec pause = {0, 2000000};

    for (int round = 0; round < KILL_ROUNDS; round++) {
        struct processes all = read_all();
        size_t n = gather_below(&all, root);
        for (size_t i = 0; i < n; i++)
            kill(all.p[i].pid, SIGKILL);
        free(all.p);
        if (n == 0)
            return true;
        nanosleep(&pause, NULL);
    }
    return false;
}
