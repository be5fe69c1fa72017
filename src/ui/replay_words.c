/* The words behind `replay` and `play`. */
#include "src/ui/replay_parts.h"

#include "src/ui/hand.h"

#include <string.h>

struct reader {
    struct replay_words *out;
    int argc, i;
    char **argv;
    struct err *e;
};

/* "--NAME VALUE" or "--NAME=VALUE"; false: it is another option, or *bad. */
static bool take(struct reader *r, const char *name, const char **value,
                 bool *bad)
{
    const char *word = r->argv[r->i];
    size_t len = strlen(name);

    if (strncmp(word, name, len) != 0 || (word[len] && word[len] != '='))
        return false;
    if (word[len] == '=')
        *value = word + len + 1;
    else if (r->i + 1 < r->argc)
        *value = r->argv[++r->i];
    else
        *bad = !err_set(r->e, "%s needs a value", name);
    return true;
}

static bool read_option(struct reader *r)
{
    struct replay_words *w = r->out;
    bool bad = false;

    if (strcmp(r->argv[r->i], "--plain") == 0)
        w->plain = true;
    else if (!take(r, "--exercise", &w->c.exercise, &bad) &&
             !take(r, "--scenario", &w->c.scenario, &bad) &&
             !take(r, "--moves", &w->moves, &bad) &&
             !take(r, "--model", &w->model, &bad))
        return err_set(r->e, "%s: is no C file", r->argv[r->i]);
    return !bad;
}

static bool check_schedule(struct reader *r)
{
    const char *word = r->argv[r->i];

    if (replay_is_schedule(word)) {
        r->out->c.schedule = word;
        return true;
    }
    return err_set(r->e,
                   "'%s' is no schedule; one begins with 1, a letter and a "
                   "few more before a colon. Put it in quotes: < is for the "
                   "shell otherwise",
                   word);
}

static bool read_words(struct arena *a, struct reader *r)
{
    struct replay_case *c = &r->out->c;
    const char **files = ARENA_ARRAY(a, const char *, (size_t)r->argc);

    c->files = files;
    for (r->i = 1; r->i < r->argc; r->i++) {
        const char *word = r->argv[r->i];
        if (strcmp(word, "--") == 0) {
            c->args = (const char *const *)&r->argv[r->i + 1];
            break;
        }
        bool option = strncmp(word, "--", 2) == 0;
        bool schedule =
            !option && r->out->needs_schedule && c->schedule == NULL;
        if (option ? !read_option(r) : schedule && !check_schedule(r))
            return false;
        if (!option && !schedule)
            files[c->nfiles++] = word;
    }
    return true;
}

/* The submission is the learner's own file unless one is named. */
static bool find_submission(struct arena *a, struct app *app,
                            struct replay_case *c, struct err *e)
{
    struct exercise ex;
    const char **file = ARENA_NEW(a, const char *);

    if (c->nfiles > 1)
        return err_set(e, "an exercise is played with one file, not %zu",
                       c->nfiles);
    if (!hand_load(a, app, c->exercise, &ex, e))
        return false;
    if (c->nfiles == 1)
        return true;
    if (!hand_file(a, app, &ex, file, e))
        return false;
    c->files = file;
    c->nfiles = 1;
    return true;
}

bool replay_words_read(struct arena *a, struct app *app, int argc, char **argv,
                       struct replay_words *out, struct err *e)
{
    struct reader r = {.out = out, .argc = argc, .argv = argv, .e = e};

    return read_words(a, &r) &&
           (out->c.exercise == NULL || find_submission(a, app, &out->c, e));
}
