/* Programs under test may not start processes, so fork and all that goes with
 * it is played here.
 *
 * play_fork does what the real one does for those who look on: it calls the
 * handlers in their order, and at the instant between "before" and "after" it
 * looks whether another thread is inside the journal. In a real child that
 * thread would not exist, and what it held would stay held. From then on the
 * test goes on as the parent or as the child.
 *
 * Pipes and the one program that runs are played as well: a read or waitpid
 * that could never end is noticed and said instead. */
#include "threadlings.h"

#include "fork_safely.h"

#include <errno.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef read
#undef close

/* -------------------------------------------------------------------- fork */

enum { HANDLERS = 8 };

static void (*prepares[HANDLERS])(void), (*parents[HANDLERS])(void),
    (*children[HANDLERS])(void);
static int registered;
static int atfork_error; /* what pthread_atfork fails with, if not 0 */

static atomic_bool inside; /* a thread is in a rule or in a reader */
static sem_t arrived;      /* posted when it is */
static sem_t forking;      /* posted when fork begins */

int played_atfork(void (*prepare)(void), void (*parent)(void),
                  void (*child)(void))
{
    if (atfork_error != 0)
        return atfork_error;
    if (registered == HANDLERS)
        return ENOMEM;
    prepares[registered] = prepare;
    parents[registered] = parent;
    children[registered++] = child;
    return 0;
}

enum side { PARENT, CHILD };

/* Whether another thread was inside at the instant of the fork. */
static bool play_fork(enum side side)
{
    void (**after)(void) = side == CHILD ? children : parents;

    sem_post(&forking);
    for (int i = registered; i-- > 0;)
        if (prepares[i] != NULL)
            prepares[i]();
    bool caught = atomic_load(&inside);
    for (int i = 0; i < registered; i++)
        if (after[i] != NULL)
            after[i]();
    return caught;
}

/* Stays inside until a fork has begun, and for a while longer. */
static void stay(void)
{
    atomic_store(&inside, true);
    sem_post(&arrived);
    sem_wait(&forking);
    nanosleep(&(struct timespec){0, 100 * 1000000L}, NULL);
    atomic_store(&inside, false);
}

static bool slow_rule(int total, void *arg)
{
    (void)total;
    (void)arg;
    stay();
    return true;
}

static void slow_reader(struct journal_line line, void *arg)
{
    (void)line;
    (void)arg;
    stay();
}

static void *book_slowly(void *arg)
{
    *(bool *)arg = journal_book(1, 5, slow_rule, NULL);
    return NULL;
}

static void *read_slowly(void *arg)
{
    journal_read(slow_reader, NULL);
    return arg;
}

static void open_journal(void)
{
    ck_assert_int_eq(sem_init(&arrived, 0, 0), 0);
    ck_assert_int_eq(sem_init(&forking, 0, 0), 0);
    ck_assert_int_eq(journal_open(), 0);
}

struct sum {
    int lines, amount;
};

static void add_line(struct journal_line line, void *arg)
{
    struct sum *sum = arg;

    sum->lines++;
    sum->amount += line.amount;
}

static void use_journal(void)
{
    struct sum before = {0, 0}, after = {0, 0};
    int total = journal_total(0);

    journal_read(add_line, &before);
    ck_assert(journal_book(0, 3, NULL, NULL));
    ck_assert_int_eq(journal_total(0), total + 3);
    journal_read(add_line, &after);
    ck_assert_int_eq(after.lines, before.lines + 1);
    ck_assert_int_eq(after.amount, before.amount + 3);
}

/* ----------------------------------------------------------------- journal */

static bool not_above_ten(int total, void *arg)
{
    *(int *)arg = total;
    return total <= 10;
}

TEST(books, "A booking changes the total and writes a line, both or neither")
{
    struct sum sum = {0, 0};
    int asked = 0;

    ck_assert_int_eq(journal_open(), 0);
    ck_assert(journal_book(2, 7, NULL, NULL));
    ck_assert(journal_book(3, 1, NULL, NULL));
    ck_assert(!journal_book(2, 4, not_above_ten, &asked));
    ck_assert_int_eq(asked, 11);
    ck_assert_int_eq(journal_total(2), 7);
    ck_assert(journal_book(2, -2, not_above_ten, &asked));
    ck_assert_int_eq(journal_total(2), 5);
    ck_assert_int_eq(journal_total(3), 1);
    journal_read(add_line, &sum);
    ck_assert_int_eq(sum.lines, 3);
    ck_assert_int_eq(sum.amount, 6);
}

