/* Signals and the terminal's modes.
 *
 * Theory of operation: the line editor switches the terminal to its own modes
 * while it waits for a key, and asks for marks around what is pasted; while
 * something runs there is no echo. Every way out of the program leads past
 * restore(), which undoes that:
 *
 * S1  exit() and a return from main: atexit.
 * S2  a crash of ours, SIGQUIT: the handler restores and raises again.
 * S3  SIGTERM and SIGHUP: the handler restores and sets a flag, so that the
 *     main program can close what it has open; a second one ends it at once.
 * S4  SIGXFSZ, a write past the limit of a file's size: nothing, so that the
 *     write fails with EFBIG and whoever made it says so. It is caught, not
 *     ignored: programs that we start are to have it as they know it.
 * S5  SIGTSTP: the handler restores, stops, and on the way back sets the modes
 *     that were there before.
 *
 * A handler only sets flags and calls what is safe there. A signal that was
 * ignored when we started (nohup, a job in the background) stays ignored. */
#include "src/ui/signals.h"

#include "src/ui/app.h"

#include <errno.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

enum { PATIENCE = 2 }; /* Ctrl-C that nobody heeds before it ends us */

volatile sig_atomic_t app_interrupted;
volatile sig_atomic_t signals_resized;
volatile sig_atomic_t signals_continued;
volatile sig_atomic_t signals_ended;

static struct termios saved;
static bool have_saved;

static const int crashes[] = {SIGSEGV, SIGBUS,  SIGILL,
                              SIGFPE,  SIGABRT, SIGQUIT};
enum { NCRASHES = sizeof crashes / sizeof crashes[0] };
static struct sigaction crash_before[NCRASHES];

static volatile sig_atomic_t marks_pastes;

/* xterm's "bracketed paste mode", which terminals share. */
static void set_marks(bool on)
{
    static const char begin[] = "\033[?2004h", end[] = "\033[?2004l";

    (void)!write(STDOUT_FILENO, on ? begin : end, sizeof begin - 1);
}

static volatile sig_atomic_t full_screen;

/* xterm's "alternate screen", which terminals share; and the cursor. */
static void set_screen(bool on)
{
    static const char begin[] = "\033[?1049h\033[?25l",
                      end[] = "\033[?25h\033[?1049l";

    (void)!write(STDOUT_FILENO, on ? begin : end, sizeof begin - 1);
}

/* Only in the foreground: otherwise the terminal is someone else's by now. */
static void restore(void)
{
    if (!have_saved || tcgetpgrp(STDIN_FILENO) != getpgrp())
        return;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &saved);
    if (marks_pastes)
        set_marks(false);
    if (full_screen)
        set_screen(false);
}

void signals_mark_pastes(bool on)
{
    if (on)
        marks_pastes = 1; /* first: a signal may come in between */
    set_marks(on);
    marks_pastes = on;
}

void signals_full_screen(bool on)
{
    static struct termios before;
    static bool have_before;

    if (on) {
        have_before = tcgetattr(STDIN_FILENO, &before) == 0;
        struct termios keys = before;
        keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        keys.c_cc[VMIN] = 1;
        keys.c_cc[VTIME] = 0;
        full_screen = 1; /* first: a signal may come in between */
        if (have_before)
            tcsetattr(STDIN_FILENO, TCSADRAIN, &keys);
    } else if (have_before) {
        tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
    }
    set_screen(on);
    full_screen = on;
}

/* Ends by the signal's own default. */
static void die(int sig)
{
    sigset_t set;

    restore();
    signal(sig, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, sig);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(sig);
}

static void on_interrupt(int sig)
{
    if (app_interrupted >= PATIENCE)
        die(sig);
    app_interrupted++;
}

static void on_end(int sig)
{
    int keep = errno;

    if (signals_ended)
        die(sig);
    signals_ended = sig;
    app_interrupted = 1;
    restore();
    errno = keep;
}

static void on_file_limit(int sig)
{
    (void)sig;
}

static void on_resize(int sig)
{
    (void)sig;
    signals_resized = 1;
}

/* Whoever handled it before us (a sanitizer's report) comes next. */
static void on_crash(int sig)
{
    restore();
    for (int i = 0; i < NCRASHES; i++)
        if (crashes[i] == sig)
            sigaction(sig, &crash_before[i], NULL);
    raise(sig);
}

static void catch_signal(int sig, void (*handler)(int), int flags)
{
    struct sigaction old, new = {.sa_handler = handler, .sa_flags = flags};

    sigemptyset(&new.sa_mask);
    if (sigaction(sig, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        sigaction(sig, &new, NULL);
}

static void on_stop(int sig)
{
    struct termios now;
    int keep = errno;
    bool have = tcgetattr(STDIN_FILENO, &now) == 0;

    restore();
    signal(sig, SIG_DFL);
    raise(sig); /* stops here */
    catch_signal(sig, on_stop, SA_NODEFER);
    if (have)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &now);
    if (marks_pastes)
        set_marks(true);
    if (full_screen)
        set_screen(true);
    signals_continued = 1;
    signals_resized = 1; /* the window may have changed meanwhile */
    errno = keep;
}

void signals_init(void)
{
    have_saved = tcgetattr(STDIN_FILENO, &saved) == 0;
    if (have_saved)
        atexit(restore);

    catch_signal(SIGINT, on_interrupt, 0);
    catch_signal(SIGTERM, on_end, 0);
    catch_signal(SIGHUP, on_end, 0);
    catch_signal(SIGWINCH, on_resize, SA_RESTART);
    catch_signal(SIGXFSZ, on_file_limit, SA_RESTART);
    if (have_saved)
        catch_signal(SIGTSTP, on_stop, SA_NODEFER);
    for (int i = 0; i < NCRASHES; i++) {
        sigaction(crashes[i], NULL, &crash_before[i]);
        catch_signal(crashes[i], on_crash, SA_NODEFER);
    }
}

/* Only where there was an echo: a line editor does without, and so has to be
 * left alone. */
static bool echo_is_off;

static void set_echo(bool on)
{
    struct termios now;

    if (!have_saved || on != echo_is_off ||
        tcgetpgrp(STDIN_FILENO) != getpgrp() ||
        tcgetattr(STDIN_FILENO, &now) != 0 || on == !!(now.c_lflag & ECHO))
        return;
    now.c_lflag ^= ECHO;
    echo_is_off = tcsetattr(STDIN_FILENO, TCSADRAIN, &now) == 0 && !on;
}

void signals_quiet(void)
{
    set_echo(false);
}

void signals_unquiet(void)
{
    set_echo(true);
}

static void fill(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
    sigaddset(set, SIGWINCH);
    sigaddset(set, SIGTSTP);
}

void signals_hold(sigset_t *before)
{
    sigset_t set;

    fill(&set);
    sigprocmask(SIG_BLOCK, &set, before);
}

void signals_release(const sigset_t *before)
{
    sigprocmask(SIG_SETMASK, before, NULL);
}

void signals_end(void)
{
    if (signals_ended)
        die(signals_ended);
}
