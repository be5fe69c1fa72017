/* The page from its head to what to do next.
 *
 * F1. The page blames nobody: where the grader, or a person, has yet to decide,
 *     it says so, and that nothing is lost by it.
 * F2. Nothing is on it that the assignment does not show. */
#include "src/class/feedback_parts.h"

#include "grader/exercise.h"
#include "src/class/words.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { HASH_SHOWN = 12 /* digits: enough to tell two files apart */ };

static const struct assigned *assigned_of(const struct feedback *f, size_t i)
{
    return &f->assignment->list[i];
}

static void say_heading(struct sheet *s, const char *ours)
{
    sheet_heading(s, 3);
    sheet_say(s, "%s", ours);
    sheet_close(s);
}

static void say_paragraph(struct sheet *s, const char *ours)
{
    sheet_paragraph(s);
    sheet_say(s, "%s", ours);
    sheet_close(s);
}

/* ------------------------------------------------------------------- points */

static bool is_known(const struct feedback_part *p)
{
    return p->record != NULL && p->score.known;
}

static void say_points(struct sheet *s, const struct feedback_part *p,
                       const struct assigned *as)
{
    if (is_known(p)) {
        sheet_number(s, p->score.points);
        sheet_say(s, " of ");
    } else {
        sheet_say(s, "open, of ");
    }
    sheet_number(s, as->points);
}

/* "2 days late: 3 points taken off" */
static void say_late(struct sheet *s, const struct score *score)
{
    sheet_say(s, "%ld day%s late", score->late_days,
              words_s((size_t)score->late_days));
    if (score->known && score->taken > 0) {
        sheet_say(s, ": ");
        sheet_number(s, score->taken);
        sheet_say(s, " point%s taken off", score->taken == 1 ? "" : "s");
    }
}

static bool is_late(const struct feedback_part *p)
{
    return p->record != NULL && p->score.late_days > 0 &&
           p->record->outcome != RECORD_MISSING;
}

static void say_total(struct sheet *s, const struct feedback *f)
{
    double points = 0, max = 0;
    size_t open = 0;

    for (size_t i = 0; i < f->assignment->n; i++) {
        max += assigned_of(f, i)->points;
        if (is_known(&f->parts[i]))
            points += f->parts[i].score.points;
        else
            open++;
    }
    sheet_paragraph(s);
    sheet_say(s, open > 0 ? "Points so far: " : "Points: ");
    sheet_number(s, points);
    sheet_say(s, " of ");
    sheet_number(s, max);
    sheet_say(s, ".");
    if (open > 0)
        sheet_say(s, " Those of %zu exercise%s are open.", open, words_s(open));
    sheet_close(s);
}

/* ----------------------------------------------------------------- overview */

static void say_student(struct sheet *s, const struct student *st)
{
    sheet_paragraph(s);
    sheet_say(s, "For ");
    if (st->name != NULL) {
        sheet_text(s, st->name);
        sheet_say(s, " (");
    }
    sheet_code(s, st->id);
    sheet_say(s, st->name != NULL ? ")" : "");
    sheet_close(s);
}

static void say_overview(struct sheet *s, const struct feedback *f)
{
    static const char *const headings[] = {"Exercise", "Outcome", "Points",
                                           NULL};
    bool points = f->assignment->shown.points;
    const char *const fewer[] = {"Exercise", "Outcome", NULL};

    sheet_table(s, "Exercises", points ? headings : fewer);
    for (size_t i = 0; i < f->assignment->n; i++) {
        const struct feedback_part *p = &f->parts[i];
        sheet_cell(s);
        sheet_say_author(s, p->exercise->title);
        sheet_cell(s);
        sheet_word(s, words_tone(p->record), words_outcome(p->record));
        if (points) {
            sheet_cell(s);
            say_points(s, p, assigned_of(f, i));
        }
    }
    sheet_table_end(s);
}

/* ------------------------------------------------------------- one exercise */

static void say_outcome(struct sheet *s, const struct feedback *f, size_t i)
{
    const struct feedback_part *p = &f->parts[i];

    sheet_paragraph(s);
    sheet_say(s, "Outcome: ");
    sheet_word(s, words_tone(p->record), words_outcome(p->record));
    if (f->assignment->shown.points) {
        sheet_say(s, ". Points: ");
        say_points(s, p, assigned_of(f, i));
        if (is_late(p)) {
            sheet_say(s, ", ");
            say_late(s, &p->score);
        }
    }
    sheet_say(s, ".");
    sheet_close(s);
}