TEST(full, "A full journal takes no more, and its totals stay as they are")
{
    ck_assert_int_eq(journal_open(), 0);
    for (int i = 0; i < JOURNAL_LINES; i++)
        ck_assert(journal_book(0, 1, NULL, NULL));
    ck_assert(!journal_book(0, 1, NULL, NULL));
    ck_assert_int_eq(journal_total(0), JOURNAL_LINES);
}

TEST(nobody_is_booking, "When somebody forks no other thread is booking")
{
    pthread_t other;
    bool booked = false;

    open_journal();
    ck_assert_int_eq(pthread_create(&other, NULL, book_slowly, &booked), 0);
    sem_wait(&arrived);
    bool caught = play_fork(CHILD);
    ck_assert_msg(!caught,
                  "a thread was in the middle of journal_book at the instant "
                  "of the fork; the child has no such thread to finish it");
    ck_assert_int_eq(pthread_join(other, NULL), 0);
    ck_assert(booked);
    ck_assert_int_eq(journal_total(1), 5);
    use_journal();
}

TEST(nobody_is_reading, "When somebody forks no other thread is reading")
{
    pthread_t other;

    open_journal();
    ck_assert(journal_book(0, 1, NULL, NULL));
    ck_assert_int_eq(pthread_create(&other, NULL, read_slowly, NULL), 0);
    sem_wait(&arrived);
    bool caught = play_fork(CHILD);
    ck_assert_msg(!caught,
                  "a thread was in the middle of journal_read at the instant "
                  "of the fork; the child has no such thread to finish it");
    ck_assert_int_eq(pthread_join(other, NULL), 0);
    use_journal();
}

TEST(parent_goes_on, "After a fork the parent can use the journal")
{
    open_journal();
    play_fork(PARENT);
    use_journal();
    play_fork(PARENT);
    use_journal();
}

TEST(child_goes_on, "After a fork the child can use the journal")
{
    open_journal();
    use_journal();
    play_fork(CHILD);
    use_journal();
}

TEST(opens_once, "After several calls of journal_open fork works as after one")
{
    open_journal();
    ck_assert_int_eq(journal_open(), 0);
    ck_assert_int_eq(journal_open(), 0);
    play_fork(CHILD);
    use_journal();
}

TEST(says_when_it_cannot, "journal_open returns the error of pthread_atfork")
{
    atfork_error = ENOMEM;
    errno = 0;
    int first = journal_open();
    int second = journal_open();
    ck_assert_int_eq(first, ENOMEM);
    ck_assert_int_eq(second, ENOMEM);
}

static void *book_many(void *arg)
{
    int n = *(const int *)arg;

    for (int i = 0; i < n; i++) {
        if (!journal_book(1, i % 2 == 0 ? 1 : -1, NULL, NULL))
            break;
        (void)journal_total(1);
    }
    return NULL;
}

STRESS(forks_amid_bookings, "Forks amid the bookings of two threads never hang")
{
    int n = JOURNAL_LINES / 2;
    pthread_t other[2];

    open_journal();
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_create(&other[i], NULL, book_many, &n), 0);
    for (size_t i = tl_rounds(1000); i > 0; i--)
        play_fork(i % 2 == 0 ? CHILD : PARENT);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_join(other[i], NULL), 0);
    ck_assert_int_eq(journal_total(1), 0);
}

/* -------------------------------------------------- a kernel with one pipe */

enum { FDS = 16, FIRST_FD = 20, ROOM = 4096, PID = 4711, OTHER_PID = 4242 };

enum end { CLOSED, READING, WRITING };

static enum end fds[FDS];

static struct {
    bool running, ended, waited;
    const char *text; /* what it writes */
    size_t len, written;
    int status;
    bool has_pipe; /* its standard output is the pipe */
} program;

static size_t in_pipe_from; /* bytes that were read; up to program.written */
static bool other_has_pipe; /* a program of another thread inherited an end */
static int mistakes;        /* descriptors closed twice */
static int actions_alive;   /* initialised and not destroyed */
static bool took_other;     /* the status of another thread's child was taken */
static bool to_stdout;      /* the actions make the pipe its standard output */

/* Faults: errors of the next calls, 0 for none. */
static int pipe_error, spawn_error, init_error, dup_error, read_error;
static int read_interrupted, wait_interrupted; /* how many calls */

char *nothing[] = {NULL};
char **played_environ = nothing;

static int slot(int fd)
{
    return fd >= FIRST_FD && fd < FIRST_FD + FDS ? fd - FIRST_FD : -1;
}

static enum end end_of(int fd)
{
    return slot(fd) < 0 ? CLOSED : fds[slot(fd)];
}

static bool any(enum end end)
{
    for (int i = 0; i < FDS; i++)
        if (fds[i] == end)
            return true;
    return false;
}

