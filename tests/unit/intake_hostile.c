/* What may lie in folders that others can write to. */
#include "tests/unit/intake_test.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

Suite *suite(void);

START_TEST(links)
{
    put("secret.c", "secret");
    put("w3/anna/x", "");
    put("w3/Bob/x", "");
    ck_assert_int_eq(symlink(at("secret.c"), at("w3/anna/queue.c")), 0);
    ck_assert_int_eq(symlink("nowhere", at("w3/anna/lock.c")), 0);
    ck_assert(file_mkdirs(at("hidden"), 0755, &e));
    put("hidden/queue.c", "secret");
    ck_assert_int_eq(symlink(at("hidden"), at("w3/Bob/src")), 0);
    ck_assert_int_eq(symlink(at("hidden"), at("w3/zoe")), 0);
    take();
    fails("anna", "queue", "a symbolic link");
    fails("anna", "lock", "a symbolic link");
    fails("Bob", "queue", "a symbolic link");
    fails("zoe", "queue", "a symbolic link");
    ck_assert_str_eq(of("anna", "queue")->source, at("w3/anna/queue.c"));
    ck_assert_str_eq(of("zoe", "queue")->source, at("w3/zoe"));
}
END_TEST

START_TEST(links_that_look_like_more)
{
    put("w9/queue.c", "secret");
    put("secret.zip", "secret");
    ck_assert_int_eq(symlink(at("secret.zip"), at("w3/anna.zip")), 0);
    ck_assert_int_eq(symlink(at("w9/queue.c"), at("w3/Bob_queue.c")), 0);
    ck_assert_int_eq(symlink(".", at("w3/zoe")), 0);
    take();
    fails("anna", "queue", "a symbolic link");
    fails("Bob", "queue", "a symbolic link");
    fails("zoe", "queue", "a symbolic link");
    lacks("Bob", "lock");
}
END_TEST

START_TEST(a_hard_link_is_a_file)
{
    put("w3/anna/mine.c", "1");
    ck_assert_int_eq(link(at("w3/anna/mine.c"), at("w3/anna/queue.c")), 0);
    take();
    has("anna", "queue", "1", "w3/anna/queue.c");
}
END_TEST

static void make_socket(const char *path)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    ck_assert_uint_lt(strlen(path), sizeof name.sun_path);
    strcpy(name.sun_path, path);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
    close(fd);
}

START_TEST(what_is_no_file)
{
    put("w3/anna/x", "");
    put("w3/Bob/x", "");
    ck_assert_int_eq(mkfifo(at("w3/anna/queue.c"), 0644), 0);
    make_socket(at("w3/anna/lock.c"));
    ck_assert(file_mkdirs(at("w3/Bob/queue.c"), 0755, &e));
    bool device =
        mknod(at("w3/Bob/lock.c"), S_IFCHR | 0644, makedev(1, 5)) == 0;
    ck_assert_int_eq(mkfifo(at("w3/zoe.zip"), 0644), 0);
    take();
    fails("anna", "queue", "a FIFO");
    fails("anna", "lock", "a socket");
    lacks("Bob", "queue");
    if (device)
        fails("Bob", "lock", "a device");
    fails("zoe", "queue", "a FIFO");
}
END_TEST

START_TEST(sizes)
{
    char *text =
        memset(arena_alloc(a, INTAKE_FILE_MAX + 2), 'x', INTAKE_FILE_MAX + 1);

    put("w3/anna/lock.c", text);
    text[INTAKE_FILE_MAX] = '\0';
    put("w3/anna/queue.c", text);
    put("w3/Bob/x", "");
    int fd = open(at("w3/Bob/queue.c"), O_WRONLY | O_CREAT, 0644);
    ck_assert_int_eq(ftruncate(fd, (off_t)1 << 40), 0);
    close(fd);
    take();
    has("anna", "queue", text, "w3/anna/queue.c");
    fails("anna", "lock", "larger than 256 KB");
    fails("Bob", "queue", "larger than 256 KB");
}
END_TEST

START_TEST(what_may_not_be_read)
{
    put("w3/anna/queue.c", "1");
    put("w3/Bob/queue.c", "1");
    put("w3/zoe.zip", "1");
    chmod(at("w3/anna/queue.c"), 0);
    chmod(at("w3/Bob"), 0);
    chmod(at("w3/zoe.zip"), 0);
    take();
    if (geteuid() != 0) {
        fails("anna", "queue", "Permission denied");
        fails("Bob", "queue", "Permission denied");
        fails("zoe", "queue", "Permission denied");
    } else {
        has("anna", "queue", "1", "w3/anna/queue.c");
        fails("zoe", "queue", "no zip or tar");
    }
    chmod(at("w3/Bob"), 0755);
}
END_TEST

