/* Stacks and source lines, through elfutils.
 *
 * The process is hostile: what is read from it (stacks, and the debugging
 * information of its program) bounds no loop here. Its threads are stopped by
 * ourselves, not by elfutils, so that one that will not stop cannot hold us. */
#include "grader/symbols.h"

#include <dirent.h>
#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    FRAMES_MAX = 64,   /* of one thread; recursion without end is cut */
    THREADS_MAX = 128, /* looked at; a hang of more shows in these */
    INLINED_MAX = 8,   /* functions inlined into one another */
    STOP_MS = 200,     /* for all threads of a process to stop */
    DEATH_MS = 2000,   /* for a killed one's to be gone */
};

/* ------------------------------------------------------------- one address */

/* Distributions keep debugging information of libraries apart, some on the
 * network. Names of exported functions are enough for us. */
static int no_debuginfo(Dwfl_Module *module, void **data, const char *name,
                        Dwarf_Addr base, const char *file, const char *link,
                        GElf_Word crc, char **out)
{
    (void)module, (void)data, (void)name, (void)base, (void)file;
    (void)link, (void)crc, (void)out;
    return -1;
}

struct place {
    const char *file;
    int line;
};

/* Where frames go. */
struct stack {
    struct arena *a;
    const char *own_file;
    struct frame frames[FRAMES_MAX];
    size_t n;
};

static void push(struct stack *s, const char *function, struct place at)
{
    if (s->n == FRAMES_MAX)
        return;
    struct frame *f = &s->frames[s->n++];
    *f = (struct frame){.function =
                            arena_strdup(s->a, function ? function : "?")};
    if (at.file != NULL) {
        f->file = arena_strdup(s->a, file_base(at.file));
        f->line = at.line;
        f->own = s->own_file != NULL && strcmp(f->file, s->own_file) == 0;
    }
}

static bool is_function(Dwarf_Die *die)
{
    int tag = dwarf_tag(die);

    return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
}

/* Where an inlined function was called. */
static struct place call_place(Dwarf_Die *unit, Dwarf_Die *inlined)
{
    struct place at = {0};
    Dwarf_Attribute attr;
    Dwarf_Word line, index;
    Dwarf_Files *files;
    size_t n;

    if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attr), &line) ==
            0 &&
        dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attr), &index) ==
            0 &&
        dwarf_getsrcfiles(unit, &files, &n) == 0 && index < n) {
        at.file = dwarf_filesrc(files, index, NULL, NULL);
        at.line = (int)line;
    }
    return at;
}

/* The function around an address, and those it is inlined into. False where
 * there is no debugging information. */
static bool push_functions(struct stack *s, Dwfl_Module *module, uint64_t pc,
                           struct place at)
{
    Dwarf_Addr bias;
    Dwarf_Die *unit = dwfl_module_addrdie(module, pc, &bias);
    Dwarf_Die *scopes = NULL, *around = NULL;
    int n = unit == NULL ? 0 : dwarf_getscopes(unit, pc - bias, &scopes);
    int inner = 0, pushed = 0;

    while (inner < n && !is_function(&scopes[inner]))
        inner++;
    /* Past an inlined function dwarf_getscopes goes on where it was written,
     * not where it was called; this goes on where it was called. */
    int m = inner < n ? dwarf_getscopes_die(&scopes[inner], &around) : 0;
    for (int i = 0; i < m && pushed < INLINED_MAX; i++) {
        if (!is_function(&around[i]))
            continue;
        push(s, dwarf_diename(&around[i]), at);
        pushed++;
        if (dwarf_tag(&around[i]) == DW_TAG_subprogram)
            break;
        at = call_place(unit, &around[i]);
    }
    free(scopes);
    free(around);
    return pushed > 0;
}

static void push_address(struct stack *s, Dwfl *dwfl, uint64_t pc)
{
    Dwfl_Module *module = dwfl_addrmodule(dwfl, pc);
    struct place at = {0};

    if (module == NULL) {
        push(s, NULL, at);
        return;
    }
    Dwfl_Line *line = dwfl_module_getsrc(module, pc);
    if (line != NULL)
        at.file = dwfl_lineinfo(line, NULL, &at.line, NULL, NULL, NULL);
    if (!push_functions(s, module, pc, at))
        push(s, dwfl_module_addrname(module, pc), at);
}

/* ---------------------------------------------------------------- a file */

static bool is_object(const GElf_Sym *symbol, uint64_t start, uint64_t at)
{
    return GELF_ST_TYPE(symbol->st_info) == STT_OBJECT && at >= start &&
           at - start < symbol->st_size;
}

/* Where the linker puts a name of its own, as to the beginning of a section,
 * libdw may find that one first. */
