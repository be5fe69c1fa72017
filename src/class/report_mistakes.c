/* What many got wrong: the same finding, or the same belief.
 *
 * M1. Students are walked in the roster's order, so that counts, examples and
 *     ids do not depend on when or where something was graded.
 * M2. What names a group may come from a submission: their number is bounded,
 *     and what finds no room is counted. */
#include "src/class/report_parts.h"

#include "grader/exercise.h"
#include "src/class/words.h"

#include <stdlib.h>
#include <string.h>

enum {
    GROUPS_MAX =
        200, /* kinds of findings of one exercise that are told apart */
    GROUPS_SHOWN = 10,
    BELIEFS_SHOWN = 10,
};

/* ------------------------------------------------------------------ findings
 */

struct mistake {
    enum finding_kind kind;
    const char *test;    /* or NULL */
    const char *message; /* of the first student */
    struct report_group who;
};

struct mistakes {
    struct mistake list[GROUPS_MAX];
    size_t n;
    size_t left_out; /* findings that found no room: M2 */
};

static int compare_texts(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

static struct mistake *find_mistake(struct mistakes *m,
                                    const struct record_finding *f)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->list[i].kind == f->kind &&
            compare_texts(m->list[i].test, f->test) == 0)
            return &m->list[i];
    if (m->n == GROUPS_MAX)
        return NULL;
    m->list[m->n] = (struct mistake){
        .kind = f->kind, .test = f->test, .message = f->message};
    return &m->list[m->n++];
}

/* Most students first. */
static int compare_mistakes(const void *va, const void *vb)
{
    const struct mistake *a = va, *b = vb;

    if (a->who.n != b->who.n)
        return a->who.n > b->who.n ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return compare_texts(a->test, b->test);
}

static void collect(const struct report *r, size_t exercise, struct mistakes *m)
{
    for (size_t i = 0; i < r->ledger->nstudents; i++) { /* M1 */
        const struct record *rec = report_record(r, i, exercise);
        for (size_t k = 0; rec != NULL && k < rec->nfindings; k++) {
            struct mistake *one = find_mistake(m, &rec->findings[k]);
            if (one == NULL)
                m->left_out++;
            else
                (void)report_group_add(&one->who, r->ledger, i);
        }
    }
    qsort(m->list, m->n, sizeof *m->list, compare_mistakes);
}

static void say_mistake(struct sheet *s, const struct mistake *m)
{
    sheet_cell(s);
    sheet_say(s, "%s", finding_kind_label(m->kind));
    sheet_cell(s);
    sheet_say(s, "%zu", m->who.n);
    sheet_cell(s);
    if (m->test != NULL)
        sheet_code(s, m->test);
    sheet_cell(s);
    sheet_text(s, m->message);
    sheet_cell(s);
    report_group_say(s, &m->who);
}

static void say_exercise(struct report *r, size_t exercise, struct mistakes *m)
{
    static const char *const headings[] = {"Finding",     "#Students", "Test",
                                           "~An example", "~Who",      NULL};
    struct sheet *s = &r->sheet;
    size_t shown = m->n < GROUPS_SHOWN ? m->n : GROUPS_SHOWN;

    sheet_heading(s, 3);
    sheet_say_author(s, r->facts->exercises[exercise]->title);
    sheet_close(s);
    sheet_table(s, "Findings, those of most students first", headings);
    for (size_t i = 0; i < shown; i++)
        say_mistake(s, &m->list[i]);
    sheet_table_end(s);
    if (m->n > shown || m->left_out > 0) {
        sheet_paragraph(s);
        sheet_say(s, "And %zu more kinds of findings.",
                  m->n - shown + m->left_out);
        sheet_close(s);
    }
}

void report_mistakes(struct report *r)
{
    struct sheet *s = &r->sheet;
    size_t any = 0;

    sheet_section(s);
    report_heading(s, 2, "Common mistakes");
    for (size_t e = 0; e < r->ledger->assignment->n; e++) {
        struct mistakes *m = ARENA_NEW(r->arena, struct mistakes);
        collect(r, e, m);
        any += m->n;
        if (m->n > 0)
            say_exercise(r, e, m);
    }
    if (any == 0) {
        sheet_paragraph(s);
        sheet_say(s, "Nothing wrong was found in what was handed in.");
        sheet_close(s);
    }
    sheet_section_end(s);
}

/* ------------------------------------------------------------------- beliefs
 */

struct belief {
    const char *id;
    struct report_group who;
    size_t *by_exercise; /* submissions */
};

struct beliefs {
    struct belief *list;
    size_t n;
};

static const char *misconception(const struct exercise *ex,
                                 const struct record *r)
{
    const struct record_finding *f = &r->findings[0];
    const struct finding as_graded = {
        .kind = f->kind,
        .stage = f->stage,
        .function = f->function,
        .test = f->test,
        .message = f->message,
        .detail = f->detail,
    };
    const struct hints *h = exercise_hints(ex, &as_graded);

    return h != NULL ? h->misconception : NULL;
}

