/* The program of a lesson's step as a file. */
#include "src/ui/program.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool program_put(struct arena *a, const struct step *step, const char **file,
                 struct err *e)
{
    const char *tmp = getenv("TMPDIR");
    char *dir = file_join(a, tmp && *tmp ? tmp : "/tmp", "threadlings-XXXXXX");
    struct err ignored;

    if (!step->program)
        return err_set(e, "the step %s has no program to run", step->id);
    if (!mkdtemp(dir))
        return err_set(e, "%s: %s", dir, strerror(errno));
    *file = arena_printf(a, "%s/%s.c", dir, step->id);
    if (file_write(*file, step->program, strlen(step->program), e))
        return true;
    (void)!file_remove(dir, &ignored);
    return false;
}

bool program_keep(struct arena *a, const struct app *app,
                  const struct step *step, const char **file, struct err *e)
{
    const char *dir = file_join(a, app->options.state_dir, "programs");

    if (!step->program)
        return err_set(e, "the step %s has no program to run", step->id);
    *file = arena_printf(a, "%s/%s.c", dir, step->id);
    return file_mkdirs(dir, 0700, e) &&
           file_write(*file, step->program, strlen(step->program), e);
}

bool program_remove(struct arena *a, const char *file, struct err *e)
{
    return file_remove(
        arena_strndup(a, file, strlen(file) - strlen(file_base(file)) - 1), e);
}