static void say_time(struct sheet *s, int64_t when)
{
    time_t t = (time_t)when;
    struct tm tm;
    char text[64];

    if (when <= 0 || gmtime_r(&t, &tm) == NULL ||
        strftime(text, sizeof text, "%Y-%m-%d %H:%M", &tm) == 0)
        return;
    sheet_say(s, ", last changed %s UTC", text);
}

static void say_handed_in(struct sheet *s, const struct record *r)
{
    char hash[HASH_SHOWN + 1];

    if (*r->sha256 == '\0')
        return;
    snprintf(hash, sizeof hash, "%s", r->sha256);
    sheet_paragraph(s);
    sheet_say(s, "Handed in: ");
    sheet_code(s, file_base(r->source));
    say_time(s, r->handed_in);
    sheet_say(s, "; its SHA-256 begins with ");
    sheet_code(s, hash);
    sheet_say(s, ".");
    sheet_close(s);
}

/* Stages after each other that did not run, for one reason, share a row. */
static bool goes_on(const struct record_stage *a, const struct record_stage *b)
{
    return a->outcome == b->outcome && a->outcome >= OUTCOME_UNSURE &&
           a->why != NULL && b->why != NULL && strcmp(a->why, b->why) == 0;
}

/* Why it has no result; or how many checks gave one. */
static void say_checks(struct sheet *s, const struct record_stage *st)
{
    bool counted = st->checks_expected > 0;

    if (st->why != NULL && st->outcome >= OUTCOME_UNSURE)
        sheet_text(s, st->why);
    else if (counted && st->outcome == OUTCOME_PASSED)
        sheet_say(s, "%ld check%s", st->checks_run,
                  words_s((size_t)st->checks_run));
    else if (counted && st->checks_run < st->checks_expected)
        sheet_say(s, "%ld of %ld checks gave a result", st->checks_run,
                  st->checks_expected);
}

/* The exercise has nothing for this stage. */
static bool is_absent(const struct record_stage *st, const struct exercise *ex)
{
    return st->outcome == OUTCOME_SKIPPED &&
           ((st->stage == STAGE_SCHEDULES && ex->explore == NULL) ||
            (st->stage == STAGE_OUTSIDE && ex->outside == NULL) ||
            (st->stage == STAGE_SPEED && ex->bench == NULL));
}

/* One row, of the stage and those that share it; returns the next one. */
static size_t say_stage(struct sheet *s, const struct record *r,
                        const struct exercise *ex, size_t i)
{
    static const enum sheet_tone tones[] = {
        [OUTCOME_PASSED] = SHEET_GOOD,       [OUTCOME_FAILED] = SHEET_BAD,
        [OUTCOME_UNSURE] = SHEET_OPEN,       [OUTCOME_SKIPPED] = SHEET_PLAIN,
        [OUTCOME_UNAVAILABLE] = SHEET_PLAIN,
    };
    const struct record_stage *st = &r->stages[i];

    sheet_cell(s);
    sheet_say(s, "%s", stage_name(st->stage));
    for (i++; i < r->nstages && goes_on(st, &r->stages[i]); i++)
        if (!is_absent(&r->stages[i], ex))
            sheet_say(s, ", %s", stage_name(r->stages[i].stage));
    sheet_cell(s);
    sheet_word(s, tones[st->outcome], words_stage_outcome(st->outcome));
    sheet_cell(s);
    say_checks(s, st);
    return i;
}

static void say_stages(struct sheet *s, const struct record *r,
                       const struct exercise *ex)
{
    static const char *const headings[] = {"Stage", "Outcome", "Details", NULL};

    if (r->nstages == 0)
        return;
    sheet_table(s, "Stages of the grade", headings);
    for (size_t i = 0; i < r->nstages;) {
        if (is_absent(&r->stages[i], ex))
            i++;
        else
            i = say_stage(s, r, ex, i);
    }
    sheet_table_end(s);
}

/* ----------------------------------------------------- what it means, and next
 */

/* What a person or the grader has yet to decide: F1. */
static void say_open(struct sheet *s, const struct record *r)
{
    const char *why = r != NULL ? words_why_open(r) : NULL;

    if (r == NULL || r->outcome == RECORD_INFRA_ERROR) {
        say_paragraph(s, "The grader could not do its work here. That has "
                         "nothing to do with what you handed in, and costs no "
                         "points. It will be graded again.");
        return;
    }
    if (r->outcome == RECORD_TAMPERED) {
        say_paragraph(s, "A person will look at this submission: the grader "
                         "alone cannot tell its result.");
        return;
    }
    sheet_paragraph(s);
    sheet_say(s, "Nothing was proved either way");
    if (why != NULL) {
        sheet_say(s, ": ");
        sheet_text(s, why);
    }
    sheet_say(s, ". This is not a fail, and costs no points. A person will "
                 "look at it.");
    sheet_close(s);
}

