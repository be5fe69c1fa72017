/* Signals are sent by kill to the test's own process. The order is forced by
 * semaphores that the actions post, and by actions that wait at a gate. The
 * explorer knows no signals, so there are no scenarios.
 *
 * A thread that waits for a signal may wait for ever without being in a
 * deadlock. So the tests watch themselves: what should happen has PATIENCE_S.
 */
#include "threadlings.h"

#include "signal_thread.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What the actions of one start note. */
struct log {
    sem_t reloaded, stopped;
    atomic_int reloads, stops;
    pthread_t reloader, stopper; /* who called; read after the semaphore */
};

static atomic_int interrupted; /* waits of the test that a signal broke off */

enum { PATIENCE_S = 5 }; /* for what takes no time at all */

static const char *awaited; /* what does not happen when SIGALRM comes */

static void give_up(int signal)
{
    (void)signal;
    ck_abort_msg("%s, after %d s", awaited, PATIENCE_S);
}

static void watch(const char *what)
{
    awaited = what;
    signal(SIGALRM, give_up);
    alarm(PATIENCE_S);
}

static void open_log(struct log *log)
{
    memset(log, 0, sizeof *log);
    sem_init(&log->reloaded, 0, 0);
    sem_init(&log->stopped, 0, 0);
}

static void reload(void *arg)
{
    struct log *log = arg;

    atomic_fetch_add(&log->reloads, 1);
    log->reloader = pthread_self();
    sem_post(&log->reloaded);
}

static void stop(void *arg)
{
    struct log *log = arg;

    atomic_fetch_add(&log->stops, 1);
    log->stopper = pthread_self();
    sem_post(&log->stopped);
}

static void await(sem_t *sem, const char *what)
{
    watch(what);
    while (sem_wait(sem) != 0)
        atomic_fetch_add(&interrupted, 1);
    alarm(0);
}

static void await_reload(struct log *log)
{
    await(&log->reloaded, "SIGHUP was sent, and reload was not called");
}

static void await_stop(struct log *log)
{
    await(&log->stopped, "SIGTERM was sent, and stop was not called");
}

static void not_interrupted(void)
{
    ck_assert_msg(atomic_load(&interrupted) == 0,
                  "a signal interrupted the test's own thread");
}

static void start(struct log *log)
{
    open_log(log);
    struct st_actions actions = {reload, stop, log};
    int error = st_start(&actions);

    memset(&actions, 0, sizeof actions); /* they were copied */
    ck_assert_msg(error == 0, "st_start returned %d (%s)", error,
                  strerror(error));
}

static int call_end(void)
{
    watch("st_end has not returned");
    int error = st_end();
    alarm(0);
    return error;
}

static void end(void)
{
    int error = call_end();

    ck_assert_msg(error == 0, "st_end returned %d (%s)", error,
                  strerror(error));
}

static void send(int signal)
{
    ck_assert_int_eq(kill(getpid(), signal), 0);
}

static void called(struct log *log, int reloads, int stops)
{
    int r = atomic_load(&log->reloads), s = atomic_load(&log->stops);

    ck_assert_msg(r == reloads, "reload was called %d times, not %d", r,
                  reloads);
    ck_assert_msg(s == stops, "stop was called %d times, not %d", s, stops);
}

static void all_joined(void)
{
    size_t created = tl_threads_created(), joined = tl_threads_joined();

    ck_assert_msg(created == joined,
                  "threads created: %zu. When st_end returned, joined were: "
                  "%zu",
                  created, joined);
}

/* ----------------------------------------------------------- start, take, end
 */

TEST(starts_and_ends, "st_start creates one thread, st_end joins it")
{
    struct log log;

    start(&log);
    ck_assert_msg(tl_threads_created() == 1,
                  "threads that st_start created: %zu, not 1",
                  tl_threads_created());
    end();
    all_joined();
    called(&log, 0, 0);
}

TEST(calls_reload, "A SIGHUP to the process calls reload, with arg")
{
    struct log log;

    start(&log);
    send(SIGHUP);
    await_reload(&log);
    not_interrupted();
    called(&log, 1, 0);
    end();
}

TEST(calls_stop, "A SIGTERM to the process calls stop, with arg")
{
    struct log log;

    start(&log);
    send(SIGTERM);
    await_stop(&log);
    not_interrupted();
    called(&log, 0, 1);
    end();
}

TEST(goes_on, "After a signal it waits for the next one, also after a SIGTERM")
{
    struct log log;

    start(&log);
    for (int i = 1; i <= 5; i++) {
        send(SIGHUP);
        await_reload(&log);
        called(&log, i, i - 1);
        send(SIGTERM);
        await_stop(&log);
        called(&log, i, i);
    }
    not_interrupted();
    end();
}

