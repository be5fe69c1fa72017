/* The report from its head to the notes of the intake. */
#include "src/class/report_parts.h"

#include "grader/exercise.h"
#include "src/class/words.h"

#include <stdlib.h>

enum {
    BINS = 10,       /* of the distribution of points */
    NOTES_MAX = 200, /* of the intake, shown */
    OPEN_MAX = 500,  /* submissions that a person must look at, shown */
};

const struct record *report_record(const struct report *r, size_t student,
                                   size_t exercise)
{
    return ledger_cell(r->ledger, student, exercise)->record;
}

void report_heading(struct sheet *s, int level, const char *ours)
{
    sheet_heading(s, level);
    sheet_say(s, "%s", ours);
    sheet_close(s);
}

/* ------------------------------------------------------------------- groups */

bool report_group_add(struct report_group *g, const struct ledger *l,
                      size_t student)
{
    if (g->last == student + 1)
        return false;
    g->last = student + 1;
    if (g->n < REPORT_IDS_MAX)
        g->ids[g->n] = l->students[student].id;
    g->n++;
    return true;
}

void report_group_say(struct sheet *s, const struct report_group *g)
{
    for (size_t i = 0; i < g->n && i < REPORT_IDS_MAX; i++) {
        sheet_say(s, i > 0 ? ", " : "");
        sheet_code(s, g->ids[i]);
    }
    if (g->n > REPORT_IDS_MAX)
        sheet_say(s, " and %zu more", g->n - REPORT_IDS_MAX);
}

/* ---------------------------------------------------------------- exercises */

struct counts {
    size_t of[RECORD_OUTCOME_COUNT];
    size_t none; /* no record */
    double *points;
    size_t npoints; /* of what was handed in, and is known */
};

static size_t handed_in(const struct counts *c, size_t students)
{
    return students - c->of[RECORD_MISSING];
}

static int compare_points(const void *va, const void *vb)
{
    double a = *(const double *)va, b = *(const double *)vb;

    return (a > b) - (a < b);
}

static struct counts count(const struct report *r, size_t exercise)
{
    const struct ledger *l = r->ledger;
    struct counts c = {.points = ARENA_ARRAY(r->arena, double, l->nstudents)};

    for (size_t i = 0; i < l->nstudents; i++) {
        const struct record *rec = report_record(r, i, exercise);
        const struct score *score = &ledger_cell(l, i, exercise)->score;
        if (rec == NULL) {
            c.none++;
            continue;
        }
        c.of[rec->outcome]++;
        if (rec->outcome != RECORD_MISSING && score->known)
            c.points[c.npoints++] = score->points;
    }
    if (c.npoints > 0)
        qsort(c.points, c.npoints, sizeof *c.points, compare_points);
    return c;
}

static double median(const double *sorted, size_t n)
{
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

static void say_counts(struct report *r, size_t exercise)
{
    const struct assignment *as = r->ledger->assignment;
    struct counts c = count(r, exercise);
    struct sheet *s = &r->sheet;
    size_t in = handed_in(&c, r->ledger->nstudents);
    const size_t cells[] = {
        in,
        c.of[RECORD_PASSED],
        c.of[RECORD_FAILED],
        c.of[RECORD_UNREADABLE],
        c.of[RECORD_UNSURE],
        c.of[RECORD_TAMPERED],
        c.of[RECORD_INFRA_ERROR] + c.none,
    };

    sheet_cell(s);
    sheet_code(s, as->list[exercise].exercise);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        sheet_cell(s);
        sheet_say(s, "%zu", cells[i]);
    }
    sheet_cell(s);
    if (c.npoints > 0) {
        sheet_number(s, median(c.points, c.npoints));
        sheet_say(s, " of ");
        sheet_number(s, as->list[exercise].points);
    }
    sheet_cell(s);
    sheet_bar(s, c.of[RECORD_PASSED], in);
}

static void say_exercises(struct report *r)
{
    static const char *const headings[] = {
        "Exercise",    "#Handed in",        "#Passed",   "#Failed",
        "#Unreadable", "#Unsure",           "#Tampered", "#No grade",
        "#Median",     "Share that passed", NULL};
    struct sheet *s = &r->sheet;

    sheet_section(s);
    report_heading(s, 2, "Exercises");
    sheet_table(s, "Exercises", headings);
    for (size_t e = 0; e < r->ledger->assignment->n; e++)
        say_counts(r, e);
    sheet_table_end(s);
    sheet_paragraph(s);
    sheet_say(s, "The median is that of the points of what was handed in and "
                 "has points; unsure, tampered and no grade have none.");
    sheet_close(s);
    sheet_section_end(s);
}

/* ------------------------------------------------------------------- points */

/* Which tenth of the points; all of them are in the last. */
static size_t bin_of(const struct score *total)
{
    double part = total->max > 0 ? total->points / total->max : 0;
    size_t bin = part > 0 ? (size_t)(part * BINS) : 0;

    return bin < BINS ? bin : BINS - 1;
}

