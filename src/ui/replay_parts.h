/* What the parts of `replay` and `play` share: for src/ui/replay*.c and
 * play*.c only. */
#ifndef UI_REPLAY_PARTS_H
#define UI_REPLAY_PARTS_H

#include "src/ui/replay.h"
#include "src/ui/story.h"

#include "grader/exercise.h"

/* ---------------------------------------------------------- replay_words.c */

/* What the words of a command say. */
struct replay_words {
    struct replay_case c;
    bool plain;          /* no key by key, even on a terminal */
    const char *moves;   /* play: what to do first; or NULL */
    const char *model;   /* play: or NULL */
    bool needs_schedule; /* the first word is one */
};
bool replay_words_read(struct arena *a, struct app *app, int argc, char **argv,
                       struct replay_words *out, struct err *e) MUST_USE;

/* ----------------------------------------------------------- replay_case.c */

/* The case that was kept last. An error if there is none, or if its sources
 * are no longer those that it belongs to. */
bool replay_last(struct arena *a, struct app *app, struct replay_case *out,
                 struct err *e) MUST_USE;

/* The words that look for a schedule that fails: "threadlings explore mp.c". */
const char *replay_look_again(struct arena *a, const struct app *app,
                              const struct replay_case *c);

/* A case's program, built and ready. */
struct replay_program {
    struct arena *a;
    struct app *app;
    const struct replay_case *c;
    struct exercise ex;
    struct replay_request req;
    struct replay *r;
    struct story_source *sources;
    size_t nsources;
};

/* False when it has been said why not; *status is how to end then. */
bool replay_program_open(struct arena *a, struct app *app,
                         const struct replay_case *c,
                         struct replay_program *out, int *status) MUST_USE;
void replay_program_close(struct replay_program *p);

/* --------------------------------------------------------- replay_schedule.c
 */

/* A schedule's first n operations; its head alone for 0. */
const char *replay_cut(struct arena *a, const char *schedule, size_t n);

/* A schedule with a move behind it. */
const char *replay_add(struct arena *a, const char *schedule, const char *move);

/* How many operations of the trace belong to its steps up to that number. */
size_t replay_count(const struct trace *t, int number);

/* ----------------------------------------------------------- replay_list.c */

/* The step of that number; NULL: none. */
const struct trace_step *replay_step(const struct trace *trace, int number);
/* As it stands in a sentence: "the main thread". */
const char *replay_thread_name(const struct trace *trace, int id);
/* "writes total = 1 (relaxed)" */
void replay_say_step(struct buf *out, const struct trace *trace,
                     const struct trace_step *s);
/* All steps, one a row, with the line of each. */
void replay_draw_list(struct buf *out, const struct look *look,
                      const struct trace *trace);

/* ----------------------------------------------------------- replay_view.c */

/* An execution as something to step through. Rows of the story at which one
 * stops are numbered from 0. */
struct replay_tale {
    const struct story *story;
    size_t *stops; /* rows */
    size_t nstops;
};

struct replay_view {
    const struct replay_state *state;
    struct finding finding; /* the state's, or one that says that it is fine */
    const struct story_source *sources;
    size_t nsources;
    struct replay_tale tales[2]; /* those that matter, and all of them */
    bool all;                    /* which of the two is shown */
    size_t at;                   /* stop */
    int follow;       /* id of the thread that is followed; -1: nobody */
    const char *note; /* shown until the next key; or NULL */
};

/* False when there is nothing to show. */
bool replay_view_make(struct arena *a, const struct replay_state *s,
                      const struct story_source *sources, size_t n,
                      struct replay_view *out) MUST_USE;

const struct replay_tale *replay_tale(const struct replay_view *v);
const struct story_row *replay_row(const struct replay_view *v);
int replay_thread(const struct replay_view *v); /* of that row */

/* At most look->height lines of at most look->width columns. */
void replay_draw(struct buf *out, const struct look *look,
                 const struct replay_view *v);

/* The rows of a story up to one, as lanes, as many as fit into so many lines.
 */
void replay_draw_lanes(struct buf *out, const struct look *look,
                       const struct story *s, size_t row, int lines);

/* ---------------------------------------------------------- replay_moves.c */

/* Each is what a key does. */
void replay_next(struct replay_view *v);
void replay_back(struct replay_view *v);
void replay_first(struct replay_view *v);
void replay_final(struct replay_view *v);
void replay_next_same(struct replay_view *v); /* of the same thread */
void replay_back_same(struct replay_view *v);
void replay_follow(struct replay_view *v, int thread); /* again: nobody */
void replay_toggle(struct replay_view *v);

/* ------------------------------------------------------------ replay_why.c */

/* Why the current row reads what it reads. */
const char *replay_why(struct arena *a, const struct replay_view *v);

/* ---------------------------------------------------------------- replay.c */

/* Key by key, on a screen that is ours already. True: the learner wants to play
 * on from the step at hand. */
bool replay_step_through(struct app *app, struct arena *a,
                         struct replay_view *v);
/* The beginning of a schedule, up to the step at hand. */
const char *replay_until_here(struct arena *a, const char *schedule,
                              const struct replay_view *v);

/* ------------------------------------------------------------------ play.c */

/* The learner decides who goes on, from this schedule. The exit status. */
int play(struct replay_program *p, const char *schedule);

#endif
