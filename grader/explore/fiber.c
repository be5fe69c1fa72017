/* Stacks, thread pointers, crashes. */
#include "grader/explore/fiber.h"

#include "grader/explore/machine.h"

#include <link.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

enum {
    GUARD_BYTES = 1 << 16,
    CLEAN_BYTES = 4096, /* so many zeros below: the rest was not used */
    WATCH_MS = 250, /* of processor time; twice without progress is a hang */
    LENDER_STACK = 1 << 17, /* the least that AArch64 allows */
    ENGINE_STACK = 1 << 20, /* bytes that the engine may use, at most */
};

/* Where the stacks lie, the same in every process: addresses are part of what
 * an execution repeats. Far from what the kernel hands out, and below 2^39:
 * some AArch64 kernels give a process no more. */
static char *const stacks = (char *)0x2000000000;

static uintptr_t lent[THREADS_MAX]; /* thread pointers */
static uintptr_t own, used;
static bool fast;       /* the thread pointer can be written without a call */
static size_t tls_size; /* of the program's thread-local variables */
static size_t tls_image_size;
static const void *tls_image;
static size_t tls_align = 1;
static uint64_t watched; /* engine.executions when the watchdog last came */
static int watched_n, watched_ticks;
static char signal_stack[1 << 16];

/* ---------------------------------------------------------- thread pointers */

void fiber_use(uintptr_t tp)
{
    if (tp == 0)
        tp = own;
    if (tp != used)
        machine_set_thread_pointer(tp, fast);
    used = tp;
}

static sem_t lender_ready;

static void *lender(void *arg)
{
    *(uintptr_t *)arg = machine_thread_pointer();
    sem_post(&lender_ready);
    for (;;)
        pause();
    return NULL;
}

static bool lend(int i)
{
    pthread_attr_t attr;
    pthread_t thread;
    bool ok;

    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, LENDER_STACK);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    ok = pthread_create(&thread, &attr, lender, &lent[i]) == 0;
    pthread_attr_destroy(&attr);
    if (ok)
        sem_wait(&lender_ready);
    return ok;
}

/* The first object is the program itself. */
static int find_tls(struct dl_phdr_info *info, size_t size, void *unused)
{
    (void)size;
    (void)unused;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type != PT_TLS)
            continue;
        tls_image = (const void *)(info->dlpi_addr + p->p_vaddr);
        tls_image_size = p->p_filesz;
        tls_size = p->p_memsz;
        tls_align = p->p_align ? p->p_align : 1;
    }
    return 1;
}

static char *tls_of(const struct thread *t)
{
    return (char *)machine_tls(t->tp, tls_size, tls_align);
}

/* ------------------------------------------------------------------ stacks */

void fiber_reset(struct thread *t)
{
    int id = (int)(t - engine.threads);

    t->stack_low = (uintptr_t)stacks + (size_t)id * STACK_BYTES + GUARD_BYTES;
    t->stack_high = (uintptr_t)stacks + (size_t)(id + 1) * STACK_BYTES;
    t->tp = lent[id];
}

void fiber_prepare(struct thread *t, void (*start)(void))
{
    uintptr_t *saved = (uintptr_t *)t->stack_high - MACHINE_SAVED;

    memset(saved, 0, MACHINE_SAVED * sizeof *saved);
    saved[MACHINE_RETURN] = (uintptr_t)start;
    t->sp = (uintptr_t)saved;
    memcpy(tls_of(t), tls_image, tls_image_size);
    memset(tls_of(t) + tls_image_size, 0, tls_size - tls_image_size);
}

static bool all_zero(const uint64_t *p, size_t bytes)
{
    uint64_t any = 0;

    for (size_t i = 0; i < bytes / sizeof *p; i++)
        any |= p[i];
    return any == 0;
}

void fiber_clear(struct thread *t)
{
    char *low = (char *)(t->lowest & ~(uintptr_t)(CLEAN_BYTES - 1));

    while ((uintptr_t)low > t->stack_low &&
           !all_zero((uint64_t *)low - CLEAN_BYTES / 8, CLEAN_BYTES))
        low -= CLEAN_BYTES;
    memset(low, 0, t->stack_high - (uintptr_t)low);
}

int fiber_of(uintptr_t address)
{
    size_t i = (address - (uintptr_t)stacks) / STACK_BYTES;

    if (address >= (uintptr_t)stacks && i < THREADS_MAX)
        return (int)i;
    for (int k = 0; k < engine.nthreads; k++) {
        const char *tls = tls_of(&engine.threads[k]);
        if (address >= (uintptr_t)tls && address < (uintptr_t)tls + tls_size)
            return k;
    }
    return -1;
}