TEST(in_its_thread, "All actions are called in the signal thread")
{
    struct log log;

    start(&log);
    send(SIGHUP);
    await_reload(&log);
    send(SIGTERM);
    await_stop(&log);
    end();
    ck_assert_msg(!pthread_equal(log.reloader, pthread_self()),
                  "reload was called in the thread that called st_start");
    ck_assert_msg(pthread_equal(log.reloader, log.stopper),
                  "reload and stop were called in different threads");
    ck_assert_msg(tl_threads_created() == 1, "threads created: %zu",
                  tl_threads_created());
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void locking_reload(void *arg)
{
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
    reload(arg);
}

/* The signal comes while the thread that sends it holds the lock. */
TEST(may_lock, "An action may lock a mutex that any thread holds for a while")
{
    struct log log;

    open_log(&log);
    ck_assert_int_eq(st_start(&(struct st_actions){locking_reload, stop, &log}),
                     0);
    pthread_mutex_lock(&lock);
    send(SIGHUP);
    called(&log, 0, 0);
    pthread_mutex_unlock(&lock);
    await_reload(&log);
    end();
}

/* -------------------------------------------------------------------- workers
 */

struct worker {
    pthread_t thread;
    int fd;        /* it reads one byte from here */
    ssize_t got;   /* what read returned */
    int error;     /* and errno */
    sigset_t mask; /* of the worker */
};

static void *work(void *arg)
{
    struct worker *w = arg;
    char c;

    pthread_sigmask(SIG_SETMASK, NULL, &w->mask);
    w->got = read(w->fd, &c, 1);
    w->error = errno;
    return NULL;
}

TEST(leaves_workers_alone, "No other thread is interrupted by the signals")
{
    enum { WORKERS = 3 };
    struct worker workers[WORKERS];
    struct log log;
    int fds[2];

    ck_assert_int_eq(pipe(fds), 0);
    start(&log);
    for (int i = 0; i < WORKERS; i++) {
        workers[i].fd = fds[0];
        ck_assert_int_eq(
            pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < 10; i++) {
        send(SIGHUP);
        await_reload(&log);
        send(SIGTERM);
        await_stop(&log);
    }
    ck_assert_int_eq(write(fds[1], "abc", WORKERS), WORKERS);
    for (int i = 0; i < WORKERS; i++)
        pthread_join(workers[i].thread, NULL);
    end();
    for (int i = 0; i < WORKERS; i++) {
        ck_assert_msg(workers[i].got == 1, "a worker's read failed: %s",
                      strerror(workers[i].error));
        ck_assert_msg(sigismember(&workers[i].mask, SIGHUP) &&
                          sigismember(&workers[i].mask, SIGTERM),
                      "a worker that was created after st_start does not have "
                      "both signals blocked");
    }
    not_interrupted();
    called(&log, 10, 10);
}

/* ----------------------------------------------------- masks and dispositions
 */

static sigset_t mask(void)
{
    sigset_t set;

    pthread_sigmask(SIG_SETMASK, NULL, &set);
    return set;
}

/* With these two blocked or not, and all others as in `expected`. */
static void has_mask(const char *when, sigset_t expected, bool with_ours)
{
    sigset_t set = mask();

    if (with_ours) {
        sigaddset(&expected, SIGHUP);
        sigaddset(&expected, SIGTERM);
    }
    for (int s = 1; s < SIGRTMIN; s++) {
        int is = sigismember(&set, s), want = sigismember(&expected, s);
        ck_assert_msg(is == want, "%s %s (%d) is %s in the calling thread",
                      when, strsignal(s), s, is ? "blocked" : "not blocked");
    }
}

static void block(int signal)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, signal);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

TEST(mask_while_running, "While it runs, just the two are blocked in addition")
{
    struct log log;
    sigset_t before = mask();

    start(&log);
    has_mask("After st_start", before, true);
    end();
}

TEST(mask_afterwards, "st_end gives the caller its old mask back")
{
    struct log log;

    for (int i = 0; i < 3; i++) {
        sigset_t before = mask();
        start(&log);
        has_mask("After st_start", before, true);
        end();
        has_mask("After st_end", before, false);
        block(i == 0 ? SIGUSR1 : SIGHUP);
    }
}

TEST(no_thread, "When the thread cannot be created, the mask is as it was")
{
    struct log log;
    sigset_t before = mask();

    open_log(&log);
    struct st_actions actions = {reload, stop, &log};
    errno = EINTR;
    tl_fail_thread(1);
    int error = st_start(&actions);
    tl_fail_thread(0);
    ck_assert_msg(error == EAGAIN,
                  "pthread_create failed with EAGAIN (%d), and st_start "
                  "returned %d",
                  EAGAIN, error);
    has_mask("After st_start failed,", before, false);
    error = st_end();
    ck_assert_msg(error == EINVAL,
                  "st_start had failed, and st_end returned %d, not EINVAL "
                  "(%d)",
                  error, EINVAL);
    start(&log);
    send(SIGHUP);
    await_reload(&log);
    end();
}

static void same_disposition(const char *when, int signal,
                             const struct sigaction *before)
{
    struct sigaction now;

    sigaction(signal, NULL, &now);
    ck_assert_msg(now.sa_handler == before->sa_handler,
                  "%s the disposition of %s has changed", when,
                  strsignal(signal));
}

TEST(no_handler, "The dispositions of the two signals do not change")
{
    struct sigaction hup, term;
    struct log log;

    sigaction(SIGHUP, NULL, &hup);
    sigaction(SIGTERM, NULL, &term);
    start(&log);
    same_disposition("After st_start", SIGHUP, &hup);
    same_disposition("After st_start", SIGTERM, &term);
    end();
    same_disposition("After st_end", SIGHUP, &hup);
    same_disposition("After st_end", SIGTERM, &term);
}

/* ------------------------------------------------------- started, not started
 */

TEST(already_running, "A second st_start returns EBUSY, and the first goes on")
{
    struct log log, other;

    start(&log);
    open_log(&other);
    int error = st_start(&(struct st_actions){reload, stop, &other});
    ck_assert_msg(error == EBUSY, "it returned %d, not EBUSY (%d)", error,
                  EBUSY);
    send(SIGHUP);
    await_reload(&log);
    called(&log, 1, 0);
    called(&other, 0, 0);
    end();
    all_joined();
}

TEST(not_running, "st_end returns EINVAL when there is nothing to end")
{
    struct log log;
    int error = st_end();

    ck_assert_msg(error == EINVAL, "it returned %d, not EINVAL (%d)", error,
                  EINVAL);
    start(&log);
    end();
    error = st_end();
    ck_assert_msg(error == EINVAL,
                  "the second st_end returned %d, not EINVAL (%d)", error,
                  EINVAL);
}

TEST(starts_again, "After st_end it can be started again, with other actions")
{
    struct log first, second;

    start(&first);
    send(SIGHUP);
    await_reload(&first);
    end();
    start(&second);
    send(SIGHUP);
    await_reload(&second);
    send(SIGTERM);
    await_stop(&second);
    end();
    called(&first, 1, 0);
    called(&second, 1, 1);
}

TEST(ends_quietly, "st_end calls no action by itself, whenever it comes")
{
    struct log log;

    for (size_t i = tl_rounds(100); i > 0; i--) {
        start(&log);
        end();
        called(&log, 0, 0);
    }
    all_joined();
}

/* ----------------------------------------- an action that takes its time
 */

static sem_t entered, gate;
static atomic_bool opened;

static void slow_reload(void *arg)
{
    sem_post(&entered);
    while (sem_wait(&gate) != 0)
        ;
    reload(arg);
}

static void *open_later(void *arg)
{
    nanosleep(&(struct timespec){.tv_nsec = 40000000}, NULL);
    atomic_store(&opened, true);
    sem_post(&gate);
    return arg;
}

/* From here on the signal thread is in reload, until the gate is opened. */
static void start_slowly(struct log *log)
{
    open_log(log);
    sem_init(&entered, 0, 0);
    sem_init(&gate, 0, 0);
    ck_assert_int_eq(st_start(&(struct st_actions){slow_reload, stop, log}), 0);
    send(SIGHUP);
    await(&entered, "SIGHUP was sent, and reload was not called");
}

static int end_while_busy(void)
{
    pthread_t opener;

    ck_assert_int_eq(pthread_create(&opener, NULL, open_later, NULL), 0);
    int error = call_end();
    bool early = !atomic_load(&opened);
    pthread_join(opener, NULL);
    ck_assert_msg(!early, "st_end returned while an action was still running");
    return error;
}

TEST(waits_for_the_action, "st_end waits for an action that is running")
{
    struct log log;

    start_slowly(&log);
    ck_assert_int_eq(end_while_busy(), 0);
    called(&log, 1, 0);
}

TEST(nothing_is_lost, "A signal that came before st_end has its action called")
{
    struct log log;

    start_slowly(&log);
    send(SIGTERM); /* the signal thread is busy: it stays pending */
    ck_assert_int_eq(end_while_busy(), 0);
    called(&log, 1, 1);
}

TEST(nothing_is_left, "Nor is anything left that would end the process")
{
    struct log log;

    start_slowly(&log);
    send(SIGTERM);
    send(SIGHUP);
    sem_post(&gate); /* for the second reload */
    ck_assert_int_eq(end_while_busy(), 0);
    called(&log, 2, 1);
    sigset_t pending;
    sigpending(&pending);
    ck_assert_msg(!sigismember(&pending, SIGHUP) &&
                      !sigismember(&pending, SIGTERM),
                  "a signal is still pending");
}
