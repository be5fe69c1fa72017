/* How a program ended, in plain words. */
#include "grader/ending.h"

#include "grader/report.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

enum { OUTPUT_SHOWN = 4096 }; /* bytes of output that a finding carries */

/* Calls a learner may try, and what they are for. */
static const struct {
    int number;
    const char *name;
    const char *what;
} calls[] = {
#ifdef SYS_fork
    {SYS_fork, "fork", "start another process"},
    {SYS_vfork, "vfork", "start another process"},
    {SYS_open, "open", "open a file"},
#endif
    {SYS_clone, "clone", "start another process"},
    {SYS_clone3, "clone3", "start another process"},
    {SYS_execve, "execve", "start another program"},
    {SYS_execveat, "execveat", "start another program"},
    {SYS_socket, "socket", "use the network"},
    {SYS_connect, "connect", "use the network"},
    {SYS_kill, "kill", "send a signal to another process"},
    {SYS_tkill, "tkill", "send a signal to another process"},
    {SYS_tgkill, "tgkill", "send a signal to another process"},
    {SYS_ptrace, "ptrace", "look into another process"},
    {SYS_openat, "openat", "open a file"},
    {SYS_unshare, "unshare", "leave its confinement"},
    {SYS_mount, "mount", "leave its confinement"},
    {SYS_setns, "setns", "leave its confinement"},
    {SYS_personality, "personality", "change how it is run"},
    {SYS_prctl, "prctl", "change how it is run"},
    {SYS_setrlimit, "setrlimit", "raise its limits"},
    {SYS_prlimit64, "prlimit64", "raise its limits"},
};

static const char *forbidden_call(struct arena *a, int number)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (calls[i].number == number)
            return arena_printf(a,
                                "calls %s to %s, which an exercise may not do",
                                calls[i].name, calls[i].what);
    }
    return arena_printf(a,
                        "makes system call number %d, which an exercise may "
                        "not do",
                        number);
}

/* The innermost frame in the submission; NULL, too, where that only called
 * back into the test and is not wanted then. */
static const struct frame *own_frame(const struct thread_view *t,
                                     bool below_test)
{
    for (size_t i = 0; i < t->nframes; i++) {
        const struct frame *frame = &t->frames[i];
        if (frame->own)
            return frame;
        if (!below_test && frame->file != NULL &&
            strcmp(frame->file, "test.c") == 0)
            return NULL;
    }
    return NULL;
}

void ending_place(struct finding *f)
{
    const struct frame *frame = NULL;

    /* A thread that is in the submission itself says more than one which runs
     * what a test gave it to run. */
    for (int below = 0; below < 2 && frame == NULL; below++)
        for (size_t t = 0; t < f->nthreads && frame == NULL; t++)
            frame = own_frame(&f->threads[t], below == 1);
    if (frame == NULL)
        return;
    f->file = frame->file;
    f->line = frame->line;
    f->function = frame->function;
}

bool ending_limit(struct arena *a, const struct sandbox_result *r,
                  const struct sandbox_limits *limits, struct finding *f)
{
    f->kind = FINDING_LIMIT;
    switch (r->end) {
    case SANDBOX_WALL:
        f->kind = FINDING_TIMEOUT;
        f->by_clock = true;
        f->message =
            arena_printf(a, "did not finish within %g s", limits->wall_s);
        break;
    case SANDBOX_CPU:
        f->kind = FINDING_TIMEOUT;
        f->message = arena_printf(a,
                                  "kept the processor busy for %g s and did "
                                  "not finish",
                                  limits->cpu_s);
        break;
    case SANDBOX_DEADLOCK:
        f->kind = FINDING_DEADLOCK;
        f->message = "every thread waits for another; none can ever go on";
        break;
    case SANDBOX_MEMORY:
        f->message = arena_printf(a, "used more than %zu MB of memory",
                                  limits->memory_mb);
        break;
    case SANDBOX_OUTPUT:
        f->message = "printed without end";
        break;
    case SANDBOX_FILESIZE:
        f->message = arena_printf(a, "wrote a file of more than %zu MB",
                                  limits->file_max_mb);
        break;
    case SANDBOX_FILES:
        f->message = arena_printf(
            a, "made more than %d files, or more than %d MB of them",
            SANDBOX_FILES_MAX, SANDBOX_FILES_MB);
        break;
    case SANDBOX_PROCESSES:
        f->message = arena_printf(
            a, "started too many processes: no more than %d may live at a time",
            SANDBOX_PROCESSES_MAX);
        break;
    case SANDBOX_SYSCALL:
        f->kind = FINDING_FORBIDDEN;
        f->message = forbidden_call(a, r->syscall);
        break;
    case SANDBOX_EXITED:
    case SANDBOX_SIGNALED:
    case SANDBOX_STOPPED:
    case SANDBOX_BROKEN:
        return false;
    }
    f->threads = r->threads;
    f->nthreads = r->nthreads;
    ending_place(f);
    return true;
}

