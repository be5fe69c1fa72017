/* C with colours: a lexer for one line at a time.
 *
 * It must never be wrong about the text, only about its colours: every byte of
 * the line is added once, in order, and escape sequences stand only between
 * tokens. */
#include "src/ui/highlight.h"

#include <ctype.h>
#include <string.h>

enum { IN_CODE = 0, IN_COMMENT = 1 }; /* *state between lines */

struct lexer {
    struct buf *out;
    const struct look *look;
    const char *s;
    size_t len, at;
};

static const char *const keywords[] = {
    "_Alignas",      "_Alignof",  "_Atomic",
    "_Generic",      "_Noreturn", "_Static_assert",
    "_Thread_local", "__thread",  "alignas",
    "alignof",       "auto",      "break",
    "case",          "const",     "continue",
    "default",       "do",        "else",
    "enum",          "extern",    "for",
    "goto",          "if",        "inline",
    "noreturn",      "register",  "restrict",
    "return",        "sizeof",    "static",
    "static_assert", "struct",    "switch",
    "thread_local",  "typedef",   "union",
    "volatile",      "while",
};

/* Names that end in _t are types, too. */
static const char *const types[] = {
    "FILE",          "_Bool",        "atomic_bool",   "atomic_char",
    "atomic_flag",   "atomic_int",   "atomic_llong",  "atomic_long",
    "atomic_schar",  "atomic_short", "atomic_uchar",  "atomic_uint",
    "atomic_ullong", "atomic_ulong", "atomic_ushort", "bool",
    "char",          "double",       "float",         "int",
    "long",          "memory_order", "short",         "signed",
    "unsigned",      "void",
};

static const char *const constants[] = {
    "NULL",
    "false",
    "memory_order_acq_rel",
    "memory_order_acquire",
    "memory_order_consume",
    "memory_order_relaxed",
    "memory_order_release",
    "memory_order_seq_cst",
    "true",
};

static bool is_one_of(const char *word, size_t len, const char *const *words,
                      size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strncmp(words[i], word, len) == 0 && words[i][len] == '\0')
            return true;
    }
    return false;
}

#define ONE_OF(word, len, words) \
    is_one_of((word), (len), (words), sizeof(words) / sizeof *(words))

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char peek(const struct lexer *l, size_t ahead)
{
    return l->at + ahead < l->len ? l->s[l->at + ahead] : '\0';
}

/* Adds the next n bytes in a style. */
static void take(struct lexer *l, enum style style, size_t n)
{
    if (style != STYLE_NONE)
        buf_adds(l->out, term_style(l->look, style));
    buf_add(l->out, l->s + l->at, n);
    if (style != STYLE_NONE)
        buf_adds(l->out, term_style(l->look, STYLE_NONE));
    l->at += n;
}

/* A comment from here to its end or the line's; `skip` bytes belong to its
 * beginning. */
static void take_comment(struct lexer *l, size_t skip, int *state)
{
    const char *from = l->s + l->at + skip;
    const char *end = memmem(from, l->len - l->at - skip, "*/", 2);

    *state = end ? IN_CODE : IN_COMMENT;
    take(l, STYLE_COMMENT,
         end ? (size_t)(end + 2 - (l->s + l->at)) : l->len - l->at);
}

static size_t quoted_len(const struct lexer *l, char quote)
{
    size_t n = 1;

    while (l->at + n < l->len && peek(l, n) != quote)
        n += peek(l, n) == '\\' && l->at + n + 1 < l->len ? 2 : 1;
    return l->at + n < l->len ? n + 1 : n;
}

static size_t number_len(const struct lexer *l)
{
    size_t n = 1;

    for (;; n++) {
        char c = peek(l, n), before = peek(l, n - 1);
        bool sign = (c == '+' || c == '-') && strchr("eEpP", before) != NULL;
        /* 0xE+1 is a sum: only an exponent takes a sign. */
        if (sign && strchr("eE", before) && strchr("xX", peek(l, 1)) != NULL)
            sign = false;
        if (!isalnum((unsigned char)c) && c != '.' && c != '_' && !sign)
            return n;
    }
}

static size_t word_len(const struct lexer *l)
{
    size_t n = 0;

    while (is_letter(peek(l, n)) || is_digit(peek(l, n)))
        n++;
    return n;
}

static void take_word(struct lexer *l)
{
    const char *word = l->s + l->at;
    size_t n = word_len(l);
    enum style style = STYLE_NONE;

    if (ONE_OF(word, n, keywords))
        style = STYLE_KEYWORD;
    else if (ONE_OF(word, n, types) ||
             (n > 2 && !memcmp(word + n - 2, "_t", 2)))
        style = STYLE_TYPE;
    else if (ONE_OF(word, n, constants))
        style = STYLE_NUMBER;
    take(l, style, n);
}

/* "#include <...>" or another directive, whose arguments are C again. */
static void take_directive(struct lexer *l)
{
    size_t n = 1;

    while (peek(l, n) == ' ' || peek(l, n) == '\t')
        n++;
    size_t name = n;
    while (isalpha((unsigned char)peek(l, n)))
        n++;
    bool include =
        n - name == 7 && memcmp(l->s + l->at + name, "include", 7) == 0;
    take(l, STYLE_PREPROC, n);
    if (!include)
        return;
    for (n = 0; peek(l, n) == ' ' || peek(l, n) == '\t';)
        n++;
    take(l, STYLE_NONE, n);
    const char *end =
        peek(l, 0) == '<' ? memchr(l->s + l->at, '>', l->len - l->at) : NULL;
    if (end)
        take(l, STYLE_STRING, (size_t)(end + 1 - (l->s + l->at)));
}

static void take_token(struct lexer *l, bool line_start, int *state)
{
    char c = peek(l, 0), next = peek(l, 1);

    if (c == '/' && next == '*')
        take_comment(l, 2, state);
    else if (c == '/' && next == '/')
        take(l, STYLE_COMMENT, l->len - l->at);
    else if (c == '"' || c == '\'')
        take(l, STYLE_STRING, quoted_len(l, c));
    else if (is_digit(c) || (c == '.' && is_digit(next)))
        take(l, STYLE_NUMBER, number_len(l));
    else if (is_letter(c))
        take_word(l);
    else if (c == '#' && line_start)
        take_directive(l);
    else
        take(l, STYLE_NONE, 1);
}

void highlight_c_line(struct buf *out, const struct look *look,
                      const char *line, size_t len, int *state)
{
    struct lexer l = {.out = out, .look = look, .s = line, .len = len};
    bool line_start = true;

    if (len > 0 && line[len - 1] == '\n')
        l.len--;
    if (*state == IN_COMMENT)
        take_comment(&l, 0, state);
    while (l.at < l.len) {
        bool blank = peek(&l, 0) == ' ' || peek(&l, 0) == '\t';
        take_token(&l, line_start, state);
        line_start = line_start && blank;
    }
    buf_add(out, line + l.len, len - l.len);
}
