/* The main function of every test program.
 *
 * To build the tests of an exercise by hand, in the top folder:
 *
 *     X=spsc_queue
 *     gcc -std=c11 -D_GNU_SOURCE -O2 -g -U_FORTIFY_SOURCE -pthread \
 *         -I grader/harness -I exercises/$X \
 *         exercises/$X/test.c exercises/$X/solution.c grader/harness/[fh]*.c \
 *         @grader/harness/link.flags $(pkg-config --cflags --libs check) \
 *         -o /tmp/$X && /tmp/$X
 *
 * (add -fsanitize=address,undefined or -fsanitize=thread for the other two
 * builds). Without arguments it runs every test in a process of its own and
 * says how each ended; with an id it runs that test in this process, for a
 * debugger; --list names the tests.
 *
 * Theory of operation. The grader starts `PROGRAM --record ID` for each test,
 * and `PROGRAM --answer ID` for each INSIDE.
 * Its descriptor 4 gives a number that the submission does not know, and a
 * sign: 'c' for a control, else '-'; behind it stands what tl_take() is to
 * give. Its descriptor 3 takes records. A record is one line
 *
 *     NONCE KIND ID LINE LENGTH
 *
 * followed by LENGTH bytes. KIND is `began`, `passed`, `failed` or `crashed`;
 * or `control`: a test that was told not to pass came to its end.
 *
 * H1. The number is read before any constructor of the submission runs, and
 *     descriptor 4 is closed: .preinit_array comes first.
 * H2. The number is kept masked and descriptor 3 is moved away, so that code
 *     which writes to every descriptor it can think of, or searches memory for
 *     the number's text, does not produce a record.
 * H3. Exactly one of passed, control, failed, crashed is written after `began`,
 *     except that a crash may follow the first two. Where none comes, the test
 *     did not end.
 * H4. A failed check ends the process at once, from whichever thread it is in.
 *     Check's own runner is not used: it keeps results in a temporary file,
 *     which a confined program cannot make and the submission could rewrite.
 * H5. A control runs as the test does, and differs only in what it says at the
 *     end: whoever writes the record in the harness's place gives it away. */
#include "threadlings.h"

#include "harness.h"

#include "inside.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

enum {
    RECORD_FD = 3,
    NONCE_FD = 4,
    NONCE_LEN = 32,   /* hexadecimal digits */
    SIGN = NONCE_LEN, /* where the sign stands */
    SENT_LEN,
    RECORD_MAX = 4096,   /* bytes: PIPE_BUF, so that one write is one record */
    MESSAGE_MAX = 2048,  /* bytes of a failed check's message */
    TAKE_MAX = 60 << 10, /* bytes that outside.c gives: what a pipe holds */
    ANSWER_MAX = 56 << 10, /* bytes of answers, which are to fit there, too */
    FRAMES_MAX = 64,       /* of a crash's stack */
    STACK_OVERFLOW_NEAR = 1 << 20, /* bytes below the stack pointer */
    TSAN_SLOWER = 10, /* about as many times slower than the plain build */
    ASAN_SLOWER = 2,
};

#define NO_SANITIZE \
    __attribute__((no_sanitize("address", "thread", "undefined")))

void __wrap__ck_assert_failed(const char *file, int line, const char *expr,
                              const char *msg, ...);
void __wrap__mark_point(const char *file, int line);
#ifdef TL_ASAN
void __lsan_do_leak_check(void);
#endif

/* Weak: a test.c without a test makes no such section; few exercises have an
 * inside.c. */
extern const struct tl_test __start_tl_tests[] __attribute__((weak)),
    __stop_tl_tests[] __attribute__((weak)),
    __start_tl_inside[] __attribute__((weak)),
    __stop_tl_inside[] __attribute__((weak));

/* One test runs in a process; all of this is about it. */
static int record_fd = -1; /* -1: by hand, results go to stderr */
static unsigned char nonce[SENT_LEN], mask[SENT_LEN];
static const struct tl_test *running;
static const char *report = ""; /* what goes with a pass */
static char given[TAKE_MAX + 1], *next_given = given; /* decimal numbers */

static NO_SANITIZE void take_nonce(int argc, char **argv, char **envp)
{
    size_t len = 0;

    (void)envp;
    if (argc != 3 ||
        (strcmp(argv[1], "--record") != 0 && strcmp(argv[1], "--answer") != 0))
        return;
    /* System calls as such: a sanitizer's runtime is not up yet. */
    while (len < SENT_LEN) {
        long n = syscall(SYS_read, NONCE_FD, nonce + len, SENT_LEN - len);
        if (n <= 0)
            _exit(3);
        len += (size_t)n;
    }
    for (len = 0; len < TAKE_MAX;) {
        long n = syscall(SYS_read, NONCE_FD, given + len, TAKE_MAX - len);
        if (n <= 0)
            break;
        len += (size_t)n;
    }
    syscall(SYS_close, NONCE_FD);
    if (syscall(SYS_getrandom, mask, sizeof mask, 0) != sizeof mask)
        _exit(3);
    /* Between 24 and 55: below any limit on descriptors that we are given. */
    int away = 24 + mask[0] % 32;
    record_fd = (int)syscall(SYS_fcntl, RECORD_FD, F_DUPFD_CLOEXEC, away);
    if (record_fd < 0)
        _exit(3);
    syscall(SYS_close, RECORD_FD);
    for (size_t i = 0; i < SENT_LEN; i++)
        nonce[i] ^= mask[i];
}

