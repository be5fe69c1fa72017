/* What the tests of the sandbox have in common: victims, compiled here (they
 * are ours), and a sandbox to run them in. */
#ifndef UNIT_SANDBOX_TEST_H
#define UNIT_SANDBOX_TEST_H

#include "grader/sandbox.h"
#include "src/base/proc.h"

#include <check.h>
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *a;
static struct sandbox *box;
static struct err e;
static char *work; /* the job's folder */
static char victims[64];
static pid_t victims_of; /* Check forks: only the first process cleans up */

#define OK(call) ck_assert_msg(call, "%s", e.text)

static inline void remove_victims(void)
{
    if (getpid() == victims_of)
        (void)!file_remove(victims, &e);
}

static inline char *victim_path(const char *name)
{
    return file_join(a, victims, name);
}

/* Compiles a victim once for all tests. Called from suite(). */
static inline void make_victim(const char *name, const char *source,
                               const char *flag)
{
    struct arena *keep = arena_new();
    struct buf said = BUF_INIT;
    int status = -1;

    if (victims[0] == '\0') {
        strcpy(victims, "/tmp/threadlings-victims-XXXXXX");
        if (mkdtemp(victims) == NULL || chmod(victims, 0711) != 0)
            abort();
        /* Scratch folders go there, too: a failed test leaves nothing. */
        setenv("TMPDIR", victims, 1);
        victims_of = getpid();
        atexit(remove_victims);
    }
    char *c = arena_printf(keep, "%s/%s.c", victims, name);
    char *out = arena_printf(keep, "%s/%s", victims, name);
    char *argv[] = {"cc", "-g", "-O1", "-pthread", (char *)flag,
                    "-o", out,  c,     NULL};
    if (!file_write(c, source, strlen(source), &e) ||
        !proc_capture(argv, 4096, 60000, &said, &status, &e) || status != 0) {
        fprintf(stderr, "cannot compile %s: %s\n", c, said.data);
        abort();
    }
    buf_free(&said);
    arena_free(keep);
}

static inline void setup(void)
{
    a = arena_new();
    OK(sandbox_open(&box, &e));
    work = sandbox_mkdir(a, box, "work", &e);
    ck_assert_msg(work != NULL, "%s", e.text);
}

static inline void teardown(void)
{
    sandbox_close(box);
    arena_free(a);
    sandbox_forbid_layers(0);
}

/* Another sandbox, on a machine without some layers. */
static inline void setup_without(unsigned layers)
{
    teardown();
    sandbox_forbid_layers(layers);
    setup();
}

/* Puts a victim into the job's folder. */
static inline char *put(const char *name)
{
    struct text program;
    char *path = file_join(a, work, name);

    OK(file_read(a, victim_path(name), 64 << 20, &program, &e));
    OK(sandbox_put(box, path, program.data, program.len, true, &e));
    return path;
}

static inline struct sandbox_spec spec_for(enum profile profile,
                                           const char *name, const char *what,
                                           const char *arg)
{
    char **argv = ARENA_ARRAY(a, char *, 4);

    argv[0] = put(name);
    argv[1] = (char *)what;
    argv[2] = (char *)arg;
    return (struct sandbox_spec){
        .profile = profile,
        .argv = argv,
        .dir = work,
        .limits = {.wall_s = 20, .cpu_s = 10},
    };
}

static inline const struct sandbox_result *run(const struct sandbox_spec *spec)
{
    struct sandbox_job *job, *done = NULL;

    OK(sandbox_start(a, box, spec, &job, &e));
    for (int i = 0; done == NULL && i < 600; i++)
        done = sandbox_poll(box, 100, NULL);
    ck_assert_ptr_eq(done, job);
    return sandbox_result(job);
}

#define ENDED(r, how)                                                  \
    ck_assert_msg((r)->end == (how), "ended as %d, status %d: %s\n%s", \
                  (int)(r)->end, (r)->status, (r)->why, (r)->err.data)

/* How many processes on this machine bear a name. */
static inline int count_named(const char *name)
{
    DIR *d = opendir("/proc");
    int n = 0;

    for (struct dirent *entry; (entry = readdir(d)) != NULL;) {
        char path[300], comm[32] = "";
        if (!isdigit((unsigned char)entry->d_name[0]))
            continue;
        snprintf(path, sizeof path, "/proc/%s/comm", entry->d_name);
        FILE *f = fopen(path, "re");
        if (f == NULL)
            continue;
        if (fgets(comm, sizeof comm, f) != NULL)
            n += strncmp(comm, name, strlen(name)) == 0;
        fclose(f);
    }
    closedir(d);
    return n;
}

static inline bool layer_active(const char *name)
{
    const struct layer *list;
    size_t n = sandbox_layers(NULL, &list);

    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].name, name) == 0)
            return list[i].active;
    return false;
}

static inline void add(Suite *s, const char *name, const TTest *test)
{
    TCase *tc = tcase_create(name);

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, test);
    tcase_set_timeout(tc, 90);
    suite_add_tcase(s, tc);
}

#endif
