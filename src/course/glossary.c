/* Reads data/glossary.json, and finds its words in a text.
 *
 * A hyphen between letters belongs to the word: in "thread-local" the word
 * "thread" does not occur. */
#include "src/course/glossary.h"

#include "src/course/catalog.h"
#include "src/course/field.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { ALSO_MAX = 20 }; /* spellings of one term */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Bytes of `text` that say `term`, or 0: without case, and any number of
 * blanks where the term has one. */
static size_t same(const char *text, const char *term)
{
    const char *at = text;

    while (*term) {
        if (*term == ' ') {
            if (!is_blank(*at))
                return 0;
            while (is_blank(*at))
                at++;
        } else if (tolower((unsigned char)*at) !=
                   tolower((unsigned char)*term)) {
            return 0;
        } else {
            at++;
        }
        term++;
    }
    return (size_t)(at - text);
}

/* ------------------------------------------------------------------ reading */

/* Two entries that say the same would explain one word in two ways. */
static bool check_new(const struct term *all, size_t i, const char *spelling,
                      struct json v, struct err *e)
{
    const struct glossary before = {all, i};
    const struct term *other = glossary_find(&before, spelling);

    return !other || json_error(v, e, "\"%.60s\" belongs to \"%.60s\" already",
                                spelling, other->name);
}

static bool read_spelling(struct json v, const char **out, struct err *e)
{
    if (!field_line(v, out, e))
        return false;
    const char *s = *out;
    if (*s == ' ' || s[strlen(s) - 1] == ' ' || strstr(s, "  "))
        return json_error(v, e,
                          "a term has single blanks, and none at its "
                          "ends");
    return true;
}

static bool read_term(struct arena *a, struct json v, struct term *all,
                      size_t i, struct err *e)
{
    struct term *t = &all[i];
    struct json name = json_get(v, "term"), also = json_get(v, "also");

    if (!FIELD_ONLY(v, e, "term", "also", "says") ||
        !read_spelling(name, &t->name, e) ||
        !check_new(all, i, t->name, name, e) ||
        !field_line(json_get(v, "says"), &t->says, e))
        return false;
    if (!json_exists(also))
        return true;
    if (!field_count(also, 0, ALSO_MAX, "spellings", &t->nalso, e))
        return false;
    const char **list = ARENA_ARRAY(a, const char *, t->nalso);
    for (size_t k = 0; k < t->nalso; k++)
        if (!read_spelling(json_at(also, k), &list[k], e) ||
            !check_new(all, i, list[k], json_at(also, k), e))
            return false;
    t->also = list;
    return true;
}

bool glossary_load(struct arena *a, const char *path, struct glossary *out,
                   struct err *e)
{
    struct json list;
    size_t n;

    if (!catalog_load(a, path, "terms", &list, &n, e))
        return false;
    struct term *all = ARENA_ARRAY(a, struct term, n);
    for (size_t i = 0; i < n; i++)
        if (!read_term(a, json_at(list, i), all, i, e))
            return false;
    *out = (struct glossary){all, n};
    return true;
}

/* ------------------------------------------------------------------ finding */

/* Every spelling of a term: the name is number 0. */
static const char *spelling(const struct term *t, size_t i)
{
    return i == 0 ? t->name : t->also[i - 1];
}

const struct term *glossary_find(const struct glossary *g, const char *word)
{
    while (is_blank(*word))
        word++;
    for (size_t i = 0; i < g->n; i++) {
        const struct term *t = &g->term[i];
        for (size_t k = 0; k <= t->nalso; k++) {
            size_t n = same(word, spelling(t, k));
            if (n > 0 && word[n + strspn(word + n, " \t")] == '\0')
                return t;
        }
    }
    return NULL;
}

/* Is there the edge of a word before s[at]? */
static bool begins(const char *s, size_t at)
{
    if (at == 0 || !in_word(s[at]))
        return true;
    if (s[at - 1] == '-')
        return at == 1 || !in_word(s[at - 2]);
    return !in_word(s[at - 1]);
}

static bool ends(const char *s, size_t at)
{
    if (at > 0 && !in_word(s[at - 1]))
        return true;
    return s[at] == '-' ? !in_word(s[at + 1]) : !in_word(s[at]);
}

const struct term *glossary_match(const struct glossary *g, const char *text,
                                  size_t at, size_t *len)
{
    const struct term *longest = NULL;

    *len = 0;
    if (!begins(text, at))
        return NULL;
    for (size_t i = 0; i < g->n; i++) {
        const struct term *t = &g->term[i];
        for (size_t k = 0; k <= t->nalso; k++) {
            size_t n = same(text + at, spelling(t, k));
            if (n > *len && ends(text, at + n)) {
                longest = t;
                *len = n;
            }
        }
    }
    return longest;
}
