/* Screening a stranger's submission.
 *
 * Theory of operation. The compiler preprocesses the submission once more, in a
 * folder of its own, and compiles it there. The preprocessed text says by line
 * markers ("# 12 "file" 1") where an included file begins and ends; what lies
 * in none of the system's headers nor in the exercise's is the submission's
 * own, macros expanded and names pasted together.
 *
 * C1. Markers are the preprocessor's: a source that has some itself is a hit.
 *     So is one that asks which files are there: those of our builds differ.
 * C2. What is allowed depends on the exercise's files alone, so that the same
 *     submission always gets the same answer. */
#include "grader/screen.h"

#include "grader/build.h"
#include "grader/screen_parts.h"
#include "grader/source.h"
#include "src/base/buf.h"
#include "src/base/proc.h"

#include <ctype.h>
#include <string.h>

enum {
    PREPROCESSED_MAX = 16 << 20, /* bytes: headers make about 200 KB */
    DEPTH_MAX = 200,             /* as gcc's own limit on nested includes */
    ANSWER_MAX = 1 << 20,
    WORD_MAX = 256,
};

/* Words with which one leaves C. */
static const char *const words[] = {
    "asm",
    "__asm",
    "__asm__",
    "__attribute",
    "__attribute__",
    "__builtin_return_address",
    "__builtin_frame_address",
    "__builtin_extract_return_addr",
    "__builtin_frob_return_addr",
    "__builtin_apply*",
    "__builtin_longjmp",
    "__builtin_setjmp",
    "__builtin_eh_return*",
    "__builtin_unwind_init",
    "__builtin_dwarf_*",
    "__builtin_*thread_pointer",
    "__builtin_call_with_static_chain",
    /* Accesses that no checker sees. */
    "__builtin_ia32_*",
    "__builtin_aarch64_*",
    "_mm*",
    "__seg_fs",
    "__seg_gs",
    /* The inside of a FILE, such as which descriptor it is. */
    "_fileno",
    "_IO_*",
};

/* Of those what only waits or orders. */
static const char *const harmless[] = {
    "_mm_pause",
    "_mm_[lms]fence",
    "__builtin_ia32_pause",
    "__builtin_ia32_[lms]fence",
};

/* Attributes that only tell the compiler about speed, layout or misuse. */
static const char *const attributes[] = {
    "aligned",
    "packed",
    "unused",
    "noinline",
    "always_inline",
    "noreturn",
    "format",
    "warn_unused_result",
    "cold",
    "hot",
    "const",
    "pure",
    "nonnull",
    "malloc",
    "returns_nonnull",
    "fallthrough",
    "noipa",
    "nothrow",
    "leaf",
    "sentinel",
    "deprecated",
    "may_alias",
    "mode",
    "vector_size",
    "maybe_unused",
    "nodiscard",
    "cleanup",
    "access",
    "alloc_size",
    "alloc_align",
    "assume_aligned",
    "flatten",
    "gnu_inline",
    "nonstring",
    "returns_twice",
    "error",
    "warning",
};

/* What a #pragma may begin with. */
static const char *const pragmas[] = {
    "STDC", "GCC diagnostic", "GCC unroll", "GCC ivdep",
    "once", "pack",           "GCC poison", "clang diagnostic"};

/* ------------------------------------------------------------------- words */

struct screen {
    struct arena *arena;
    const char *header;       /* the exercise's own; or NULL */
    const struct text *right; /* NULL data ends them */
    const char *main;         /* the submission, as the first marker names it */
    bool own[DEPTH_MAX];      /* of each file on the way to where we are */
    int depth;
    const char *hit;
};

/* "__aligned__" -> "aligned". */
static const char *bare(struct arena *a, const char *word)
{
    size_t len = strlen(word);

    if (len > 4 && strncmp(word, "__", 2) == 0 &&
        strcmp(word + len - 2, "__") == 0)
        return arena_strndup(a, word + 2, len - 4);
    return word;
}

static void hit(struct screen *s, const char *word)
{
    if (s->hit == NULL && !screen_right(s->right, word))
        s->hit = arena_strdup(s->arena, word);
}

