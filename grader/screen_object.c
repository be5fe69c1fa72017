/* The object of a stranger's submission: its sections and symbols. */
#include "grader/screen.h"

#include "grader/screen_parts.h"
#include "grader/source.h"

#include <fnmatch.h>
#include <string.h>

/* What one asks the C library or the linker for to find one's way around in the
 * program, to be called when nobody expects it, or to use descriptors that are
 * not one's own. Only as symbols: a variable may be called `close`. */
static const char *const imports[] = {
    "__start_*",
    "__stop_*",
    "__executable_start",
    "__bss_start",
    "_end",
    "end",
    "_etext",
    "etext",
    "_edata",
    "edata",
    "data_start",
    "__data_start",
    "_start",
    "_DYNAMIC",
    "_r_debug",
    "_dl_*",
    "__dso_handle",
    "__libc_*",
    "environ",
    "__environ",
    "dl_iterate_phdr",
    "dladdr*",
    "dlinfo",
    "dlvsym",
    "dlmopen",
    "getauxval",
    "backtrace*",
    "__getauxval",
    "mprotect",
    "pkey_mprotect",
    "mremap",
    "process_*",
    "atexit",
    "on_exit",
    "at_quick_exit",
    "pthread_atfork",
    "__cxa_*",
    "__register_*",
    "_Unwind_[!R]*",
    "_Z*",
    "__interceptor_*",
    "___interceptor_*",
    "main",
    "signal",
    "__sysv_signal",
    "bsd_signal",
    "sigset",
    "sigaction",
    "sigaltstack",
    "syscall",
    "getenv",
    "secure_getenv",
    "*etrlimit*",
    "prlimit*",
    "malloc_info",
    "mallinfo*",
    "write",
    "pwrite*",
    "writev",
    "vmsplice",
    "splice",
    "tee",
    "sendfile*",
    "copy_file_range",
    "aio_*",
    "lio_listio*",
    "dprintf",
    "vdprintf",
    "__dprintf_chk",
    "__vdprintf_chk",
    "fdopen",
    "dup",
    "dup2",
    "dup3",
    "fcntl*",
    "close",
    "close_range",
    "closefrom",
    "tl_report",
    "tl_point",
};

/* Functions of the C library that decide what a test sees: threads, waiting,
 * memory, time, output, the end. One with such a name takes the library's place
 * in the whole program. A `static` one does not. */
static const char *const defined[] = {
    "pthread_*",
    "sem_init",
    "sem_destroy",
    "sem_*wait",
    "sem_post",
    "sem_getvalue",
    "mtx_init",
    "mtx_destroy",
    "mtx_*lock",
    "cnd_init",
    "cnd_destroy",
    "cnd_signal",
    "cnd_broadcast",
    "cnd_*wait",
    "thrd_create",
    "thrd_join",
    "thrd_detach",
    "thrd_exit",
    "thrd_yield",
    "thrd_sleep",
    "thrd_current",
    "thrd_equal",
    "tss_create",
    "tss_delete",
    "tss_[gs]et",
    "call_once",
    "sched_yield",
    "sched_[gs]et*",
    "sleep",
    "usleep",
    "nanosleep",
    "clock_gettime",
    "clock_nanosleep",
    "time",
    "alarm",
    "malloc",
    "calloc",
    "realloc",
    "free",
    "*memalign",
    "memcpy",
    "memmove",
    "memset",
    "memcmp",
    "memchr",
    "strlen",
    "strcmp",
    "strncmp",
    "strchr",
    "strrchr",
    "strcpy",
    "strncpy",
    "strdup",
    "strndup",
    "*printf",
    "__*printf_chk",
    "puts",
    "putchar",
    "fputs",
    "fputc",
    "fwrite",
    "fflush",
    "setvbuf",
    "write",
    "read",
    "open",
    "open64",
    "close",
    "mmap",
    "mmap64",
    "munmap",
    "mprotect",
    "exit",
    "_exit",
    "_Exit",
    "quick_exit",
    "abort",
    "atexit",
    "at_quick_exit",
    "on_exit",
    "raise",
    "signal",
    "sigaction",
    "sigprocmask",
    "sigaltstack",
    "sigwait*",
    "sigsuspend",
    "*longjmp",
    "_setjmp",
    "setjmp",
    "__*setjmp",
    "backtrace*",
    "syscall",
    "getpid",
    "gettid",
    "getppid",
    "getrandom",
    "environ",
    "__errno_location",
    "__assert_fail",
    "__assert",
    "__stack_chk_fail",
    "__*_chk",
    "__libc_*",
    "__cxa_*",
    "__tls_*",
    "_dl_*",
    "dlopen",
    "dlsym",
    "dl_iterate_phdr",
    "_Unwind_*",
    "_Z*",
    "main",
    "tl_*",
    "ex_*",
    "suite_*",
    "tcase_*",
    "srunner_*",
    "ck_*",
};

