/* What a `struct grader` knows: the machine, found out once. */
#ifndef GRADER_MACHINE_H
#define GRADER_MACHINE_H

#include "grader/sandbox.h"
#include "grader/toolchain.h"

struct explorer;

struct grader {
    struct arena *arena;
    const char *share;
    const char *cache; /* NULL for none */
    bool have_toolchain;
    struct toolchain toolchain;
    bool sanitizer_known[VARIANT_COUNT];
    const char
        *sanitizer_why[VARIANT_COUNT]; /* why it does not work, or NULL */
    const struct explorer *explorer;   /* NULL: none; see explorer.h */
    const char *explorer_why;          /* why there is none */
    /* The program that grader_run ran last: predictions run it many times. */
    struct arena *last_arena;
    struct text last_key, last_program;
};

/* The toolchain, looked for at the first call. */
bool machine_toolchain(struct grader *g, const struct toolchain **out,
                       struct err *e) MUST_USE;

/* Runs one job to its end. `tick` may be NULL. */
bool machine_run(struct arena *a, struct sandbox *box,
                 const struct sandbox_spec *spec,
                 const volatile sig_atomic_t *stop, void (*tick)(void *ctx),
                 void *ctx, const struct sandbox_result **out,
                 struct err *e) MUST_USE;

/* Limits of a compiler. */
struct sandbox_limits machine_compile_limits(void);

/* Compiles one C text that has a main into DIR/prog of the sandbox. False only
 * for a failure of ours: what the compiler did is in *out. */
bool machine_compile(struct arena *a, struct grader *g, struct sandbox *box,
                     const char *dir, const char *name,
                     const struct text *source, const char *const *flags,
                     const volatile sig_atomic_t *stop,
                     const struct sandbox_result **out, struct err *e) MUST_USE;

/* Why programs of this build cannot run on this machine, by really running one
 * (once per grader); NULL when they can. */
const char *machine_sanitizer(struct grader *g, enum variant v);

#endif
