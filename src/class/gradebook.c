#include "src/class/gradebook.h"

#include "src/base/buf.h"
#include "src/base/csv.h"

#include <stdio.h>
#include <string.h>

/* At most two digits behind the point, and no zeros at the end. */
static void put_points(struct buf *out, double points)
{
    char text[64];

    snprintf(text, sizeof text, "%.2f", points);
    size_t len = strlen(text);
    while (text[len - 1] == '0')
        len--;
    if (text[len - 1] == '.')
        len--;
    buf_add(out, text, len);
}

static void put_score(struct buf *out, const struct score *s)
{
    if (s->known)
        put_points(out, s->points);
}

static void put_cell(struct buf *out, const struct cell *c)
{
    buf_printf(out, ",%s,",
               c->record != NULL ? record_outcome_name(c->record->outcome)
                                 : "not graded");
    if (c->record != NULL)
        put_score(out, &c->score);
    buf_printf(out, ",%ld", c->record != NULL ? c->score.late_days : 0);
}

static void put_titles(struct buf *out, const struct assignment *as)
{
    buf_adds(out, "id,name,section");
    for (size_t i = 0; i < as->n; i++) {
        const char *name = as->list[i].exercise;
        buf_printf(out, ",%s outcome,%s points,%s late", name, name, name);
    }
    buf_adds(out, ",total,max\n");
}

void gradebook_csv(const struct ledger *l, struct buf *out)
{
    put_titles(out, l->assignment);
    for (size_t s = 0; s < l->nstudents; s++) {
        const struct student *who = &l->students[s];
        const struct score total = ledger_total(l, s);
        csv_put(out, who->id);
        buf_addc(out, ',');
        csv_put(out, who->name != NULL ? who->name : "");
        buf_addc(out, ',');
        csv_put(out, who->section != NULL ? who->section : "");
        for (size_t i = 0; i < l->assignment->n; i++)
            put_cell(out, ledger_cell(l, s, i));
        buf_addc(out, ',');
        put_score(out, &total);
        buf_addc(out, ',');
        put_points(out, total.max);
        buf_addc(out, '\n');
    }
}