/* ----------------------------------------------------------------- crashes */

static bool in_guard(uintptr_t address)
{
    const struct thread *t = engine.current;

    return address < t->stack_low && address >= t->stack_low - GUARD_BYTES;
}

extern uintptr_t engine_sp;

static void describe_crash(int signal, const siginfo_t *info, struct finding *f)
{
    uintptr_t a = (uintptr_t)info->si_addr;

    f->kind = FINDING_CRASH;
    f->address = a;
    if (signal == SIGFPE)
        snprintf(f->text, sizeof f->text, "divides by zero");
    else if (signal != SIGSEGV && signal != SIGBUS)
        snprintf(f->text, sizeof f->text, "ends with signal %d (%s)", signal,
                 strsignal(signal));
    else if (in_guard(a)) {
        f->kind = FINDING_STACK_OVERFLOW;
        snprintf(f->text, sizeof f->text,
                 "uses more stack than a thread has here (%d KB)",
                 (STACK_BYTES - GUARD_BYTES) >> 10);
    } else if (a < 4096)
        snprintf(f->text, sizeof f->text, "uses a NULL pointer");
    else
        snprintf(f->text, sizeof f->text,
                 "uses an address where the program has no memory");
}

static bool on_engine_stack(const void *context)
{
    uintptr_t sp = machine_register(context, MACHINE_SP);

    return sp <= engine_sp && engine_sp - sp < ENGINE_STACK;
}

static void where(const void *context, struct finding *f)
{
    const struct op *op = engine.current->op;

    /* Looked up one byte before, as the return addresses are. */
    f->pc = machine_register(context, MACHINE_PC) + 1;
    f->frame = machine_register(context, MACHINE_FP);
    if (on_engine_stack(context) && op != NULL) {
        f->pc = op->pc; /* an operation of the thread's met it */
        f->frame = op->frame;
    }
}

static void crashed(int signal, siginfo_t *info, void *context)
{
    struct finding f = {.kind = FINDING_CRASH, .other = -1};

    if (used == own) { /* not the program: no execution could be left */
        sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
        return;
    }
    f.thread = engine.current->id;
    describe_crash(signal, info, &f);
    where(context, &f);
    engine_fail_at(&f);
}

/* Two ticks of processor time at the same operation of the same execution. */
static void watch(int signal, siginfo_t *info, void *context)
{
    struct finding f = {.kind = FINDING_LIVELOCK, .other = -1};

    (void)signal;
    (void)info;
    if (engine.current == NULL || used == own || on_engine_stack(context))
        return;
    if (watched != engine.executions || watched_n != graph.n) {
        watched = engine.executions;
        watched_n = graph.n;
        watched_ticks = 0;
        return;
    }
    if (++watched_ticks < 2)
        return;
    f.thread = engine.current->id;
    where(context, &f);
    snprintf(f.text, sizeof f.text,
             "runs without end and comes to no operation that other threads "
             "could see");
    engine_fail_at(&f);
}

static void handle(int signal, void (*handler)(int, siginfo_t *, void *),
                   int flags)
{
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK | flags};

    action.sa_sigaction = handler;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, NULL);
}

static void catch_signals(void)
{
    static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
    stack_t stack = {.ss_sp = signal_stack, .ss_size = sizeof signal_stack};
    struct itimerval timer = {{0, WATCH_MS * 1000}, {0, WATCH_MS * 1000}};

    sigaltstack(&stack, NULL);
    /* The handlers leave by engine_exit: nothing may stay blocked. */
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        handle(fatal[i], crashed, SA_NODEFER);
    handle(SIGVTALRM, watch, SA_NODEFER | SA_RESTART);
    setitimer(ITIMER_VIRTUAL, &timer, NULL);
}

bool fiber_setup(void)
{
    void *p =
        mmap(stacks, (size_t)STACK_BYTES * THREADS_MAX, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
             -1, 0);

    if (p != stacks)
        return false;
    for (int i = 0; i < THREADS_MAX; i++)
        mprotect(stacks + (size_t)i * STACK_BYTES, GUARD_BYTES, PROT_NONE);
    fast = machine_is_fast();
    own = used = machine_thread_pointer();
    sem_init(&lender_ready, 0, 0);
    for (int i = 0; i < THREADS_MAX; i++) {
        if (!lend(i))
            return false;
    }
    dl_iterate_phdr(find_tls, NULL);
    catch_signals();
    return true;
}
