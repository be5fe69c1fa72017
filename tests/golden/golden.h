/* Golden files: what a screen looked like when somebody last looked at it.
 *
 * They stand in tests/golden/. Look at every change to them, then take it over:
 *
 *     THREADLINGS_GOLDEN=write build/release/tests/unit/NAME
 */
#ifndef TESTS_GOLDEN_H
#define TESTS_GOLDEN_H

#include "src/base/file.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GOLDEN_MAX = 1 << 20 /* bytes */ };

/* The folder tests/golden, looked for above the program and above the current
 * folder, so that tests run from anywhere. */
static inline char *golden_dir(struct arena *a)
{
    char program[4096] = "", here[4096] = "";
    char *const starts[] = {program, here};

    if (readlink("/proc/self/exe", program, sizeof program - 1) < 0 ||
        getcwd(here, sizeof here) == NULL)
        ck_abort_msg("cannot tell where we are");
    for (size_t i = 0; i < 2; i++) {
        for (char *slash; *starts[i] != '\0'; *slash = '\0') {
            char *dir = file_join(a, starts[i], "tests/golden");
            if (file_is_dir(dir))
                return dir;
            slash = strrchr(starts[i], '/');
        }
    }
    ck_abort_msg("cannot find tests/golden");
}

/* The text of a file there. */
static inline char *golden_read(struct arena *a, const char *name)
{
    char *path = file_join(a, golden_dir(a), name);
    struct text text;
    struct err e;

    if (!file_read(a, path, GOLDEN_MAX, &text, &e))
        ck_abort_msg("%s", e.text);
    return text.data;
}

/* Fails unless the text is what the file holds. */
static inline void golden_check(struct arena *a, const char *name,
                                const char *text)
{
    const char *mode = getenv("THREADLINGS_GOLDEN");
    struct err e;

    if (mode != NULL && strcmp(mode, "write") == 0) {
        char *path = file_join(a, golden_dir(a), name);
        if (!file_write(path, text, strlen(text), &e))
            ck_abort_msg("%s", e.text);
        return;
    }
    const char *want = golden_read(a, name);
    size_t line = 1, i = 0;
    for (; want[i] != '\0' && want[i] == text[i]; i++)
        line += want[i] == '\n';
    ck_assert_msg(want[i] == text[i],
                  "differs from tests/golden/%s in line %zu; now it is:\n%s",
                  name, line, text);
}

#endif