static void say_points(struct report *r)
{
    static const char *const headings[] = {"Points", "#Students",
                                           "Distribution", NULL};
    struct sheet *s = &r->sheet;
    size_t bins[BINS] = {0}, most = 0, open = 0;

    for (size_t i = 0; i < r->ledger->nstudents; i++) {
        struct score total = ledger_total(r->ledger, i);
        if (!total.known)
            open++;
        else if (++bins[bin_of(&total)] > most)
            most = bins[bin_of(&total)];
    }
    sheet_section(s);
    report_heading(s, 2, "Points");
    sheet_table(s, "How many students have how many of the points", headings);
    for (size_t i = 0; i < BINS; i++) {
        sheet_cell(s);
        sheet_say(s, "%zu–%zu %%", i * 100 / BINS,
                  (i + 1) * 100 / BINS - (i + 1 < BINS));
        sheet_cell(s);
        sheet_say(s, "%zu", bins[i]);
        sheet_cell(s);
        sheet_bar(s, bins[i], most);
    }
    sheet_table_end(s);
    if (open > 0) {
        sheet_paragraph(s);
        sheet_say(s, "Not in it: %zu student%s of whom some points are open.",
                  open, words_s(open));
        sheet_close(s);
    }
    sheet_section_end(s);
}

/* ------------------------------------------------- what a person must look at
 */

static bool is_open(const struct record *r)
{
    return r != NULL &&
           (r->outcome == RECORD_TAMPERED || r->outcome == RECORD_UNSURE ||
            r->outcome == RECORD_INFRA_ERROR);
}

/* What the record says of it: for one that was tampered with, what was seen. */
static const char *why_open(const struct record *r)
{
    const char *why = words_why_open(r);

    for (size_t i = 0; i < r->nfindings; i++)
        if (r->findings[i].kind == FINDING_FORGED)
            return r->findings[i].message;
    return why != NULL ? why : "";
}

static void say_open(struct report *r, size_t student, size_t exercise)
{
    static const char *const names[RECORD_OUTCOME_COUNT] = {
        [RECORD_TAMPERED] = "tampered",
        [RECORD_UNSURE] = "unsure",
        [RECORD_INFRA_ERROR] = "not graded",
    };
    const struct record *rec = report_record(r, student, exercise);
    struct sheet *s = &r->sheet;

    sheet_cell(s);
    sheet_code(s, r->ledger->students[student].id);
    sheet_cell(s);
    sheet_code(s, r->ledger->assignment->list[exercise].exercise);
    sheet_cell(s);
    sheet_say(s, "%s", names[rec->outcome]);
    sheet_cell(s);
    sheet_text(s, why_open(rec));
}

static size_t count_open(const struct report *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->ledger->nstudents; i++)
        for (size_t e = 0; e < r->ledger->assignment->n; e++)
            n += is_open(report_record(r, i, e));
    return n;
}

static void say_look_at(struct report *r)
{
    static const char *const headings[] = {"Student", "Exercise", "Outcome",
                                           "~Why", NULL};
    struct sheet *s = &r->sheet;
    size_t n = count_open(r), shown = 0;

    sheet_section(s);
    report_heading(s, 2, "What a person must look at");
    sheet_paragraph(s);
    if (n == 0)
        sheet_say(s, "Nothing.");
    else
        sheet_say(s,
                  "%zu submission%s. None has points yet; what is not "
                  "graded is graded again by the next run.",
                  n, words_s(n));
    sheet_close(s);
    if (n > 0) {
        sheet_table(s, "Submissions to look at", headings);
        for (size_t i = 0; i < r->ledger->nstudents; i++)
            for (size_t e = 0; e < r->ledger->assignment->n; e++)
                if (is_open(report_record(r, i, e)) && shown++ < OPEN_MAX)
                    say_open(r, i, e);
        sheet_table_end(s);
    }
    if (n > OPEN_MAX) {
        sheet_paragraph(s);
        sheet_say(s, "And %zu more: see the gradebook.", n - OPEN_MAX);
        sheet_close(s);
    }
    sheet_section_end(s);
}

/* -------------------------------------------------------------------- whole */

static void say_notes(struct report *r)
{
    const struct report_facts *facts = r->facts;
    struct sheet *s = &r->sheet;

    if (facts->nnotes == 0)
        return;
    sheet_section(s);
    report_heading(s, 2, "Notes on what was handed in");
    sheet_list(s);
    for (size_t i = 0; i < facts->nnotes && i < NOTES_MAX; i++) {
        sheet_item(s);
        sheet_text(s, facts->notes[i]);
        sheet_close(s);
    }
    sheet_list_end(s);
    if (facts->nnotes > NOTES_MAX) {
        sheet_paragraph(s);
        sheet_say(s, "And %zu more.", facts->nnotes - NOTES_MAX);
        sheet_close(s);
    }
    sheet_section_end(s);
}

static void write_report(struct arena *a, const struct ledger *l,
                         const struct report_facts *facts,
                         enum sheet_format format, struct buf *out)
{
    struct report r = {.arena = a, .ledger = l, .facts = facts};
    struct sheet *s = &r.sheet;

    sheet_begin(s, out, format,
                arena_printf(a, "%s: class report", l->assignment->title),
                facts->style);
    sheet_paragraph(s);
    sheet_say(s, "The class: %zu student%s, %zu exercise%s.", l->nstudents,
              words_s(l->nstudents), l->assignment->n,
              words_s(l->assignment->n));
    sheet_close(s);
    say_exercises(&r);
    say_points(&r);
    say_look_at(&r);
    report_mistakes(&r);
    report_beliefs(&r);
    say_notes(&r);
    report_times(&r);
    sheet_end(s);
}

void report_markdown(struct arena *a, const struct ledger *l,
                     const struct report_facts *facts, struct buf *out)
{
    write_report(a, l, facts, SHEET_MARKDOWN, out);
}

void report_html(struct arena *a, const struct ledger *l,
                 const struct report_facts *facts, struct buf *out)
{
    write_report(a, l, facts, SHEET_HTML, out);
}