/* "program: queue.c:31: push: Assertion `n > 0' failed." */
static bool failed_assertion(struct arena *a, const char *text, const char *own,
                             struct finding *f)
{
    const char *mark = strstr(text, ": Assertion `");
    const char *end = mark ? strstr(mark, "' failed.") : NULL;

    if (end == NULL || memchr(mark, '\n', (size_t)(end - mark)) != NULL)
        return false;
    const char *start = mark;
    while (start > text && start[-1] != '\n')
        start--;
    const char *line = arena_strndup(a, start, (size_t)(mark - start));
    mark += strlen(": Assertion `");
    f->kind = FINDING_ASSERTION;
    f->message =
        arena_printf(a, "assert(%.*s) failed", (int)(end - mark), mark);
    const char *at = strstr(line, arena_printf(a, "%s:", own));
    if (at == NULL)
        return true;
    const char *colon = at + strlen(own);
    const char *rest = colon + 1 + strspn(colon + 1, "0123456789");
    f->file = own;
    f->line = report_number(colon + 1);
    if (strncmp(rest, ": ", 2) == 0)
        f->function = rest + 2;
    return true;
}

/* What glibc says before it aborts, and what that means. */
static const struct {
    const char *text;
    const char *meaning;
} complaints[] = {
    {"double free or corruption", "a block was freed twice, or something wrote "
                                  "past the end of one"},
    {"double free detected", "a block was freed twice"},
    {"free(): invalid", "free was given what did not come from malloc, or "
                        "something wrote past the end of a block"},
    {"munmap_chunk(): invalid", "free was given what did not come from malloc"},
    {"malloc(): ", "something wrote past the end of a block"},
    {"realloc(): ", "something wrote past the end of a block"},
    {"corrupted size vs. prev_size", "something wrote past the end of a block"},
    {"malloc_consolidate(): ", "something wrote past the end of a block"},
    {"stack smashing detected", "something wrote past the end of a local "
                                "array"},
    {"longjmp causes uninitialized stack frame",
     "longjmp went to a function that had returned"},
    {"The futex facility returned an unexpected error code",
     "a lock was used that is not initialised or already destroyed"},
};

static bool library_complaint(struct arena *a, const char *text,
                              struct finding *f)
{
    for (size_t i = 0; i < sizeof complaints / sizeof *complaints; i++) {
        const char *at = strstr(text, complaints[i].text);
        if (at == NULL)
            continue;
        f->kind = FINDING_CRASH;
        f->message =
            arena_printf(a, "the C library stopped it: \"%.*s\": %s",
                         (int)strcspn(at, "\n"), at, complaints[i].meaning);
        return true;
    }
    return false;
}

bool ending_abort(struct arena *a, const struct sandbox_result *r,
                  const char *own, struct finding *f)
{
    if (r->err.data == NULL || r->end == SANDBOX_EXITED)
        return false;
    return failed_assertion(a, r->err.data, own, f) ||
           library_complaint(a, r->err.data, f);
}

void ending_signal(struct arena *a, int sig, struct finding *f)
{
    static const struct {
        int sig;
        const char *message;
    } signals[] = {
        {SIGSEGV, "used an address where there is no memory (SIGSEGV)"},
        {SIGBUS, "used an address that cannot be used so (SIGBUS)"},
        {SIGFPE, "divided by zero (SIGFPE)"},
        {SIGILL, "ran into an instruction that does not exist (SIGILL)"},
        {SIGABRT, "called abort (SIGABRT)"},
        {SIGTRAP, "ran into a trap (SIGTRAP)"},
        {SIGKILL, "killed itself (SIGKILL)"},
    };

    f->kind = FINDING_CRASH;
    f->message = NULL;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        if (signals[i].sig == sig)
            f->message = signals[i].message;
    }
    if (f->message == NULL)
        f->message =
            arena_printf(a, "was ended by signal %d (%s)", sig, strsignal(sig));
}

const char *ending_output(struct arena *a, const struct sandbox_result *r)
{
    size_t len = r->out.len;

    if (len == 0)
        return NULL;
    if (len <= OUTPUT_SHOWN)
        return r->out.data;
    return arena_printf(a, "%.*s\n...", OUTPUT_SHOWN, r->out.data);
}
