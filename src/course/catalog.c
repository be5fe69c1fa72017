/* What the files of data/ have in common. */
#include "src/course/catalog.h"

#include "src/course/field.h"
#include "src/course/lesson.h"

#include <string.h>

enum { FORMAT = 1 }; /* of these files; raised when old ones break */

bool catalog_load(struct arena *a, const char *path, const char *list,
                  struct json *out, size_t *n, struct err *e)
{
    struct json root;
    const char *schema; /* for editors, not for us */
    long number;

    if (!json_load(a, path, &root, e))
        return false;
    struct json format = json_get(root, "format");
    if (!FIELD_ONLY(root, e, "format", list, "$schema") ||
        !json_int(format, 1, 1000000, &number, e))
        return false;
    if (number != FORMAT)
        return json_error(format, e,
                          "this program reads format %d, the file is of format "
                          "%ld",
                          FORMAT, number);
    *out = json_get(root, list);
    return field_line_opt(json_get(root, "$schema"), &schema, e) &&
           field_count(*out, 0, CATALOG_MAX, list, n, e);
}

static bool is_slug(struct arena *a, const char *s)
{
    return *s && strcmp(lesson_slug(a, s), s) == 0;
}

bool catalog_step(struct arena *a, struct json v, const char **lesson,
                  const char **step, struct err *e)
{
    const char *name;

    if (!field_line(v, &name, e))
        return false;
    const char *slash = strchr(name, '/');
    *lesson = arena_strndup(a, name, slash ? (size_t)(slash - name) : 0);
    *step = slash ? arena_strdup(a, slash + 1) : "";
    if (is_slug(a, *lesson) && is_slug(a, *step))
        return true;
    return json_error(v, e,
                      "expected a lesson and a step, such as "
                      "\"spsc-queue/see-it-happen\"");
}
