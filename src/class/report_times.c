/* How long grading took: the one section that depends on when and where. */
#include "src/class/report_parts.h"

#include "src/class/words.h"

#include <stdlib.h>

struct timed {
    double seconds;
    size_t student, exercise;
};

static int compare_timed(const void *va, const void *vb)
{
    const struct timed *a = va, *b = vb;

    if (a->seconds != b->seconds)
        return a->seconds < b->seconds ? -1 : 1;
    if (a->student != b->student)
        return a->student < b->student ? -1 : 1;
    return a->exercise < b->exercise ? -1 : 1;
}

/* What was handed in, fastest first. */
static size_t collect(const struct report *r, struct timed *list)
{
    size_t n = 0;

    for (size_t i = 0; i < r->ledger->nstudents; i++)
        for (size_t e = 0; e < r->ledger->assignment->n; e++) {
            const struct record *rec = report_record(r, i, e);
            if (rec != NULL && rec->seconds > 0)
                list[n++] = (struct timed){rec->seconds, i, e};
        }
    if (n > 0)
        qsort(list, n, sizeof *list, compare_timed);
    return n;
}

/* The smallest that `percent` of them do not exceed. */
static double percentile(const struct timed *list, size_t n, size_t percent)
{
    return list[(n * percent + 99) / 100 - 1].seconds;
}

static void say_one(struct report *r, const struct timed *list, size_t n)
{
    const struct timed *slowest = &list[n - 1];
    struct sheet *s = &r->sheet;

    sheet_paragraph(s);
    sheet_say(
        s,
        "A submission took %.1f s (median); 95 %% of them at most %.1f s. "
        "The slowest took %.1f s: ",
        percentile(list, n, 50), percentile(list, n, 95), slowest->seconds);
    sheet_code(s, r->ledger->students[slowest->student].id);
    sheet_say(s, ", ");
    sheet_code(s, r->ledger->assignment->list[slowest->exercise].exercise);
    sheet_say(s, ".");
    sheet_close(s);
}

void report_times(struct report *r)
{
    const struct report_facts *facts = r->facts;
    struct sheet *s = &r->sheet;
    struct timed *list =
        ARENA_ARRAY(r->arena, struct timed,
                    r->ledger->nstudents * r->ledger->assignment->n);
    size_t n = collect(r, list);

    if (facts->graded == 0)
        return;
    sheet_section(s);
    report_heading(s, 2, "How long it took");
    sheet_paragraph(s);
    sheet_say(s,
              "%zu submission%s graded in %.1f s; %zu had been graded before.",
              facts->graded, facts->graded == 1 ? " was" : "s were",
              facts->seconds, facts->kept);
    sheet_close(s);
    if (n > 0)
        say_one(r, list, n);
    sheet_section_end(s);
}