__attribute__((section(".preinit_array"),
               used)) static void (*const before_constructors)(int, char **,
                                                               char **) =
    take_nonce; /* H1 */

/* Safe in a signal handler. */
static void write_all(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        data += n;
        len -= (size_t)n;
    }
}

static void send_record(const char *kind, int line, const char *body)
{
    char record[RECORD_MAX];
    char digits[NONCE_LEN + 1];
    size_t body_len = strlen(body);

    if (record_fd < 0)
        return;
    for (size_t i = 0; i < NONCE_LEN; i++)
        digits[i] = (char)(nonce[i] ^ mask[i]);
    digits[NONCE_LEN] = '\0';
    int len = snprintf(record, sizeof record, "%s %s %s %d %zu\n", digits, kind,
                       running->id, line, body_len);
    if (len > 0 && (size_t)len + body_len <= sizeof record) {
        memcpy(record + len, body, body_len);
        write_all(record_fd, record, (size_t)len + body_len);
    } else if (len > 0) {
        write_all(record_fd, record, (size_t)len);
        write_all(record_fd, body, body_len);
    }
    memset(digits, 0, sizeof digits);
    memset(record, 0, sizeof record);
    __asm__ volatile("" : : "r"(digits), "r"(record) : "memory"); /* H2 */
}

/* Every failed assertion of Check comes here (--wrap), whatever thread it is
 * in. */
void __wrap__ck_assert_failed(const char *file, int line, const char *expr,
                              const char *msg, ...)
{
    char text[MESSAGE_MAX];
    va_list args;

    va_start(args, msg);
    if (msg == NULL)
        msg = va_arg(args, const char *);
    if (msg != NULL)
        vsnprintf(text, sizeof text, msg, args);
    else
        snprintf(text, sizeof text, "%s", expr);
    va_end(args);
    send_record("failed", line, text); /* H3 */
    if (record_fd < 0)
        fprintf(stderr, "%s:%d: %s: %s\n", file, line, running->id, text);
    _exit(1); /* H4 */
}

void tl_report(const char *text)
{
    report = text;
    if (record_fd < 0)
        fputs(text, stderr);
}

long tl_take(void)
{
    char *end;
    long value = strtol(next_given, &end, 10);

    ck_assert_msg(end != next_given,
                  "outside.c gives less than inside.c takes");
    next_given = end;
    return value;
}

void tl_answer(long value)
{
    static char answers[ANSWER_MAX];
    static size_t len;
    int n = snprintf(answers + len, sizeof answers - len, "%ld ", value);

    ck_assert_msg(n > 0 && len + (size_t)n < sizeof answers,
                  "inside.c answers more than %zu bytes", sizeof answers);
    len += (size_t)n;
    report = answers;
    if (record_fd < 0)
        fprintf(stderr, "answer: %ld\n", value);
}

/* Each assertion that held. Check's own would look for its runner. */
void __wrap__mark_point(const char *file, int line)
{
    (void)file;
    (void)line;
}

size_t tl_rounds(size_t plain)
{
#if defined(TL_TSAN)
    size_t rounds = plain / TSAN_SLOWER;
#elif defined(TL_ASAN)
    size_t rounds = plain / ASAN_SLOWER;
#else
    size_t rounds = plain;
#endif
    return rounds > 0 ? rounds : 1;
}

#if defined(TL_TSAN)
const char *__tsan_default_options(void);

/* In the program, since a confined one cannot read its environment's options
 * from /proc. The grader names lines: clang's runtime would start another
 * program for that, gcc's read the debugging information of every library. */
const char *__tsan_default_options(void)
{
    return "exitcode=66:halt_on_error=0:second_deadlock_stack=1:"
           "report_thread_leaks=1:handle_abort=0:color=never:history_size=4:"
           "allocator_may_return_null=1:atexit_sleep_ms=0:symbolize=0:"
           "external_symbolizer_path=";
}
#endif

/* ------------------------------------------------------------------ crashes */

#if !defined(TL_ASAN) && !defined(TL_TSAN)
static uintptr_t load_bias;

