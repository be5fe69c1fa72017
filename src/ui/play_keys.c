/* The keys of `play`. */
#include "src/ui/play_parts.h"

#include "src/ui/screen.h"

#include <ctype.h>
#include <string.h>

struct keys {
    struct play *g;
    struct err e;
    bool failed; /* e says why */
    bool leave;
};

/* ---------------------------------------------------------------------- acts
 */

static void do_option(struct keys *k, size_t i)
{
    struct play *g = k->g;
    bool possible;

    if (g->over || i >= g->state->noptions) {
        g->note = g->over ? "It has come to its end; u goes back."
                          : "There is no such move.";
        return;
    }
    const char *move = arena_strdup(g->a, g->state->options[i].token);
    k->failed = !play_move(g, move, &possible, &k->e);
    if (!possible && !k->failed)
        g->note = "That cannot be done here.";
}

static void do_usual(struct keys *k)
{
    do_option(k, play_usual(k->g));
}

static void do_undo(struct keys *k)
{
    k->failed = !play_undo(k->g, &k->e);
}

static void do_random(struct keys *k)
{
    k->failed = !play_random(k->g, &k->e);
}

static void show_wait(const struct play *g, const char *text)
{
    struct buf out = BUF_INIT;

    buf_printf(&out, "\033[%d;1H%s\033[K", g->app->look.height, text);
    term_print(&out);
    buf_free(&out);
}

static void search(struct keys *k)
{
    if (!k->g->searched)
        show_wait(k->g, "the explorer looks; Ctrl-C stops it");
    k->failed = !play_search(k->g, &k->e);
}

/* The simplest failing execution comes as a move: u goes back. */
static void do_finish(struct keys *k)
{
    search(k);
    if (!k->failed && k->g->found != NULL && k->g->found->schedule != NULL)
        k->failed = !play_go(k->g, k->g->found->schedule, &k->e);
    k->g->note = play_search_outcome(k->g);
}

/* The game may go on from another step of what has happened. */
static void do_steps(struct keys *k)
{
    struct play *g = k->g;

    if (!g->shown)
        return;
    if (replay_step_through(g->app, g->a, &g->view))
        k->failed = !play_go(
            g, replay_until_here(g->a, g->schedules[g->n - 1], &g->view),
            &k->e);
    else
        replay_final(&g->view);
}

static void do_leave(struct keys *k)
{
    k->leave = true;
}

static void do_keys(struct keys *k);

static const struct {
    int key, other; /* 0: no other */
    const char *word, *summary;
    void (*act)(struct keys *k);
} table[] = {
    {' ', '\n', "usual", "space: what happens if nobody interferes", do_usual},
    {'u', SCREEN_LEFT, "undo", "take the last move back", do_undo},
    {'r', 0, "random", "go on at random, to the end", do_random},
    {'f', 0, "finish", "let the explorer look at everything", do_finish},
    {'s', 0, "steps", "step through what has happened", do_steps},
    {'?', 0, "keys", "this list", do_keys},
    {'q', 0, "leave", "leave", do_leave},
};
enum { NKEYS = sizeof table / sizeof *table };

static void do_keys(struct keys *k)
{
    const char *text = "1.. - make that move; as a word :1, or :b<1\n";

    for (size_t i = 0; i < NKEYS; i++)
        text = arena_printf(k->g->a, "%s%c :%s - %s\n", text, table[i].key,
                            table[i].word, table[i].summary);
    k->g->note = text;
}

/* ---------------------------------------------------------------------- loop
 */

static bool do_option_key(struct keys *k, int c)
{
    for (size_t i = 0; play_key(i) != '\0'; i++) {
        if (play_key(i) == c) {
            do_option(k, i);
            return true;
        }
    }
    return false;
}

static bool do_key(struct keys *k, int c)
{
    for (size_t i = 0; i < NKEYS; i++) {
        if (c == table[i].key || c == table[i].other) {
            table[i].act(k);
            return true;
        }
    }
    return do_option_key(k, c);
}

static void do_word(struct keys *k)
{
    struct play *g = k->g;
    const char *word = screen_word(g->app, g->a);
    bool possible;

    if (word == NULL)
        return;
    for (size_t i = 0; i < NKEYS; i++) {
        if (strcmp(table[i].word, word) == 0) {
            table[i].act(k);
            return;
        }
    }
    if (word[1] == '\0' && do_key(k, word[0]))
        return;
    k->failed = !play_move(g, word, &possible, &k->e);
    if (!possible && !k->failed)
        g->note = arena_printf(
            g->a, "'%s' is neither a key nor a move here; ? lists them.", word);
}

/* At the end the others are looked at, so that it can be said how many. */
static void finish_if_over(struct keys *k)
{
    if (!k->failed && k->g->over && k->g->state->finding == NULL)
        search(k);
}

void play_loop(struct play *g)
{
    struct keys k = {.g = g};

    screen_begin(g->app);
    while (!k.leave && !k.failed) {
        struct buf out = BUF_INIT;
        play_draw(&out, &g->app->look, g);
        screen_show(g->app, out.data);
        buf_free(&out);
        int c = screen_key(g->app);
        if (c == SCREEN_REDRAW)
            continue;
        g->note = NULL;
        k.leave = c == SCREEN_LEAVE;
        if (c == ':')
            do_word(&k);
        else
            do_key(&k, c);
        finish_if_over(&k);
    }
    screen_end(g->app);
    if (k.failed)
        app_fail(g->app, STATUS_UNSURE, &k.e);
}
