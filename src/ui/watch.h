/* Notices that a file was saved, however the editor does it: written in place,
 * or written aside and renamed over it. inotify on the folder where there is
 * one, a look each second in any case; debounced. */
#ifndef UI_WATCH_H
#define UI_WATCH_H

#include "src/ui/app.h"

struct watch;

/* Starts watching one file (which need not exist yet). */
bool watch_open(const char *file, struct watch **out, struct err *e) MUST_USE;
/* The file counts as saved at the next look, if it is there. */
void watch_now(struct watch *w);
void watch_close(struct watch *w);   /* NULL is fine */
int watch_fd(const struct watch *w); /* readable: call watch_saved; or -1 */
/* Reads what is pending. True when the file was saved and has been quiet for
 * the debounce time; *wait_ms is how long to poll at most before asking again.
 */
bool watch_saved(struct watch *w, int *wait_ms);

int cmd_watch(struct app *app, int argc, char **argv); /* [EXERCISE] | off */
int cmd_edit(struct app *app, int argc, char **argv);  /* [EXERCISE] */

#endif
