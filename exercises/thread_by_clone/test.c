/* The functions that run in cloned threads share errno and everything else that
 * is thread-local with the test. They use atomics and system calls that
 * succeed, and nothing else.
 *
 * Where a test pauses, other threads get time to go as far as they can. A
 * correct answer passes however long a pause is. */
#include "threadlings.h"

#include "thread_by_clone.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { STACK = 256 * 1024 };

/* ---------------------------------------------------------- the test's clone
 */

int __clone(int (*fn)(void *), void *stack, int flags, void *arg, ...);

static struct {
    int calls;
    int flags;       /* of the last call */
    const char *top; /* the stack it was given */
    bool fail;       /* the next one fails with EAGAIN */
    bool outlive;    /* return only when the new thread has ended */
} seen;

static bool is_there(int tid)
{
    return syscall(SYS_tgkill, getpid(), tid, 0) == 0;
}

static void wait_until_gone(int tid)
{
    while (is_there(tid))
        sched_yield();
}

/* Arguments that the caller left out are passed on as they are found, as the
 * library's clone does. */
int ct_clone(int (*fn)(void *), void *stack, int flags, void *arg, ...)
{
    va_list rest;

    va_start(rest, arg);
    void *parent_tid = va_arg(rest, void *);
    void *tls = va_arg(rest, void *);
    void *child_tid = va_arg(rest, void *);
    va_end(rest);
    seen.calls++;
    seen.flags = flags;
    seen.top = stack;
    ck_assert_msg(flags & CLONE_THREAD,
                  "clone was asked for a new process: CLONE_THREAD is missing");
    if (seen.fail) {
        errno = EAGAIN;
        return -1;
    }
    int tid = __clone(fn, stack, flags, arg, parent_tid, tls, child_tid);
    if (tid > 0 && seen.outlive)
        wait_until_gone(tid);
    return tid;
}

/* ------------------------------------------------------------------ looking */

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* True if the kernel can read the byte and then put it back. */
static bool usable(const char *byte)
{
    static int ends[2] = {-1, -1};

    if (ends[0] < 0)
        ck_assert_int_eq(pipe(ends), 0);
    return syscall(SYS_write, ends[1], byte, 1) == 1 &&
           syscall(SYS_read, ends[0], byte, 1) == 1;
}

static bool mapped(const char *byte)
{
    uintptr_t at = (uintptr_t)byte;
    unsigned char resident;

    return mincore((void *)(at - at % page_size()), 1, &resident) == 0;
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000L}, NULL);
}

static void create(struct clone_thread *t, size_t size, ct_run run, void *arg)
{
    int error = ct_create(t, size, run, arg);

    ck_assert_msg(error == 0, "ct_create returned %d (%s), not 0", error,
                  strerror(error));
}

static void *join(struct clone_thread *t)
{
    void *result = NULL;
    int error = ct_join(t, &result);

    ck_assert_msg(error == 0, "ct_join returned %d, not 0", error);
    return result;
}

/* A thread that waits until the test, or a helper of it, lets it go. */
struct guest {
    struct clone_thread t;
    int gate[2]; /* a pipe */
    atomic_int pid, tid, finished;
    const char *_Atomic local;
};

static void *visit(void *arg)
{
    struct guest *g = arg;
    char local;

    atomic_store(&g->local, &local);
    atomic_store(&g->pid, (int)syscall(SYS_getpid));
    atomic_store(&g->tid, (int)syscall(SYS_gettid));
    syscall(SYS_read, g->gate[0], &local, 1);
    atomic_store(&g->finished, 1);
    return g;
}

static void invite(struct guest *g, size_t size)
{
    *g = (struct guest){.gate = {-1, -1}};
    ck_assert_int_eq(pipe(g->gate), 0);
    create(&g->t, size, visit, g);
}

/* Until it waits at its gate, or is about to. */
static void wait_for(struct guest *g)
{
    while (atomic_load(&g->tid) == 0)
        sched_yield();
}

static void let_go(struct guest *g)
{
    ck_assert_int_eq(syscall(SYS_write, g->gate[1], "", 1), 1);
}

/* ---------------------------------------------------------------- the thread
 */

static void *add_one(void *arg)
{
    ++*(int *)arg;
    return arg;
}

