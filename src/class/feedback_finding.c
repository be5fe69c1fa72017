/* Findings, in the words of `threadlings check`: see src/ui/report_finding.c.
 *
 * A compiler's text is shown as it is. A sanitizer's is not, unless there is
 * nothing better: it speaks to people who know the tool. */
#include "src/class/feedback_parts.h"

#include "grader/exercise.h"
#include "src/class/words.h"

#include <string.h>

enum {
    FINDINGS_MAX = 10,   /* shown of one exercise; more are counted */
    COMPILER_MAX = 40,   /* lines of the compiler's text */
    OUTPUT_MAX = 10,     /* lines of what the program had printed */
    DETAIL_MAX = 12,     /* lines of a tool's text, where nothing is better */
    SCHEDULE_MAX = 4000, /* bytes: a longer one is found again by `check` */
};

/* ----------------------------------------------------------------- commands */

/* A word as a shell takes it: in quotes, unless it is plain. */
static void add_word(struct buf *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";

    if (*word != '\0' && word[strspn(word, plain)] == '\0') {
        buf_adds(out, word);
        return;
    }
    buf_addc(out, '\'');
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            buf_adds(out, "'\\'");
        buf_addc(out, *word);
    }
    buf_addc(out, '\'');
}

void feedback_command(struct sheet *s, const char *const *words)
{
    struct buf line = BUF_INIT;

    for (size_t i = 0; words[i] != NULL; i++) {
        buf_adds(&line, i > 0 ? " " : "");
        add_word(&line, words[i]);
    }
    sheet_command(s, line.data);
    buf_free(&line);
}

/* -------------------------------------------------------------- one finding */

static void say_headline(struct sheet *s, const struct record_finding *f)
{
    sheet_paragraph(s);
    sheet_word(s, SHEET_BAD, finding_kind_label(f->kind));
    if (f->kind == FINDING_COMPILE && f->detail != NULL) {
        sheet_say(s, ". The compiler says:");
    } else {
        sheet_say(s, ": ");
        sheet_text(s, f->message);
    }
    sheet_close(s);
}

static void say_line(struct sheet *s, const char *ours, const char *outside)
{
    sheet_paragraph(s);
    sheet_say(s, "%s", ours);
    if (outside != NULL)
        sheet_text(s, outside);
    sheet_close(s);
}

/* The name under which learners know the file that a finding lies in, and
 * whether it is theirs. */
static const char *file_of(const struct record_finding *f,
                           const struct feedback_part *p,
                           const struct assigned *as, bool *own)
{
    *own =
        f->file == NULL || strcmp(f->file, p->exercise->submission_name) == 0;
    return *own ? as->file : f->file;
}

/* Where it is, and the lines there. False when that is not known. */
static bool say_place(struct sheet *s, const struct record_finding *f,
                      const struct feedback_part *p, const struct assigned *as)
{
    bool own;
    const char *file = file_of(f, p, as, &own);

    if (f->line <= 0 && f->function == NULL)
        return false;
    sheet_paragraph(s);
    if (f->line > 0) {
        sheet_code(s, file);
        sheet_say(s, ", line %d", f->line);
    }
    if (f->function != NULL) {
        sheet_say(s, f->line > 0 ? ", in " : "In ");
        sheet_code(s, f->function);
    }
    sheet_say(s, ":");
    sheet_close(s);
    if (own && f->line > 0 && p->source.data != NULL)
        (void)sheet_quote(s, p->source.data, p->source.len, f->line, f->column);
    return true;
}

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

static bool has_text(const char *text)
{
    return text != NULL && *text != '\0';
}

static void say_schedule(struct sheet *s, const struct record_finding *f,
                         const struct assigned *as)
{
    const char *const words[] = {
        "threadlings",
        "replay",
        f->schedule,
        as->file,
        "--exercise",
        as->exercise,
        f->test != NULL ? "--scenario" : NULL,
        f->test,
        NULL,
    };

    if (!replay_is_schedule(f->schedule) || strlen(f->schedule) > SCHEDULE_MAX)
        return;
    say_line(s,
             "To step through the execution that fails, while the source is "
             "the same:",
             NULL);
    feedback_command(s, words);
}

static void say_finding(struct sheet *s, const struct feedback *f,
                        const struct record_finding *r,
                        const struct feedback_part *p,
                        const struct assigned *as)
{
    say_headline(s, r);
    if (r->kind == FINDING_COMPILE && r->detail != NULL) {
        sheet_lines(s, r->detail, strlen(r->detail), COMPILER_MAX, false);
        return;
    }
    if (r->expectation != NULL)
        say_line(s, "This test checks: ", r->expectation);
    if (r->chance)
        say_line(s, "This depends on timing: not every run shows it.", NULL);
    bool told = say_place(s, r, p, as) || r->expectation != NULL;
    if (output_helps(r->kind) && has_text(r->output)) {
        say_line(s, "It had printed:", NULL);
        sheet_lines(s, r->output, strlen(r->output), OUTPUT_MAX, true);
        told = true;
    }
    if (!told && has_text(r->detail)) {
        say_line(s, "What the tool said:", NULL);
        sheet_lines(s, r->detail, strlen(r->detail), DETAIL_MAX, true);
    }
    if (f->assignment->shown.schedules && r->schedule != NULL)
        say_schedule(s, r, as);
}

/* -------------------------------------------------------------------- whole */

static void say_hint(struct sheet *s, const struct feedback_part *p)
{
    const struct record_finding *r = &p->record->findings[0];
    const struct finding f = {
        .kind = r->kind,
        .stage = r->stage,
        .function = r->function,
        .test = r->test,
        .message = r->message,
        .detail = r->detail,
    };
    const struct hints *h = exercise_hints(p->exercise, &f);

    if (h == NULL || h->nrungs == 0)
        return;
    sheet_heading(s, 3);
    sheet_say(s, "A hint");
    sheet_close(s);
    sheet_author(s, h->rungs[0]);
}

void feedback_findings(struct sheet *s, const struct feedback *f, size_t part)
{
    const struct feedback_part *p = &f->parts[part];
    const struct record *r = p->record;
    const struct shown *shown = &f->assignment->shown;
    size_t most = shown->all ? FINDINGS_MAX : 1;

    if (!shown->findings || r->nfindings == 0)
        return;
    sheet_heading(s, 3);
    sheet_say(s, "What was found");
    sheet_close(s);
    for (size_t i = 0; i < r->nfindings && i < most; i++)
        say_finding(s, f, &r->findings[i], p, &f->assignment->list[part]);
    if (shown->all && r->nfindings > most) {
        sheet_paragraph(s);
        sheet_say(s, "And %zu more.", r->nfindings - most);
        sheet_close(s);
    }
    if (shown->hints)
        say_hint(s, p);
}
