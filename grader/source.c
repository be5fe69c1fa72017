/* Words of a C source. */
#include "grader/source.h"

#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

enum { WORD_MAX = 128 }; /* bytes; longer identifiers are not looked for */

struct scan {
    const char *p, *end;
    int line;
};

static bool starts(const struct scan *s, const char *what)
{
    size_t len = strlen(what);

    return (size_t)(s->end - s->p) >= len && memcmp(s->p, what, len) == 0;
}

static void step(struct scan *s, size_t n)
{
    for (; n > 0 && s->p < s->end; n--)
        s->line += *s->p++ == '\n';
}

static void skip_to(struct scan *s, const char *what)
{
    while (s->p < s->end && !starts(s, what))
        step(s, 1);
    step(s, strlen(what));
}

static void skip_quoted(struct scan *s)
{
    char quote = *s->p;

    step(s, 1);
    while (s->p < s->end && *s->p != quote && *s->p != '\n')
        step(s, *s->p == '\\' ? 2 : 1);
    step(s, 1);
}

static bool is_word(char c)
{
    return c == '_' || isalnum((unsigned char)c);
}

int source_line_of(const struct text *source, const char *pattern)
{
    struct scan s = {source->data, source->data + source->len, 1};

    while (s.p < s.end) {
        if (starts(&s, "/*")) {
            skip_to(&s, "*/");
        } else if (starts(&s, "//")) {
            skip_to(&s, "\n");
        } else if (*s.p == '"' || *s.p == '\'') {
            skip_quoted(&s);
        } else if (is_word(*s.p)) {
            const char *start = s.p;
            char word[WORD_MAX];
            while (s.p < s.end && is_word(*s.p))
                s.p++;
            size_t len = (size_t)(s.p - start);
            if (len >= sizeof word)
                continue;
            memcpy(word, start, len);
            word[len] = '\0';
            if (fnmatch(pattern, word, 0) == 0)
                return s.line;
        } else {
            step(&s, 1);
        }
    }
    return 0;
}
