/* Patterns.
 *
 * A pattern is tried in every way in which it fits; what counts is what these
 * readings say. A file is never given to one of several students by guess:
 *
 *  1. With a roster, readings whose id is in it go before all others. If they
 *     name two students, nobody gets the file.
 *  2. Without one, the shortest id wins: in "{id}_*_{exercise}.c" the id is
 *     what stands in front of the first "_".
 *  3. Of two exercises the longer name wins: "anna_spsc_queue.c" is for
 *     spsc_queue where there is a "queue", too.
 *  4. Nothing but a '/' in the pattern fits a '/', so that no name of a file
 *     below somebody's folder can take the place of the folder's own name. */
#include "src/class/intake_names.h"

#include "src/class/archive.h"

#include <string.h>

enum {
    PATTERN_MAX = 256, /* bytes: patterns are typed by hand */
    TOKENS_MAX = 64,   /* of one pattern */
    READINGS_MAX = 64, /* of one path: more say nothing new */
    STEPS_MAX = 20000, /* for one path; 10,000 of them take a second */
};

enum token_kind {
    TOKEN_TEXT,
    TOKEN_SLASH,
    TOKEN_ANY,
    TOKEN_ID,
    TOKEN_EXERCISE
};

struct token {
    enum token_kind kind;
    const char *text; /* TOKEN_TEXT */
    size_t len;
};

struct pattern {
    struct token token[TOKENS_MAX];
    size_t n;
};

struct names_rule {
    bool given; /* one pattern, below; else what is recognised */
    struct pattern list[2];
    size_t n;
    const struct assignment *as;
    bool (*known)(void *ctx, const char *id);
    void *ctx;
};

struct reading {
    const char *id;
    size_t id_len;
    size_t exercise, exercise_len;
};

struct matcher {
    const struct names_rule *rule;
    const struct pattern *pattern;
    size_t end; /* tokens that are to fit */
    long steps;
    struct reading found[READINGS_MAX];
    size_t n;
};

bool names_is_litter(const char *name)
{
    return *name == '.' || strcmp(name, "__MACOSX") == 0 ||
           strcmp(name, "Thumbs.db") == 0 || strcmp(name, "desktop.ini") == 0;
}

bool names_is_pattern(const struct names_rule *rule)
{
    return rule->given;
}

/* The file's name without ".c". */
static size_t stem_of(const char *file)
{
    const char *dot = strrchr(file, '.');

    return dot != NULL ? (size_t)(dot - file) : strlen(file);
}

static void fit(struct matcher *m, size_t t, const char *s, struct reading r);

/* {exercise} is its name, or that of its file. */
static void fit_exercise(struct matcher *m, size_t t, const char *s,
                         struct reading r)
{
    for (size_t i = 0; i < m->rule->as->n; i++) {
        const struct assigned *of = &m->rule->as->list[i];
        size_t name = strlen(of->exercise), stem = stem_of(of->file);
        r.exercise = i;
        if (strncmp(s, of->exercise, name) == 0) {
            r.exercise_len = name;
            fit(m, t + 1, s + name, r);
        }
        if (strncmp(s, of->file, stem) == 0 &&
            (stem != name || strncmp(of->file, of->exercise, name) != 0)) {
            r.exercise_len = stem;
            fit(m, t + 1, s + stem, r);
        }
    }
}

/* The token takes up 0 or more characters of s, an id 1 or more. */
static void fit_any(struct matcher *m, size_t t, const char *s,
                    struct reading r)
{
    bool id = m->pattern->token[t].kind == TOKEN_ID;
    size_t most = strcspn(s, "/");

    if (id && most > STUDENT_ID_MAX)
        most = STUDENT_ID_MAX;
    for (size_t len = id; len <= most && m->steps > 0; len++) {
        if (id) {
            r.id = s;
            r.id_len = len;
        }
        fit(m, t + 1, s + len, r);
    }
}

/* Tokens from t on against all of s. */
static void fit(struct matcher *m, size_t t, const char *s, struct reading r)
{
    const struct token *token = &m->pattern->token[t];

    if (m->steps-- <= 0 || m->n == READINGS_MAX)
        return;
    if (t == m->end) {
        if (*s == '\0')
            m->found[m->n++] = r;
        return;
    }
    switch (token->kind) {
    case TOKEN_TEXT:
        if (strncmp(s, token->text, token->len) == 0)
            fit(m, t + 1, s + token->len, r);
        return;
    case TOKEN_SLASH:
        if (*s == '/')
            fit(m, t + 1, s + 1, r);
        return;
    case TOKEN_EXERCISE:
        fit_exercise(m, t, s, r);
        return;
    case TOKEN_ANY:
    case TOKEN_ID:
        fit_any(m, t, s, r);
    }
}

