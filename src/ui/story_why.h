/* The sentences at the end of a story: for src/ui/story_why*.c only.
 *
 * Each why_... that returns bool looks for one kind of mistake; true: it found
 * it and has set `mistake` and `help`. */
#ifndef UI_STORY_WHY_H
#define UI_STORY_WHY_H

#include "src/ui/story_parts.h"

struct why {
    struct story_work *w;
    const char *mistake, *help;
};

/* The line of an act; as it is spoken of, it will be shown. */
const char *why_place(const struct why *y, int i);
const char *why_who(const struct why *y, int i);  /* its thread */
const char *why_what(const struct why *y, int i); /* what it is done to */

/* With a capital letter. */
const char *why_sentence(const struct why *y, const char *text);
#define SAY(y, ...) why_sentence((y), arena_printf((y)->w->arena, __VA_ARGS__))

/* ------------------------------------------------------- story_why_order.c */

bool why_old_value(struct why *y, int old); /* read by that act; -1: none */
bool why_lost_update(struct why *y);
bool why_changed_since(struct why *y);
void why_race(struct why *y);

/* The unit that a thread has taken from a semaphore before act i and not given
 * back; -1: none. */
int why_unit_of(const struct story_work *w, int thread, int i);

/* -------------------------------------------- story_why_wait.c, _value.c */

void why_stuck(struct why *y);
void why_wrong(struct why *y);

#endif
