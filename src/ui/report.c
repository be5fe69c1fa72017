/* The verdict's screen: one line about the grade, the first finding, then in
 * short what else there is, and what was not checked. */
#include "src/ui/report.h"

#include "src/ui/markdown.h"

#include <stdio.h>
#include <string.h>

enum { OTHERS_MAX = 5 /* further findings named; more are counted */ };

/* ---------------------------------------------------------------- first line
 */

static size_t count_findings(const struct verdict *v, enum stage stage)
{
    size_t n = 0;

    for (size_t i = 0; i < v->nfindings; i++)
        n += v->findings[i].stage == stage;
    return n;
}

/* Tests that failed, each once however much was found in it. */
static size_t count_failed_tests(const struct verdict *v, enum stage stage)
{
    size_t n = 0;

    for (size_t i = 0; i < v->nfindings; i++) {
        const struct finding *f = &v->findings[i];
        bool counted = f->stage != stage || f->test == NULL;
        for (size_t j = 0; j < i && !counted; j++)
            counted = v->findings[j].stage == stage && v->findings[j].test &&
                      strcmp(v->findings[j].test, f->test) == 0;
        n += !counted;
    }
    return n;
}

/* Tests that gave a result and were right. */
static size_t count_passed_tests(const struct verdict *v, enum stage stage)
{
    const struct stage_result *s = &v->stages[stage];
    size_t failed = count_failed_tests(v, stage);
    size_t rest = s->checks_expected > failed ? s->checks_expected - failed : 0;

    return s->checks_run < rest ? s->checks_run : rest;
}

/* "build ok", "tests 6/8", "races 1 found" */
static void add_stage(struct buf *out, const struct look *look,
                      const struct verdict *v, enum stage stage)
{
    const struct stage_result *s = &v->stages[stage];
    const char *name = stage_name(stage);

    switch (s->outcome) {
    case OUTCOME_PASSED:
        buf_printf(out, "%s ", name);
        if (stage == STAGE_TESTS)
            term_addf(out, look, STYLE_GOOD, "%zu/%zu", s->checks_run,
                      s->checks_expected);
        else if (stage == STAGE_SPEED && v->nspeeds > 0)
            term_addf(out, look, STYLE_GOOD, "%.1fx", v->speeds[0].ratio);
        else
            term_add(out, look, STYLE_GOOD, "ok");
        break;
    case OUTCOME_FAILED:
        buf_printf(out, "%s ", name);
        /* Where the rest was given up a count would say too little. */
        if (stage == STAGE_TESTS && s->checks_run > 0 &&
            s->checks_run == s->checks_expected)
            term_addf(out, look, STYLE_BAD, "%zu/%zu",
                      count_passed_tests(v, stage), s->checks_expected);
        else if (stage == STAGE_BUILD || stage == STAGE_TESTS ||
                 count_findings(v, stage) == 0)
            term_add(out, look, STYLE_BAD, "failed");
        else
            term_addf(out, look, STYLE_BAD, "%zu found",
                      count_findings(v, stage));
        break;
    case OUTCOME_UNSURE:
        term_addf(out, look, STYLE_WARN, "%s unsure", name);
        break;
    case OUTCOME_SKIPPED:
    case OUTCOME_UNAVAILABLE:
        term_addf(out, look, STYLE_DIM, "%s not run", name);
        break;
    }
}

/* Items of one line, which goes on in the next row between two of them. */
struct items {
    struct buf *out;
    const struct look *look;
    size_t used; /* columns of the row */
};

static bool fits(const struct items *line, const char *item)
{
    return line->used + 3 + term_width(item, strlen(item)) <=
           (size_t)line->look->width;
}

static void add_item(struct items *line, const char *item)
{
    const char *indent = line->used > 0 ? "  " : "";

    if (line->used > 0 && fits(line, item)) {
        buf_printf(line->out, " %s %s", term_symbol(line->look, SYM_DOT), item);
        line->used += 3 + term_width(item, strlen(item));
        return;
    }
    if (line->used > 0)
        buf_addc(line->out, '\n');
    size_t start = line->out->len;
    term_wrap(line->out, line->look, indent, "  ", item);
    buf_cut(line->out, line->out->len - 1);
    const char *row = strrchr(line->out->data + start, '\n');
    row = row ? row + 1 : line->out->data + start;
    line->used = term_width(row, strlen(row));
}

static void add_title(struct buf *out, const struct look *look,
                      const struct verdict *v)
{
    enum style style = STYLE_WARN;
    enum symbol mark = SYM_UNSURE;

    if (v->outcome == OUTCOME_PASSED) {
        style = STYLE_GOOD;
        mark = SYM_PASS;
    } else if (v->outcome == OUTCOME_FAILED) {
        style = STYLE_BAD;
        mark = SYM_FAIL;
    }
    term_addf(out, look, style, "%s %s %s", term_symbol(look, mark),
              v->exercise, outcome_name(v->outcome));
}

/* A stage says nothing where it never had to run. */
static bool is_shown(const struct verdict *v, int stage)
{
    const struct stage_result *s = &v->stages[stage];

    if (s->absent)
        return false;
    return s->outcome != OUTCOME_SKIPPED ||
           (s->why != NULL && v->stages[STAGE_BUILD].outcome == OUTCOME_PASSED);
}

static void draw_header(struct buf *out, const struct look *look,
                        const struct verdict *v)
{
    struct items line = {.out = out, .look = look};
    struct buf item = BUF_INIT;

    add_title(&item, look, v);
    add_item(&line, item.data);
    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        if (!is_shown(v, stage))
            continue;
        buf_reset(&item);
        add_stage(&item, look, v, (enum stage)stage);
        add_item(&line, item.data);
    }
    buf_reset(&item);
    buf_printf(&item, "%.1f s", v->seconds);
    if (fits(&line, item.data)) /* not worth a row of its own */
        add_item(&line, item.data);
    buf_addc(out, '\n');
    buf_free(&item);
}

