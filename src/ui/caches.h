/* A trace of loads and stores, and what it does to the caches. */
#ifndef UI_CACHES_H
#define UI_CACHES_H

#include "src/course/caches.h"
#include "src/ui/app.h"

/* Each draws lines; pure. */
void caches_draw_head(struct buf *out, const struct look *look,
                      const struct caches *c);
void caches_draw_step(struct buf *out, const struct look *look,
                      const struct caches *c, size_t i);
void caches_draw_end(struct buf *out, const struct look *look,
                     const struct caches *c);

/* Shows the step's trace: at a terminal one Enter for each step, else all of it
 * at once. Returns the exit status. */
int caches_step(struct arena *a, struct app *app, const struct step *step);

#endif
