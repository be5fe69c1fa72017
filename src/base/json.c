/* JSON documents: checked by json_scan, then built by cJSON, then copied into
 * the arena, so that nothing needs to be freed. */
#include "src/base/json.h"

#include "src/base/buf.h"
#include "src/base/file.h"
#include "src/base/json_scan.h"
#include "src/base/number.h"
#include "src/base/suggest.h"
#include "src/base/utf8.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOUND_MAX = 30 }; /* bytes of a string shown as "found ..." */

/* Where json_at was last: walking an array by index takes one step each. */
struct cursor {
    const struct cJSON *parent;
    const struct cJSON *node;
    size_t index;
};

struct json_doc {
    struct arena *arena; /* for paths */
    struct json_text text;
    struct cursor *cursor;
};

/* A deep copy of a node and those after it. Recursion goes down only, and
 * json_scan has limited the depth. */
static struct cJSON *keep(struct arena *a, const struct cJSON *node)
{
    struct cJSON *first = NULL, *last = NULL;

    for (; node; node = node->next) {
        struct cJSON *copy = ARENA_NEW(a, struct cJSON);
        *copy = *node;
        copy->next = NULL;
        copy->prev = last;
        copy->child = keep(a, node->child);
        if (node->string)
            copy->string = arena_strdup(a, node->string);
        if (node->valuestring)
            copy->valuestring = arena_strdup(a, node->valuestring);
        if (last)
            last->next = copy;
        else
            first = copy;
        last = copy;
    }
    return first;
}

bool json_parse(struct arena *a, const char *name, const char *data, size_t len,
                struct json *root, struct err *e)
{
    if (len > JSON_FILE_MAX)
        return err_set(e, "%s: larger than the limit of %d MB", name,
                       JSON_FILE_MAX >> 20);
    struct json_doc *doc = ARENA_NEW(a, struct json_doc);
    char *text = arena_alloc(a, len + 1);
    if (len > 0)
        memcpy(text, data, len);
    doc->arena = a;
    doc->cursor = ARENA_NEW(a, struct cursor);
    doc->text = (struct json_text){arena_strdup(a, name), text, len};
    if (!json_scan(&doc->text, e))
        return false;
    struct cJSON *tree = cJSON_ParseWithLengthOpts(text, len + 1, NULL, true);
    if (tree == NULL)
        return err_set(e, "%s: no memory to read it", name);
    *root = (struct json){doc, keep(a, tree), NULL};
    cJSON_Delete(tree);
    return true;
}

bool json_load(struct arena *a, const char *path, struct json *root,
               struct err *e)
{
    struct text text;

    return file_read(a, path, JSON_FILE_MAX, &text, e) &&
           json_parse(a, path, text.data, text.len, root, e);
}

bool json_exists(struct json v)
{
    return v.node != NULL;
}

bool json_is_string(struct json v)
{
    return cJSON_IsString(v.node);
}

bool json_is_number(struct json v)
{
    return cJSON_IsNumber(v.node);
}

bool json_is_object(struct json v)
{
    return cJSON_IsObject(v.node);
}

bool json_is_array(struct json v)
{
    return cJSON_IsArray(v.node);
}

bool json_is_bool(struct json v)
{
    return cJSON_IsBool(v.node);
}

static struct json child(struct json v, const struct cJSON *node,
                         const char *key, size_t index)
{
    struct json_path *path = ARENA_NEW(v.doc->arena, struct json_path);

    *path = (struct json_path){v.path, key, index};
    return (struct json){v.doc, node, path};
}

struct json json_get(struct json v, const char *key)
{
    const struct cJSON *node =
        json_is_object(v) ? cJSON_GetObjectItemCaseSensitive(v.node, key)
                          : NULL;

    return child(v, node, arena_strdup(v.doc->arena, key), 0);
}

static const struct cJSON *node_at(struct json v, size_t i)
{
    struct cursor *c = v.doc->cursor;

    if (!json_is_array(v) && !json_is_object(v))
        return NULL;
    if (c->parent != v.node || c->node == NULL || c->index > i)
        *c = (struct cursor){v.node, v.node->child, 0};
    while (c->node && c->index < i) {
        c->node = c->node->next;
        c->index++;
    }
    return c->node;
}

struct json json_at(struct json v, size_t i)
{
    const struct cJSON *node = node_at(v, i);

    return child(v, node, node ? node->string : NULL, i);
}

const char *json_key_at(struct json v, size_t i)
{
    const struct cJSON *node = node_at(v, i);

    return node ? node->string : NULL;
}

/* What a value is, for "expected ..., found ...". */
static void describe(const struct cJSON *node, struct buf *out)
{
    char number[NUMBER_TEXT_MAX];

    if (cJSON_IsString(node)) {
        buf_addc(out, '"');
        json_show(out, node->valuestring, strlen(node->valuestring), FOUND_MAX);
        buf_addc(out, '"');
    } else if (cJSON_IsNumber(node)) {
        number_write(node->valuedouble, number);
        buf_adds(out, number);
    } else {
        buf_adds(out, cJSON_IsArray(node)    ? "an array"
                      : cJSON_IsObject(node) ? "an object"
                      : cJSON_IsTrue(node)   ? "true"
                      : cJSON_IsFalse(node)  ? "false"
                                             : "null");
    }
}

