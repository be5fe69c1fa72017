/* The program's state, and the commands it offers.
 *
 * Every command works the same typed in the REPL and given on the command line:
 * both look it up in the one table in ui/command.c. */
#ifndef UI_APP_H
#define UI_APP_H

#include "grader/grader.h"
#include "src/course/course.h"
#include "src/course/store.h"
#include "src/course/workspace.h"
#include "src/ui/term.h"

/* Exit statuses, as README and man page promise. */
enum status {
    STATUS_OK = 0,     /* passed; done */
    STATUS_FAILED = 1, /* the submission fails */
    STATUS_USAGE = 2,  /* wrong usage or unusable input */
    STATUS_UNSURE = 3, /* unsure, or the grader could not do its job */
};

struct options {
    const char *state_dir; /* --state */
    const char *workspace; /* --workspace */
    const char *share;     /* --share: lessons/, exercises/, grader/harness/ */
    const char *require_sandbox; /* --require-sandbox */
    bool json;                   /* --json */
    bool help;                   /* --help */
    bool version;                /* --version */
};

struct data;   /* ui/data.c */
struct player; /* ui/player.c */
struct repl;   /* ui/repl.c */
struct watch;  /* ui/watch.c */

struct app {
    struct arena *arena; /* whole run */
    struct options options;
    struct look look;
    struct course *course;
    struct store *store;
    struct workspace workspace;
    struct grader *grader; /* NULL until app_grader */
    const char *notice;    /* from store_open; shown once */
    const char *share;     /* lessons/, exercises/, grader/harness/ */
    struct data *data;     /* NULL until something in data/ is asked for */
    bool interactive;      /* in the REPL, on a terminal */
    struct repl *repl;     /* NULL: one command from the shell */

    /* Where the learner is; set by ui/player.c only. */
    const struct lesson *lesson; /* NULL: nowhere */
    size_t step;
    struct player *player; /* NULL until the first step is shown */

    /* The file that is graded whenever it is saved; set by cmd_watch. The REPL
     * waits for it and calls check_exercise. */
    struct watch *watch; /* NULL: none */
    const char *watched; /* its exercise */

    /* The last grade, for hint, compare, edit and next. */
    struct arena *grade_arena;
    struct verdict *verdict; /* NULL: none yet in this run */
    struct text graded;      /* the submission's text in that grade */
    const char *exercise;    /* the exercise at hand, or NULL */

    /* Failures in a row of one exercise with one kind; by ui/check.c. */
    long alike;
    char alike_key[128]; /* which */

    bool quit;
};

/* Set by SIGINT while something runs; whoever starts long work clears it
 * before and gives its address to the grader. */
extern volatile sig_atomic_t app_interrupted;

/* Opens course, store and workspace. */
bool app_open(struct app *app, const struct options *options,
              struct err *e) MUST_USE;
void app_close(struct app *app);
/* The grader, made at first use. */
struct grader *app_grader(struct app *app);
/* Where builds are kept; in the arena. NULL: nowhere. */
char *app_cache_dir(struct arena *a);
/* "SHARE/exercises/NAME"; in the arena. */
char *app_exercise_dir(struct app *app, struct arena *a, const char *name);

struct command {
    const char *name;
    const char *key;  /* one letter that means the same in the REPL; or NULL */
    const char *args; /* "EXERCISE [FILE]" */
    const char *summary; /* one line */
    const char *help;    /* Markdown, for `help NAME` */
    bool repl_only;      /* means nothing outside the REPL */
    bool json;           /* knows --json */
    bool of_teachers;    /* is about nobody's own progress */
    const char *options; /* of its own: "--times N --quick"; or NULL */
    enum {
        COMPLETE_NONE,
        COMPLETE_LESSON,
        COMPLETE_EXERCISE,
        COMPLETE_FILE,
        COMPLETE_COMMAND,
        COMPLETE_TERM
    } completes;
    int (*run)(struct app *app, int argc,
               char **argv); /* argv[0] is the name */
};

extern const struct command commands[];
extern const size_t ncommands;

enum { WORD_SHOWN_MAX = 60 }; /* bytes of a typed word in a message */

const struct command *command_find(const char *word); /* by name or key */
/* True if the line can hardly be anything but a command: its word alone, or
 * followed by a lesson, an exercise or a command that is there. */
bool command_meant(struct app *app, const char *line);
/* The command that an unknown word may stand for, or NULL. */
const char *command_nearest(const char *word);
/* Runs argv; unknown words get a suggestion and STATUS_USAGE. */
int command_run(struct app *app, int argc, char **argv);
/* Splits a typed line into words ("..." and '...' quote). False on an open
 * quote. Words go to the arena. */
bool command_split(struct arena *a, const char *line, int *argc, char ***argv,
                   struct err *e) MUST_USE;

/* Each command is a function cmd_NAME in the file that is about it. */
int cmd_quit(struct app *app, int argc, char **argv);

/* Serves one line that was typed in the REPL: an answer to what the current
 * step asks, or a command (always one after a ':'). Returns the status. */
int command_line(struct app *app, const char *line);

/* Says "usage: threadlings NAME ARGS"; returns STATUS_USAGE. */
int command_usage(struct app *app, const char *name);

/* Says what is wrong; returns status. On stderr, one line that begins with
 * "threadlings: "; to a learner at the prompt, a paragraph that fits. */
int app_fail(struct app *app, enum status status, const struct err *e);

#endif
