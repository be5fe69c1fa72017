/* Signals, and the terminal's modes, which are put back however we end. */
#ifndef UI_SIGNALS_H
#define UI_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/* Remembers the terminal's modes and catches what has to be caught. */
void signals_init(void);

extern volatile sig_atomic_t signals_resized;   /* SIGWINCH since cleared */
extern volatile sig_atomic_t signals_continued; /* came back from a stop */
extern volatile sig_atomic_t signals_ended;     /* SIGTERM or SIGHUP; 0: none */

/* While something runs, what is typed is not to land in the middle of what is
 * shown: it appears at the next prompt. Modes are as they were after
 * signals_unquiet, or however we end. */
void signals_quiet(void);
void signals_unquiet(void);

/* While a line is edited, the terminal puts marks around what is pasted. */
void signals_mark_pastes(bool on);

/* The whole screen is ours: keys come one by one and are not shown, and what
 * was on the screen comes back afterwards, however we end. */
void signals_full_screen(bool on);

/* Holds these signals back, so that a flag cannot change between looking at it
 * and ppoll(); *before is the mask to give to ppoll and to release. */
void signals_hold(sigset_t *before);
void signals_release(const sigset_t *before);

/* Ends as the signal that asked for it would have, if one did. */
void signals_end(void);

#endif
