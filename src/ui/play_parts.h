/* What the parts of `play` share: for src/ui/play*.c only. */
#ifndef UI_PLAY_PARTS_H
#define UI_PLAY_PARTS_H

#include "src/ui/replay_parts.h"

/* A game: the moves so far, and where they lead. */
struct play {
    struct replay_program *p;
    struct app *app;
    struct arena *a;        /* of the game */
    const char **schedules; /* after each move; the last is at hand */
    size_t n, max;
    struct arena *moment; /* of what follows; made anew with each move */
    struct replay_state *state;
    struct replay_view view;
    bool shown;       /* there is something to see in `view` */
    bool over;        /* the execution has come to its end */
    const char *note; /* until the next key; or NULL */
    /* What the explorer knows; made at first use. */
    bool searched;
    struct exploration search;
    const struct finding *found; /* which it found; or NULL */
};

/* Each returns false for a failure of ours. */
bool play_begin(struct play *g, struct replay_program *p, const char *schedule,
                struct err *e) MUST_USE;
void play_end(struct play *g);

/* Makes a move; *possible is false, and nothing has changed, if the program
 * cannot do that. */
bool play_move(struct play *g, const char *move, bool *possible,
               struct err *e) MUST_USE;
/* To another position, as a move that can be undone. */
bool play_go(struct play *g, const char *schedule, struct err *e) MUST_USE;
bool play_undo(struct play *g, struct err *e) MUST_USE;
/* Goes on at random, to the end. */
bool play_random(struct play *g, struct err *e) MUST_USE;
/* Lets the explorer look at everything, once. */
bool play_search(struct play *g, struct err *e) MUST_USE;

/* What can be said at the end, with what the explorer knows. */
const char *play_outcome(const struct play *g);
const char *play_search_outcome(const struct play *g);

/* The key of the nth option: '1' to '9', then 'A' to 'Z'; 0: none. */
char play_key(size_t option);
/* The option that goes on as usual; noptions if there is none. */
size_t play_usual(const struct play *g);

/* ------------------------------------------------------------ play_view.c */

/* At most look->height lines of at most look->width columns. */
void play_draw(struct buf *out, const struct look *look, const struct play *g);
/* What could come next, and who cannot go on. */
void play_draw_options(struct buf *out, const struct look *look,
                       const struct play *g);

/* ------------------------------------------------------------ play_keys.c */

/* Key by key, until the learner leaves. */
void play_loop(struct play *g);

#endif