/* Copies the reading's id; false where it is none. */
static bool id_of(const struct reading *r, char id[STUDENT_ID_MAX + 1])
{
    if (r->id == NULL || r->id_len > STUDENT_ID_MAX)
        return false;
    memcpy(id, r->id, r->id_len);
    id[r->id_len] = '\0';
    return roster_id_ok(id);
}

/* Rules 2 and 3. */
static bool better(const struct reading *a, const struct reading *b)
{
    if (a->exercise_len != b->exercise_len)
        return a->exercise_len > b->exercise_len;
    return a->id_len < b->id_len;
}

/* What the readings come to. */
static enum names_found choose(const struct matcher *m, struct names_match *out)
{
    const struct names_rule *rule = m->rule;
    const struct reading *best = NULL;
    bool best_known = false, several = false;
    char id[STUDENT_ID_MAX + 1];

    for (size_t i = 0; i < m->n; i++) {
        const struct reading *r = &m->found[i];
        if (!id_of(r, id))
            continue;
        bool known = rule->known != NULL && rule->known(rule->ctx, id);
        if (best != NULL && known && best_known && strcmp(id, out->id) != 0) {
            several = true;
            strcpy(out->other, id);
            continue;
        }
        if (best != NULL &&
            (known != best_known ? best_known : !better(r, best)))
            continue;
        best = r;
        best_known = known;
        out->exercise = r->exercise;
        strcpy(out->id, id);
    }
    return best == NULL ? NAMES_NONE : several ? NAMES_SEVERAL : NAMES_ONE;
}

static void try_all(struct matcher *m, const char *path)
{
    for (size_t i = 0; i < m->rule->n; i++) {
        m->pattern = &m->rule->list[i];
        m->end = m->pattern->n;
        fit(m, 0, path, (struct reading){0});
    }
}

/* The first part as a folder or an archive of a student. */
static enum names_found first_part(const char *path, struct names_match *out)
{
    size_t len = strcspn(path, "/");
    char part[STUDENT_ID_MAX + sizeof ".tar.bz2"];

    if (len >= sizeof part)
        return NAMES_NONE;
    memcpy(part, path, len);
    part[len] = '\0';
    len = archive_stem(part);
    if (len > STUDENT_ID_MAX)
        return NAMES_NONE;
    memcpy(out->id, part, len);
    out->id[len] = '\0';
    return roster_id_ok(out->id) ? NAMES_ONE : NAMES_NONE;
}

static bool is_assigned(const struct names_rule *rule, const char *file)
{
    for (size_t i = 0; i < rule->as->n; i++)
        if (strcmp(file, rule->as->list[i].file) == 0)
            return true;
    return false;
}

static enum names_found match_below(const struct names_rule *rule,
                                    const char *path, struct names_match *out)
{
    const char *base = file_base(path);

    if (!is_assigned(rule, base))
        return NAMES_NONE;
    while (strcmp(base, rule->as->list[out->exercise].file) != 0)
        out->exercise++;
    return first_part(path, out);
}

enum names_found names_match(const struct names_rule *rule, const char *path,
                             struct names_match *out)
{
    struct matcher m = {.rule = rule, .steps = STEPS_MAX};

    *out = (struct names_match){0};
    if (!rule->given && strchr(path, '/') != NULL)
        return match_below(rule, path, out);
    try_all(&m, path);
    enum names_found found = choose(&m, out);
    /* "spsc_queue.c" is not what somebody called "spsc" hands in. */
    if (!rule->given && is_assigned(rule, path) &&
        (rule->known == NULL || !rule->known(rule->ctx, out->id)))
        return NAMES_NONE;
    return found;
}

/* The first parts of the path, against as many of the pattern: whichever are
 * the fewest that have an id in them. */
static enum names_found owner_by_pattern(const struct names_rule *rule,
                                         const char *path,
                                         struct names_match *out)
{
    struct matcher m = {
        .rule = rule, .pattern = &rule->list[0], .steps = STEPS_MAX};
    struct arena *scratch = arena_new();
    const char *part = path;
    bool has_id = false;

    for (size_t t = 0; t <= m.pattern->n && m.n == 0; t++) {
        bool last = t == m.pattern->n;
        if (!last && m.pattern->token[t].kind != TOKEN_SLASH) {
            has_id |= m.pattern->token[t].kind == TOKEN_ID;
            continue;
        }
        part += strcspn(part, "/");
        m.end = t;
        if (has_id)
            fit(&m, 0, arena_strndup(scratch, path, (size_t)(part - path)),
                (struct reading){0});
        if (*part == '\0')
            break;
        part++;
    }
    enum names_found found = choose(&m, out);
    arena_free(scratch);
    return found;
}

