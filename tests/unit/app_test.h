/* An app with a small course in a folder of its own, and what it prints. */
#ifndef APP_TEST_H
#define APP_TEST_H

#include "src/ui/app.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char app_dir[64];
static struct app app;
static int app_stdout, app_stderr;

static void app_put(const char *name, const char *text)
{
    struct arena *a = arena_new();
    struct err e;

    ck_assert_msg(
        file_write(file_join(a, app_dir, name), text, strlen(text), &e), "%s",
        e.text);
    arena_free(a);
}

static const char app_lesson_json[] =
    "{\"format\":1,\"title\":\"First\",\"about\":\"One.\",\"steps\":["
    "{\"read\":\"hello\"},"
    "{\"quiz\":\"pick\",\"kind\":\"single\",\"choices\":["
    "{\"text\":\"good one\",\"right\":true},"
    "{\"text\":\"bad one\",\"because\":\"No reason.\"},"
    "{\"text\":\"worse one\",\"because\":\"Worse.\"}],"
    "\"because\":\"Good reason.\"},"
    "{\"quiz\":\"name-it\",\"kind\":\"text\",\"answers\":[\"skip\",\"race\"]},"
    "{\"quiz\":\"count\",\"kind\":\"number\",\"answer\":3},"
    "{\"order\":\"sort\",\"lines\":[\"one\",\"two\",\"three\"],"
    "\"because\":\"So.\"},"
    "{\"explain\":\"say-why\"}]}";

static const char app_lesson_md[] =
    "# First\n## Hello\nHello there.\n## Pick\nWhich?\n### Afterwards\nMore on "
    "it.\n## Name it\nName it.\n## Count\nHow many?\n## Sort\nSort.\n## Say "
    "why\nWhy?\n### Afterwards\nModel answer.\n";

static void app_reopen(void)
{
    static char state[80], share[80], workspace[80];
    struct options options = {0};
    struct err e;

    if (app.arena)
        app_close(&app);
    snprintf(state, sizeof state, "%s/state", app_dir);
    snprintf(share, sizeof share, "%s/share", app_dir);
    snprintf(workspace, sizeof workspace, "%s/ws", app_dir);
    options.state_dir = state;
    options.share = share;
    options.workspace = workspace;
    ck_assert_msg(app_open(&app, &options, &e), "%s", e.text);
    app.look = (struct look){.width = 80, .height = 24, .utf8 = true};
}

/* These two run outside the test's process: a test that fails leaves nothing.
 */
static void app_make_dir(void)
{
    strcpy(app_dir, "/tmp/threadlings-test-XXXXXX");
    ck_assert(mkdtemp(app_dir));
}

static void app_remove_dir(void)
{
    struct err e;

    ck_assert_msg(file_remove(app_dir, &e), "%s", e.text);
}

/* Stdout and stderr go to the file "out" until app_teardown. */
static void app_setup(void)
{
    struct arena *a = arena_new();
    struct err e;

    ck_assert(file_mkdirs(file_join(a, app_dir, "share/lessons"), 0700, &e) &&
              file_mkdirs(file_join(a, app_dir, "share/exercises"), 0700, &e));
    app_put("share/lessons/010-first.json", app_lesson_json);
    app_put("share/lessons/010-first.md", app_lesson_md);
    app_put("share/lessons/015-broken.json", "{");
    app_put("share/lessons/020-last.json",
            "{\"format\":1,\"title\":\"Last\",\"about\":\"Two.\","
            "\"steps\":[{\"read\":\"bye\"}]}");
    app_put("share/lessons/020-last.md", "## Bye\nGood bye.\n");
    fflush(stdout);
    app_stdout = dup(STDOUT_FILENO);
    app_stderr = dup(STDERR_FILENO);
    int fd = open(file_join(a, app_dir, "out"),
                  O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
    ck_assert(fd >= 0);
    dup2(fd, STDOUT_FILENO);
    dup2(fd, STDERR_FILENO);
    close(fd);
    arena_free(a);
    app_reopen();
}

static void app_teardown(void)
{
    app_close(&app);
    fflush(stdout);
    dup2(app_stdout, STDOUT_FILENO);
    dup2(app_stderr, STDERR_FILENO);
    close(app_stdout);
    close(app_stderr);
}

/* What was printed since the last call; in the app's arena. */
static const char *app_printed(void)
{
    char *path = file_join(app.arena, app_dir, "out");
    struct text text;
    struct err e;

    fflush(stdout);
    ck_assert(file_read(app.arena, path, 1 << 20, &text, &e));
    ck_assert(truncate(path, 0) == 0);
    return text.data;
}

#define ck_printed(what)                                              \
    do {                                                              \
        const char *printed_ = app_printed();                         \
        ck_assert_msg(strstr(printed_, what), "no '%s' in: %s", what, \
                      printed_);                                      \
    } while (0)

#endif
