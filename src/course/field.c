/* Texts in a lesson's JSON. Control characters are refused because a terminal
 * obeys them. */
#include "src/course/field.h"

#include "src/base/utf8.h"
#include "src/course/lesson.h"

#include <string.h>

/* The first control character, or 0. Line breaks count when `breaks` is not
 * set. */
static uint32_t control(const char *s, bool breaks)
{
    size_t len = strlen(s);

    for (size_t i = 0; i < len;) {
        uint32_t c;
        i += utf8_decode(s + i, len - i, &c);
        if (c == '\n' && breaks)
            continue;
        if (c < 0x20 || (c >= 0x7f && c < 0xa0))
            return c;
    }
    return 0;
}

static bool text(struct json v, bool breaks, const char **out, struct err *e)
{
    if (!json_string(v, out, e))
        return false;
    uint32_t c = control(*out, breaks);
    if (c == '\n')
        return json_error(v, e, "this text has to stand on one line");
    if (c)
        return json_error(v, e, "the control character U+%04X in this text", c);
    return true;
}

bool field_line(struct json v, const char **out, struct err *e)
{
    if (!text(v, false, out, e))
        return false;
    if ((*out)[strspn(*out, " ")] == '\0')
        return json_error(v, e, "this text is empty");
    return true;
}

bool field_line_opt(struct json v, const char **out, struct err *e)
{
    *out = NULL;
    return !json_exists(v) || field_line(v, out, e);
}

bool field_output(struct arena *a, struct json v, const char **out,
                  struct err *e)
{
    const char *s;

    if (!text(v, true, &s, e))
        return false;
    size_t len = strlen(s);
    while (len > 0 && s[len - 1] == '\n')
        len--;
    *out = arena_strndup(a, s, len);
    return true;
}

bool field_slug(struct arena *a, struct json v, const char **out, struct err *e)
{
    if (!field_line(v, out, e))
        return false;
    const char *slug = lesson_slug(a, *out);
    if (strcmp(slug, *out) == 0)
        return true;
    if (*slug)
        return json_error(v, e,
                          "a name here is made of a-z, 0-9 and single '-', "
                          "such as \"%.60s\"",
                          slug);
    return json_error(v, e, "a name here is made of a-z, 0-9 and single '-'");
}

bool field_count(struct json v, size_t min, size_t max, const char *what,
                 size_t *n, struct err *e)
{
    if (!json_array(v, n, e))
        return false;
    if (*n != min && min == max)
        return json_error(v, e, "expected %zu %s, found %zu", min, what, *n);
    if (*n < min || *n > max)
        return json_error(v, e, "expected %zu to %zu %s, found %zu", min, max,
                          what, *n);
    return true;
}

bool field_lines(struct arena *a, struct json v, size_t min, size_t max,
                 const char *what, const char *const **out, size_t *n,
                 struct err *e)
{
    if (!field_count(v, min, max, what, n, e))
        return false;
    const char **lines = ARENA_ARRAY(a, const char *, *n);
    for (size_t i = 0; i < *n; i++)
        if (!field_line(json_at(v, i), &lines[i], e))
            return false;
    *out = lines;
    return true;
}
