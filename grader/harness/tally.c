/* Theory of operation. A program of a few operations takes a microsecond;
 * starting its process takes a thousand times as long. So it is run in one
 * process: its global variables lie apart from ours (tally.ld) and are put back
 * before each run, each on a cache line of its own; its threads are ours
 * (tally_threads.c); what it prints is taken down (tally_print.c).
 *
 * Three kinds of threads: the one that runs main, those that the program
 * creates, and the process's own, which only watches. A run that does not end
 * cannot be ended; the watcher reports what there is, and the grader starts the
 * process again.
 *
 * What is not put back: the heap, so that a program that leaks runs out of
 * memory; the state of libc. The grader refuses programs that depend on more.
 *
 *     program RUNS MILLISECONDS [ARGUMENT...]
 *
 * The report goes to descriptor 3, a JSON object a line, at the end. */
#include "tally.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    REPORT_FD = 3,
    WATCH_NS = 10000000,         /* between two looks */
    LINE_BYTES = 8 * TALLY_TEXT, /* of the report */
};

/* The program's variables, as the linker has laid them. */
extern char tally_data[], tally_data_end[], tally_bss[], tally_bss_end[];
static char *first_data;

struct row {
    enum tally_how how;
    char text[TALLY_TEXT];
    size_t len;
    unsigned long count;
};

static struct row rows[TALLY_ROWS];
static int nrows;
static unsigned long uncounted; /* there was no row for them */

/* The end of this run. */
static atomic_flag has_end;
static atomic_bool ended;
static struct row end;

static unsigned long wanted;
static atomic_ulong done;
static atomic_bool stop, finished, reported;
static int program_argc;
static char **program_argv;

/* -------------------------------------------------------------------- counting
 */

static void count(const struct row *r)
{
    static int last;

    for (int k = 0; k < nrows; k++) {
        int i = (last + k) % nrows;
        if (rows[i].how == r->how && rows[i].len == r->len &&
            memcmp(rows[i].text, r->text, r->len) == 0) {
            rows[i].count++;
            last = i;
            return;
        }
    }
    if (nrows == TALLY_ROWS) {
        uncounted++;
        return;
    }
    rows[nrows] = *r;
    rows[nrows++].count = 1;
}

static size_t trimmed(const char *text, size_t len)
{
    while (len > 0 && text[len - 1] == '\n')
        len--;
    return len;
}

void tally_end(enum tally_how how, int status, const char *what)
{
    char text[TALLY_TEXT + 32];
    size_t len = 0;

    if (atomic_flag_test_and_set(&has_end))
        return;
    status &= 0xff;
    if (what)
        len = (size_t)snprintf(text, sizeof text, "%s", what);
    else
        len = trimmed(text, tally_printed(text));
    if (how == TALLY_ENDS && (status != 0 || len == 0))
        len += (size_t)sprintf(text + len, "%s(exit status %d)",
                               len > 0 ? "\n" : "", status);
    end.how = how;
    end.len = len < TALLY_TEXT ? len : TALLY_TEXT;
    memcpy(end.text, text, end.len);
    ended = true;
}

/* ---------------------------------------------------------------- the
 * program's ends */

void tally_exit(int status)
{
    tally_end(TALLY_ENDS, status, NULL);
    tally_leave(NULL);
}

void tally__exit(int status)
{
    tally_exit(status);
}

void tally__Exit(int status)
{
    tally_exit(status);
}

void tally_quick_exit(int status)
{
    tally_exit(status);
}

void tally_abort(void)
{
    tally_end(TALLY_STOPS, 0, "abort");
    tally_leave(NULL);
}

void tally___assert_fail(const char *expression, const char *file,
                         unsigned line, const char *function)
{
    char text[TALLY_TEXT + 1];

    (void)file;
    (void)line;
    (void)function;
    snprintf(text, sizeof text, "assertion `%s' failed", expression);
    tally_end(TALLY_STOPS, 0, text);
    tally_leave(NULL);
}

void tally___assert(const char *expression, const char *file, int line)
{
    tally___assert_fail(expression, file, (unsigned)line, NULL);
}

/* ------------------------------------------------------------------- reporting
 */