bool json_error(struct json v, struct err *e, const char *fmt, ...)
{
    char message[sizeof e->text];
    va_list args;

    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    return json_fail(&v.doc->text, json_find(&v.doc->text, v.path, false),
                     v.path, e, "%s", message);
}

static bool missing(struct json v, struct err *e)
{
    const struct json_path *up = v.path->up;
    size_t at = json_find(&v.doc->text, up, false);

    if (v.path->key)
        return json_fail(&v.doc->text, at, up, e, "the key \"%s\" is missing",
                         v.path->key);
    return json_fail(&v.doc->text, at, up, e, "there is no element %zu",
                     v.path->index);
}

bool json_expected(struct json v, const char *what, struct err *e)
{
    struct buf found = BUF_INIT;

    if (!json_exists(v))
        return missing(v, e);
    describe(v.node, &found);
    json_error(v, e, "expected %s, found %s", what, found.data);
    buf_free(&found);
    return false;
}

static bool unknown_key(struct json v, const char *key, const char *const *keys,
                        size_t n, struct err *e)
{
    struct json_path path = {v.path, key, 0};
    size_t at = json_find(&v.doc->text, &path, true);
    const char *near = suggest(key, keys, n);
    struct buf known = BUF_INIT;

    if (near)
        return json_fail(&v.doc->text, at, &path, e,
                         "unknown key; did you mean \"%s\"?", near);
    for (size_t i = 0; i < n; i++)
        buf_printf(&known, "%s\"%s\"", i ? ", " : "", keys[i]);
    json_fail(&v.doc->text, at, &path, e, "unknown key; known here: %s",
              known.data);
    buf_free(&known);
    return false;
}

bool json_only(struct json v, const char *const *keys, size_t n, struct err *e)
{
    if (!json_is_object(v))
        return json_expected(v, "an object", e);
    for (const struct cJSON *c = v.node->child; c; c = c->next) {
        size_t i = 0;
        while (i < n && strcmp(c->string, keys[i]) != 0)
            i++;
        if (i == n)
            return unknown_key(v, c->string, keys, n, e);
    }
    return true;
}

bool json_string(struct json v, const char **out, struct err *e)
{
    if (!json_is_string(v))
        return json_expected(v, "a string", e);
    *out = v.node->valuestring;
    return true;
}

bool json_number(struct json v, double *out, struct err *e)
{
    if (!json_is_number(v))
        return json_expected(v, "a number", e);
    *out = v.node->valuedouble;
    return true;
}

bool json_int(struct json v, long min, long max, long *out, struct err *e)
{
    char expected[80];
    double number;

    snprintf(expected, sizeof expected, "a whole number from %ld to %ld", min,
             max);
    if (!json_is_number(v))
        return json_expected(v, expected, e);
    number = v.node->valuedouble;
    if (number != floor(number) || number < (double)min || number > (double)max)
        return json_expected(v, expected, e);
    *out = (long)number;
    return true;
}

bool json_u64(struct json v, uint64_t *out, struct err *e)
{
    static const char expected[] = "a whole number from 0 to 2^64 - 1";
    char *end;

    if (!json_is_number(v))
        return json_expected(v, expected, e);
    const char *at = v.doc->text.data + json_find(&v.doc->text, v.path, false);
    if (!isdigit((unsigned char)*at))
        return json_expected(v, expected, e);
    errno = 0;
    *out = strtoull(at, &end, 10);
    if (errno != 0 || strspn(end, ".eE") > 0)
        return json_expected(v, expected, e);
    return true;
}

bool json_bool(struct json v, bool *out, struct err *e)
{
    if (!json_is_bool(v))
        return json_expected(v, "true or false", e);
    *out = cJSON_IsTrue(v.node);
    return true;
}

static size_t count(const struct cJSON *node)
{
    size_t n = 0;

    for (const struct cJSON *c = node->child; c; c = c->next)
        n++;
    return n;
}

bool json_array(struct json v, size_t *n, struct err *e)
{
    if (!json_is_array(v))
        return json_expected(v, "an array", e);
    *n = count(v.node);
    return true;
}

bool json_object(struct json v, size_t *n, struct err *e)
{
    if (!json_is_object(v))
        return json_expected(v, "an object", e);
    *n = count(v.node);
    return true;
}

bool json_strings(struct arena *a, struct json v, size_t min, const char ***out,
                  size_t *n, struct err *e)
{
    if (!json_array(v, n, e))
        return false;
    if (*n < min)
        return json_error(v, e, "expected at least %zu string%s, found %zu",
                          min, min == 1 ? "" : "s", *n);
    *out = ARENA_ARRAY(a, const char *, *n);
    for (size_t i = 0; i < *n; i++)
        if (!json_string(json_at(v, i), &(*out)[i], e))
            return false;
    return true;
}