static const char *any_object_at(Dwfl_Module *module, uint64_t at,
                                 uint64_t *distance)
{
    int n = dwfl_module_getsymtab(module);

    for (int i = 0; i < n; i++) {
        GElf_Sym symbol;
        GElf_Addr start;
        const char *name = dwfl_module_getsym_info(module, i, &symbol, &start,
                                                   NULL, NULL, NULL);
        if (name != NULL && is_object(&symbol, start, at)) {
            *distance = at - start;
            return name;
        }
    }
    return NULL;
}

/* The variable around an address, as its source calls it: a static one in a
 * function has a number behind its name. */
static const char *object_at(struct arena *a, Dwfl_Module *module, uint64_t at,
                             uint64_t *distance)
{
    GElf_Sym symbol;
    const char *name =
        dwfl_module_addrinfo(module, at, distance, &symbol, NULL, NULL, NULL);

    if (name == NULL)
        return NULL;
    if (!is_object(&symbol, at - *distance, at))
        name = any_object_at(module, at, distance);
    return name == NULL ? NULL : arena_strndup(a, name, strcspn(name, "."));
}

bool symbols_resolve(struct arena *a, const char *elf, const char *own_file,
                     const uint64_t *addresses, size_t n, uint64_t bias,
                     struct symbol *out, struct err *e)
{
    static const Dwfl_Callbacks offline = {
        .find_elf = dwfl_build_id_find_elf,
        .find_debuginfo = no_debuginfo,
        .section_address = dwfl_offline_section_address,
    };
    struct stack s = {.a = a, .own_file = own_file};
    Dwfl *dwfl = dwfl_begin(&offline);
    GElf_Addr at;
    bool ok = false;

    if (dwfl == NULL) {
        err_set(e, "cannot read symbols: %s", dwfl_errmsg(-1));
        goto out;
    }
    Dwfl_Module *module = dwfl_report_elf(dwfl, elf, elf, -1, 0, true);
    if (module == NULL || dwfl_report_end(dwfl, NULL, NULL) != 0 ||
        dwfl_module_getelf(module, &at) == NULL) {
        err_set(e, "cannot read the symbols of %s: %s", elf, dwfl_errmsg(-1));
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t address = addresses[i] - bias + at;
        s.n = 0;
        push_address(&s, dwfl, address);
        struct frame *frames = ARENA_ARRAY(a, struct frame, s.n);
        memcpy(frames, s.frames, s.n * sizeof *frames);
        out[i] = (struct symbol){.frames = frames, .nframes = s.n};
        out[i].object = object_at(a, module, address, &out[i].object_offset);
    }
    ok = true;
out:
    if (dwfl != NULL)
        dwfl_end(dwfl);
    return ok;
}

/* -------------------------------------------------------------- a process */

/* The threads of a process, stopped by us. */
struct threads {
    pid_t tid[THREADS_MAX];
    bool traced[THREADS_MAX], stopped[THREADS_MAX];
    size_t n;
};

static int by_tid(const void *a, const void *b)
{
    pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

    return (x > y) - (x < y);
}

static bool list_threads(pid_t pid, struct threads *t)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *d = opendir(path);
    if (d == NULL)
        return false;
    t->n = 0;
    for (struct dirent *e; (e = readdir(d)) != NULL && t->n < THREADS_MAX;) {
        pid_t tid = (pid_t)atoi(e->d_name);
        if (tid > 0)
            t->tid[t->n++] = tid;
    }
    closedir(d);
    qsort(t->tid, t->n, sizeof *t->tid, by_tid);
    return t->n > 0;
}

static void stop_threads(struct threads *t)
{
    const struct timespec pause = {0, 1000000};
    size_t attached = 0;
    int status;

    for (size_t i = 0; i < t->n; i++) {
        t->stopped[i] = false;
        t->traced[i] = ptrace(PTRACE_SEIZE, t->tid[i], NULL, NULL) == 0;
        if (t->traced[i] &&
            ptrace(PTRACE_INTERRUPT, t->tid[i], NULL, NULL) == 0)
            attached++;
    }
    for (int ms = 0; attached > 0 && ms < STOP_MS; ms++) {
        for (size_t i = 0; i < t->n; i++) {
            if (t->stopped[i] || !t->traced[i] ||
                waitpid(t->tid[i], &status, __WALL | WNOHANG) != t->tid[i])
                continue;
            t->stopped[i] = t->traced[i] = WIFSTOPPED(status);
            attached--;
        }
        if (attached > 0)
            nanosleep(&pause, NULL);
    }
}

/* How many of them are still ours: what has died has been waited for. */
static size_t count_traced(struct threads *t)
{
    size_t left = 0;
    int status;

    for (size_t i = 0; i < t->n; i++) {
        if (!t->traced[i])
            continue;
        pid_t got = waitpid(t->tid[i], &status, __WALL | WNOHANG);
        if ((got == t->tid[i] && !WIFSTOPPED(status)) ||
            (got < 0 && errno == ECHILD))
            t->traced[i] = false;
        left += t->traced[i];
    }
    return left;
}