enum names_found names_owner(const struct names_rule *rule, const char *path,
                             struct names_match *out)
{
    *out = (struct names_match){0};
    return rule->given ? owner_by_pattern(rule, path, out)
                       : first_part(path, out);
}

static bool add_token(struct pattern *p, enum token_kind kind, const char *text,
                      size_t len, struct err *e)
{
    if (p->n == TOKENS_MAX)
        return err_set(e, "it has too many parts");
    p->token[p->n++] = (struct token){kind, text, len};
    return true;
}

/* The token that begins at *s, which it moves behind it. */
static bool compile_token(struct pattern *p, const char **s, struct err *e)
{
    static const struct {
        const char *text;
        enum token_kind kind;
    } known[] = {
        {"{id}", TOKEN_ID},    {"{exercise}", TOKEN_EXERCISE},
        {"{name}", TOKEN_ANY}, {"*", TOKEN_ANY},
        {"/", TOKEN_SLASH},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t len = strlen(known[i].text);
        if (strncmp(*s, known[i].text, len) == 0) {
            *s += len;
            return add_token(p, known[i].kind, NULL, 0, e);
        }
    }
    if (**s == '{' || **s == '}')
        return err_set(e, "only {id}, {exercise} and {name} can stand in "
                          "braces");
    size_t len = strcspn(*s, "{}*/");
    *s += len;
    return add_token(p, TOKEN_TEXT, *s - len, len, e);
}

static size_t tokens_of(const struct pattern *p, enum token_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++)
        n += p->token[i].kind == kind;
    return n;
}

/* Two neighbours of which nobody can say where one ends. */
static bool has_open_border(const struct pattern *p)
{
    for (size_t i = 1; i < p->n; i++) {
        enum token_kind a = p->token[i - 1].kind, b = p->token[i].kind;
        if ((a == TOKEN_ID && (b == TOKEN_ANY || b == TOKEN_ID)) ||
            (b == TOKEN_ID && a == TOKEN_ANY))
            return true;
    }
    return false;
}

static bool is_sound(const struct pattern *p, const struct assignment *as,
                     struct err *e)
{
    if (tokens_of(p, TOKEN_ID) != 1)
        return err_set(e, "{id} must stand in it once");
    if (tokens_of(p, TOKEN_EXERCISE) > 1)
        return err_set(e, "{exercise} can stand in it once");
    if (tokens_of(p, TOKEN_EXERCISE) == 0 && as->n != 1)
        return err_set(e, "{exercise} must stand in it: the assignment has %zu",
                       as->n);
    if (has_open_border(p))
        return err_set(e, "something must stand between {id} and what may be "
                          "anything");
    return true;
}

static bool compile(struct pattern *p, const char *pattern, struct err *e)
{
    for (const char *s = pattern; *s != '\0';)
        if (!compile_token(p, &s, e))
            return false;
    return true;
}

static bool compile_given(struct names_rule *rule, const char *pattern,
                          struct err *e)
{
    size_t len = strlen(pattern);

    if (len == 0 || len > PATTERN_MAX)
        return err_set(e, "it has %zu bytes; 1 to %d make sense", len,
                       PATTERN_MAX);
    if (*pattern == '/' || pattern[len - 1] == '/' ||
        strstr(pattern, "//") != NULL)
        return err_set(e, "it is the path of a file below the folder, such as "
                          "\"{id}/{exercise}.c\"");
    rule->given = true;
    rule->n = 1;
    return compile(&rule->list[0], pattern, e) &&
           is_sound(&rule->list[0], rule->as, e);
}

bool names_rule(struct arena *a, const char *pattern,
                const struct assignment *as,
                bool (*known)(void *ctx, const char *id), void *ctx,
                struct names_rule **out, struct err *e)
{
    struct names_rule *rule = ARENA_NEW(a, struct names_rule);

    rule->as = as;
    rule->known = known;
    rule->ctx = ctx;
    *out = rule;
    if (pattern != NULL) {
        pattern = arena_strdup(a, pattern);
        return compile_given(rule, pattern, e) ||
               err_in(e, "the pattern \"%s\"", pattern);
    }
    rule->n = as->n == 1 ? 2 : 1;
    return compile(&rule->list[0], "{id}_{exercise}.c", e) &&
           compile(&rule->list[1], "{id}.c", e);
}