/* "# 12 "spsc_queue.h" 1 3": which file begins or ends. */
static void take_marker(struct screen *s, const char *line, size_t len)
{
    const char *open = memchr(line, '"', len);
    const char *close = open == NULL ? NULL : memrchr(line, '"', len);

    if (open == NULL || close == open)
        return;
    size_t rest = len - (size_t)(close + 1 - line);
    bool begins = rest >= 2 && close[2] == '1',
         ends = rest >= 2 && close[2] == '2';
    const char *name =
        arena_strndup(s->arena, open + 1, (size_t)(close - open) - 1);
    if (s->main == NULL)
        s->main = name;
    if (begins && s->depth + 1 < DEPTH_MAX) {
        bool theirs =
            (*name == '/' && strcmp(name, s->main) != 0) ||
            (s->header != NULL && strcmp(file_base(name), s->header) == 0);
        s->own[++s->depth] = !theirs;
    } else if (ends && s->depth > 0) {
        s->depth--;
    }
}

/* Any line of the preprocessor's that is no marker; "#ident" is one, too. */
static void take_pragma(struct screen *s, const char *line, size_t len)
{
    static const char mark[] = "#pragma";
    bool pragma = strncmp(line, mark, sizeof mark - 1) == 0;
    const char *at = pragma ? line + sizeof mark - 1 : line;
    const char *text;

    while (at < line + len && (*at == ' ' || *at == '\t'))
        at++;
    text = arena_strndup(s->arena, at, (size_t)(line + len - at));
    for (size_t i = 0; i < sizeof pragmas / sizeof *pragmas; i++) {
        if (strncmp(text, pragmas[i], strlen(pragmas[i])) == 0)
            return;
    }
    if (s->hit == NULL)
        s->hit =
            arena_printf(s->arena, "%s%.40s", pragma ? "#pragma " : "", text);
}

static size_t word_length(const char *at)
{
    size_t len = 0;

    while (at[len] == '_' || isalnum((unsigned char)at[len]))
        len++;
    return len;
}

static size_t string_length(const char *at)
{
    size_t len = 1;

    while (at[len] != '\0' && at[len] != '\n' && at[len] != *at)
        len += at[len] == '\\' && at[len + 1] != '\0' ? 2 : 1;
    return at[len] == *at ? len + 1 : len;
}

/* Over blanks, and markers among them: between words that are lines apart the
 * preprocessor counts lines. */
static const char *skip_blanks(struct screen *s, const char *at)
{
    for (;;) {
        at += strspn(at, " \t");
        if (*at != '\n')
            return at;
        at++;
        if (at[0] == '#' && at[1] == ' ') {
            size_t len = strcspn(at, "\n");
            take_marker(s, at, len);
            at += len;
        }
    }
}

/* A square bracket that opens or closes, also as "<:" and ":>": bytes, or 0. */
static size_t bracket(const char *at, char what)
{
    if (*at == what)
        return 1;
    return strncmp(at, what == '[' ? "<:" : ":>", 2) == 0 ? 2 : 0;
}

/* The names inside of "((a, b(c)))" or "[[a, b(c)]]", which begins at `at`. */
static const char *take_attribute(struct screen *s, const char *at)
{
    int depth = 0;

    do {
        at = skip_blanks(s, at);
        size_t len = word_length(at), opens = bracket(at, '['),
               closes = bracket(at, ']');
        if (*at == '"' || *at == '\'') {
            at += string_length(at);
        } else if (len > 0) {
            const char *name = bare(s->arena, arena_strndup(s->arena, at, len));
            if (depth == 2 && strcmp(name, "gnu") != 0 &&
                !AMONG(name, attributes))
                hit(s, name);
            at += len;
        } else if (opens + closes > 0) {
            depth += opens > 0 ? 1 : -1;
            at += opens + closes;
        } else if (*at != '\0') {
            depth += *at == '(';
            depth -= *at == ')';
            at++;
        }
    } while (depth > 0 && *at != '\0');
    return at;
}

static bool begins_attribute(const char *at)
{
    size_t len = bracket(at, '[');

    return len > 0 && bracket(at + len + strspn(at + len, " \n"), '[') > 0;
}

static const char *take_word(struct screen *s, const char *at)
{
    size_t len = word_length(at);
    const char *word =
        arena_strndup(s->arena, at, len < WORD_MAX ? len : WORD_MAX);

    at += len;
    if (!s->own[s->depth] || !AMONG(word, words) || AMONG(word, harmless))
        return at;
    if (strncmp(word, "__attribute", 11) != 0) {
        hit(s, word);
        return at;
    }
    at = skip_blanks(s, at);
    return *at == '(' ? take_attribute(s, at) : at;
}