TEST(runs_with_its_argument,
     "The thread gets its argument, and ct_join what it returned")
{
    static struct clone_thread t;
    int value = 41;

    create(&t, STACK, add_one, &value);
    void *result = join(&t);
    ck_assert_int_eq(value, 42);
    ck_assert_ptr_eq(result, &value);
}

TEST(join_without_result, "ct_join takes NULL for a result nobody wants")
{
    static struct clone_thread t;
    int value = 41;

    create(&t, STACK, add_one, &value);
    ck_assert_int_eq(ct_join(&t, NULL), 0);
    ck_assert_int_eq(value, 42);
}

TEST(belongs_to_the_process,
     "The thread has the process's id, and a thread id of its own in t->tid")
{
    static struct guest g;

    invite(&g, STACK);
    int noted = atomic_load(&g.t.tid);
    wait_for(&g);
    let_go(&g);
    join(&g.t);
    ck_assert_int_eq(g.pid, getpid());
    ck_assert_msg(g.tid != gettid(), "it has the id of its creator");
    ck_assert_msg(noted == g.tid, "t->tid was %d, but the thread has id %d",
                  noted, g.tid);
}

static const struct {
    int bit;
    const char *name;
} wanted[] = {
    {CLONE_VM, "CLONE_VM"},
    {CLONE_FS, "CLONE_FS"},
    {CLONE_FILES, "CLONE_FILES"},
    {CLONE_SIGHAND, "CLONE_SIGHAND"},
    {CLONE_THREAD, "CLONE_THREAD"},
    {CLONE_SYSVSEM, "CLONE_SYSVSEM"},
    {CLONE_CHILD_CLEARTID, "CLONE_CHILD_CLEARTID"},
};

TEST(asks_for_a_thread, "clone is asked for all that makes a thread")
{
    static struct clone_thread t;
    int value = 0;

    /* Nothing is started: this is about the request. */
    seen.fail = true;
    ct_create(&t, STACK, add_one, &value);
    ck_assert_msg(seen.calls > 0, "clone was not called");
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        ck_assert_msg(seen.flags & wanted[i].bit, "the flag %s is missing",
                      wanted[i].name);
    ck_assert_msg(!(seen.flags & CLONE_VFORK), "CLONE_VFORK holds up the "
                                               "creator until the thread ends");
    ck_assert_msg((uintptr_t)seen.top % 16 == 0,
                  "the top of the stack is not a multiple of 16");
}

static void *duplicate(void *arg)
{
    return (void *)syscall(SYS_dup, *(int *)arg);
}

TEST(shares_open_files, "What the thread opens its creator can use")
{
    static struct clone_thread t;
    int ends[2];
    char byte = 0;

    ck_assert_int_eq(pipe(ends), 0);
    create(&t, STACK, duplicate, &ends[1]);
    int fd = (int)(intptr_t)join(&t);
    ck_assert_msg(write(fd, "x", 1) == 1,
                  "the thread opened descriptor %d; its creator has none such",
                  fd);
    ck_assert_int_eq(read(ends[0], &byte, 1), 1);
    ck_assert_int_eq(byte, 'x');
}

static void *set_umask(void *arg)
{
    syscall(SYS_umask, *(int *)arg);
    return NULL;
}

TEST(shares_the_umask, "What the thread sets as umask its creator has, too")
{
    static struct clone_thread t;
    int mask = 027;

    umask(0);
    create(&t, STACK, set_umask, &mask);
    join(&t);
    ck_assert_int_eq(umask(0), mask);
}

/* ------------------------------------------------------------------ the stack
 */

TEST(has_its_stack, "The stack has the size that was asked for, or more")
{
    static const size_t sizes[] = {STACK, 100000, 16385, 4 << 20};
    static struct guest g;

    for (int i = 0; i < 4; i++) {
        size_t size = sizes[i];
        invite(&g, size);
        wait_for(&g);
        const char *map = g.t.map, *top = map + g.t.map_size;
        const char *local = atomic_load(&g.local);
        ck_assert_msg(map < local && local < top,
                      "a local of the thread is not in the mapping");
        ck_assert_msg(g.t.map_size >= size + page_size(),
                      "%zu bytes of stack and a guard were asked for, but "
                      "map_size is %zu",
                      size, g.t.map_size);
        for (const char *p = top - size; p < top; p += 1024)
            ck_assert_msg(usable(p), "byte %zu of %zu cannot be used",
                          (size_t)(top - p), size);
        let_go(&g);
        join(&g.t);
    }
}

