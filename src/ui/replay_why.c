/* Why a load may give an old value: said for the one at hand. */
#include "src/ui/replay_parts.h"

#include <string.h>

/* The load of an old value among the current row's steps; NULL: none is. */
static const struct trace_step *old_load(const struct replay_view *v)
{
    const struct story_row *row = replay_row(v);
    const struct trace *t = v->state->trace;
    const struct trace_step *found = NULL;

    for (size_t i = 0; i < t->nsteps && row->first >= 0; i++) {
        const struct trace_step *s = &t->steps[i];
        if (s->number >= row->first && s->number <= row->last &&
            s->thread == replay_thread(v) && s->reads && s->nnewer > 0)
            found = s;
    }
    return found;
}

/* "line 12", or its file, too. */
static const char *place(struct arena *a, const struct replay_view *v,
                         const struct trace_step *s)
{
    const char *file = replay_tale(v)->story->file;

    if (s->nframes == 0)
        return "a line that is not known";
    if (file != NULL && s->frames[0].file != NULL &&
        strcmp(file, s->frames[0].file) == 0)
        return arena_printf(a, "line %d", s->frames[0].line);
    return arena_printf(a, "%s:%d", s->frames[0].file, s->frames[0].line);
}

static const char *missed(struct arena *a, const struct replay_view *v,
                          const struct trace_step *load)
{
    const struct trace *t = v->state->trace;
    const char *list = "";
    size_t n = 0;

    for (size_t i = 0; i < load->nnewer; i++) {
        const struct trace_step *s = replay_step(t, load->newer[i]);
        if (s == NULL)
            continue;
        list = arena_printf(a, "%s%s%s (%s)", list, n > 0 ? ", " : "",
                            place(a, v, s), replay_thread_name(t, s->thread));
        n++;
    }
    return n > 0 ? list : "a line that is not shown";
}

static const char *rule(const struct replay_view *v,
                        const struct trace_step *load)
{
    const char *schedule = v->finding.schedule;

    if (schedule != NULL && schedule[1] == 't')
        return "On x86 a store waits in its processor's buffer before the "
               "others see it: until then they read what was there before.";
    if (load->order != NULL && strcmp(load->order, "seq_cst") == 0)
        return "seq_cst puts only seq_cst operations into one order: a store "
               "that is not may still be missed.";
    return "A load must see a store only if the store happens before it: by "
           "an unlock and the next lock, a release that an acquire has read "
           "from, a creation or a join. No such chain leads from there to "
           "here.";
}

const char *replay_why(struct arena *a, const struct replay_view *v)
{
    const struct trace_step *load = old_load(v);
    const struct trace *t = v->state->trace;

    if (load == NULL)
        return "Nothing old was read here: what this line reads is the newest "
               "value.";
    const struct trace_step *from = replay_step(t, load->from);
    const char *source = from == NULL
                             ? "It reads the first value"
                             : arena_printf(a, "It reads what %s stored in %s",
                                            replay_thread_name(t, from->thread),
                                            place(a, v, from));
    return arena_printf(
        a,
        "%s, and does not see the newer store in %s.\n%s\nNor has this thread "
        "read or stored anything newer there before: after that it could not "
        "go back.%s",
        source, missed(a, v, load), rule(v, load),
        load->order != NULL && strcmp(load->order, "relaxed") == 0
            ? " This load is relaxed: it orders nothing itself."
            : "");
}
