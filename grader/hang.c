/* What the threads of a hung program wait for.
 *
 * The kernel says which system call a thread sleeps in and which word of memory
 * a futex call names; the stack says which function of libc made the call. With
 * both, and glibc's layout of a mutex and of a thread's descriptor, the thread
 * that is waited for has a name. */
#include "grader/hang.h"

#include "grader/symbols.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    CONFIRM_MS = 100,   /* between the two looks at a deadlock */
    TASKS_MAX = 128,    /* threads looked at */
    SHOWN_MAX = 8,      /* frames of one thread */
    MUTEX_OWNER_AT = 8, /* bytes: pthread_mutex_t.__data.__owner of glibc */
    LOCK_CONTENDED = 2, /* what glibc's locks expect to find when they wait */
};

struct task {
    pid_t tid;    /* as we see it */
    pid_t own_id; /* as it sees itself, in its process namespace */
    char state;
    unsigned long switches;
    long syscall; /* -1: it runs, or cannot be looked at */
    uint64_t args[6];
    char name[32];
};

struct tasks {
    pid_t pid;
    size_t n;
    struct task t[TASKS_MAX];
};

/* ------------------------------------------------------------------- /proc */

static bool read_text(pid_t pid, pid_t tid, const char *file, char *out,
                      size_t size)
{
    char path[80];

    snprintf(path, sizeof path, "/proc/%d/task/%d/%s", (int)pid, (int)tid,
             file);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, out, size - 1);
    close(fd);
    out[n > 0 ? n : 0] = '\0';
    return n > 0;
}

static unsigned long number_after(const char *text, const char *key)
{
    const char *at = strstr(text, key);

    return at == NULL ? 0 : strtoul(at + strlen(key), NULL, 10);
}

/* "202 0x7f.. 0x189 0x2 0x0 ..." or "running". */
static void read_syscall(pid_t pid, struct task *t)
{
    char text[256], *at = text;

    t->syscall = -1;
    if (!read_text(pid, t->tid, "syscall", text, sizeof text) ||
        (text[0] != '-' && (text[0] < '0' || text[0] > '9')))
        return;
    t->syscall = strtol(at, &at, 10);
    for (int i = 0; i < 6; i++)
        t->args[i] = strtoull(at, &at, 16);
}

static bool read_task(pid_t pid, pid_t tid, struct task *t)
{
    char text[4096];

    *t = (struct task){.tid = tid, .own_id = tid};
    if (!read_text(pid, tid, "status", text, sizeof text))
        return false;
    const char *state = strstr(text, "\nState:\t");
    t->state = state == NULL ? '?' : state[8];
    t->switches = number_after(text, "\nvoluntary_ctxt_switches:") +
                  number_after(text, "\nnonvoluntary_ctxt_switches:");
    /* The id in each namespace, the innermost last. */
    char *ids = strstr(text, "\nNSpid:");
    if (ids != NULL) {
        ids[1 + strcspn(ids + 1, "\n")] = '\0';
        t->own_id = atoi(strrchr(ids, '\t') + 1);
    }
    read_syscall(pid, t);
    return true;
}

static int by_tid(const void *a, const void *b)
{
    const struct task *x = a, *y = b;

    return (x->tid > y->tid) - (x->tid < y->tid);
}

static void read_tasks(pid_t pid, struct tasks *out)
{
    char path[64];

    out->pid = pid;
    out->n = 0;
    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *d = opendir(path);
    if (d == NULL)
        return;
    for (struct dirent *e; (e = readdir(d)) != NULL && out->n < TASKS_MAX;) {
        pid_t tid = (pid_t)atoi(e->d_name);
        if (tid > 0 && read_task(pid, tid, &out->t[out->n]))
            out->n++;
    }
    closedir(d);
    qsort(out->t, out->n, sizeof *out->t, by_tid);
}

/* ---------------------------------------------------------------- deadlock */

/* In a futex call that has no time limit. */
static bool waits_for_ever(const struct task *t)
{
    if (t->state != 'S' || t->syscall != SYS_futex)
        return false;
    switch (t->args[1] & FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
    case FUTEX_LOCK_PI:
        return t->args[3] == 0;
    default:
        return false;
    }
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    return (hash ^ value) * 0x100000001b3;
}