TEST(has_a_guard, "The lowest page of the mapping cannot be used")
{
    static struct guest g;

    invite(&g, STACK);
    wait_for(&g);
    const char *map = g.t.map;

    ck_assert_msg(mapped(map), "there is no mapping at t->map");
    ck_assert_msg(!usable(map), "the lowest byte of t->map can be used");
    ck_assert_msg(!usable(map + page_size() - 1),
                  "the last byte of the lowest page can be used");
    ck_assert_msg(usable(map + page_size()),
                  "the page above the guard cannot be used");
    let_go(&g);
    join(&g.t);
}

TEST(unmaps_the_stack, "After the join no page of the stack is left")
{
    static struct guest g;

    invite(&g, STACK);
    const char *map = g.t.map;
    size_t size = g.t.map_size;
    let_go(&g);
    join(&g.t);
    ck_assert_msg(size >= STACK, "map_size is %zu", size);
    for (size_t at = 0; at < size; at += page_size())
        ck_assert_msg(!mapped(map + at), "page %zu is still mapped",
                      at / page_size());
}

enum { GUESTS = 4 };

TEST(several_at_once, "Threads live at the same time, each on its own stack")
{
    static struct guest g[GUESTS];

    for (int i = 0; i < GUESTS; i++)
        invite(&g[i], STACK);
    for (int i = 0; i < GUESTS; i++)
        wait_for(&g[i]);
    for (int i = 0; i < GUESTS; i++) {
        for (int j = 0; j < GUESTS; j++) {
            const char *map = g[i].t.map, *local = atomic_load(&g[j].local);
            bool inside = map < local && local < map + g[i].t.map_size;
            ck_assert_msg(inside == (i == j),
                          "a local of thread %d is %s the stack of %d", j,
                          inside ? "in" : "not in", i);
        }
    }
    for (int i = GUESTS - 1; i >= 0; i--) {
        let_go(&g[i]);
        ck_assert_ptr_eq(join(&g[i].t), &g[i]);
    }
}

/* ------------------------------------------------------------------- the join
 */

/* Lets the guest go, but not before it has done its best to make a join that
 * is under way return too early. */
struct helper {
    struct guest *guest;
    int main_tid;
    clockid_t main_clock;
    enum { ONLY_WAIT, WAKE, INTERRUPT, WATCH } how;
};

enum { ASLEEP_MS = 10 }; /* processor time that still counts as asleep */