static void put(const char *text, size_t n)
{
    while (n > 0) {
        ssize_t k = write(REPORT_FD, text, n);
        if (k <= 0)
            return;
        text += k;
        n -= (size_t)k;
    }
}

/* Any bytes, each as the character with its number. */
static void put_row(const struct row *r)
{
    static const char *const hows[] = {
        [TALLY_ENDS] = "ends",
        [TALLY_STOPS] = "stops",
        [TALLY_HANGS] = "hangs",
        [TALLY_UNDEFINED] = "undefined",
    };
    char line[LINE_BYTES];
    int at = sprintf(line, "{\"type\":\"outcome\",\"how\":\"%s\",\"text\":\"",
                     hows[r->how]);

    for (size_t i = 0; i < r->len; i++) {
        unsigned char c = (unsigned char)r->text[i];
        if (c == '\0')
            line[at++] = '?'; /* a text ends there */
        else if (c < ' ' || c > '~' || c == '"' || c == '\\')
            at += sprintf(line + at, "\\u%04x", c);
        else
            line[at++] = (char)c;
    }
    at += sprintf(line + at, "\",\"count\":%lu}\n", r->count);
    put(line, (size_t)at);
}

/* Says all that is known and ends the process. */
static _Noreturn void report(bool stuck)
{
    char line[LINE_BYTES];
    unsigned long all = uncounted;

    if (atomic_exchange(&reported, true))
        for (;;)
            pause(); /* another thread is at it */
    for (int i = 0; i < nrows; i++) {
        put_row(&rows[i]);
        all += rows[i].count;
    }
    int n =
        sprintf(line,
                "{\"type\":\"tally\",\"runs\":%lu,\"uncounted\":%lu,"
                "\"processors\":%d,\"pinned\":%s,\"stuck\":%s}\n",
                all, uncounted, tally_processors(),
                tally_pinned() ? "true" : "false", stuck ? "true" : "false");
    put(line, (size_t)n);
    _exit(0);
}

static void crashed(int signal)
{
    static const struct row crash = {
        .how = TALLY_UNDEFINED, .text = "crash", .len = sizeof "crash" - 1};

    (void)signal;
    count(&crash);
    report(true);
}

/* --------------------------------------------------------------------- running
 */

static void put_back(void)
{
    memcpy(tally_data, first_data, (size_t)(tally_data_end - tally_data));
    memset(tally_bss, 0, (size_t)(tally_bss_end - tally_bss));
}

static void *run_all(void *unused)
{
    for (unsigned long n = 0; n < wanted && !stop; n++) {
        put_back();
        tally_print_begin();
        atomic_flag_clear(&has_end);
        ended = false;
        tally_threads_begin();
        tally_enter(program_argc, program_argv);
        tally_threads_wait();
        tally_end(TALLY_ENDS, 0, NULL); /* where main did not: pthread_exit */
        count(&end);
        done = n + 1;
    }
    finished = true;
    return unused;
}

static long now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static _Noreturn void watch(long ms)
{
    static const struct row hang = {.how = TALLY_HANGS,
                                    .text = "did not end",
                                    .len = sizeof "did not end" - 1};
    const struct timespec pause = {.tv_nsec = WATCH_NS};
    long start = now_ms(), since = start;
    unsigned long seen = 0;

    while (!finished) {
        nanosleep(&pause, NULL);
        if (now_ms() - start >= ms)
            stop = true;
        if (done != seen) {
            seen = done;
            since = now_ms();
        }
        if (!finished && now_ms() - since >= TALLY_HANG_MS) {
            count(ended ? &end : &hang);
            report(true);
        }
    }
    report(false);
}

static void catch_crashes(void)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    struct sigaction action = {.sa_handler = crashed, .sa_flags = SA_ONSTACK};

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaction(signals[i], &action, NULL);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    wanted = strtoul(argv[1], NULL, 10);
    long ms = atol(argv[2]);
    size_t size = (size_t)(tally_data_end - tally_data);
    first_data = malloc(size + 1);
    if (first_data == NULL)
        return 3;
    memcpy(first_data, tally_data, size);
    argv[2] = argv[0];
    program_argc = argc - 2;
    program_argv = argv + 2;
    catch_crashes();
    if (!tally_threads_setup(run_all))
        return 3;
    watch(ms);
}