/* Sections that gcc makes of ordinary C. */
static const char *const sections[] = {
    ".text*",     ".data*",        ".bss*",   ".rodata*", ".tdata*",
    ".tbss*",     ".rela*",        ".rel.*",  ".note*",   ".comment",
    ".eh_frame*", ".debug_*",      ".symtab", ".strtab",  ".shstrtab",
    ".group",     ".symtab_shndx", ".gnu.*",  ".llvm*",
};

bool screen_among(const char *word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (fnmatch(list[i], word, 0) == 0)
            return true;
    }
    return false;
}

static bool stands_in_one(const struct text *right, const char *word)
{
    for (; right->data != NULL; right++) {
        if (source_line_of(right, word) > 0)
            return true;
    }
    return false;
}

bool screen_right(const struct text *right, const char *word)
{
    static const char *const spellings[] = {"asm", "__asm", "__asm__"};

    if (!AMONG(word, spellings))
        return stands_in_one(right, word);
    return stands_in_one(right, spellings[0]) ||
           stands_in_one(right, spellings[1]) ||
           stands_in_one(right, spellings[2]);
}

/* "  [ 1] .text             PROGBITS ...": the name, or NULL. */
static const char *section_of(struct arena *a, const char *line, size_t len)
{
    const char *name = memchr(line, ']', len);

    if (name == NULL || len < 5 || line[2] != '[' || name[1] != ' ' ||
        (size_t)(name + 2 - line) >= len)
        return NULL;
    name += 2;
    if (strncmp(name, "Name ", 5) == 0 || *name == ' ')
        return NULL; /* the head of the table, and its first, empty line */
    return arena_strndup(a, name, strcspn(name, " \n"));
}

/* "    12: 0000000000000000     0 FUNC    GLOBAL DEFAULT  UND write": the name,
 * where it is one that the object does not define. */
static const char *import_of(struct arena *a, const char *line, size_t len)
{
    static const char undefined[] = " UND ";
    const char *at = memmem(line, len, undefined, sizeof undefined - 1);

    if (at == NULL || at + sizeof undefined - 1 >= line + len)
        return NULL;
    at += sizeof undefined - 1;
    return arena_strndup(a, at, strcspn(at, " @\n"));
}

/* "    12: 0000000000000010     4 FUNC    GLOBAL DEFAULT    1 write": the name,
 * where others see it. */
static const char *definition_of(struct arena *a, const char *line, size_t len)
{
    char *copy = arena_strndup(a, line, len), *word[8], *save = NULL;
    size_t n = 0;

    for (char *at = strtok_r(copy, " ", &save); at != NULL && n < 8;
         at = strtok_r(NULL, " ", &save))
        word[n++] = at;
    return n == 8 &&
                   (strcmp(word[4], "GLOBAL") == 0 ||
                    strcmp(word[4], "WEAK") == 0) &&
                   strcmp(word[6], "UND") != 0
               ? word[7]
               : NULL;
}

const char *screen_object(struct arena *a, const char *text,
                          const struct text *right)
{
    const char *hit = NULL;

    for (const char *line = text; *line != '\0' && hit == NULL;) {
        size_t len = strcspn(line, "\n");
        const char *section = section_of(a, line, len);
        const char *import = import_of(a, line, len);
        const char *own = definition_of(a, line, len);
        if (section != NULL && !AMONG(section, sections))
            hit = arena_printf(a, "a section %s", section);
        if (memmem(line, len, " IFUNC ", 7) != NULL)
            hit = "an indirect function";
        if (import != NULL && AMONG(import, imports) &&
            !screen_right(right, import))
            hit = import;
        if (own != NULL && AMONG(own, defined) && !screen_right(right, own))
            hit = arena_printf(a, "a function %s of its own", own);
        line += len;
        line += *line == '\n';
    }
    return hit;
}
