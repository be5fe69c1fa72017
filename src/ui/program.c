/* The program of a lesson's step as a file. */
#include "src/ui/program.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool has_one(const struct step *step, struct err *e)
{
    return step->program ||
           err_set(e, "the step %s has no program to run", step->id);
}

bool program_put(struct arena *a, const struct step *step, struct program *p,
                 struct err *e)
{
    const char *tmp = getenv("TMPDIR");
    struct err ignored;

    *p = (struct program){0};
    if (tmp == NULL || *tmp == '\0')
        tmp = "/tmp";
    if (!has_one(step, e))
        return false;
    if (!temporary_make(tmp, &p->folder))
        return err_set(e, "cannot make a folder in %s: %s", tmp,
                       strerror(errno));
    p->file = arena_printf(a, "%s/%s.c", p->folder.dir, step->id);
    if (file_write(p->file, step->program, strlen(step->program), e))
        return true;
    (void)!temporary_remove(&p->folder, &ignored);
    return false;
}

bool program_keep(struct arena *a, const struct app *app,
                  const struct step *step, struct program *p, struct err *e)
{
    const char *dir = file_join(a, app->options.state_dir, "programs");

    *p = (struct program){0};
    if (!has_one(step, e))
        return false;
    p->file = arena_printf(a, "%s/%s.c", dir, step->id);
    return file_mkdirs(dir, 0700, e) &&
           file_write(p->file, step->program, strlen(step->program), e);
}

bool program_remove(struct program *p, struct err *e)
{
    return temporary_remove(&p->folder, e);
}
