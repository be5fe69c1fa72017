/* The C compiler of this machine and the flags of each build. */
#ifndef GRADER_TOOLCHAIN_H
#define GRADER_TOOLCHAIN_H

#include "src/base/arena.h"

#include <stddef.h>

/* The builds of a submission. */
enum variant {
    VARIANT_PLAIN,
    VARIANT_ASAN, /* AddressSanitizer, UBSan, LeakSanitizer */
    VARIANT_TSAN, /* ThreadSanitizer */
    VARIANT_COUNT,
};

struct toolchain {
    const char *cc;       /* full path */
    const char *version;  /* "gcc (Debian 12.2.0-14) 12.2.0" */
    const char *identity; /* path and version: part of every cache key */
    const char *linker;   /* an option that chooses a faster one; or NULL */
    bool clang;
};

/* $CC, or else cc, gcc or clang, the first that is there. */
bool toolchain_find(struct arena *a, struct toolchain *out,
                    struct err *e) MUST_USE;

/* gcc: *t itself if it is one, else the gcc beside it. */
bool toolchain_gcc(struct arena *a, const struct toolchain *t,
                   struct toolchain *out, struct err *e) MUST_USE;

/* The compiler of this name, where there is one that answers. */
bool toolchain_named(struct arena *a, const char *name, struct toolchain *out);

const char *variant_name(enum variant v); /* "plain" */

/* A list of arguments that grows. */
struct args {
    struct arena *arena;
    const char **list; /* NULL-ended */
    size_t n, room;
};
void args_add(struct args *args, const char *arg);
void args_add_all(struct args *args, const char *const *list);
/* All of them in one line, for a cache key. */
const char *args_text(struct arena *a, const struct args *args);

/* The flags with which a file is compiled and linked in a variant. */
void toolchain_flags(const struct toolchain *t, enum variant v,
                     struct args *out);
/* For a program that leaves the stacks that libc made: AddressSanitizer marks
 * the variables of each frame, and a frame that is left by a switch of stacks
 * keeps its marks for whoever stands there next. */
void toolchain_own_stacks(const struct toolchain *t, enum variant v,
                          struct args *out);
/* How diagnostics are wanted; not part of a key. */
void toolchain_diagnostics(const struct toolchain *t, const char *dir,
                           struct args *out);

/* A piece of C that keeps clang's ThreadSanitizer from starting a program to
 * name lines: a confined one does not see TSAN_OPTIONS. */
#define TOOLCHAIN_TSAN_SOURCE                                 \
    "#if defined(__clang__)\n"                                \
    "#if __has_feature(thread_sanitizer)\n"                   \
    "const char *__tsan_default_options(void);\n"             \
    "const char *__tsan_default_options(void)\n"              \
    "{\n"                                                     \
    "    return \"symbolize=0:external_symbolizer_path=\";\n" \
    "}\n"                                                     \
    "#endif\n"                                                \
    "#endif\n"

/* A line for sh: prints the symbols of $object by means of $nm. Told what the
 * object is, nm does not ask its plugins; LLVM's takes ten times as long to
 * load as all the rest. An nm that is not binutils' has no such option. */
#if defined(__x86_64__) && defined(__LP64__)
#define TOOLCHAIN_NM_TARGET "--target=elf64-x86-64 "
#elif defined(__aarch64__) && defined(__AARCH64EL__)
#define TOOLCHAIN_NM_TARGET "--target=elf64-littleaarch64 "
#else
#define TOOLCHAIN_NM_TARGET ""
#endif
#define TOOLCHAIN_NM                                                         \
    "\"$nm\" " TOOLCHAIN_NM_TARGET "-gP \"$object\" 2>/dev/null || \"$nm\" " \
    "-gP \"$object\""

/* The environment of a compiler and of a program; NULL-ended. `named`: reports
 * are to name lines by themselves, if they can, since a person reads them. */
char *const *toolchain_env(struct arena *a, const char *dir);
char *const *variant_env(const struct toolchain *t, enum variant v, bool named);

#endif
