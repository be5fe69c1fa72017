/* compile_commands.json of the workspace.
 *
 * JSON has no comments that could mark an entry as ours. Ours are told by what
 * they are about: the file X.c in the folder X of the workspace. */
#include "src/course/compile_commands.h"

#include "src/base/buf.h"
#include "src/base/file.h"
#include "src/base/json.h"

#include <string.h>
#include <sys/stat.h>

/* Writes v as it was read. False for what has no writer: null. */
static bool put_value(struct json_out *w, const char *key, struct json v)
{
    struct err e;
    const char *text;
    double number;
    bool truth;
    size_t n;

    if (json_is_string(v) && json_string(v, &text, &e)) {
        json_put_string(w, key, text);
    } else if (json_is_number(v) && json_number(v, &number, &e)) {
        json_put_number(w, key, number);
    } else if (json_is_bool(v) && json_bool(v, &truth, &e)) {
        json_put_bool(w, key, truth);
    } else if (json_is_array(v) && json_array(v, &n, &e)) {
        json_put_array(w, key);
        for (size_t i = 0; i < n; i++)
            if (!put_value(w, NULL, json_at(v, i)))
                return false;
        json_put_end(w, ']');
    } else if (json_is_object(v) && json_object(v, &n, &e)) {
        json_put_object(w, key);
        for (size_t i = 0; i < n; i++)
            if (!put_value(w, json_key_at(v, i), json_at(v, i)))
                return false;
        json_put_end(w, '}');
    } else {
        return false;
    }
    return true;
}

static bool is_ours(struct arena *a, struct json entry, const char *workspace)
{
    const char *directory, *file;
    struct err e;

    if (!json_string(json_get(entry, "directory"), &directory, &e) ||
        !json_string(json_get(entry, "file"), &file, &e))
        return false;
    const char *name = file_base(directory);
    return strcmp(directory, file_join(a, workspace, name)) == 0 &&
           strcmp(file, arena_printf(a, "%s.c", name)) == 0;
}

/* False when the list holds something that we could not write again. */
static bool put_theirs(struct arena *a, struct json_out *w, struct json list,
                       const char *workspace)
{
    struct err e;
    size_t n = 0;

    if (!json_array(list, &n, &e))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!is_ours(a, json_at(list, i), workspace) &&
            !put_value(w, NULL, json_at(list, i)))
            return false;
    return true;
}

static void put_ours(struct json_out *w, const char *directory,
                     const char *file)
{
    static const char *const arguments[] = {
        "cc",       "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra",
        "-pthread", "-c"};

    json_put_object(w, NULL);
    json_put_string(w, "directory", directory);
    json_put_string(w, "file", file);
    json_put_array(w, "arguments");
    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
        json_put_string(w, NULL, arguments[i]);
    json_put_string(w, NULL, file);
    json_put_end(w, ']');
    json_put_end(w, '}');
}

static bool put_exercises(struct arena *a, struct json_out *w,
                          const char *workspace, struct err *e)
{
    struct names names;

    if (!file_list(a, workspace, &names, e))
        return false;
    for (size_t i = 0; i < names.n; i++) {
        char *directory = file_join(a, workspace, names.name[i]);
        char *file = arena_printf(a, "%s.c", names.name[i]);
        if (names.name[i][0] != '.' &&
            file_is_plain(file_join(a, directory, file)))
            put_ours(w, directory, file);
    }
    return true;
}

bool compile_commands_update(const char *workspace, struct err *e)
{
    struct arena *a = arena_new();
    char *path = file_join(a, workspace, "compile_commands.json");
    struct buf out = BUF_INIT;
    struct text old = {0};
    struct json_out w;
    struct json list;
    struct stat st;
    bool ok = true;

    json_begin(&w, &out);
    json_put_array(&w, NULL);
    if (lstat(path, &st) == 0) {
        struct err ignored;
        if (!S_ISREG(st.st_mode) ||
            !file_read(a, path, JSON_FILE_MAX, &old, &ignored) ||
            !json_parse(a, path, old.data, old.len, &list, &ignored) ||
            !put_theirs(a, &w, list, workspace))
            goto out;
    }
    ok = put_exercises(a, &w, workspace, e);
    if (!ok)
        goto out;
    json_put_end(&w, ']');
    if (out.len != old.len || memcmp(out.data, old.data, old.len) != 0)
        ok = file_write(path, out.data, out.len, e);
out:
    buf_free(&out);
    arena_free(a);
    return ok;
}
