/* What there is to type. */
#ifndef UI_HELP_H
#define UI_HELP_H

#include "src/ui/app.h"

int cmd_help(struct app *app, int argc, char **argv); /* [COMMAND | TOPIC] */

/* More about one command. */
int help_command(struct app *app, const struct command *c);

/* The Markdown of a topic that is no command, or NULL. */
const char *help_topic(const char *name);

/* The answer to `threadlings --help`; needs nothing but app->look. */
int help_usage(const struct app *app);

#endif
