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
    bool json;             /* --json */
};

struct app {
    struct arena *arena; /* whole run */
    struct options options;
    struct look look;
    struct course *course;
    struct store *store;
    struct workspace workspace;
    struct grader *grader; /* NULL until app_grader */
    const char *notice;    /* from store_open; shown once */
    bool interactive;      /* in the REPL, on a terminal */

    /* Where the learner is; set by ui/player.c only. */
    const struct lesson *lesson; /* NULL: nowhere */
    size_t step;

    /* The last grade, for hint, compare, edit and next. */
    struct arena *grade_arena;
    struct verdict *verdict; /* NULL: none yet in this run */
    const char *exercise;    /* the exercise at hand, or NULL */

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
/* "SHARE/exercises/NAME"; in the arena. */
char *app_exercise_dir(struct app *app, struct arena *a, const char *name);

struct command {
    const char *name;
    const char *key;  /* one letter that means the same in the REPL; or NULL */
    const char *args; /* "EXERCISE [FILE]" */
    const char *summary; /* one line */
    const char *help;    /* Markdown, for `help NAME` */
    bool repl_only;      /* means nothing outside the REPL */
    enum {
        COMPLETE_NONE,
        COMPLETE_LESSON,
        COMPLETE_EXERCISE,
        COMPLETE_FILE,
        COMPLETE_COMMAND
    } completes;
    int (*run)(struct app *app, int argc,
               char **argv); /* argv[0] is the name */
};

extern const struct command commands[];
extern const size_t ncommands;

const struct command *command_find(const char *word); /* by name or key */
/* Runs argv; unknown words get a suggestion and STATUS_USAGE. */
int command_run(struct app *app, int argc, char **argv);
/* Splits a typed line into words ("..." and '...' quote). False on an open
 * quote. Words go to the arena. */
bool command_split(struct arena *a, const char *line, int *argc, char ***argv,
                   struct err *e) MUST_USE;

/* Each command is a function cmd_NAME in the file that is about it. */

/* Says what is wrong, on stderr, as "threadlings: ..."; returns status. */
int app_fail(struct app *app, enum status status, const struct err *e);

#endif