static void say_file_wanted(struct sheet *s, const struct assigned *as)
{
    sheet_code(s, as->file);
    sheet_say(s, ": one C file of at most %d KB, and no link to one.",
              INTAKE_FILE_MAX >> 10);
}

static void say_not_there(struct sheet *s, const struct record *r,
                          const struct assigned *as)
{
    sheet_paragraph(s);
    if (r->outcome == RECORD_MISSING) {
        sheet_say(s, "No file was found for this exercise.");
    } else {
        sheet_say(s, "What was handed in cannot be graded");
        if (r->why != NULL) {
            sheet_say(s, ": ");
            sheet_text(s, r->why);
        }
        sheet_say(s, ".");
    }
    sheet_say(s, " Expected: ");
    say_file_wanted(s, as);
    sheet_close(s);
}

static void say_next_failed(struct sheet *s, const struct feedback *f,
                            const struct assigned *as)
{
    const char *const words[] = {"threadlings", "check", as->exercise, as->file,
                                 NULL};

    if (!f->assignment->shown.findings) {
        say_paragraph(s, "What was found is not shown for this assignment. "
                         "Read the task once more, and test your file against "
                         "each of its sentences.");
        return;
    }
    say_paragraph(s, "Mend what stands first under \"What was found\"; the "
                     "rest may go with it. This says whether it is gone:");
    feedback_command(s, words);
}

static void say_next(struct sheet *s, const struct feedback *f, size_t i)
{
    const struct record *r = f->parts[i].record;
    const struct assigned *as = assigned_of(f, i);

    say_heading(s, "What to do next");
    switch (r != NULL ? r->outcome : RECORD_INFRA_ERROR) {
    case RECORD_FAILED:
        say_next_failed(s, f, as);
        break;
    case RECORD_MISSING:
    case RECORD_UNREADABLE:
        sheet_paragraph(s);
        sheet_say(s, "Hand in ");
        sheet_code(s, as->file);
        sheet_say(s, ", if it is not too late for that. If you think that you "
                     "did, tell your instructor where.");
        sheet_close(s);
        break;
    case RECORD_PASSED:
        say_paragraph(s, "Nothing is left to do in this exercise.");
        break;
    default:
        say_paragraph(s, "Nothing for now. If this page still says so in a few "
                         "days, ask your instructor.");
    }
}

static void say_part(struct sheet *s, const struct feedback *f, size_t i)
{
    const struct feedback_part *p = &f->parts[i];
    const struct record *r = p->record;

    sheet_section(s);
    sheet_heading(s, 2);
    sheet_say_author(s, p->exercise->title);
    sheet_say(s, " (");
    sheet_code(s, p->exercise->name);
    sheet_say(s, ")");
    sheet_close(s);
    say_outcome(s, f, i);
    if (r != NULL)
        say_handed_in(s, r);
    if (words_tone(r) == SHEET_OPEN)
        say_open(s, r);
    else if (r->outcome == RECORD_MISSING || r->outcome == RECORD_UNREADABLE)
        say_not_there(s, r, assigned_of(f, i));
    if (r != NULL && r->outcome != RECORD_TAMPERED &&
        f->assignment->shown.findings) {
        say_stages(s, r, p->exercise);
        feedback_findings(s, f, i);
    }
    say_next(s, f, i);
    sheet_section_end(s);
}

/* -------------------------------------------------------------------- whole */

static void write_page(const struct feedback *f, enum sheet_format format,
                       struct buf *out)
{
    struct sheet s;

    sheet_begin(&s, out, format, f->assignment->title, f->style);
    say_student(&s, f->student);
    if (f->assignment->shown.points)
        say_total(&s, f);
    if (f->assignment->n > 1)
        say_overview(&s, f);
    for (size_t i = 0; i < f->assignment->n; i++)
        say_part(&s, f, i);
    sheet_end(&s);
}

void feedback_markdown(const struct feedback *f, struct buf *out)
{
    write_page(f, SHEET_MARKDOWN, out);
}

void feedback_html(const struct feedback *f, struct buf *out)
{
    write_page(f, SHEET_HTML, out);
}