/* Nobody but us can wait for a thread that is traced and dies, and its process
 * stays until somebody has. One that does not stop cannot be let go: it dies,
 * too. */
static void let_go(pid_t pid, struct threads *t)
{
    const struct timespec pause = {0, 1000000};

    for (size_t i = 0; i < t->n; i++)
        if (t->stopped[i] && ptrace(PTRACE_DETACH, t->tid[i], NULL, NULL) == 0)
            t->traced[i] = false;
    for (int ms = 0; ms < DEATH_MS && count_traced(t) > 0; ms++) {
        if (ms == 0)
            kill(pid, SIGKILL);
        nanosleep(&pause, NULL);
    }
}

struct walk {
    struct stack *stack;
    Dwfl *dwfl;
    pid_t pid;
    int addresses;
    bool looked, in_sanitizer, in_program;
};

/* Whose code it is: the path of the program itself has no ".so". */
static void note_module(struct walk *w, uint64_t pc)
{
    Dwfl_Module *module = dwfl_addrmodule(w->dwfl, pc);
    const char *name = module == NULL
                           ? NULL
                           : dwfl_module_info(module, NULL, NULL, NULL, NULL,
                                              NULL, NULL, NULL);

    if (name == NULL)
        return;
    name = file_base(name);
    if (strncmp(name, "libtsan", 7) == 0 || strncmp(name, "libasan", 7) == 0)
        w->in_sanitizer = true;
    else if (strstr(name, ".so") == NULL && name[0] != '[')
        w->in_program = true;
}

static int on_frame(Dwfl_Frame *frame, void *ctx)
{
    struct walk *w = ctx;
    Dwarf_Addr pc;
    bool innermost;

    w->looked = true;
    if (!dwfl_frame_pc(frame, &pc, &innermost))
        return DWARF_CB_ABORT;
    /* A caller's address is where it goes on, maybe on the next line. */
    pc -= innermost ? 0 : 1;
    note_module(w, pc);
    push_address(w->stack, w->dwfl, pc);
    return ++w->addresses < FRAMES_MAX ? DWARF_CB_OK : DWARF_CB_ABORT;
}

/* False when its registers cannot be read, since it is being killed: after that
 * elfutils must not be asked for another thread; it would abort. */
static bool walk_thread(struct arena *a, Dwfl *dwfl, const char *own_file,
                        struct live_thread *t)
{
    struct stack s = {.a = a, .own_file = own_file};
    struct walk w = {.stack = &s, .dwfl = dwfl};

    (void)dwfl_getthread_frames(dwfl, t->tid, on_frame, &w);
    t->frames = ARENA_ARRAY(a, struct frame, s.n);
    memcpy(t->frames, s.frames, s.n * sizeof *s.frames);
    t->nframes = s.n;
    t->runtime = w.in_sanitizer && !w.in_program;
    return w.looked;
}

/* A thread that is stopped stands for the process: the first one may have
 * ended. */
static pid_t any_stopped(const struct threads *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->stopped[i])
            return t->tid[i];
    return t->tid[0];
}

static Dwfl *attach(pid_t pid, pid_t tid, struct err *e)
{
    static const Dwfl_Callbacks live = {
        .find_elf = dwfl_linux_proc_find_elf,
        .find_debuginfo = no_debuginfo,
    };
    Dwfl *dwfl = dwfl_begin(&live);

    if (dwfl != NULL && dwfl_linux_proc_report(dwfl, tid) == 0 &&
        dwfl_report_end(dwfl, NULL, NULL) == 0 &&
        dwfl_linux_proc_attach(dwfl, pid, true) == 0)
        return dwfl;
    err_set(e, "cannot read the stacks of process %d: %s", (int)pid,
            dwfl_errmsg(-1));
    if (dwfl != NULL)
        dwfl_end(dwfl);
    return NULL;
}

bool symbols_live(struct arena *a, pid_t pid, const char *own_file,
                  struct live_thread **out, size_t *n, struct err *e)
{
    struct threads t;

    if (!list_threads(pid, &t))
        return err_set(e, "there is no process %d", (int)pid);
    stop_threads(&t);
    Dwfl *dwfl = attach(pid, any_stopped(&t), e);
    if (dwfl != NULL) {
        *out = ARENA_ARRAY(a, struct live_thread, t.n);
        *n = t.n;
        bool alive = true;
        for (size_t i = 0; i < t.n; i++) {
            (*out)[i].tid = t.tid[i];
            if (alive && t.stopped[i])
                alive = walk_thread(a, dwfl, own_file, &(*out)[i]);
        }
        dwfl_end(dwfl);
    }
    let_go(pid, &t);
    return dwfl != NULL;
}
