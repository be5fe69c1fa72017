/* Any bytes as exercise.json and, behind a NUL byte, the first line of a bad
 * answer. What is read keeps to the limits, and has a ladder for any finding.
 */
#include "grader/exercise.h"

#include "tests/fuzz/fuzz.h"

#include <sys/stat.h>

static char folder[] = "/tmp/threadlings-fuzz.XXXXXX/ring";
static const char *const files[] = {"task.md", "start.c", "solution.c",
                                    "test.c", "ring.h"};
static struct fuzz_file json;

static void clean(void)
{
    char path[96];
    size_t up = strlen(folder) - strlen("/ring");

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/exercise.json", folder);
    unlink(path);
    rmdir(folder);
    folder[up] = '\0';
    rmdir(folder);
}

/* An exercise's folder, in which exercise.json leads to the input. */
static void prepare(void)
{
    char path[96];
    size_t up = strlen(folder) - strlen("/ring");

    folder[up] = '\0';
    if (mkdtemp(folder) == NULL)
        abort();
    folder[up] = '/';
    if (mkdir(folder, 0700) != 0)
        abort();
    atexit(clean);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        FILE *f = fopen(path, "w");
        if (f == NULL || fclose(f) != 0)
            abort();
    }
    json = fuzz_file("", 0);
    snprintf(path, sizeof path, "%s/exercise.json", folder);
    if (symlink(json.path, path) != 0)
        abort();
}

static void check(const struct exercise *ex)
{
    const struct finding any = {.kind = FINDING_SLOW, .message = "?"};
    size_t n = 0;

    must(ex->seconds > 0 && ex->seconds <= 600, "seconds", ex->title);
    must(ex->memory_mb >= 1 && ex->memory_mb <= 64 << 10, "memory", ex->title);
    must(ex->header == NULL || strcmp(ex->header, "ring.h") == 0,
         "its own header", ex->header);
    for (const char *const *flag = ex->flags; *flag != NULL; flag++, n++)
        must(**flag == '-' && strncmp(*flag, "-fplugin", 8) != 0, "a flag",
             *flag);
    for (size_t i = 0; i < ex->nforbids; i++)
        must(ex->forbids[i].nsymbols > 0, "something is forbidden",
             ex->forbids[i].message);
    for (size_t i = 0; i < ex->nhints; i++)
        must(ex->hints[i].nrungs >= 3, "a ladder has rungs", ex->title);
    const struct hints *h = exercise_hints(ex, &any);
    must(h != NULL && h->rungs[0] != NULL, "a ladder for anything", ex->title);
}

static void check_expectation(const struct text *text)
{
    struct fuzz_file f = fuzz_file(text->data, text->len);
    struct expectation x = {FINDING_KIND_COUNT, false};
    struct err e = {0};

    if (exercise_expectation(f.path, &x, &e))
        must(x.kind < FINDING_KIND_COUNT, "a kind", text->data);
    else
        must_say_where(&e, f.path);
    close(f.fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct exercise ex;
    struct err e = {0};

    if (json.path[0] == '\0')
        prepare();
    struct text first = fuzz_part(a, &data, &size, '\0');
    struct text bad = fuzz_text(a, data, size);
    fuzz_file_fill(&json, first.data, first.len);
    if (exercise_load(a, folder, &ex, &e))
        check(&ex);
    else
        must_say_where(&e, arena_printf(a, "%s/exercise.json", folder));
    if (size > 0)
        check_expectation(&bad);
    arena_free(a);
    return 0;
}
