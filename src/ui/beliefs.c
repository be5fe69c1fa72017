/* Beliefs behind wrong answers. */
#include "src/ui/beliefs.h"

#include "src/ui/data.h"
#include "src/ui/markdown.h"

#include <string.h>

/* The belief that a stored answer's question asks for; NULL when none, or when
 * the question is gone. */
static const char *asked_for(struct app *app, const struct answer_entry *answer)
{
    long i = course_find(app->course, answer->lesson);
    struct err ignored;
    const struct lesson *l =
        i < 0 ? NULL : course_lesson(app->course, (size_t)i, &ignored);
    long step = l ? lesson_step(l, answer->step) : -1;

    return step < 0 ? NULL : l->steps[step].question.misconception;
}

/* A learner who gave up has said nothing about what they believe. */
static bool is_wrong(const struct answer_entry *answer)
{
    return answer->right == 0 && *answer->typed;
}

static bool same_question(const struct answer_entry *a,
                          const struct answer_entry *b)
{
    return strcmp(a->lesson, b->lesson) == 0 && strcmp(a->step, b->step) == 0;
}

/* True if the last answer is the second question that was answered wrongly
 * because of this belief, and for the first time. */
static bool is_second(struct app *app, const struct answer_entry *log, size_t n,
                      const char *id)
{
    const struct answer_entry *last = &log[n - 1], *other = NULL;

    for (size_t i = 0; i + 1 < n; i++) {
        if (!is_wrong(&log[i]))
            continue;
        if (same_question(&log[i], last))
            return false;
        if (other && same_question(&log[i], other))
            continue;
        const char *belief = asked_for(app, &log[i]);
        if (!belief || strcmp(belief, id) != 0)
            continue;
        if (other)
            return false;
        other = &log[i];
    }
    return other != NULL;
}

void beliefs_say(struct app *app, const struct lesson *lesson,
                 const struct step *step)
{
    const char *id = step->question.misconception;
    const struct misconception *m =
        id ? misconceptions_find(data_misconceptions(app), id) : NULL;
    struct arena *a = arena_new();
    struct answer_entry *log;
    struct err ignored; /* the answer itself could not be stored either */
    size_t n;

    if (!m || !store_answers(a, app->store, &log, &n, &ignored) || n == 0 ||
        strcmp(log[n - 1].lesson, lesson->slug) != 0 ||
        strcmp(log[n - 1].step, step->id) != 0 || !is_second(app, log, n, id))
        goto out;
    struct buf out = BUF_INIT;
    buf_addc(&out, '\n');
    markdown_draw(&out, &app->look,
                  arena_printf(a, "**Many believe:** %s  \n**In fact:** %s",
                               m->belief, m->truth));
    term_print(&out);
    buf_free(&out);
out:
    arena_free(a);
}

bool beliefs_open(struct arena *a, struct app *app,
                  const struct misconception ***out, size_t *n, struct err *e)
{
    const struct misconceptions *all = data_misconceptions(app);
    bool *open = ARENA_ARRAY(a, bool, all->n);
    struct answer_entry *log;
    size_t nlog;

    *out = ARENA_ARRAY(a, const struct misconception *, all->n);
    *n = 0;
    if (!store_answers(a, app->store, &log, &nlog, e))
        return false;
    for (size_t i = 0; i < nlog; i++) {
        const char *id = asked_for(app, &log[i]);
        const struct misconception *m =
            id ? misconceptions_find(all, id) : NULL;
        if (m && (log[i].right || is_wrong(&log[i])))
            open[m - all->all] = !log[i].right;
    }
    for (size_t i = 0; i < all->n; i++)
        if (open[i])
            (*out)[(*n)++] = &all->all[i];
    return true;
}