static int new_fd(enum end end, bool cloexec)
{
    for (int i = 0; i < FDS; i++) {
        if (fds[i] != CLOSED)
            continue;
        fds[i] = end;
        /* At this very moment another thread starts a program. */
        if (!cloexec)
            other_has_pipe = true;
        return FIRST_FD + i;
    }
    return -1;
}

/* Writes until the pipe is full or all is written; then it ends. */
static void program_goes_on(void)
{
    if (!program.running || program.ended)
        return;
    if (program.has_pipe && !any(READING) && program.written < program.len) {
        program.ended = true; /* nobody can ever read it: SIGPIPE */
        program.status = 13;
        return;
    }
    size_t filled = program.has_pipe ? program.written - in_pipe_from : 0;
    size_t left = program.len - program.written;
    size_t room = program.has_pipe ? ROOM - filled : left;
    program.written += left < room ? left : room;
    if (program.written == program.len)
        program.ended = true;
}

int played_pipe2(int out[2], int flags)
{
    if (pipe_error != 0) {
        errno = pipe_error;
        return -1;
    }
    out[0] = new_fd(READING, flags & O_CLOEXEC);
    out[1] = new_fd(WRITING, flags & O_CLOEXEC);
    return 0;
}

int played_close(int fd)
{
    if (end_of(fd) == CLOSED) {
        mistakes++;
        errno = EBADF;
        return -1;
    }
    fds[slot(fd)] = CLOSED;
    return 0;
}

static bool interrupted(int *times)
{
    if (*times == 0)
        return false;
    (*times)--;
    errno = EINTR;
    return true;
}

ssize_t played_read(int fd, void *data, size_t size)
{
    if (end_of(fd) != READING) {
        errno = EBADF;
        return -1;
    }
    if (interrupted(&read_interrupted))
        return -1;
    if (read_error != 0) {
        errno = read_error;
        return -1;
    }
    program_goes_on();
    size_t there = program.has_pipe ? program.written - in_pipe_from : 0;
    if (there > 0) {
        size_t n = there < size ? there : size;
        n = n > 1000 ? 1000 : n; /* a read may return less than asked for */
        memcpy(data, program.text + in_pipe_from, n);
        in_pipe_from += n;
        return (ssize_t)n;
    }
    ck_assert_msg(!any(WRITING),
                  "read waits for ever: this process has the writing end of "
                  "the pipe open itself, so the end never comes");
    ck_assert_msg(!other_has_pipe,
                  "read waits for ever: a program that another thread started "
                  "just after pipe2 has inherited the pipe");
    return 0;
}

pid_t played_waitpid(pid_t pid, int *status, int options)
{
    if (interrupted(&wait_interrupted))
        return -1;
    program_goes_on();
    if (pid == -1 || pid == 0) { /* a child of another thread was faster */
        took_other = true;
        *status = 0;
        return OTHER_PID;
    }
    if (pid != PID || !program.running || program.waited) {
        errno = ECHILD;
        return -1;
    }
    if (!program.ended && (options & WNOHANG))
        return 0;
    ck_assert_msg(program.ended,
                  "waitpid waits for ever: the program waits for room in the "
                  "pipe, and nobody reads it meanwhile");
    program.waited = true;
    if (status != NULL)
        *status = program.status;
    return PID;
}

int played_actions_init(posix_spawn_file_actions_t *actions)
{
    if (init_error != 0)
        return init_error;
    memset(actions, 0, sizeof *actions);
    actions_alive++;
    to_stdout = false;
    return 0;
}

int played_actions_adddup2(posix_spawn_file_actions_t *actions, int fd, int as)
{
    (void)actions;
    if (dup_error != 0)
        return dup_error;
    if (as == STDOUT_FILENO)
        to_stdout = end_of(fd) == WRITING;
    return 0;
}

int played_actions_addclose(posix_spawn_file_actions_t *actions, int fd)
{
    (void)actions;
    if (fd == STDOUT_FILENO)
        to_stdout = false;
    return 0;
}

int played_actions_addopen(posix_spawn_file_actions_t *actions, int fd,
                           const char *path, int flags, mode_t mode)
{
    (void)path;
    (void)flags;
    (void)mode;
    return played_actions_addclose(actions, fd);
}

int played_actions_destroy(posix_spawn_file_actions_t *actions)
{
    (void)actions;
    actions_alive--;
    return 0;
}

int played_spawn(pid_t *pid, const char *path,
                 const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[],
                 char *const envp[])
{
    (void)attributes;
    (void)envp;
    if (spawn_error != 0)
        return spawn_error;
    ck_assert_str_eq(path, "/bin/speak");
    ck_assert_str_eq(argv[0], "speak");
    program.running = true;
    program.has_pipe = actions != NULL && to_stdout;
    if (pid != NULL)
        *pid = PID;
    return 0;
}

