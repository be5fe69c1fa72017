/* threadlings: options, then one command or the REPL. */
#include "src/ui/help.h"
#include "src/ui/options.h"
#include "src/ui/repl.h"
#include "src/ui/signals.h"

#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

/* With a standard descriptor closed, the next file that is opened would take
 * its number, and be read or written as if it were a terminal. What stands in
 * for stdout cannot be written: output that goes nowhere is an error. */
static void open_standard_files(void)
{
    static const int how[] = {O_RDWR, O_RDONLY, O_RDWR};

    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", how[fd]) != fd)
            abort();
}

static int start(struct app *app, const struct options *options, int argc,
                 char **argv)
{
    struct err e;
    bool usage;

    if (options->json && argc == 0) {
        err_set(&e,
                "--json needs a command, such as `threadlings list --json`");
        return app_fail(app, STATUS_USAGE, &e);
    }
    if (!app_open(app, options, &e))
        return app_fail(app, STATUS_USAGE, &e);
    if (options->require_sandbox &&
        !grader_confined(options->require_sandbox, &usage, &e))
        return app_fail(app, usage ? STATUS_USAGE : STATUS_UNSURE, &e);
    if (argc == 0)
        return repl_run(app);
    const struct command *command = command_find(argv[0]);
    if (app->notice && (command == NULL || !command->of_teachers)) {
        err_set(&e, "%s", app->notice);
        app_fail(app, STATUS_OK, &e);
    }
    return command_run(app, argc, argv);
}

int main(int argc, char **argv)
{
    struct app app = {0};
    struct options options = {0};
    struct err e;
    int status;

    open_standard_files();
    setlocale(LC_CTYPE, "");
    signals_init();
    argc--;
    argv++;
    if (!options_take(&options, &argc, argv, &e)) {
        status = app_fail(&app, STATUS_USAGE, &e);
    } else if (options.version) {
        term_puts("threadlings " TL_VERSION "\n");
        status = STATUS_OK;
    } else if (options.help && argc == 0) {
        app.look = term_look();
        status = help_usage(&app);
    } else {
        status = start(&app, &options, argc, argv);
    }
    app_close(&app);
    if (!term_flush(&e))
        status = app_fail(&app, STATUS_UNSURE, &e);
    signals_end();
    return status;
}
