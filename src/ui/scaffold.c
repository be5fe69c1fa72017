/* The command `new`: a lesson or an exercise that works and waits to be
 * changed.
 *
 * What is written is SHARE/data/skeleton/lesson or .../exercise, with these
 * words replaced in texts and file names:
 *
 *     @name@    as it was typed           @NAME@    in capitals
 *     @title@   "my_lock" -> "My lock"    @number@  of a lesson: "120"
 */
#include "src/ui/author.h"
#include "src/ui/hand.h"

#include <ctype.h>
#include <string.h>

enum {
    NAME_MAX_LEN = 32, /* bytes: longer names do not fit in lists */
    NUMBER_STEP = 10,  /* lessons are numbered in tens, to put more between */
    NUMBER_MAX = 999,  /* three digits */
    SKELETON_MAX = 65536, /* bytes of one file of the skeleton */
};

struct scaffold {
    struct arena *a;
    struct app *app;
    const char *name, *upper, *title, *number;
};

/* -------------------------------------------------------------------- names */

static bool name_ok(const char *name, bool lesson, struct err *e)
{
    const char *kind = lesson ? "a lesson" : "an exercise";
    const char separator = lesson ? '-' : '_';

    if (strlen(name) > NAME_MAX_LEN)
        return err_set(e, "%s's name has at most %d characters", kind,
                       NAME_MAX_LEN);
    bool ok = name[0] >= 'a' && name[0] <= 'z';
    for (const char *p = name; *p; p++)
        ok &= (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') ||
              (*p == separator && p > name && p[1] != separator && p[1]);
    if (ok)
        return true;
    return err_set(e,
                   "'%s' cannot be %s's name: it is made of a-z, 0-9 and '%c' "
                   "between them, and begins with a letter, like %s",
                   name, kind, separator, lesson ? "my-lesson" : "my_exercise");
}

static void make_words(struct scaffold *s)
{
    char *upper = arena_strdup(s->a, s->name);
    char *title = arena_strdup(s->a, s->name);

    for (char *p = upper; *p; p++)
        *p = (char)toupper((unsigned char)*p);
    for (char *p = title; *p; p++)
        if (*p == '_' || *p == '-')
            *p = ' ';
    title[0] = (char)toupper((unsigned char)title[0]);
    s->upper = upper;
    s->title = title;
}

/* The next free number: behind the last lesson. */
static bool find_number(struct scaffold *s, struct err *e)
{
    long last = 0;

    for (size_t i = 0; i < course_count(s->app->course); i++) {
        /* Lessons stand by number; a broken one has its number, too. */
        const char *file = file_base(course_path(s->app->course, i));
        long n = 0;
        for (; isdigit((unsigned char)*file); file++)
            n = n * 10 + (*file - '0');
        last = n > last ? n : last;
    }
    long next = last - last % NUMBER_STEP + NUMBER_STEP;
    if (next > NUMBER_MAX)
        next = last + 1;
    if (next > NUMBER_MAX)
        return err_set(e, "there is no lesson number left above %ld", last);
    s->number = arena_printf(s->a, "%03ld", next);
    return true;
}

/* ------------------------------------------------------------------ copying */

static char *fill_in(const struct scaffold *s, const char *text)
{
    const struct {
        const char *word, *by;
    } words[] = {{"@name@", s->name},
                 {"@NAME@", s->upper},
                 {"@title@", s->title},
                 {"@number@", s->number}};
    struct buf out = BUF_INIT;

    while (*text) {
        size_t taken = 0;
        for (size_t i = 0; i < sizeof words / sizeof *words && !taken; i++)
            if (strncmp(text, words[i].word, strlen(words[i].word)) == 0) {
                buf_adds(&out, words[i].by);
                taken = strlen(words[i].word);
            }
        if (!taken)
            buf_addc(&out, *text);
        text += taken ? taken : 1;
    }
    char *kept = buf_keep(s->a, &out);
    buf_free(&out);
    return kept;
}

static bool copy_file(struct scaffold *s, const char *from, const char *to,
                      struct buf *report, struct err *e)
{
    struct text text;

    if (file_exists(to))
        return err_set(e, "%s is there already", to);
    if (!file_read(s->a, from, SKELETON_MAX, &text, e))
        return false;
    const char *filled = fill_in(s, text.data);
    if (!file_write(to, filled, strlen(filled), e))
        return false;
    buf_printf(report, "  %s\n", hand_path(s->a, to));
    return true;
}

/* Copies what a folder of the skeleton holds, one folder below it included. */
static bool copy_folder(struct scaffold *s, const char *from, const char *to,
                        struct buf *report, struct err *e)
{
    struct names names;

    if (!file_list(s->a, from, &names, e) || !file_mkdirs(to, 0777, e))
        return false;
    for (size_t i = 0; i < names.n; i++) {
        const char *source = file_join(s->a, from, names.name[i]);
        const char *target = file_join(s->a, to, fill_in(s, names.name[i]));
        bool ok = file_is_dir(source)
                      ? copy_folder(s, source, target, report, e)
                      : copy_file(s, source, target, report, e);
        if (!ok)
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ command */

static bool make_lesson(struct scaffold *s, struct buf *report, struct err *e)
{
    const char *skeleton = file_join(s->a, s->app->share, "data/skeleton");

    if (course_find(s->app->course, s->name) >= 0)
        return err_set(e, "there is a lesson %s already", s->name);
    return find_number(s, e) &&
           copy_folder(s, file_join(s->a, skeleton, "lesson"),
                       file_join(s->a, s->app->share, "lessons"), report, e);
}

/* Half an exercise would be in the way of the next try. */
static bool make_exercise(struct scaffold *s, struct buf *report, struct err *e)
{
    const char *skeleton = file_join(s->a, s->app->share, "data/skeleton");
    const char *dir = app_exercise_dir(s->app, s->a, s->name);
    struct err ignored;

    if (file_exists(dir))
        return err_set(e, "there is an exercise %s already", s->name);
    if (copy_folder(s, file_join(s->a, skeleton, "exercise"), dir, report, e))
        return true;
    struct err why = *e;
    if (!file_remove(dir, &ignored))
        return err_set(e, "%s; what was written is still there: %s", why.text,
                       ignored.text);
    return false;
}

static bool make(struct scaffold *s, bool lesson, struct err *e)
{
    struct buf report = BUF_INIT;

    s->number = "";
    bool ok = name_ok(s->name, lesson, e);
    if (ok) {
        make_words(s);
        buf_adds(&report, "Made:\n");
        ok = lesson ? make_lesson(s, &report, e) : make_exercise(s, &report, e);
    }
    if (ok) {
        term_print(&report);
        hand_say(
            s->app, STYLE_NONE,
            arena_printf(
                s->a,
                "It works as it is. Change it, and prove it "
                "again and again: `threadlings verify %s`. The "
                "manual is %s.",
                s->name,
                hand_path(s->a, file_join(s->a, s->app->share,
                                          lesson ? "lessons/README.md"
                                                 : "exercises/README.md"))));
    }
    buf_free(&report);
    return ok;
}

int cmd_new(struct app *app, int argc, char **argv)
{
    struct arena *a = arena_new();
    struct scaffold s = {.a = a, .app = app};
    struct err e;
    int status = STATUS_OK;

    bool lesson = argc == 3 && strcmp(argv[1], "lesson") == 0;
    if (argc != 3 || (!lesson && strcmp(argv[1], "exercise") != 0)) {
        status = command_usage(app, "new");
    } else {
        s.name = argv[2];
        if (!make(&s, lesson, &e))
            status = app_fail(app, STATUS_USAGE, &e);
    }
    arena_free(a);
    return status;
}