/* Of all threads, when all wait for ever; else 0. Any thread that ran since
 * the last look gives another number: it has been switched to. */
static uint64_t fingerprint(pid_t pid)
{
    struct tasks tasks;
    uint64_t hash = 0xcbf29ce484222325;
    bool waits = false; /* a process that ended waits for nobody */

    read_tasks(pid, &tasks);
    if (tasks.n == 0 || tasks.n == TASKS_MAX)
        return 0;
    for (size_t i = 0; i < tasks.n; i++) {
        const struct task *t = &tasks.t[i];
        /* The first thread may have ended before the others. */
        if (t->state != 'Z' && !waits_for_ever(t))
            return 0;
        waits |= t->state != 'Z';
        hash = mix(mix(mix(hash, (uint64_t)t->tid), t->switches), t->args[0]);
    }
    return waits ? hash | 1 : 0;
}

bool hang_is_deadlock(struct hang_watch *w, pid_t pid, int64_t now_ms)
{
    uint64_t now = fingerprint(pid);

    if (now == 0 || now != w->fingerprint) {
        w->fingerprint = now;
        w->since_ms = now_ms;
        return false;
    }
    return now_ms - w->since_ms >= CONFIRM_MS;
}

/* --------------------------------------------------------------- sentences */

/* What a thread inside a function waits for. */
enum wait {
    WAIT_NONE,
    WAIT_MUTEX,
    WAIT_COND,
    WAIT_JOIN,
    WAIT_OTHER,
};

static const struct {
    const char *function; /* without leading underscores */
    enum wait wait;
    const char *says;
} waits[] = {
    {"pthread_mutex_lock", WAIT_MUTEX, "waits for a mutex"},
    {"pthread_mutex_timedlock", WAIT_MUTEX,
     "waits for a mutex, with a time limit"},
    {"pthread_mutex_clocklock", WAIT_MUTEX,
     "waits for a mutex, with a time limit"},
    {"pthread_cond_wait", WAIT_COND, "waits on a condition variable"},
    {"pthread_cond_timedwait", WAIT_COND,
     "waits on a condition variable, with a time limit"},
    {"pthread_cond_clockwait", WAIT_COND,
     "waits on a condition variable, with a time limit"},
    {"pthread_join", WAIT_JOIN, "waits for another thread to end"},
    {"pthread_clockjoin_ex", WAIT_JOIN, "waits for another thread to end"},
    {"pthread_timedjoin_np", WAIT_JOIN, "waits for another thread to end"},
    {"thrd_join", WAIT_JOIN, "waits for another thread to end"},
    {"pthread_rwlock_rdlock", WAIT_OTHER,
     "waits for a read-write lock, to read"},
    {"pthread_rwlock_wrlock", WAIT_OTHER,
     "waits for a read-write lock, to write"},
    {"sem_wait", WAIT_OTHER, "waits for a semaphore"},
    {"new_sem_wait", WAIT_OTHER, "waits for a semaphore"},
    {"sem_timedwait", WAIT_OTHER, "waits for a semaphore, with a time limit"},
    {"sem_clockwait", WAIT_OTHER, "waits for a semaphore, with a time limit"},
    {"pthread_barrier_wait", WAIT_OTHER, "waits at a barrier"},
    {"pthread_once", WAIT_OTHER,
     "waits for another thread's pthread_once to end"},
    {"call_once", WAIT_OTHER, "waits for another thread's call_once to end"},
};