/* ---------------------------------------------------------------- programs */

static char *const argv[] = {"speak", NULL};

static void will_write(const char *text, int status)
{
    program.text = text;
    program.len = strlen(text);
    program.status = status;
}

static void nothing_left_open(void)
{
    ck_assert_msg(!any(WRITING), "the writing end of the pipe is still open");
    ck_assert_msg(!any(READING), "the reading end of the pipe is still open");
    ck_assert_msg(mistakes == 0,
                  "a descriptor was closed that was not open; by then another "
                  "thread may have got its number for a file of its own");
    ck_assert_msg(actions_alive == 0,
                  "posix_spawn_file_actions_destroy was not called once for "
                  "each _init");
    ck_assert_msg(!took_other,
                  "waitpid has taken the status of a child of another thread");
    ck_assert_msg(!program.running || program.waited,
                  "nobody waited for the program: it stays a zombie");
}

/* The output has just `size` bytes, so that AddressSanitizer sees one more. */
static char *run(size_t size, int *status)
{
    char *output = malloc(size);

    ck_assert(output != NULL);
    int error = run_program("/bin/speak", argv, output, size, status);
    ck_assert_int_eq(error, 0);
    ck_assert_msg(program.has_pipe,
                  "the program's standard output was not the pipe");
    nothing_left_open();
    return output;
}

TEST(returns_output, "run_program gives the output and the status of a program")
{
    int status = -1;

    will_write("hello\n", 3 << 8);
    char *output = run(100, &status);
    ck_assert_str_eq(output, "hello\n");
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 3);
    free(output);
}

TEST(no_output, "A program that writes nothing has an empty output")
{
    int status = -1;

    will_write("", 0);
    char *output = run(1, &status);
    ck_assert_str_eq(output, "");
    ck_assert_int_eq(status, 0);
    free(output);
}

TEST(cuts_output, "What does not fit into the output is read and dropped")
{
    int status = -1;

    will_write("hello\n", 0);
    char *output = run(4, &status);
    ck_assert_str_eq(output, "hel");
    ck_assert_msg(!WIFSIGNALED(status),
                  "the program was ended by SIGPIPE: nobody read its output");
    ck_assert_int_eq(status, 0);
    free(output);
}

TEST(long_output, "Output that is larger than the pipe is no trouble")
{
    int status = -1;
    size_t len = 3 * ROOM;
    char *text = malloc(len + 1);

    ck_assert(text != NULL);
    memset(text, 'x', len);
    text[len] = '\0';
    will_write(text, 0);
    char *output = run(len + 1, &status);
    ck_assert_msg(strcmp(output, text) == 0,
                  "of the program's %zu characters %zu came back", len,
                  strlen(output));
    ck_assert_msg(!WIFSIGNALED(status),
                  "the program was ended by SIGPIPE: nobody read its output");
    free(output);

    memset(&program, 0, sizeof program);
    in_pipe_from = 0;
    will_write(text, 0);
    output = run(10, &status);
    ck_assert_str_eq(output, "xxxxxxxxx");
    ck_assert_msg(!WIFSIGNALED(status),
                  "the program was ended by SIGPIPE: nobody read its output");
    free(output);
    free(text);
}

TEST(interrupted_calls,
     "A signal that interrupts read or waitpid changes nothing")
{
    int status = -1;

    will_write("hello\n", 7 << 8);
    read_interrupted = 2;
    wait_interrupted = 2;
    char *output = run(100, &status);
    ck_assert_str_eq(output, "hello\n");
    ck_assert_int_eq(WEXITSTATUS(status), 7);
    free(output);
}

static void fails_with(int expected)
{
    char output[8] = "";
    int status = -1;

    errno = 0;
    int error = run_program("/bin/speak", argv, output, sizeof output, &status);
    ck_assert_int_eq(error, expected);
    nothing_left_open();
}

TEST(no_pipe, "If pipe2 fails its error is returned")
{
    pipe_error = EMFILE;
    fails_with(EMFILE);
}

TEST(no_program, "If posix_spawn fails its error is returned")
{
    spawn_error = ENOENT;
    fails_with(ENOENT);
}

TEST(no_memory, "If the file actions fail their error is returned")
{
    init_error = ENOMEM;
    fails_with(ENOMEM);
    init_error = 0;
    dup_error = ENOMEM;
    fails_with(ENOMEM);
}

TEST(no_reading,
     "If read fails its error is returned, and the program waited for")
{
    will_write("hello\n", 0);
    read_error = EIO;
    fails_with(EIO);
}