static void where(const ucontext_t *context, uintptr_t *pc, uintptr_t *sp)
{
#if defined(__x86_64__)
    *pc = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
    *sp = (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
    *pc = (uintptr_t)context->uc_mcontext.pc;
    *sp = (uintptr_t)context->uc_mcontext.sp;
#else
    (void)context;
    *pc = *sp = 0;
#endif
}

/* "SIGNAL OVERFLOW BIAS ADDRESS...", hexadecimal: what the grader needs to name
 * lines. Return addresses are moved into the call before them. */
static void on_crash(int sig, siginfo_t *info, void *context)
{
    void *stack[FRAMES_MAX];
    char body[FRAMES_MAX * 20 + 64];
    uintptr_t pc, sp, at = (uintptr_t)info->si_addr;
    int first = 0, n = backtrace(stack, FRAMES_MAX);

    where(context, &pc, &sp);
    bool overflow = sig == SIGSEGV && at < sp + 4096 &&
                    at + STACK_OVERFLOW_NEAR > sp && info->si_code > 0;
    for (int i = 0; i < n; i++) {
        if ((uintptr_t)stack[i] == pc)
            first = i;
    }
    int len = snprintf(body, sizeof body, "%x %x %lx %lx", (unsigned)sig,
                       (unsigned)overflow, (unsigned long)load_bias,
                       (unsigned long)pc);
    for (int i = first + 1; i < n; i++)
        len += snprintf(body + len, sizeof body - (size_t)len, " %lx",
                        (unsigned long)stack[i] - 1);
    send_record("crashed", 0, body);
    signal(sig, SIG_DFL);
    raise(sig);
}

static int note_bias(struct dl_phdr_info *info, size_t size, void *ctx)
{
    (void)size;
    (void)ctx;
    load_bias = info->dlpi_addr; /* the program itself comes first */
    return 1;
}

/* On a stack of its own, so that running out of stack is noticed, too. */
static void catch_crashes(void)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    static char stack[1 << 16];
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction act = {.sa_flags = SA_SIGINFO | SA_ONSTACK};
    void *warm[1];

    backtrace(warm, 1); /* loads libgcc now; later may be too late */
    dl_iterate_phdr(note_bias, NULL);
    sigaltstack(&alternate, NULL);
    act.sa_sigaction = on_crash;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaction(signals[i], &act, NULL);
}
#endif

/* ------------------------------------------------------------------ running */

static const struct tl_test *find(const char *id, const struct tl_test *t,
                                  const struct tl_test *end)
{
    while (t < end && strcmp(t->id, id) != 0)
        t++;
    return t < end ? t : NULL;
}

/* The test that stands next in the file; NULL gives the first. The linker's
 * order is the compiler's whim. */
static const struct tl_test *after(const struct tl_test *last)
{
    const struct tl_test *next = NULL;

    for (const struct tl_test *t = __start_tl_tests; t < __stop_tl_tests; t++) {
        if ((last == NULL || t->check->line > last->check->line) &&
            (next == NULL || t->check->line < next->check->line))
            next = t;
    }
    return next;
}

static int run_one(const struct tl_test *t)
{
    running = t;
    /* What was printed must not be lost with a process that crashes. */
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
#if !defined(TL_ASAN) && !defined(TL_TSAN)
    if (record_fd >= 0)
        catch_crashes();
#endif
    send_record("began", 0, "");
    t->check->fn(0);
    bool control = (nonce[SIGN] ^ mask[SIGN]) == 'c';
    send_record(control ? "control" : "passed", 0, report); /* H5 */
#if defined(TL_ASAN)
    __lsan_do_leak_check(); /* here and not at exit: it cannot be skipped */
    _exit(0);
#elif defined(TL_TSAN)
    exit(0); /* looks for threads that were never joined */
#else
    _exit(0); /* threads that a test leaves behind must not run into exit */
#endif
}

static int run_all(void)
{
    int failed = 0;

    for (const struct tl_test *t = after(NULL); t != NULL; t = after(t)) {
        int status = 0;
        fflush(stdout);
        pid_t child = fork();
        if (child == 0)
            run_one(t);
        if (child < 0 || waitpid(child, &status, 0) != child)
            return 3;
        printf("%s %s: %s\n", status == 0 ? "ok    " : "not ok", t->id,
               WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : t->what);
        failed += status != 0;
    }
    return failed > 0;
}

static int list(void)
{
    for (const struct tl_test *t = after(NULL); t != NULL; t = after(t))
        printf("%s\t%s\t%s\n", t->id, t->stress ? "stress" : "test", t->what);
    for (const struct tl_test *t = __start_tl_inside; t < __stop_tl_inside; t++)
        printf("%s\tinside\t\n", t->id);
    return 0;
}

int main(int argc, char **argv)
{
    const char *id = argv[argc - 1];

    if (argc == 1)
        return run_all();
    if (strcmp(id, "--list") == 0)
        return list();
    const struct tl_test *t = find(id, __start_tl_tests, __stop_tl_tests);
    if (strcmp(argv[1], "--answer") == 0)
        t = find(id, __start_tl_inside, __stop_tl_inside);
    if (t == NULL) {
        fprintf(stderr, "no test is called %s; --list names them\n", id);
        return 2;
    }
    return run_one(t);
}