/* Whether a ladder may answer to a detail, which the ledger has not kept. */
static bool needs_details(const struct exercise *ex)
{
    bool mentions = false, believed = false;

    for (size_t i = 0; i < ex->nhints; i++) {
        mentions = mentions || ex->hints[i].mentions != NULL;
        believed = believed || ex->hints[i].misconception != NULL;
    }
    return mentions && believed;
}

/* The belief that the finding shown first seems to come from; or NULL. */
static const char *belief_of(const struct report *r, size_t student,
                             size_t exercise)
{
    const struct exercise *ex = r->facts->exercises[exercise];
    const struct record *kept = report_record(r, student, exercise);
    struct record whole;

    if (kept == NULL || kept->nfindings == 0)
        return NULL;
    if (r->facts->out == NULL || !needs_details(ex))
        return misconception(ex, kept);
    struct arena *scratch = arena_new();
    bool read = ledger_record(scratch, r->facts->out, kept->student,
                              kept->exercise, &whole) &&
                whole.nfindings > 0;
    const char *id = misconception(ex, read ? &whole : kept);
    arena_free(scratch);
    return id;
}

static struct belief *find_belief(struct report *r, struct beliefs *b,
                                  const char *id)
{
    for (size_t i = 0; i < b->n; i++)
        if (strcmp(b->list[i].id, id) == 0)
            return &b->list[i];
    b->list[b->n] = (struct belief){
        .id = id,
        .by_exercise = ARENA_ARRAY(r->arena, size_t, r->ledger->assignment->n),
    };
    return &b->list[b->n++];
}

static int compare_beliefs(const void *va, const void *vb)
{
    const struct belief *a = va, *b = vb;

    if (a->who.n != b->who.n)
        return a->who.n > b->who.n ? -1 : 1;
    return strcmp(a->id, b->id);
}

/* Each ladder has one, at most. */
static size_t count_ladders(const struct report *r)
{
    size_t n = 0;

    for (size_t e = 0; e < r->ledger->assignment->n; e++)
        n += r->facts->exercises[e]->nhints;
    return n;
}

static void collect_beliefs(struct report *r, struct beliefs *b)
{
    b->list = ARENA_ARRAY(r->arena, struct belief, count_ladders(r));
    for (size_t i = 0; i < r->ledger->nstudents; i++) { /* M1 */
        for (size_t e = 0; e < r->ledger->assignment->n; e++) {
            const char *id = belief_of(r, i, e);
            if (id == NULL)
                continue;
            struct belief *one = find_belief(r, b, id);
            one->by_exercise[e]++;
            (void)report_group_add(&one->who, r->ledger, i);
        }
    }
    if (b->n > 0)
        qsort(b->list, b->n, sizeof *b->list, compare_beliefs);
}

static const struct report_belief *text_of(const struct report_facts *facts,
                                           const char *id)
{
    for (size_t i = 0; i < facts->nbeliefs; i++)
        if (strcmp(facts->beliefs[i].id, id) == 0)
            return &facts->beliefs[i];
    return NULL;
}

static void say_belief(struct report *r, const struct belief *b)
{
    const struct report_belief *text = text_of(r->facts, b->id);
    const struct assignment *as = r->ledger->assignment;
    struct sheet *s = &r->sheet;
    const char *between = "";

    sheet_item(s);
    sheet_say(s, "**%s**, %zu student%s (", b->id, b->who.n, words_s(b->who.n));
    report_group_say(s, &b->who);
    sheet_say(s, "; ");
    for (size_t e = 0; e < as->n; e++) {
        if (b->by_exercise[e] == 0)
            continue;
        sheet_say(s, "%s", between);
        sheet_code(s, as->list[e].exercise);
        sheet_say(s, " %zu", b->by_exercise[e]);
        between = ", ";
    }
    sheet_say(s, ").");
    if (text != NULL) {
        sheet_say(s, " ");
        sheet_say_author(s, text->belief);
        sheet_say(s, " *In fact:* ");
        sheet_say_author(s, text->truth);
    }
    sheet_close(s);
}

void report_beliefs(struct report *r)
{
    struct sheet *s = &r->sheet;
    struct beliefs b = {0};

    collect_beliefs(r, &b);
    if (b.n == 0)
        return;
    sheet_section(s);
    report_heading(s, 2, "What learners seem to believe");
    sheet_list(s);
    for (size_t i = 0; i < b.n && i < BELIEFS_SHOWN; i++)
        say_belief(r, &b.list[i]);
    sheet_list_end(s);
    if (b.n > BELIEFS_SHOWN) {
        sheet_paragraph(s);
        sheet_say(s, "And %zu more.", b.n - BELIEFS_SHOWN);
        sheet_close(s);
    }
    sheet_section_end(s);
}
