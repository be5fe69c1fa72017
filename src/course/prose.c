/* Splits a lesson's Markdown into sections, line by line.
 *
 * Only what separates sections is understood here: headings and fenced code
 * blocks (in which a line that looks like a heading is none), as CommonMark
 * defines them. Everything else is text for the renderer. */
#include "src/course/prose.h"

#include "src/base/buf.h"
#include "src/base/utf8.h"
#include "src/course/lesson.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { INDENT_MAX = 3 }; /* blanks: indented further, a line is code */

/* Where the reader is. Texts are collected in buffers and moved to the section
 * when it ends. */
struct prose {
    struct arena *a;
    const char *name;
    struct err *e;
    struct section *sections; /* room for LESSON_STEPS_MAX */
    size_t n;
    size_t line;
    bool titled;   /* the one "# Title" was seen */
    char fence;    /* '`' or '~' inside a fenced block, else 0 */
    size_t length; /* of the fence */
    size_t indent; /* of the fence: taken off the program's lines */
    size_t fence_line;
    const char **kept; /* where this block goes when it ends; or NULL */
    struct buf text, after, block;
};

bool prose_error(const char *name, size_t line, struct err *e, const char *fmt,
                 ...)
{
    char message[sizeof e->text];
    va_list args;

    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    return err_set(e, "%s:%zu: %s", name, line, message);
}

/* A copy without blank lines at either end. *line is that of the heading above
 * it, and becomes that of its first line. */
static const char *trimmed(struct arena *a, const struct buf *b, size_t *line)
{
    const char *start = b->data, *end = b->data + b->len;

    ++*line;
    for (const char *p = start; p < end && strchr(" \t\n", *p); p++) {
        if (*p == '\n') {
            start = p + 1;
            ++*line;
        }
    }
    while (end > start && strchr(" \t\n", end[-1]))
        end--;
    return arena_strndup(a, start, (size_t)(end - start));
}

static struct section *current(struct prose *p)
{
    return p->n ? &p->sections[p->n - 1] : NULL;
}

static bool finish_section(struct prose *p)
{
    struct section *s = current(p);

    if (p->fence)
        return prose_error(p->name, p->fence_line, p->e,
                           "this code block is not closed");
    if (s == NULL)
        return true;
    s->text_line = s->line;
    s->text = trimmed(p->a, &p->text, &s->text_line);
    if (s->after_line) {
        s->below_line = s->after_line;
        s->after = trimmed(p->a, &p->after, &s->below_line);
        if (*s->after == '\0')
            return prose_error(p->name, s->after_line, p->e,
                               "nothing stands below \"### Afterwards\"");
    }
    buf_reset(&p->text);
    buf_reset(&p->after);
    return true;
}

static bool start_section(struct prose *p, const char *title)
{
    if (!finish_section(p))
        return false;
    const char *id = lesson_slug(p->a, title);
    if (*id == '\0')
        return prose_error(p->name, p->line, p->e,
                           "a heading needs letters a-z or digits: they become "
                           "the step's id");
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->sections[i].id, id) == 0)
            return prose_error(p->name, p->line, p->e,
                               "the heading \"%.60s\" is already on line %zu",
                               id, p->sections[i].line);
    if (p->n == LESSON_STEPS_MAX)
        return prose_error(p->name, p->line, p->e, "more than %d headings",
                           LESSON_STEPS_MAX);
    p->sections[p->n++] =
        (struct section){.title = title, .id = id, .line = p->line};
    return true;
}

/* The text of a heading: without blanks and closing hashes. */
static const char *heading_text(struct arena *a, const char *s)
{
    s += strspn(s, " \t");
    size_t len = strlen(s);
    while (len > 0 && strchr(" \t", s[len - 1]))
        len--;
    size_t end = len;
    while (end > 0 && s[end - 1] == '#')
        end--;
    if (end == 0 || strchr(" \t", s[end - 1]))
        len = end;
    while (len > 0 && strchr(" \t", s[len - 1]))
        len--;
    return arena_strndup(a, s, len);
}

static bool start_after(struct prose *p)
{
    struct section *s = current(p);

    if (s == NULL)
        return prose_error(p->name, p->line, p->e,
                           "\"### Afterwards\" stands before the first \"## \" "
                           "heading");
    if (s->after_line)
        return prose_error(p->name, p->line, p->e,
                           "\"### Afterwards\" is already on line %zu",
                           s->after_line);
    s->after_line = p->line;
    return true;
}

static void add_text(struct prose *p, const char *line)
{
    struct buf *out = current(p)->after_line ? &p->after : &p->text;

    buf_adds(out, line);
    buf_addc(out, '\n');
}

static bool plain_line(struct prose *p, const char *line)
{
    if (current(p)) {
        add_text(p, line);
        return true;
    }
    if (line[strspn(line, " \t")] == '\0')
        return true;
    return prose_error(p->name, p->line, p->e,
                       "text before the first \"## \" heading belongs to no "
                       "step");
}

