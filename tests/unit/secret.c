/* What a class is asked depends on it: the assignment's, or one that is made.
 */
#include "src/class/secret.h"

#include "tests/unit/class_test.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

Suite *suite(void);

static const char *load(const struct assignment *as)
{
    const char *secret = NULL;

    return secret_load(a, top, as, &secret, &e) ? secret : NULL;
}

START_TEST(the_assignments_comes_first)
{
    const struct assignment as = {.secret = "thirteen herons"};

    ck_assert_str_eq(load(&as), "thirteen herons");
    ck_assert(!file_exists(file_join(a, top, "secret")));
}
END_TEST

START_TEST(one_is_made_and_kept)
{
    const struct assignment as = {0};
    struct names names;
    struct stat st;
    const char *first = load(&as);

    ck_assert_msg(first != NULL, "%s", e.text);
    ck_assert_uint_eq(strlen(first), 64);
    ck_assert_str_eq(load(&as), first);
    ck_assert_int_eq(stat(file_join(a, top, "secret"), &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0600);
    ck_assert(file_list(a, top, &names, &e));
    ck_assert_uint_eq(names.n, 1);
    ck_assert_int_eq(unlink(file_join(a, top, "secret")), 0);
    ck_assert_str_ne(load(&as), first);
}
END_TEST

START_TEST(all_who_begin_at_once_get_the_same)
{
    enum { MANY = 8 };
    const struct assignment as = {0};
    int fds[2];
    char all[MANY][64];

    ck_assert_int_eq(pipe(fds), 0);
    for (int i = 0; i < MANY; i++) {
        if (fork() == 0) {
            const char *secret = load(&as);
            _exit(secret == NULL || write(fds[1], secret, 64) != 64);
        }
    }
    for (int i = 0; i < MANY; i++) {
        int status;
        wait(&status);
        ck_assert_int_eq(status, 0);
        ck_assert_int_eq(read(fds[0], all[i], 64), 64);
        ck_assert_mem_eq(all[i], all[0], 64);
    }
}
END_TEST

START_TEST(one_that_cannot_be_used_is_said)
{
    const struct assignment as = {0};
    const char *path = file_join(a, top, "secret");

    ck_assert(file_write(path, "\n", 1, &e));
    ck_assert_ptr_null(load(&as));
    ck_assert_ptr_nonnull(strstr(e.text, "is empty; remove it"));
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkdir(path, 0755), 0);
    ck_assert_ptr_null(load(&as));
    ck_assert_ptr_nonnull(strstr(e.text, path));
}
END_TEST

Suite *suite(void)
{
    Suite *s = suite_create("secret");

    ADD(the_assignments_comes_first);
    ADD(one_is_made_and_kept);
    ADD(all_who_begin_at_once_get_the_same);
    ADD(one_that_cannot_be_used_is_said);
    return s;
}