const char *screen_words(struct arena *a, const char *preprocessed,
                         const char *header, const struct text *right)
{
    struct screen *s = ARENA_NEW(a, struct screen);
    bool line_begins = true;

    *s = (struct screen){.arena = a, .header = header, .right = right};
    s->own[0] = true;
    for (const char *at = preprocessed; *at != '\0' && s->hit == NULL;) {
        if (line_begins && *at == '#') {
            size_t len = strcspn(at, "\n");
            if (len > 2 && at[1] == ' ' && isdigit((unsigned char)at[2]))
                take_marker(s, at, len);
            else if (s->own[s->depth])
                take_pragma(s, at, len);
            at += len;
        } else if (*at == '"' || *at == '\'') {
            at += string_length(at);
        } else if (word_length(at) > 0) {
            at = take_word(s, at);
        } else if (s->own[s->depth] && begins_attribute(at)) {
            at = take_attribute(s, at);
        } else {
            line_begins = *at == '\n' || (line_begins && *at == ' ');
            at++;
            continue;
        }
        line_begins = false;
    }
    return s->hit;
}

/* ------------------------------------------------------------------ markers */

/* What stands at s[i..end) between a backslash and the end of its line, which
 * compilers do not mind: bytes, with that end; 0: something else does. */
static size_t splice_length(const char *s, size_t i, size_t end)
{
    size_t n = 0;

    while (i + n < end && strchr(" \t\v\f\r", s[i + n]) != NULL)
        n++;
    return i + n < end && s[i + n] == '\n' ? n + 1 : 0;
}

/* The source as directives are seen: trigraphs replaced, lines joined, comments
 * one blank. */
static char *directives(struct arena *a, const struct text *source)
{
    char *out = arena_alloc(a, source->len + 1);
    size_t n = 0, end = source->len;
    const char *p = source->data;

    for (size_t i = 0; i < end; i++) {
        char c = p[i];
        if (c == '?' && i + 2 < end && p[i + 1] == '?' &&
            (p[i + 2] == '=' || p[i + 2] == '/')) {
            c = p[i + 2] == '=' ? '#' : '\\';
            i += 2;
        }
        size_t splice = c == '\\' ? splice_length(p, i + 1, end) : 0;
        if (splice == 0)
            out[n++] = c;
        i += splice;
    }
    out[n] = '\0';
    size_t k = 0;
    for (size_t i = 0; i < n;) {
        if (out[i] == '/' && out[i + 1] == '/') {
            i += strcspn(out + i, "\n");
        } else if (out[i] == '/' && out[i + 1] == '*') {
            const char *close = strstr(out + i + 2, "*/");
            i = close != NULL ? (size_t)(close + 2 - out) : n;
            out[k++] = ' ';
        } else if (out[i] == '"' || out[i] == '\'') {
            size_t len = string_length(out + i);
            memmove(out + k, out + i, len);
            k += len;
            i += len;
        } else {
            out[k++] = out[i++];
        }
    }
    out[k] = '\0';
    return out;
}

const char *screen_markers(struct arena *a, const struct text *source)
{
    if (source->len > 0 && memchr(source->data, '\0', source->len) != NULL)
        return "a NUL byte"; /* behind which nothing would be looked at */
    const char *at = directives(a, source);

    while (*at != '\0') {
        const char *end = at + strcspn(at, "\n");
        at += strspn(at, " \t\v\f\r");
        size_t mark = *at == '#' ? 1 : strncmp(at, "%:", 2) == 0 ? 2 : 0;
        if (mark > 0) {
            at += mark;
            at += strspn(at, " \t\v\f\r");
            if (isdigit((unsigned char)*at) ||
                (strncmp(at, "line", 4) == 0 && word_length(at) == 4))
                return "#line";
            if (memmem(at, (size_t)(end - at), "__has_include", 13) != NULL)
                return "__has_include";
        }
        at = *end == '\n' ? end + 1 : end;
    }
    return NULL;
}

/* ------------------------------------------------------------------ running */