static double ms_of(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void *help(void *arg)
{
    struct helper *h = arg;
    double before = ms_of(h->main_clock), used = 0;

    /* Where the machine is busy it takes longer until a thread that does not
     * sleep has used that much: while there is a doubt, wait. */
    for (int i = 0; i < 20 || (h->how == WATCH && i < 400 && used > 1 &&
                               used < 2 * ASLEEP_MS);
         i++) {
        pause_ms(3);
        used = ms_of(h->main_clock) - before;
        if (h->how == WAKE)
            syscall(SYS_futex, &h->guest->t.tid, FUTEX_WAKE, 10, NULL, NULL, 0);
        if (h->how == INTERRUPT)
            syscall(SYS_tgkill, getpid(), h->main_tid, SIGUSR1);
    }
    let_go(h->guest);
    return NULL;
}

static void note_signal(int sig)
{
    (void)sig;
}

/* Returns the processor time of this thread, in ms, that the join took. */
static double join_with_help(struct guest *g, int how)
{
    struct helper h = {.guest = g, .main_tid = gettid(), .how = how};
    pthread_t helper;

    ck_assert_int_eq(pthread_getcpuclockid(pthread_self(), &h.main_clock), 0);
    invite(g, STACK);
    wait_for(g);
    ck_assert_int_eq(pthread_create(&helper, NULL, help, &h), 0);
    double before = ms_of(h.main_clock);
    void *result = join(&g->t);
    double used = ms_of(h.main_clock) - before;
    ck_assert_msg(atomic_load(&g->finished),
                  "ct_join returned while the thread was still running");
    ck_assert_ptr_eq(result, g);
    ck_assert_int_eq(pthread_join(helper, NULL), 0);
    return used;
}

TEST(join_waits, "ct_join returns when the thread has ended, not before")
{
    static struct guest g;

    join_with_help(&g, ONLY_WAIT);
}

TEST(join_sleeps, "ct_join does not keep a processor busy")
{
    static struct guest g;
    double ms = join_with_help(&g, WATCH);

    ck_assert_msg(ms < ASLEEP_MS,
                  "it used %.0f ms of processor time while it waited", ms);
}

TEST(join_survives_wake_ups,
     "A wake-up that comes too early does not end ct_join")
{
    static struct guest g;

    join_with_help(&g, WAKE);
}

TEST(join_survives_signals, "A signal does not end ct_join")
{
    static struct guest g;
    struct sigaction act = {.sa_handler = note_signal}; /* no SA_RESTART */

    ck_assert_int_eq(sigaction(SIGUSR1, &act, NULL), 0);
    join_with_help(&g, INTERRUPT);
}

TEST(join_of_the_ended, "ct_join returns at once when the thread has ended")
{
    static struct guest g;

    invite(&g, STACK);
    let_go(&g);
    wait_for(&g);
    wait_until_gone(g.tid);
    ck_assert_ptr_eq(join(&g.t), &g);
}

TEST(ends_before_clone_returns,
     "A thread may have ended before clone returns to its creator")
{
    static struct clone_thread t;
    int value = 41;

    seen.outlive = true;
    create(&t, STACK, add_one, &value);
    seen.outlive = false;
    ck_assert_ptr_eq(join(&t), &value);
    ck_assert_int_eq(value, 42);
}

static void *leave(void *arg)
{
    ++*(int *)arg;
    syscall(SYS_exit, 0);
    return arg;
}

TEST(ends_in_the_middle,
     "A thread that ends by the system call exit can be joined; no result")
{
    static struct clone_thread t;
    int value = 41;

    create(&t, STACK, leave, &value);
    void *result = join(&t);
    ck_assert_int_eq(value, 42);
    ck_assert_msg(result == NULL, "the result is %p", result);
}

TEST(can_be_used_again, "One clone_thread serves for threads one after another")
{
    static struct clone_thread t;
    size_t rounds = tl_rounds(200);
    int value = 0;

    for (size_t i = 0; i < rounds; i++) {
        create(&t, STACK, i % 2 ? leave : add_one, &value);
        void *result = join(&t);
        ck_assert_msg(result == (i % 2 ? NULL : &value),
                      "round %zu has the result of the one before", i);
    }
    ck_assert_int_eq(value, (int)rounds);
}

/* --------------------------------------------------------------------- errors
 */

TEST(refuses_no_stack, "A stack_size of 0 is EINVAL, and nothing is started")
{
    static struct clone_thread t;
    int value = 41;
    int error = ct_create(&t, 0, add_one, &value);

    ck_assert_msg(error == EINVAL, "it returned %d, not EINVAL (%d)", error,
                  EINVAL);
    ck_assert_int_eq(seen.calls, 0);
}

TEST(has_no_memory, "Without room for the stack ct_create returns ENOMEM")
{
    static struct clone_thread t;
    int value = 41;

    /* More addresses than there are. */
    int error = ct_create(&t, (size_t)1 << 58, add_one, &value);
    ck_assert_msg(error == ENOMEM, "it returned %d, not ENOMEM (%d)", error,
                  ENOMEM);
    ck_assert_int_eq(seen.calls, 0);
}

TEST(has_no_threads,
     "When clone fails, ct_create returns its error and unmaps the stack")
{
    static struct clone_thread t;
    int value = 41;

    seen.fail = true;
    int error = ct_create(&t, STACK, add_one, &value);
    ck_assert_int_eq(seen.calls, 1);
    bool left = mapped(seen.top - 1);
    ck_assert_msg(error == EAGAIN, "it returned %d, not EAGAIN (%d)", error,
                  EAGAIN);
    ck_assert_msg(!left, "the stack is still mapped");
    ck_assert_int_eq(value, 41);
}
