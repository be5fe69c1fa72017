/* Screening a stranger's submission.
 *
 * Theory of operation. The compiler preprocesses the submission once more, in a
 * folder of its own, and compiles it there. The preprocessed text says by line
 * markers ("# 12 "file" 1") where an included file begins and ends; what lies
 * in none of the system's headers nor in the exercise's is the submission's
 * own, macros expanded and names pasted together.
 *
 * C1. Markers are the preprocessor's: a source that has some itself is a hit.
 * C2. What is allowed depends on the exercise's files alone, so that the same
 *     submission always gets the same answer. */
#include "grader/screen.h"

#include "grader/build.h"
#include "grader/source.h"
#include "src/base/buf.h"
#include "src/base/proc.h"

#include <ctype.h>
#include <fnmatch.h>
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
    "__builtin_apply*",
    "__builtin_longjmp",
    "__builtin_setjmp",
};

/* What one asks the C library or the linker for to find one's way around in the
 * program, to be called when nobody expects it, or to use descriptors that are
 * not one's own. Only as symbols: a variable may be called `close`. */
static const char *const imports[] = {
    "__start_*",
    "__stop_*",
    "__executable_start",
    "__bss_start",
    "_end",
    "end",
    "_etext",
    "etext",
    "_edata",
    "edata",
    "data_start",
    "__data_start",
    "_start",
    "_DYNAMIC",
    "_r_debug",
    "_dl_*",
    "__dso_handle",
    "__libc_*",
    "environ",
    "__environ",
    "dl_iterate_phdr",
    "dladdr*",
    "getauxval",
    "backtrace*",
    "mprotect",
    "pkey_mprotect",
    "mremap",
    "process_*",
    "atexit",
    "on_exit",
    "at_quick_exit",
    "pthread_atfork",
    "signal",
    "sigaction",
    "sigaltstack",
    "write",
    "pwrite*",
    "writev",
    "dprintf",
    "fdopen",
    "dup",
    "dup2",
    "dup3",
    "fcntl*",
    "close",
    "close_range",
    "closefrom",
    "tl_report",
    "tl_point",
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
};

/* What a #pragma may begin with. */
static const char *const pragmas[] = {
    "STDC", "GCC diagnostic", "GCC unroll", "GCC ivdep", "once", "GCC poison"};

/* Sections that gcc makes of ordinary C. */
static const char *const sections[] = {
    ".text*",     ".data*",        ".bss*",   ".rodata*", ".tdata*",
    ".tbss*",     ".rela*",        ".rel.*",  ".note*",   ".comment",
    ".eh_frame*", ".debug_*",      ".symtab", ".strtab",  ".shstrtab",
    ".group",     ".symtab_shndx", ".gnu.*",  ".llvm*",
};

static bool is_among(const char *word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (fnmatch(list[i], word, 0) == 0)
            return true;
    }
    return false;
}
#define AMONG(word, list) is_among(word, list, sizeof(list) / sizeof *(list))

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

static bool stands_in_one(const struct screen *s, const char *word)
{
    for (const struct text *t = s->right; t->data != NULL; t++) {
        if (source_line_of(t, word) > 0)
            return true;
    }
    return false;
}

static bool allowed(const struct screen *s, const char *word)
{
    static const char *const spellings[] = {"asm", "__asm", "__asm__"};

    if (!AMONG(word, spellings))
        return stands_in_one(s, word);
    return stands_in_one(s, spellings[0]) || stands_in_one(s, spellings[1]) ||
           stands_in_one(s, spellings[2]);
}

static void hit(struct screen *s, const char *word)
{
    if (s->hit == NULL && !allowed(s, word))
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

static void take_pragma(struct screen *s, const char *line, size_t len)
{
    const char *at = line + strlen("#pragma");
    const char *text;

    while (at < line + len && (*at == ' ' || *at == '\t'))
        at++;
    text = arena_strndup(s->arena, at, (size_t)(line + len - at));
    for (size_t i = 0; i < sizeof pragmas / sizeof *pragmas; i++) {
        if (strncmp(text, pragmas[i], strlen(pragmas[i])) == 0)
            return;
    }
    if (s->hit == NULL)
        s->hit = arena_printf(s->arena, "#pragma %.40s", text);
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

/* The names inside of "((a, b(c)))" or "[[a, b(c)]]", which begins at `at`. */
static const char *take_attribute(struct screen *s, const char *at)
{
    int depth = 0;

    do {
        size_t len = word_length(at);
        if (*at == '"' || *at == '\'') {
            at += string_length(at);
        } else if (len > 0) {
            const char *name = bare(s->arena, arena_strndup(s->arena, at, len));
            if (depth == 2 && strcmp(name, "gnu") != 0 &&
                !AMONG(name, attributes))
                hit(s, name);
            at += len;
        } else if (*at != '\0') {
            depth += *at == '(' || *at == '[';
            depth -= *at == ')' || *at == ']';
            at++;
        }
    } while (depth > 0 && *at != '\0');
    return at;
}

static const char *take_word(struct screen *s, const char *at)
{
    size_t len = word_length(at);
    const char *word =
        arena_strndup(s->arena, at, len < WORD_MAX ? len : WORD_MAX);

    at += len;
    if (!s->own[s->depth] || !AMONG(word, words))
        return at;
    if (strncmp(word, "__attribute", 11) != 0) {
        hit(s, word);
        return at;
    }
    at += strspn(at, " \t\n");
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
        } else if (*at == '[' && at[1 + strspn(at + 1, " \n")] == '[' &&
                   s->own[s->depth]) {
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
        }
        at = *end == '\n' ? end + 1 : end;
    }
    return NULL;
}

/* ------------------------------------------------------------------- object */

/* "  [ 1] .text             PROGBITS ...": the name, or NULL. */
static const char *section_of(struct arena *a, const char *line, size_t len)
{
    const char *name = memchr(line, ']', len);

    if (name == NULL || len < 5 || line[2] != '[' || name[1] != ' ' ||
        (size_t)(name + 2 - line) >= len)
        return NULL;
    name += 2;
    if (strncmp(name, "Name ", 5) == 0 || *name == ' ')
        return NULL; /* the head of the table, and its first, empty line */
    return arena_strndup(a, name, strcspn(name, " \n"));
}

/* "    12: 0000000000000000     0 FUNC    GLOBAL DEFAULT  UND write": the name,
 * where it is one that the object does not define. */
static const char *import_of(struct arena *a, const char *line, size_t len)
{
    static const char undefined[] = " UND ";
    const char *at = memmem(line, len, undefined, sizeof undefined - 1);

    if (at == NULL || at + sizeof undefined - 1 >= line + len)
        return NULL;
    at += sizeof undefined - 1;
    return arena_strndup(a, at, strcspn(at, " @\n"));
}

const char *screen_object(struct arena *a, const char *text,
                          const struct text *right)
{
    struct screen s = {.arena = a, .right = right};

    for (const char *line = text; *line != '\0' && s.hit == NULL;) {
        size_t len = strcspn(line, "\n");
        const char *section = section_of(a, line, len);
        const char *import = import_of(a, line, len);
        if (section != NULL && !AMONG(section, sections))
            s.hit = arena_printf(a, "a section %s", section);
        if (memmem(line, len, " IFUNC ", 7) != NULL)
            s.hit = "an indirect function";
        if (import != NULL && AMONG(import, imports))
            hit(&s, import);
        line += len;
        line += *line == '\n';
    }
    return s.hit;
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
