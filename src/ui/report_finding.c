/* One finding: what happened, where, in which threads; no more than that.
 *
 * A compiler's text is shown as it is. A sanitizer's is not, unless there is
 * nothing better: it speaks to people who know the tool. */
#include "src/ui/report.h"

#include "src/ui/lanes.h"
#include "src/ui/quote.h"

#include <stdio.h>
#include <string.h>

enum {
    THREADS_MAX = 6,        /* threads shown; more are counted */
    FRAMES_MAX = 3,         /* lines of the learner's own per thread */
    OUTPUT_MAX = 10,        /* rows of what the program had printed */
    DETAIL_MAX = 12,        /* rows of a tool's text, where nothing is better */
    COMPILER_ROWS_MIN = 16, /* rows of the compiler's text, at least */
    COMPILER_ROWS_OTHER = 8, /* rows that the rest of the screen takes */
};

/* Adds untrusted text as part of a sentence. */
static void add_safe(struct buf *out, const struct look *look, const char *text)
{
    term_safe(out, look, text, strlen(text), strlen(text));
}

static struct look prose(const struct look *look)
{
    enum { PROSE_MAX = 100 }; /* columns: longer lines are hard to read */
    struct look l = *look;

    if (l.width > PROSE_MAX)
        l.width = PROSE_MAX;
    return l;
}

/* A paragraph, indented below the mark of the headline. */
static void add_note(struct buf *out, const struct look *look, enum style style,
                     const char *before, const char *text)
{
    struct look l = prose(look);
    struct buf line = BUF_INIT;

    buf_adds(&line, term_style(look, style));
    buf_adds(&line, before);
    add_safe(&line, look, text);
    buf_adds(&line, style == STYLE_NONE ? "" : term_style(look, STYLE_NONE));
    term_wrap(out, &l, "  ", "  ", line.data);
    buf_free(&line);
}

static void draw_headline(struct buf *out, const struct look *look,
                          const struct finding *f)
{
    struct look l = prose(look);
    struct buf line = BUF_INIT;
    const char *label = finding_kind_label(f->kind);
    bool compile = f->kind == FINDING_COMPILE && f->detail != NULL;

    term_addf(&line, look, STYLE_BAD, "%s %s%s", term_symbol(look, SYM_FAIL),
              label, compile ? "." : ":");
    buf_addc(&line, ' ');
    add_safe(&line, look, compile ? "The compiler says:" : f->message);
    term_wrap(out, &l, "", "  ", line.data);
    buf_free(&line);
}

/* ------------------------------------------------------------ others' texts */

