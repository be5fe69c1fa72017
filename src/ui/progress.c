/* How far the learner is in a lesson. */
#include "src/ui/progress.h"

bool progress_load(struct arena *a, struct app *app,
                   const struct lesson *lesson, struct progress *out,
                   struct err *e)
{
    struct names ids;

    *out = (struct progress){ARENA_ARRAY(a, bool, lesson->nsteps), 0};
    if (!store_steps_done(a, app->store, lesson->slug, &ids, e))
        return false;
    for (size_t i = 0; i < ids.n; i++) {
        long at = lesson_step(lesson, ids.name[i]);
        if (at >= 0) /* a step may be gone since it was done */
            out->step[at] = true;
    }
    for (size_t i = 0; i < lesson->nsteps; i++) {
        const struct step *s = &lesson->steps[i];
        struct exercise_state state;
        if (s->type != STEP_EXERCISE || out->step[i])
            continue;
        if (!store_exercise(app->store, s->exercise, &state, e))
            return false;
        out->step[i] = state.passed;
    }
    for (size_t i = 0; i < lesson->nsteps; i++)
        out->done += out->step[i];
    return true;
}

size_t progress_open_step(const struct progress *p, const struct lesson *lesson)
{
    size_t i = 0;

    while (i < lesson->nsteps && p->step[i])
        i++;
    return i;
}
