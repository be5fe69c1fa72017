/* The whole terminal, while something is stepped through key by key. */
#ifndef UI_SCREEN_H
#define UI_SCREEN_H

#include "src/ui/app.h"

/* Whether there is a terminal on both sides that can do it. */
bool screen_possible(const struct app *app);

void screen_begin(struct app *app);
void screen_end(struct app *app);

/* Shows these lines, as many as there is room for. */
void screen_show(const struct app *app, const char *text);

/* Keys that are no character. */
enum {
    SCREEN_LEFT = 256,
    SCREEN_RIGHT,
    SCREEN_UP,
    SCREEN_DOWN,
    SCREEN_REDRAW, /* app->look has changed: show it again */
    SCREEN_LEAVE,  /* Ctrl-C, the end of input, or of us */
};

/* Waits for a key. */
int screen_key(struct app *app);

/* Reads a word in the last row, after a colon. NULL if there is none. */
const char *screen_word(struct app *app, struct arena *a);

#endif