/* ---------------------------------------------------------------------- rest
 */

static void draw_others(struct buf *out, const struct look *look,
                        const struct verdict *v)
{
    size_t others = v->nfindings - 1;
    struct buf line = BUF_INIT, safe = BUF_INIT;

    buf_printf(&line, "%zu more %s:", others,
               others == 1 ? "finding" : "findings");
    buf_addc(out, '\n');
    term_wrap(out, look, "", "", line.data);
    for (size_t i = 1; i < v->nfindings && i <= OTHERS_MAX; i++) {
        const struct finding *f = &v->findings[i];
        buf_reset(&line);
        buf_reset(&safe);
        buf_adds(&line, finding_kind_label(f->kind));
        if (f->line > 0)
            buf_printf(&line, ", line %d", f->line);
        buf_printf(&line, ": %s", f->message);
        term_safe_line(&safe, look, line.data, line.len);
        buf_adds(out, "  ");
        term_cut(out, look, safe.data, look->width - 2);
        buf_addc(out, '\n');
    }
    if (others > OTHERS_MAX)
        buf_printf(out, "  +%zu more\n", others - OTHERS_MAX);
    buf_free(&line);
    buf_free(&safe);
}

static bool needs_reason(const struct stage_result *s)
{
    return s->why != NULL && !s->absent &&
           (s->outcome == OUTCOME_UNSURE || s->outcome == OUTCOME_SKIPPED ||
            s->outcome == OUTCOME_UNAVAILABLE);
}

static bool same_reason(const struct stage_result *a,
                        const struct stage_result *b)
{
    return needs_reason(a) && needs_reason(b) && a->outcome == b->outcome &&
           strcmp(a->why, b->why) == 0;
}

static bool said_before(const struct verdict *v, int stage)
{
    for (int i = 0; i < stage; i++) {
        if (same_reason(&v->stages[i], &v->stages[stage]))
            return true;
    }
    return false;
}

/* Why stages gave no answer; a reason that several share is said once. */
static void draw_reasons(struct buf *out, const struct look *look,
                         const struct verdict *v)
{
    struct buf line = BUF_INIT;
    bool first = true;

    for (int i = 0; i < STAGE_COUNT; i++) {
        const struct stage_result *s = &v->stages[i];
        if (!needs_reason(s) || said_before(v, i))
            continue;
        buf_reset(&line);
        buf_adds(&line, stage_name((enum stage)i));
        for (int j = i + 1; j < STAGE_COUNT; j++) {
            if (same_reason(s, &v->stages[j]))
                buf_printf(&line, ", %s", stage_name((enum stage)j));
        }
        buf_adds(&line,
                 s->outcome == OUTCOME_UNSURE ? " unsure: " : " not run: ");
        term_safe(&line, look, s->why, strlen(s->why), strlen(s->why));
        if (first)
            buf_addc(out, '\n');
        first = false;
        term_wrap(out, look, "", "  ", line.data);
    }
    buf_free(&line);
}

static void draw_layers(struct buf *out, const struct look *look,
                        const struct verdict *v)
{
    struct buf line = BUF_INIT, styled = BUF_INIT;

    for (size_t i = 0; i < v->nlayers; i++) {
        if (!v->layers[i].active)
            buf_printf(&line, "%s%s",
                       line.len > 0
                           ? ", "
                           : "Less confined than it could be, without ",
                       v->layers[i].name);
    }
    if (line.len > 0) {
        buf_adds(&line, "; `threadlings doctor` says why.");
        markdown_inline(&styled, look, line.data);
        buf_addc(out, '\n');
        term_wrap(out, look, "", "", styled.data);
    }
    buf_free(&line);
    buf_free(&styled);
}

/* The base name of the submission, as its own frames tell; a finding may lie in
 * a scenario. NULL: not known. */
const char *report_own_file(const struct finding *f)
{
    for (size_t i = 0; f->trace != NULL && i < f->trace->nsteps; i++) {
        const struct trace_step *s = &f->trace->steps[i];
        for (size_t k = 0; k < s->nframes; k++) {
            if (s->frames[k].own)
                return s->frames[k].file;
        }
    }
    return NULL;
}

static void draw_first(struct buf *out, const struct look *look,
                       const struct verdict *v, const char *source,
                       const char *scenarios)
{
    const struct finding *f = &v->findings[0];
    const struct story_source sources[] = {{"explore.c", scenarios},
                                           {report_own_file(f), source}};

    report_finding_in(out, look, f, sources, 2);
}

void report_draw(struct buf *out, const struct look *look,
                 const struct verdict *v, const char *source,
                 const char *scenarios)
{
    bool compile = v->nfindings > 0 && v->findings[0].kind == FINDING_COMPILE;

    draw_header(out, look, v);
    if (v->outcome == OUTCOME_UNSURE) {
        buf_addc(out, '\n');
        term_wrap(out, look, "", "",
                  v->nfindings > 0
                      ? "This is not a pass: not everything could be checked."
                      : "This is not a pass: nothing wrong was found, but not "
                        "everything could be checked.");
    }
    if (v->nfindings > 0) {
        buf_addc(out, '\n');
        draw_first(out, look, v, source, scenarios);
    }
    if (compile)
        return;
    if (v->remembered) {
        buf_addc(out, '\n');
        term_wrap(out, look, "", "",
                  "This very file failed like this in an earlier grade. It may "
                  "pass at times; it is wrong all the same.");
    }
    if (v->nfindings > 1)
        draw_others(out, look, v);
    draw_reasons(out, look, v);
    draw_layers(out, look, v);
}
