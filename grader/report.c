/* Lines and stacks of sanitizer reports.
 *
 * A frame reads, with gcc 12 and clang 14,
 *
 *     #0 0x55d4c1 in push queue.c:12:5        AddressSanitizer
 *     #0 push queue.c:12 (queue+0x29ab)       ThreadSanitizer
 *
 * Programs are compiled so that the files of an exercise appear without a
 * folder; a file with one is the sanitizer's or the C library's. */
#include "grader/report.h"

#include "src/base/buf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRAMES_MAX = 32,       /* of one stack, kept */
    DETAIL_MAX = 16 << 10, /* bytes of a report shown */
    NUMBER_MAX = 10000000, /* lines of a file, as the verdict's reader has it */
};

bool report_line(struct report *r, struct text *line)
{
    if (*r->at == '\0')
        return false;
    line->data = (char *)r->at;
    line->len = strcspn(r->at, "\n");
    r->at += line->len;
    r->at += *r->at == '\n';
    return true;
}

int report_number(const char *text)
{
    long n = strtol(text, NULL, 10);

    return isdigit((unsigned char)*text) && n <= NUMBER_MAX ? (int)n : 0;
}

static bool is_frame(const char *line)
{
    line += strspn(line, " ");
    return line[0] == '#' && isdigit((unsigned char)line[1]);
}

/* The next word of a line, or "" at its end. */
static const char *word(struct arena *a, const char **at, const char *end)
{
    const char *p = *at;

    while (p < end && *p == ' ')
        p++;
    const char *start = p;
    while (p < end && *p != ' ')
        p++;
    *at = p;
    return arena_strndup(a, start, (size_t)(p - start));
}

/* Fills in "queue.c:12:5". */
static void parse_place(struct arena *a, const char *place, struct frame *f)
{
    const char *colon = strchr(place, ':');

    if (colon == NULL || strncmp(place, "<null>", 6) == 0)
        return;
    f->file = arena_strndup(a, place, (size_t)(colon - place));
    f->line = report_number(colon + 1);
    if (strncmp(f->file, "./", 2) == 0)
        f->file += 2;
}

static struct frame parse_frame(struct report *r, const struct text *line)
{
    struct arena *a = r->arena;
    const char *at = line->data, *end = line->data + line->len;
    struct frame f = {.function = "?"};

    word(a, &at, end); /* #0 */
    const char *w = word(a, &at, end);
    if (strncmp(w, "0x", 2) == 0) {
        w = word(a, &at, end);
        if (strcmp(w, "in") == 0)
            w = word(a, &at, end);
    }
    if (w[0] != '(' && w[0] != '\0') {
        f.function = w;
        parse_place(a, word(a, &at, end), &f);
    }
    f.own = f.file != NULL && strcmp(f.file, r->own) == 0;
    return f;
}

static bool is_shown(const struct frame *f)
{
    return f->file != NULL && strchr(f->file, '/') == NULL &&
           strcmp(f->file, "harness.c") != 0 &&
           strcmp(f->file, "faults.c") != 0 &&
           strcmp(f->file, "c11threads.c") != 0;
}

void report_stack(struct report *r, struct thread_view *out)
{
    struct frame *frames = ARENA_ARRAY(r->arena, struct frame, FRAMES_MAX);
    struct text line;

    out->frames = frames;
    out->nframes = 0;
    while (is_frame(r->at) && report_line(r, &line)) {
        if (out->nframes == FRAMES_MAX)
            continue;
        frames[out->nframes] = parse_frame(r, &line);
        out->nframes += is_shown(&frames[out->nframes]);
    }
}

const struct frame *report_own(const struct thread_view *v)
{
    for (size_t i = 0; i < v->nframes; i++) {
        if (v->frames[i].own)
            return &v->frames[i];
    }
    return NULL;
}

bool report_place(const struct thread_view *v, struct finding *f)
{
    const struct frame *own = report_own(v);

    if (own == NULL)
        return false;
    f->file = own->file;
    f->line = own->line;
    f->function = own->function;
    return true;
}

const char *report_thread(struct arena *a, long number)
{
    return number == 0 ? "main thread" : arena_printf(a, "thread %ld", number);
}

const char *report_access(struct arena *a, bool writes, long bytes)
{
    const char *verb = writes ? "writes" : "reads";

    return bytes == 1 ? arena_printf(a, "%s 1 byte", verb)
                      : arena_printf(a, "%s %ld bytes", verb, bytes);
}

const char *report_at(struct arena *a, const struct thread_view *v)
{
    const struct frame *own = report_own(v);

    if (own == NULL && v->nframes > 0)
        return arena_printf(a, " at %s:%d", v->frames[0].file,
                            v->frames[0].line);
    return own ? arena_printf(a, " at line %d", own->line) : "";
}

static bool has(const struct text *line, const char *what)
{
    return memmem(line->data, line->len, what, strlen(what)) != NULL;
}

const char *report_cut(struct arena *a, const char *text, size_t len)
{
    static const char *const noise[] = {
        "libsanitizer", "harness.c:",       "faults.c:",    "c11threads.c:",
        "__libc_start", "<null> (",         "HINT:",        "SUMMARY:",
        "=====",        "(longjmp and C++", "if your prog", "ABORTING"};
    char *copy = arena_strndup(a, text, len);
    struct report r = {a, NULL, copy};
    struct buf out = BUF_INIT;
    struct text line;

    while (report_line(&r, &line) && out.len < DETAIL_MAX) {
        bool skip = false;
        if (has(&line, "Shadow bytes around"))
            break;
        for (size_t i = 0; i < sizeof noise / sizeof *noise; i++)
            skip |= has(&line, noise[i]);
        if (!skip || (has(&line, "ERROR:") || has(&line, "WARNING:"))) {
            buf_add(&out, line.data, line.len);
            buf_addc(&out, '\n');
        }
    }
    while (out.len > 0 && isspace((unsigned char)out.data[out.len - 1]))
        buf_cut(&out, out.len - 1);
    char *kept = buf_keep(a, &out);
    buf_free(&out);
    return kept;
}