static const struct {
    long syscall;
    const char *says;
} calls[] = {
    {SYS_futex, "waits on a futex"},
    {SYS_nanosleep, "sleeps (nanosleep)"},
    {SYS_clock_nanosleep, "sleeps (nanosleep)"},
    {SYS_read, "waits for input (read)"},
    {SYS_write, "waits until its output is taken (write)"},
    {SYS_ppoll, "waits for a descriptor (poll)"},
    {SYS_rt_sigtimedwait, "waits for a signal"},
    {SYS_rt_sigsuspend, "waits for a signal"},
    {SYS_sched_yield, "is running"},
#ifdef SYS_pause
    {SYS_pause, "waits for a signal"},
    {SYS_poll, "waits for a descriptor (poll)"},
    {SYS_select, "waits for a descriptor (select)"},
#endif
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Without what libc and a sanitizer's runtime put in front. */
static const char *plain_name(const char *function)
{
    static const char interceptor[] = "interceptor_";
    const char *plain = function + strspn(function, "_");

    if (strncmp(plain, interceptor, sizeof interceptor - 1) == 0)
        plain += sizeof interceptor - 1;
    return *plain == '\0' ? function : plain;
}

static int wait_named(const char *function)
{
    for (size_t i = 0; i < COUNT(waits); i++)
        if (strcmp(plain_name(function), waits[i].function) == 0)
            return (int)i;
    return -1;
}

static const struct task *by_own_id(const struct tasks *all, uint64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if ((uint64_t)all->t[i].own_id == id)
            return &all->t[i];
    return NULL;
}

static const char *the(const struct task *t)
{
    return strcmp(t->name, "main thread") == 0 ? "the main thread" : t->name;
}

/* Through a thread of the process: the first one may have ended. */
static bool read_word(pid_t tid, uint64_t address, uint32_t *out)
{
    struct iovec local = {out, sizeof *out};
    struct iovec remote = {(void *)(uintptr_t)address, sizeof *out};

    return process_vm_readv(tid, &local, 1, &remote, 1, 0) == sizeof *out;
}

/* glibc waits for a thread and for a semaphore in functions that have no name
 * in the library. The futex call itself tells: only a thread's descriptor is
 * waited for across processes, and a semaphore is a 0 beside a small count of
 * those who wait. */
static int wait_guessed(const struct tasks *all, const struct task *t)
{
    uint32_t value, waiting;

    if (t->syscall != SYS_futex)
        return -1;
    if (!(t->args[1] & FUTEX_PRIVATE_FLAG) && by_own_id(all, t->args[2]))
        return wait_named("pthread_join");
    if (t->args[2] == 0 && read_word(t->tid, t->args[0], &value) &&
        read_word(t->tid, t->args[0] + sizeof value, &waiting) && value == 0 &&
        waiting >= 1 && waiting <= all->n)
        return wait_named("sem_wait");
    return -1;
}

/* The row of `waits` for what a thread is in, or -1. */
static int find_wait(const struct tasks *all, const struct task *t,
                     const struct live_thread *at)
{
    for (size_t f = 0; at != NULL && f < at->nframes; f++) {
        int i = wait_named(at->frames[f].function);
        if (i >= 0)
            return i;
    }
    /* A program that calls futex itself has its own meaning for it. */
    if (at != NULL && at->nframes > 0 &&
        strcmp(at->frames[0].function, "?") == 0)
        return wait_guessed(all, t);
    return -1;
}

static const char *mutex_sentence(struct arena *a, const struct tasks *all,
                                  const struct task *t, const char *otherwise)
{
    uint32_t owner;

    if (t->syscall != SYS_futex ||
        !read_word(t->tid, t->args[0] + MUTEX_OWNER_AT, &owner) || owner == 0)
        return otherwise;
    const struct task *holder = by_own_id(all, owner);
    if (holder == NULL || holder->state == 'Z')
        return "waits for a mutex that an ended thread never unlocked";
    if (holder == t)
        return "waits for a mutex that it already holds itself";
    return arena_printf(a, "waits for a mutex that %s holds", the(holder));
}

static const char *join_sentence(struct arena *a, const struct tasks *all,
                                 const struct task *t, const char *otherwise)
{
    /* The word is the thread's id, and the kernel clears it when it ends. */
    const struct task *other =
        t->syscall == SYS_futex ? by_own_id(all, t->args[2]) : NULL;

    if (other == NULL)
        return otherwise;
    if (other == t)
        return "waits for itself to end (pthread_join)";
    return arena_printf(a, "waits for %s to end (pthread_join)", the(other));
}

static const char *call_sentence(const struct task *t)
{
    for (size_t i = 0; i < COUNT(calls); i++)
        if (calls[i].syscall == t->syscall)
            return calls[i].says;
    if (t->state == 'Z')
        return "has ended";
    if (t->syscall < 0)
        return t->state == 'R' ? "is running" : "waits in the kernel";
    return "waits in a system call";
}

static const char *sentence(struct arena *a, const struct tasks *all,
                            const struct task *t, int i)
{
    if (i < 0 || t->syscall != SYS_futex)
        return call_sentence(t);
    switch (waits[i].wait) {
    case WAIT_COND:
        /* It has been woken, and wants the mutex back. */
        if (t->args[2] == LOCK_CONTENDED)
            return mutex_sentence(a, all, t, "waits for a mutex");
        return waits[i].says;
    case WAIT_MUTEX:
        return mutex_sentence(a, all, t, waits[i].says);
    case WAIT_JOIN:
        return join_sentence(a, all, t, waits[i].says);
    default:
        return waits[i].says;
    }
}

/* ------------------------------------------------------------------ frames */

/* The name that a program writes. `wait`: see find_wait. */
static const char *shown_name(const char *function, int wait)
{
    const char *plain = plain_name(function);

    if (strcmp(plain, "?") == 0 && wait >= 0)
        plain = waits[wait].function;
    if (strcmp(plain, "pthread_clockjoin_ex") == 0)
        return "pthread_join";
    if (strcmp(plain, "new_sem_wait") == 0)
        return "sem_wait";
    return plain;
}

/* The function of the library that was called, the innermost frame of the
 * submission and its callers there. A thread that is not in the submission
 * shows where it is in what else has source lines. */
static void pick_frames(struct arena *a, const struct live_thread *t, int wait,
                        struct thread_view *out)
{
    struct frame *shown = ARENA_ARRAY(a, struct frame, SHOWN_MAX);
    size_t n = 0, first = 0;
    bool own = false;

    for (size_t i = 0; i < t->nframes; i++)
        own = own || t->frames[i].own;
    while (first < t->nframes &&
           !(own ? t->frames[first].own : t->frames[first].file != NULL))
        first++;
    if (first == t->nframes)
        return;
    if (first > 0) {
        const char *name = shown_name(t->frames[first - 1].function, wait);
        if (strcmp(name, "?") != 0)
            shown[n++].function = name;
    }
    for (size_t i = first; i < t->nframes && n < SHOWN_MAX; i++)
        if (own ? t->frames[i].own : t->frames[i].file != NULL)
            shown[n++] = t->frames[i];
    out->frames = shown;
    out->nframes = n;
}

static const struct live_thread *find_live(const struct live_thread *live,
                                           size_t n, pid_t tid)
{
    for (size_t i = 0; i < n; i++)
        if (live[i].tid == tid)
            return &live[i];
    return NULL;
}

/* Leaves out a sanitizer's helpers and names the rest. */
static void name_tasks(struct tasks *all, const struct live_thread *live,
                       size_t nlive)
{
    size_t kept = 0;

    for (size_t i = 0; i < all->n; i++) {
        const struct live_thread *at = find_live(live, nlive, all->t[i].tid);
        if (at == NULL || !at->runtime)
            all->t[kept++] = all->t[i];
    }
    all->n = kept;
    int number = 0;
    for (size_t i = 0; i < kept; i++) {
        struct task *t = &all->t[i];
        if (t->tid == all->pid)
            snprintf(t->name, sizeof t->name, "main thread");
        else
            snprintf(t->name, sizeof t->name, "thread %d", ++number);
    }
}

void hang_describe(struct arena *a, pid_t pid, const char *own_file,
                   const struct thread_view **out, size_t *n)
{
    struct live_thread *live = NULL;
    size_t nlive = 0;
    struct tasks all;
    struct err ignored; /* then without frames */

    /* Before the threads are stopped: after, none is in its call. */
    read_tasks(pid, &all);
    if (!symbols_live(a, pid, own_file, &live, &nlive, &ignored))
        nlive = 0;
    name_tasks(&all, live, nlive);
    struct thread_view *views = ARENA_ARRAY(a, struct thread_view, all.n);
    for (size_t i = 0; i < all.n; i++) {
        const struct live_thread *at = find_live(live, nlive, all.t[i].tid);
        int wait = find_wait(&all, &all.t[i], at);
        views[i].name = arena_strdup(a, all.t[i].name);
        views[i].state = sentence(a, &all, &all.t[i], wait);
        if (at != NULL)
            pick_frames(a, at, wait, &views[i]);
    }
    *out = views;
    *n = all.n;
}