static void found(struct work *w, const char *what)
{
    int line = source_line_of(&w->source, what);
    struct finding f = {
        .kind = FINDING_FORGED,
        .stage = STAGE_SHAPE,
        .file = line > 0 ? w->ex.submission_name : NULL,
        .line = line,
        .message = arena_printf(w->arena,
                                "uses %s, which no answer to this exercise "
                                "needs",
                                what),
    };

    work_found(w, &f);
}

bool screen_allows(struct arena *a, const struct exercise *ex,
                   const struct text **out, struct err *e)
{
    struct text *texts = ARENA_ARRAY(a, struct text, ex->nalso + ex->nbad + 2);
    struct expectation expected;
    struct err unreadable;
    size_t n = 0;

    *out = texts;
    if (!file_read(a, ex->solution, ANSWER_MAX, &texts[n++], e))
        return false;
    for (size_t i = 0; i < ex->nalso; i++) {
        if (!file_read(a, ex->also[i], ANSWER_MAX, &texts[n++], e))
            return false;
    }
    for (size_t i = 0; i < ex->nbad; i++) {
        if (!exercise_expectation(ex->bad[i], &expected, &unreadable))
            continue; /* for verify to say */
        if (expected.kind != FINDING_FORGED &&
            !file_read(a, ex->bad[i], ANSWER_MAX, &texts[n++], e))
            return false;
    }
    return true;
}

static bool cannot(struct work *w)
{
    work_settle(w, STAGE_SHAPE, OUTCOME_UNSURE,
                "what the compiler makes of the file could not be looked at");
    return true;
}

static bool words_done(struct work *w, struct task *t,
                       const struct sandbox_result *r, struct err *e)
{
    const struct text *right;

    (void)t;
    if (!build_exited_well(r))
        return true; /* the build says why */
    if (r->cut)
        return cannot(w);
    if (!screen_allows(w->arena, &w->ex, &right, e))
        return false;
    const char *what = screen_words(w->arena, r->out.data, w->ex.header, right);
    if (what != NULL)
        found(w, what);
    return true;
}

static bool object_done(struct work *w, struct task *t,
                        const struct sandbox_result *r, struct err *e)
{
    const struct text *right;

    (void)t;
    if (!build_exited_well(r) || r->cut)
        return cannot(w);
    if (!screen_allows(w->arena, &w->ex, &right, e))
        return false;
    const char *what = screen_object(w->arena, r->out.data, right);
    if (what != NULL)
        found(w, what);
    return true;
}

static bool compiled(struct work *w, struct task *t,
                     const struct sandbox_result *r, struct err *e)
{
    struct args args = {.arena = w->arena};
    const char *readelf = proc_find(w->arena, "readelf");

    (void)e;
    if (!build_exited_well(r))
        return true;
    if (readelf == NULL)
        return cannot(w);
    args_add(&args, readelf);
    args_add(&args, "-SsW");
    args_add(&args, build_object_names[OBJECT_OWN]);
    build_add_tool(w, VARIANT_PLAIN, t->spec.dir, &args, object_done,
                   "looking at the compiled file")
        ->stage = STAGE_SHAPE;
    return true;
}

static void add(struct work *w, const char *dir, const char *mode,
                const char *to, task_done *done)
{
    struct args args = build_own_compiler(w, VARIANT_PLAIN);

    args_add(&args, "-w");
    args_add(&args, mode);
    if (to != NULL) {
        args_add(&args, "-o");
        args_add(&args, to);
    }
    args_add(&args, w->ex.submission_name);
    struct task *t = build_add_tool(w, VARIANT_PLAIN, dir, &args, done,
                                    "looking at the source");
    t->stage = STAGE_SHAPE;
    t->spec.limits.output_max = PREPROCESSED_MAX;
}

bool screen_start(struct work *w, struct err *e)
{
    const char *dir = sandbox_mkdir(w->arena, w->box, "screen", e);
    const char *what = screen_markers(w->arena, &w->source);

    if (dir == NULL ||
        !sandbox_put(w->box, file_join(w->arena, dir, w->ex.submission_name),
                     w->source.data, w->source.len, false, e) ||
        (w->ex.header != NULL &&
         !sandbox_put(w->box, file_join(w->arena, dir, w->ex.header),
                      w->header.data, w->header.len, false, e)))
        return false;
    if (what != NULL)
        found(w, what); /* C1 */
    add(w, dir, "-E", NULL, words_done);
    add(w, dir, "-c", build_object_names[OBJECT_OWN], compiled);
    return true;
}