/* A line that starts with `level` hashes. */
static bool heading(struct prose *p, const char *line, size_t level)
{
    const char *rest = line + strspn(line, " ") + level;

    if (*rest && !strchr(" \t", *rest)) {
        if (level != 2)
            return plain_line(p, line); /* "#include", say */
        return prose_error(p->name, p->line, p->e,
                           "a heading has a blank after its hashes");
    }
    const char *title = heading_text(p->a, rest);
    if (level == 2)
        return start_section(p, title);
    if (level == 1) {
        if (p->n > 0 || p->titled)
            return prose_error(p->name, p->line, p->e,
                               "only one \"# \" title is allowed, before the "
                               "first \"## \" heading");
        p->titled = true;
        return true;
    }
    if (level == 3 && strcmp(lesson_slug(p->a, title), "afterwards") == 0)
        return start_after(p);
    return plain_line(p, line);
}

/* Length of the fence that the line is, after `indent` blanks; or 0. */
static size_t fence_length(const char *line, size_t *indent)
{
    *indent = strspn(line, " ");
    const char *s = line + *indent;
    size_t n = strspn(s, *s == '~' ? "~" : "`");

    return *indent <= INDENT_MAX && n >= 3 ? n : 0;
}

/* Is the block's language, the first word behind the fence, this one? */
static bool is_in(const char *info, const char *language)
{
    info += strspn(info, " \t");
    size_t n = strcspn(info, " \t{");

    return n == strlen(language) && strncmp(info, language, n) == 0;
}

/* Where the section keeps such a block: its first one in a language, above
 * "### Afterwards". */
static const char **keeps(struct section *s, const char *info)
{
    if (s->after_line != 0)
        return NULL;
    if (s->program == NULL && is_in(info, "c"))
        return &s->program;
    if (s->caches == NULL && is_in(info, "caches"))
        return &s->caches;
    return NULL;
}

static bool open_fence(struct prose *p, const char *line, size_t length,
                       size_t indent)
{
    struct section *s = current(p);
    const char *info = line + indent + length;

    if (!plain_line(p, line))
        return false;
    p->fence = line[indent];
    p->length = length;
    p->indent = indent;
    p->fence_line = p->line;
    p->kept = keeps(s, info);
    if (p->kept == &s->caches)
        s->caches_line = p->line + 1;
    buf_reset(&p->block);
    return true;
}

static bool fenced_line(struct prose *p, const char *line)
{
    size_t indent;
    size_t length = fence_length(line, &indent);

    add_text(p, line);
    if (length >= p->length && line[indent] == p->fence &&
        line[indent + length + strspn(line + indent + length, " \t")] == '\0') {
        p->fence = 0;
        if (p->kept != NULL)
            *p->kept = buf_keep(p->a, &p->block);
    } else if (p->kept != NULL) {
        size_t blanks = strspn(line, " ");
        buf_adds(&p->block, line + (blanks < p->indent ? blanks : p->indent));
        buf_addc(&p->block, '\n');
    }
    return true;
}

static bool one_line(struct prose *p, const char *line)
{
    size_t indent;

    if (p->fence)
        return fenced_line(p, line);
    size_t length = fence_length(line, &indent);
    if (length > 0 &&
        (line[indent] == '~' || strchr(line + indent + length, '`') == NULL))
        return open_fence(p, line, length, indent);
    size_t hashes = strspn(line + indent, "#");
    if (indent <= INDENT_MAX && hashes > 0)
        return heading(p, line, hashes);
    return plain_line(p, line);
}

/* Refuses bytes that are not UTF-8 and characters that a terminal obeys. */
static bool check_line(struct prose *p, const char *line, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint32_t c;
        size_t n = utf8_decode(line + i, len - i, &c);
        if (n == 1 && c >= 0x80)
            return prose_error(
                p->name, p->line, p->e,
                "byte 0x%02x is not UTF-8 (byte %zu of the line)",
                (unsigned char)line[i], i + 1);
        if ((c < 0x20 && c != '\t') || (c >= 0x7f && c < 0xa0))
            return prose_error(p->name, p->line, p->e,
                               "the control character U+%04X", c);
        i += n;
    }
    return true;
}

static bool all_lines(struct prose *p, struct text md)
{
    const char *at = md.data, *end = md.data + md.len;

    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        const char *next = stop ? stop + 1 : end;
        size_t len = (size_t)((stop ? stop : end) - at);
        if (len > 0 && at[len - 1] == '\r')
            len--; /* a line break of Windows */
        p->line++;
        if (!check_line(p, at, len) ||
            !one_line(p, arena_strndup(p->a, at, len)))
            return false;
        at = next;
    }
    return finish_section(p);
}

bool prose_split(struct arena *a, const char *name, struct text md,
                 struct section **out, size_t *n, struct err *e)
{
    struct prose p = {
        .a = a,
        .name = name,
        .e = e,
        .sections = ARENA_ARRAY(a, struct section, LESSON_STEPS_MAX),
        .text = BUF_INIT,
        .after = BUF_INIT,
        .block = BUF_INIT,
    };

    if (md.len > LESSON_MD_MAX)
        return err_set(e, "%s: larger than the limit of %d MB", name,
                       LESSON_MD_MAX >> 20);
    if (md.len >= 3 && memcmp(md.data, "\xef\xbb\xbf", 3) == 0)
        return prose_error(name, 1, e,
                           "the file starts with a byte order mark: save it "
                           "as UTF-8 without BOM");
    bool ok = all_lines(&p, md);
    buf_free(&p.text);
    buf_free(&p.after);
    buf_free(&p.block);
    *out = p.sections;
    *n = p.n;
    return ok;
}
