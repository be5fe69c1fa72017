/* What a submission must not use: what the contract rules out, and what would
 * let it decide its own verdict.
 *
 * The screen is for clear cases; it cannot see through everything a hostile
 * author may think of (grader/README.md says what that means). */
#include "grader/source.h"
#include "grader/work.h"

#include <fnmatch.h>
#include <string.h>

/* Words that switch a checker off, or speak to one, or ask whether there is
 * one. */
static const char *const screened[] = {
    "no_sanitize*",  "__no_sanitize*",  "__SANITIZE*",      "__has_feature",
    "__tsan_*",      "__asan_*",        "__lsan_*",         "__ubsan_*",
    "__sanitizer_*", "AnnotateIgnore*", "AnnotateHappens*", "__wrap_*",
    "__real_*",      "_ck_*",           "__start_tl_*",     "__stop_tl_*"};

/* Functions of the C library that the harness and the sanitizers stand on: a
 * submission that defines one would stand between them. */
static const char *const relied_on[] = {
    "write",   "_exit",     "exit",         "_Exit",  "abort",
    "raise",   "snprintf",  "vsnprintf",    "memset", "memcpy",
    "syscall", "sigaction", "clock_gettime"};

static void found_screened(struct work *w, const char *word, int line)
{
    struct finding f = {
        .kind = FINDING_FORGED,
        .stage = STAGE_SHAPE,
        .file = line ? w->ex.submission_name : NULL,
        .line = line,
        .message = arena_printf(
            w->arena, "uses %s, which speaks to the program that checks it",
            word),
    };

    work_found(w, &f);
}

void shape_source(struct work *w)
{
    for (size_t i = 0; i < sizeof screened / sizeof *screened; i++) {
        int line = source_line_of(&w->source, screened[i]);
        if (line == 0)
            continue;
        found_screened(
            w, arena_strndup(w->arena, screened[i], strcspn(screened[i], "*")),
            line);
    }
}

/* Whether a symbol is such a word. Its name can be put together where the word
 * does not stand in the text: then it has not been found yet, and is now. */
static bool is_screened(struct work *w, const char *symbol)
{
    for (size_t i = 0; i < sizeof screened / sizeof *screened; i++) {
        if (fnmatch(screened[i], symbol, 0) != 0)
            continue;
        if (source_line_of(&w->source, symbol) == 0)
            found_screened(w, symbol, 0);
        return true;
    }
    return false;
}

/* The explorer's functions are for scenarios: who calls one could ask whether
 * it is explored. */
static bool is_explorers(struct work *w, const char *symbol, char type)
{
    if ((type != 'U' && type != 'w') || strncmp(symbol, "ex_", 3) != 0)
        return false;
    found_screened(w, symbol, source_line_of(&w->source, symbol));
    return true;
}

/* No exercise needs these, and the sandbox would not let them do anything. */
static const char *const never[] = {
    "fexecve",      "daemon",  "killpg", "tgkill", "ptrace",
    "socket",       "connect", "dlopen", "dlsym",  "prctl",
    "process_vm_*", "setns",   "unshare"};

/* Only exercises that may start processes need these. */
static const char *const of_processes[] = {
    "fork",   "vfork", "clone", "exec[lv]*", "posix_spawn*",
    "system", "popen", "kill",  "getppid"};

static void found_use(struct work *w, const char *symbol, const char *message)
{
    int line = source_line_of(&w->source, symbol);
    struct finding f = {
        .kind = FINDING_FORBIDDEN,
        .stage = STAGE_SHAPE,
        .file = line ? w->ex.submission_name : NULL,
        .line = line,
        .message = arena_printf(w->arena, "uses %s: %s", symbol, message),
    };

    work_found(w, &f);
}

static bool is_one_of(const char *symbol, const char *const *patterns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fnmatch(patterns[i], symbol, 0) == 0)
            return true;
    return false;
}

static void check_forbidden(struct work *w, const char *symbol)
{
    if (is_one_of(symbol, never, sizeof never / sizeof *never) ||
        (!w->ex.processes &&
         is_one_of(symbol, of_processes,
                   sizeof of_processes / sizeof *of_processes))) {
        found_use(w, symbol,
                  "an exercise may not start, signal or look into processes, "
                  "load code or use the network");
        return;
    }
    for (size_t i = 0; i < w->ex.nforbids; i++) {
        const struct forbidden *no = &w->ex.forbids[i];
        for (size_t k = 0; k < no->nsymbols; k++) {
            if (fnmatch(no->symbols[k], symbol, 0) != 0)
                continue;
            found_use(w, symbol, no->message);
            return;
        }
    }
}

static void check_defined(struct work *w, const char *symbol)
{
    for (size_t i = 0; i < sizeof relied_on / sizeof *relied_on; i++) {
        if (strcmp(relied_on[i], symbol) != 0)
            continue;
        struct finding f = {
            .kind = FINDING_FORGED,
            .stage = STAGE_SHAPE,
            .file = w->ex.submission_name,
            .line = source_line_of(&w->source, symbol),
            .message = arena_printf(w->arena,
                                    "defines %s, a function of the C library "
                                    "that the tests rely on",
                                    symbol),
        };
        work_found(w, &f);
    }
}

/* Lines of nm -P: "NAME TYPE VALUE SIZE"; U and w are undefined. */
void shape_symbols(struct work *w, const char *symbols)
{
    for (const char *line = symbols; *line != '\0';) {
        size_t len = strcspn(line, "\n"), name = strcspn(line, " \n");
        const char *symbol = arena_strndup(w->arena, line, name);
        char type = name + 1 < len ? line[name + 1] : 'U';
        if (!is_screened(w, symbol) && !is_explorers(w, symbol, type)) {
            if (type == 'U' || type == 'w')
                check_forbidden(w, symbol);
            else
                check_defined(w, symbol);
        }
        line += len;
        line += *line == '\n';
    }
}