START_TEST(hostile_names)
{
    static const char *const names[] = {
        "@x.c",
        "-fplugin=x.c",
        "a\nb_queue.c",
        "x y_queue.c",
        "\xff\xfe_queue.c",
        "..._queue.c",
        "$(id)_queue.c",
        "\x1b[2J_queue.c",
        "%s%n_queue.c",
        "\xe2\x80\xae_queue.c",
        "\\..\\..\\x_queue.c",
        "'_queue.c",
    };

    req.roster = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        put(arena_printf(a, "w3/%s", names[i]), "x");
        put(arena_printf(a, "w3/ %s/queue.c", names[i]), "x");
    }
    put("w3/ok/@x.c", "x");
    put("w3/ok/a\nb/queue.c", "good");
    put("w3/ok/-fplugin=x.c", "x");
    take();
    ck_assert_uint_eq(got.nstudents, 1);
    has("ok", "queue", "good", "w3/ok/a b/queue.c");
    notes("w3/-fplugin=x.c belongs to nobody");
    /* Hidden ones are ignored, the others noted. */
    ck_assert_uint_eq(got.nnotes, 2 * (sizeof names / sizeof *names) - 1);
}
END_TEST

START_TEST(deep_folders)
{
    char *deep = arena_strdup(a, "w3/anna");

    for (int i = 1; i < INTAKE_DEPTH_MAX; i++)
        deep = file_join(a, deep, "d");
    put(file_join(a, deep, "queue.c"), "1");
    put(file_join(a, deep, "d/lock.c"), "1");
    take();
    ck_assert_ptr_nonnull(of("anna", "queue")->copy);
    fails("anna", "lock", "more than 16 folders deep");
}
END_TEST

static void fill(const char *folder, int n)
{
    ck_assert(file_mkdirs(at(folder), 0755, &e));
    int fd = open(at(folder), O_DIRECTORY | O_RDONLY);

    for (int i = 0; i < n; i++)
        ck_assert_int_eq(symlinkat(".", fd, arena_printf(a, ".%d", i)), 0);
    close(fd);
}

/* Hidden ones, too: looking at them takes time. */
START_TEST(too_many_files)
{
    fill("w3/anna/many", INTAKE_ENTRIES_MAX + 1);
    fill("w3/zoe/a", INTAKE_ENTRIES_MAX / 2);
    fill("w3/zoe/b", INTAKE_ENTRIES_MAX / 2);
    put("w3/anna/queue.c", "1");
    put("w3/Bob/queue.c", "1");
    take();
    fails("anna", "lock", "more than 10000 files");
    fails("zoe", "lock", "more than 10000 files");
    ck_assert_ptr_nonnull(of("Bob", "queue")->copy);
}
END_TEST

/* Somebody put something else where copies go. */
START_TEST(copies_in_bad_shape)
{
    put("w3/anna/queue.c", "new");
    put("w3/Bob/queue.c", "new");
    put("w3/zoe/queue.c", "new");
    put("victim", "old");
    put("out/submissions/anna/x", "");
    ck_assert_int_eq(symlink(at("victim"), at("out/submissions/anna/queue.c")),
                     0);
    put("out/submissions/Bob/queue.c/file", "x");
    put("out/submissions/zoe/queue.c", "old");
    chmod(at("out/submissions/zoe/queue.c"), 04777);
    take();
    has("anna", "queue", "new", "w3/anna/queue.c");
    has("Bob", "queue", "new", "w3/Bob/queue.c");
    has("zoe", "queue", "new", "w3/zoe/queue.c");
    struct text victim;
    ck_assert(file_read(a, at("victim"), 10, &victim, &e));
    ck_assert_str_eq(victim.data, "old");

    ck_assert(file_remove(at("out/submissions/anna"), &e));
    put("out/submissions/anna", "a file");
    refuse("out/submissions/anna");
}
END_TEST

/* Folder and link change places for as long as we look. */
static _Atomic bool over;

static void *swap(void *arg)
{
    int fd = *(int *)arg;

    while (!over) {
        syscall(SYS_renameat2, fd, "anna", fd, "link", RENAME_EXCHANGE);
        syscall(SYS_renameat2, fd, "Bob/queue.c", fd, "Bob/link",
                RENAME_EXCHANGE);
    }
    return NULL;
}

START_TEST(a_folder_that_becomes_a_link)
{
    pthread_t thread;
    int copies = 0;

    put("secret/queue.c", "secret");
    put("w3/anna/queue.c", "mine");
    put("w3/Bob/queue.c", "mine");
    ck_assert_int_eq(symlink(at("secret"), at("w3/link")), 0);
    ck_assert_int_eq(symlink(at("secret/queue.c"), at("w3/Bob/link")), 0);
    int fd = open(at("w3"), O_DIRECTORY | O_RDONLY);
    ck_assert_int_eq(pthread_create(&thread, NULL, swap, &fd), 0);
    for (int i = 0; i < 300; i++) {
        ck_assert_msg(intake(a, &req, &got, &e), "%s", e.text);
        for (size_t j = 0; j < got.n; j++) {
            struct text text;
            if (got.list[j].copy == NULL)
                continue;
            copies++;
            ck_assert(file_read(a, got.list[j].copy, 100, &text, &e));
            ck_assert_str_eq(text.data, "mine");
        }
    }
    over = true;
    pthread_join(thread, NULL);
    close(fd);
    ck_assert_int_gt(copies, 0);
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("intake_hostile");

    ADD(links);
    ADD(links_that_look_like_more);
    ADD(a_hard_link_is_a_file);
    ADD(what_is_no_file);
    ADD(sizes);
    ADD(what_may_not_be_read);
    ADD(hostile_names);
    ADD(deep_folders);
    ADD(too_many_files);
    ADD(copies_in_bad_shape);
    ADD(a_folder_that_becomes_a_link);
    return s;
}