static size_t count_lines(const char *text)
{
    size_t n = 0;

    for (const char *at = text; *at != '\0'; n++) {
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return n;
}

/* The compiler's text as it is: not indented, not folded. */
static void draw_compiler(struct buf *out, const struct look *look,
                          const char *text)
{
    int rows = look->height - COMPILER_ROWS_OTHER;
    size_t max = (size_t)(rows > COMPILER_ROWS_MIN ? rows : COMPILER_ROWS_MIN);
    size_t n = count_lines(text);
    const char *end = text;

    for (size_t i = 0; i < n && i < max; i++) {
        end += strcspn(end, "\n");
        end += *end == '\n';
    }
    buf_addc(out, '\n');
    term_safe(out, look, text, (size_t)(end - text), (size_t)(end - text));
    if (end > text && end[-1] != '\n')
        buf_addc(out, '\n');
    if (n > max)
        term_addf(out, look, STYLE_DIM,
                  "(%zu more lines; mend the first ones "
                  "first)\n",
                  n - max);
}

static void add_count(struct buf *out, const struct look *look,
                      const char *format, size_t n)
{
    char text[64];

    snprintf(text, sizeof text, format, n);
    add_note(out, look, STYLE_DIM, "", text);
}

/* The last lines of what a program or tool wrote, behind a bar. */
static void draw_lines(struct buf *out, const struct look *look,
                       const char *title, const char *text, size_t max)
{
    struct buf bar = BUF_INIT, line = BUF_INIT;
    size_t n = count_lines(text), skip = n > max ? n - max : 0;

    buf_addc(out, '\n');
    add_note(out, look, STYLE_NONE, "", title);
    buf_printf(&bar, "  %s ", term_symbol(look, SYM_LINE));
    if (skip > 0)
        add_count(out, look, "(%zu earlier lines)", skip);
    for (const char *at = text; *at != '\0';) {
        size_t len = strcspn(at, "\n");
        if (skip > 0) {
            skip--;
        } else {
            buf_reset(&line);
            term_safe_line(&line, look, at, len);
            term_fold(out, look, bar.data, bar.data, line.data);
        }
        at += len + (at[len] == '\n');
    }
    buf_free(&bar);
    buf_free(&line);
}

/* ------------------------------------------------------------------- threads
 */

static bool same_file(const struct finding *f, const struct frame *frame)
{
    return f->file == NULL || frame->file == NULL ||
           strcmp(f->file, frame->file) == 0;
}

/* "line 12, in worker:" and what stands there, beside it or below it. */
static void draw_frame(struct buf *out, const struct look *look,
                       const struct finding *f, const struct frame *frame,
                       const char *source)
{
    struct buf label = BUF_INIT, code = BUF_INIT, where = BUF_INIT;
    bool quoted = source != NULL && same_file(f, frame) &&
                  quote_line(&code, look, source, frame->line);

    if (!same_file(f, frame))
        buf_printf(&where, "%s, ", frame->file);
    if (frame->line > 0)
        buf_printf(&where, "line %d, ", frame->line);
    buf_printf(&where, "in %s%s", frame->function, quoted ? ":" : "");
    add_safe(&label, look, where.data);
    size_t columns = 5 + term_width(label.data, label.len);
    if (quoted &&
        columns + term_width(code.data, code.len) <= (size_t)look->width) {
        buf_printf(&label, " %s", code.data);
        term_fold(out, look, "    ", "    ", label.data);
    } else {
        term_fold(out, look, "    ", "    ", label.data);
        if (quoted)
            term_fold(out, look, "      ", "      ", code.data);
    }
    buf_free(&label);
    buf_free(&code);
    buf_free(&where);
}

static void draw_thread(struct buf *out, const struct look *look,
                        const struct finding *f, const struct thread_view *t,
                        const char *source)
{
    struct look l = prose(look);
    struct buf first = BUF_INIT, text = BUF_INIT;
    size_t shown = 0;

    buf_printf(&first, "  %s ", term_symbol(look, SYM_BULLET));
    buf_adds(&text, term_style(look, STYLE_BOLD));
    add_safe(&text, look, t->name);
    buf_adds(&text, term_style(look, STYLE_NONE));
    buf_addc(&text, ' ');
    add_safe(&text, look, t->state);
    term_wrap(out, &l, first.data, "    ", text.data);
    for (size_t i = 0; i < t->nframes && shown < FRAMES_MAX; i++) {
        if (t->frames[i].own) {
            draw_frame(out, look, f, &t->frames[i], source);
            shown++;
        }
    }
    buf_free(&first);
    buf_free(&text);
}

static void draw_threads(struct buf *out, const struct look *look,
                         const struct finding *f, const char *source)
{
    buf_addc(out, '\n');
    for (size_t i = 0; i < f->nthreads && i < THREADS_MAX; i++)
        draw_thread(out, look, f, &f->threads[i], source);
    if (f->nthreads > THREADS_MAX)
        add_count(out, look, "and %zu more threads", f->nthreads - THREADS_MAX);
}

/* --------------------------------------------------------------------- whole
 */

/* Kinds for which what the program had printed tells something. */
static bool output_helps(enum finding_kind kind)
{
    switch (kind) {
    case FINDING_TEST:
    case FINDING_ASSERTION:
    case FINDING_CRASH:
    case FINDING_TIMEOUT:
    case FINDING_LIVELOCK:
    case FINDING_DEADLOCK:
    case FINDING_LIMIT:
        return true;
    default:
        return false;
    }
}

/* Where it is, and the lines there. False when that is not known. */
static bool draw_place(struct buf *out, const struct look *look,
                       const struct finding *f, const char *source)
{
    struct buf where = BUF_INIT;

    if (f->line <= 0 && f->function == NULL)
        return false;
    if (f->file != NULL && f->line > 0)
        buf_printf(&where, "%s:%d", f->file, f->line);
    else if (f->line > 0)
        buf_printf(&where, "line %d", f->line);
    if (f->function != NULL)
        buf_printf(&where, "%sin %s", where.len > 0 ? ", " : "", f->function);
    buf_addc(out, '\n');
    add_note(out, look, STYLE_BOLD, "", where.data);
    if (source != NULL && f->line > 0)
        quote_lines(out, look, source, f->line, f->column);
    buf_free(&where);
    return true;
}

/* The steps that led there. False where no trace tells them. */
static bool draw_story(struct buf *out, const struct look *look,
                       const struct finding *f,
                       const struct story_source *sources, size_t n)
{
    struct arena *a = arena_new();
    const struct story *s = story_make(a, f, sources, n, false);
    struct buf title = BUF_INIT;

    if (s != NULL) {
        buf_printf(&title,
                   "How it comes to that%s%s:", s->file != NULL ? ", in " : "",
                   s->file != NULL ? s->file : "");
        buf_addc(out, '\n');
        add_note(out, look, STYLE_NONE, "", title.data);
        buf_addc(out, '\n');
        lanes_draw(out, look, s);
    }
    buf_free(&title);
    arena_free(a);
    return s != NULL;
}

static const char *text_of(const struct finding *f,
                           const struct story_source *sources, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *file = sources[i].file;
        if (sources[i].text == NULL)
            continue;
        if (file == NULL || f->file == NULL || strcmp(file, f->file) == 0)
            return sources[i].text;
    }
    return NULL;
}

void report_finding(struct buf *out, const struct look *look,
                    const struct finding *f, const char *source)
{
    const struct story_source one = {NULL, source};

    report_finding_in(out, look, f, &one, 1);
}

void report_finding_in(struct buf *out, const struct look *look,
                       const struct finding *f,
                       const struct story_source *sources, size_t n)
{
    const char *source = text_of(f, sources, n);

    draw_headline(out, look, f);
    if (f->kind == FINDING_COMPILE && f->detail != NULL) {
        draw_compiler(out, look, f->detail);
        return;
    }
    if (f->expectation != NULL)
        add_note(out, look, STYLE_NONE, "This test checks: ", f->expectation);
    if (f->chance)
        add_note(out, look, STYLE_NONE, "",
                 "This depends on timing: not every run shows it.");
    bool placed = draw_story(out, look, f, sources, n);
    if (!placed) {
        placed = draw_place(out, look, f, source);
        if (f->nthreads > 0)
            draw_threads(out, look, f, source);
    }
    bool printed = output_helps(f->kind) && f->output && *f->output != '\0';
    if (printed)
        draw_lines(out, look, "It had printed:", f->output, OUTPUT_MAX);
    bool told = placed || printed || f->nthreads > 0 || f->expectation;
    if (!told && f->detail != NULL && *f->detail != '\0')
        draw_lines(out, look, "What the tool said:", f->detail, DETAIL_MAX);
}
