/* fork as those see it who look on: the handlers are called in their order, and
 * at the instant between them no other thread may be inside the journal. In a
 * real child such a thread would not exist.
 *
 * The calls that start programs are not explored; they are below because the
 * answer is linked with them. */
#include "scenario.h"

#include "fork_safely.h"

#include <errno.h>
#include <semaphore.h>
#include <stdatomic.h>

/* -------------------------------------------------------------------- fork */

enum { HANDLERS = 8 };

static void (*prepares[HANDLERS])(void), (*parents[HANDLERS])(void),
    (*children[HANDLERS])(void);
static atomic_int registered;

int played_atfork(void (*prepare)(void), void (*parent)(void),
                  void (*child)(void))
{
    /* Relaxed: it must not order what the answer forgets to order. */
    int n = atomic_fetch_add_explicit(&registered, 1, memory_order_relaxed);

    assert(n < HANDLERS);
    prepares[n] = prepare;
    parents[n] = parent;
    children[n] = child;
    return 0;
}

enum side { PARENT, CHILD };

static sem_t forking;      /* posted when a fork begins */
static atomic_bool inside; /* a thread is in a rule or a reader */

static void play_fork(enum side side)
{
    void (**after)(void) = side == CHILD ? children : parents;
    int n = atomic_load_explicit(&registered, memory_order_relaxed);

    sem_post(&forking);
    for (int i = n; i-- > 0;)
        if (prepares[i] != NULL)
            prepares[i]();
    bool a_thread_is_inside_at_the_fork =
        atomic_load_explicit(&inside, memory_order_relaxed);
    assert(!a_thread_is_inside_at_the_fork);
    for (int i = 0; i < n; i++)
        if (after[i] != NULL)
            after[i]();
}

static sem_t arrived;

static void stay_until_a_fork_begins(void)
{
    atomic_store_explicit(&inside, true, memory_order_relaxed);
    sem_post(&arrived);
    sem_wait(&forking);
    atomic_store_explicit(&inside, false, memory_order_relaxed);
}

static void open_journal(void)
{
    sem_init(&forking, 0, 0);
    sem_init(&arrived, 0, 0);
    int error = journal_open();
    assert(error == 0);
}

/* --------------------------------------------------------------- scenarios */

static void *book(void *arg)
{
    bool booked = journal_book(1, 5, NULL, NULL);

    assert(booked);
    return arg;
}

static void use(void)
{
    bool booked = journal_book(0, 3, NULL, NULL);

    assert(booked);
    int total = journal_total(0);
    assert(total == 3);
}

SCENARIO(parent_goes_on, "The parent goes on, and so do its other threads")
{
    pthread_t other;

    open_journal();
    pthread_create(&other, NULL, book, NULL);
    play_fork(PARENT);
    use();
    pthread_join(other, NULL);
    int total = journal_total(1);
    assert(total == 5);
}

SCENARIO(child_goes_on, "The child goes on")
{
    open_journal();
    play_fork(CHILD);
    use();
}

SCENARIO(opens_once, "To open the journal twice is as good as once")
{
    open_journal();
    int error = journal_open();
    assert(error == 0);
    play_fork(CHILD);
    use();
}

static bool slow_rule(int total, void *arg)
{
    (void)total;
    (void)arg;
    stay_until_a_fork_begins();
    return true;
}

static void *book_slowly(void *arg)
{
    bool booked = journal_book(1, 5, slow_rule, NULL);

    assert(booked);
    return arg;
}

SCENARIO(nobody_is_booking,
         "At the instant of a fork no other thread is booking")
{
    pthread_t other;

    open_journal();
    pthread_create(&other, NULL, book_slowly, NULL);
    sem_wait(&arrived);
    play_fork(CHILD);
    use();
    pthread_join(other, NULL);
    int total = journal_total(1);
    assert(total == 5);
}

static void slow_reader(struct journal_line line, void *arg)
{
    (void)line;
    (void)arg;
    stay_until_a_fork_begins();
}

static void *read_slowly(void *arg)
{
    journal_read(slow_reader, NULL);
    return arg;
}

SCENARIO(nobody_is_reading,
         "At the instant of a fork no other thread is reading")
{
    pthread_t other;

    open_journal();
    bool booked = journal_book(1, 5, NULL, NULL);
    assert(booked);
    pthread_create(&other, NULL, read_slowly, NULL);
    sem_wait(&arrived);
    play_fork(CHILD);
    use();
    pthread_join(other, NULL);
}

static void note_line(struct journal_line line, void *arg)
{
    *(int *)arg += line.amount;
}

static void *read_lines(void *arg)
{
    int sum = 0;

    journal_read(note_line, &sum);
    assert(sum == 0 || sum == 5 || sum == 3 || sum == 8);
    return arg;
}

SCENARIO(all_at_once, "One thread books, one reads, one forks")
{
    pthread_t booking, reading;

    open_journal();
    pthread_create(&booking, NULL, book, NULL);
    pthread_create(&reading, NULL, read_lines, NULL);
    play_fork(PARENT);
    use();
    pthread_join(booking, NULL);
    pthread_join(reading, NULL);
}

static void *fork_too(void *arg)
{
    play_fork(PARENT);
    return arg;
}

SCENARIO(two_fork, "Two threads fork at the same time")
{
    pthread_t other;

    open_journal();
    pthread_create(&other, NULL, fork_too, NULL);
    play_fork(PARENT);
    use();
    pthread_join(other, NULL);
}

static void *open_too(void *arg)
{
    int error = journal_open();

    assert(error == 0);
    return arg;
}

SCENARIO(two_open, "Two threads open the journal at the same time")
{
    pthread_t other;

    sem_init(&forking, 0, 0);
    pthread_create(&other, NULL, open_too, NULL);
    int error = journal_open();
    assert(error == 0);
    pthread_join(other, NULL);
    play_fork(CHILD);
    use();
}

/* ---------------------------------------------------------------- programs */

char *nothing[] = {NULL};
char **played_environ = nothing;

int played_pipe2(int fds[2], int flags)
{
    (void)fds;
    (void)flags;
    errno = ENOSYS;
    return -1;
}

ssize_t played_read(int fd, void *data, size_t size)
{
    (void)fd;
    (void)data;
    (void)size;
    return 0;
}

int played_close(int fd)
{
    (void)fd;
    return 0;
}

pid_t played_waitpid(pid_t pid, int *status, int options)
{
    (void)status;
    (void)options;
    return pid;
}

int played_spawn(pid_t *pid, const char *path,
                 const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[],
                 char *const envp[])
{
    (void)pid;
    (void)path;
    (void)actions;
    (void)attributes;
    (void)argv;
    (void)envp;
    return ENOSYS;
}

int played_actions_init(posix_spawn_file_actions_t *actions)
{
    (void)actions;
    return 0;
}

int played_actions_adddup2(posix_spawn_file_actions_t *actions, int fd, int as)
{
    (void)actions;
    (void)fd;
    (void)as;
    return 0;
}

int played_actions_addclose(posix_spawn_file_actions_t *actions, int fd)
{
    (void)actions;
    (void)fd;
    return 0;
}

int played_actions_addopen(posix_spawn_file_actions_t *actions, int fd,
                           const char *path, int flags, mode_t mode)
{
    (void)actions;
    (void)fd;
    (void)path;
    (void)flags;
    (void)mode;
    return 0;
}

int played_actions_destroy(posix_spawn_file_actions_t *actions)
{
    (void)actions;
    return 0;
}
