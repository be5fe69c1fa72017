/* Standard input, line by line, without line editing; and what else there is to
 * wait for meanwhile. */
#ifndef UI_INPUT_H
#define UI_INPUT_H

#include "src/ui/app.h"

enum { INPUT_LINE_MAX = 65536 }; /* bytes of one line; more is cut off */

enum wake {
    WAKE_KEY,       /* there is something to read, or its end */
    WAKE_INTERRUPT, /* Ctrl-C */
    WAKE_REDRAW,    /* resized, or back from a stop */
    WAKE_SAVED,     /* the watched file was saved */
    WAKE_END,       /* we are told to end */
};

/* Waits for one of these. Leaves the flags as they are. */
enum wake input_wait(struct app *app);

/* One byte from standard input, or -1 at its end. */
int input_byte(void);

/* Reads what is pasted, up to the mark at its end, and adds it as one line:
 * what is pasted runs nothing before Enter is pressed. Returns WAKE_KEY, or
 * WAKE_INTERRUPT or WAKE_END when that came in between. */
enum wake input_paste(struct app *app, struct buf *line);

enum got {
    GOT_LINE,
    GOT_INTERRUPT,
    GOT_END,
};

/* Reads one line, without its newline; NUL bytes become blanks. Grades the
 * watched file when it is saved, then shows the prompt again. prompt may be
 * "". */
enum got input_line(struct app *app, const char *prompt, struct buf *line);

/* Around long work: what is typed meanwhile waits for the next prompt and is
 * not shown before, and what is shown fits a window that has changed. */
void input_pause(struct app *app);
void input_resume(struct app *app);
/* Asks for the window's size again if it has changed. */
void input_look(struct app *app);

/* Grades the watched file, which was saved. */
void input_saved(struct app *app);

#endif
