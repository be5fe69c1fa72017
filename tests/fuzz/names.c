/* A pattern for names of files, and paths to try it on: the first line is the
 * pattern, every other one a path. Whoever a file is given to has an id that
 * can be one and stands in the path. */
#include "src/class/intake_names.h"

#include "tests/fuzz/fuzz.h"

static bool known(void *ctx, const char *id)
{
    (void)ctx;
    return strcmp(id, "anna") == 0 || strcmp(id, "anna_b") == 0 ||
           strcmp(id, "bob") == 0;
}

static void check(const struct names_rule *rule, const struct assignment *as,
                  const char *path, bool roster)
{
    struct names_match m, again, owner;
    enum names_found found = names_match(rule, path, &m);

    must(names_match(rule, path, &again) == found &&
             strcmp(m.id, again.id) == 0,
         "the same again", path);
    if (found != NAMES_NONE) {
        must(roster_id_ok(m.id), "an id", m.id);
        must(strstr(path, m.id) != NULL, "an id from the path", path);
        must(m.exercise < as->n, "an exercise", path);
    }
    if (found == NAMES_SEVERAL)
        must(roster && known(NULL, m.id) && known(NULL, m.other) &&
                 strcmp(m.id, m.other) != 0,
             "two of the class", path);
    if (names_owner(rule, path, &owner) != NAMES_NONE)
        must(roster_id_ok(owner.id) && strstr(path, owner.id) != NULL,
             "an owner from the path", path);
}

static void try_all(struct arena *a, const char *pattern, struct text paths,
                    bool roster)
{
    static const struct assigned two[] = {
        {.exercise = "queue", .file = "queue.c"},
        {.exercise = "spsc_queue", .file = "ring.c"}};
    const uint8_t *data = (const uint8_t *)paths.data;
    size_t size = paths.len;
    struct names_rule *rule;
    struct err e = {0};

    for (size_t n = 1; n <= 2;
         n++, data = (const uint8_t *)paths.data, size = paths.len) {
        struct assignment as = {.list = two, .n = n};
        if (!names_rule(a, pattern, &as, roster ? known : NULL, NULL, &rule,
                        &e)) {
            must(strstr(e.text, "the pattern \"") == e.text,
                 "the error names the pattern", e.text);
            continue;
        }
        while (size > 0)
            check(rule, &as, fuzz_part(a, &data, &size, '\n').data, roster);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();

    struct text pattern = fuzz_part(a, &data, &size, '\n');
    struct text paths = fuzz_text(a, data, size);
    for (int roster = 0; roster < 2; roster++) {
        try_all(a, pattern.data, paths, roster);
        try_all(a, NULL, paths, roster);
    }
    arena_free(a);
    return 0;
}
