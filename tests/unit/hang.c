/* Hangs: found early, told in words, and not found where there is none. */
#include "tests/unit/sandbox_test.h"

#include "grader/hang.h"
#include "grader/symbols.h"

#include <sys/wait.h>
#include <unistd.h>

/* Lines are counted in the checks below. */
static const char hang_c[] =
    "#include <pthread.h>\n"                                       /* 1 */
    "#include <semaphore.h>\n"                                     /* 2 */
    "#include <signal.h>\n"                                        /* 3 */
    "#include <stdio.h>\n"                                         /* 4 */
    "#include <string.h>\n"                                        /* 5 */
    "#include <unistd.h>\n"                                        /* 6 */
    "pthread_mutex_t a, b;\n"                                      /* 7 */
    "pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n"               /* 8 */
    "pthread_barrier_t two;\n"                                     /* 9 */
    "sem_t s;\n"                                                   /* 10 */
    "void *other(void *p) {\n"                                     /* 11 */
    "    pthread_mutex_lock(&b);\n"                                /* 12 */
    "    pthread_barrier_wait(&two);\n"                            /* 13 */
    "    pthread_mutex_lock(&a);\n"                                /* 14 */
    "    return p; }\n"                                            /* 15 */
    "void *wait_sem(void *p) {\n"                                  /* 16 */
    "    sem_wait(&s);\n"                                          /* 17 */
    "    return p; }\n"                                            /* 18 */
    "void *spin(void *p) {\n"                                      /* 19 */
    "    for (volatile int i = 0;; i++) ;\n"                       /* 20 */
    "    return p; }\n"                                            /* 21 */
    "void *late(void *p) { sleep(1); sem_post(&s); return p; }\n"  /* 22 */
    "void *twice(void *p) {\n"                                     /* 23 */
    "    pthread_mutex_lock(&a);\n"                                /* 24 */
    "    pthread_mutex_lock(&a);\n"                                /* 25 */
    "    return p; }\n"                                            /* 26 */
    "void post(int n) { (void)n; sem_post(&s); }\n"                /* 27 */
    "static inline __attribute__((always_inline)) void in(void)\n" /* 28 */
    "{ pthread_mutex_lock(&a); }\n"                                /* 29 */
    "int main(int argc, char **argv) {\n"                          /* 30 */
    "    pthread_t t;\n"                                           /* 31 */
    "    (void)argc;\n"                                            /* 32 */
    "    sem_init(&s, 0, 0);\n"                                    /* 33 */
    "    pthread_barrier_init(&two, NULL, 2);\n"                   /* 34 */
    "#define IS(name) (strcmp(argv[1], name) == 0)\n"              /* 35 */
    "    if (IS(\"abba\")) {\n"                                    /* 36 */
    "        pthread_create(&t, NULL, other, NULL);\n"             /* 37 */
    "        pthread_mutex_lock(&a);\n"                            /* 38 */
    "        pthread_barrier_wait(&two);\n"                        /* 39 */
    "        pthread_mutex_lock(&b);\n"                            /* 40 */
    "    }\n"                                                      /* 41 */
    "    if (IS(\"self\")) {\n"                                    /* 42 */
    "        pthread_mutex_lock(&a);\n"                            /* 43 */
    "        in();\n"                                              /* 44 */
    "    }\n"                                                      /* 45 */
    "    if (IS(\"cond\")) {\n"                                    /* 46 */
    "        pthread_mutex_lock(&a);\n"                            /* 47 */
    "        pthread_cond_wait(&c, &a);\n"                         /* 48 */
    "    }\n"                                                      /* 49 */
    "    if (IS(\"join\")) {\n"                                    /* 50 */
    "        pthread_create(&t, NULL, wait_sem, NULL);\n"          /* 51 */
    "        pthread_join(t, NULL);\n"                             /* 52 */
    "    }\n"                                                      /* 53 */
    "    if (IS(\"barrier\"))\n"                                   /* 54 */
    "        pthread_barrier_wait(&two);\n"                        /* 55 */
    "    if (IS(\"sleep\")) {\n"                                   /* 56 */
    "        usleep(1500000); return 0; }\n"                       /* 57 */
    "    if (IS(\"late\")) {\n"                                    /* 58 */
    "        pthread_create(&t, NULL, late, NULL);\n"              /* 59 */
    "        sem_wait(&s); return 0; }\n"                          /* 60 */
    "    if (IS(\"alarm\")) {\n"                                   /* 61 */
    "        signal(SIGALRM, post); alarm(1);\n"                   /* 62 */
    "        sem_wait(&s); return 0; }\n"                          /* 63 */
    "    if (IS(\"spin\")) {\n"                                    /* 64 */
    "        pthread_create(&t, NULL, spin, NULL);\n"              /* 65 */
    "        sleep(60); }\n"                                       /* 66 */
    "    if (IS(\"gone\")) {\n"                                    /* 67 */
    "        pthread_create(&t, NULL, twice, NULL);\n"             /* 68 */
    "        pthread_exit(NULL); }\n"                              /* 69 */
    "    if (IS(\"ended\")) {\n"                                   /* 70 */
    "        pthread_create(&t, NULL, (void *(*)(void *))\n"       /* 71 */
    "                       pthread_mutex_lock, &a);\n"            /* 72 */
    "        pthread_join(t, NULL);\n"                             /* 73 */
    "        pthread_mutex_lock(&a); }\n"                          /* 74 */
    "    if (IS(\"timed\")) {\n"
    "        struct timespec end;\n"
    "        clock_gettime(CLOCK_REALTIME, &end);\n"
    "        end.tv_sec++;\n"
    "        sem_timedwait(&s, &end); return 0; }\n"
    "    return 5; }\n";

static struct sandbox_spec hang_spec(const char *what)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "hang", what, NULL);

    spec.own_file = "hang.c";
    spec.find_deadlock = true;
    return spec;
}

static const struct sandbox_result *deadlock(const char *what, size_t threads)
{
    struct sandbox_spec spec = hang_spec(what);
    const struct sandbox_result *r = run(&spec);

    ENDED(r, SANDBOX_DEADLOCK);
    ck_assert_double_lt(r->seconds, 5); /* early: it had 20 */
    ck_assert_uint_eq(r->nthreads, threads);
    return r;
}

static void thread_is(const struct sandbox_result *r, size_t i,
                      const char *name, const char *state)
{
    ck_assert_str_eq(r->threads[i].name, name);
    ck_assert_str_eq(r->threads[i].state, state);
}

static void frame_is(const struct sandbox_result *r, size_t thread, size_t i,
                     const char *function, int line)
{
    ck_assert_uint_lt(i, r->threads[thread].nframes);
    const struct frame *f = &r->threads[thread].frames[i];
    ck_assert_str_eq(f->function, function);
    ck_assert_int_eq(f->line, line);
    ck_assert(f->own == (line > 0));
}

START_TEST(two_locks_in_opposite_order)
{
    const struct sandbox_result *r = deadlock("abba", 2);

    thread_is(r, 0, "main thread", "waits for a mutex that thread 1 holds");
    frame_is(r, 0, 0, "pthread_mutex_lock", 0);
    frame_is(r, 0, 1, "main", 40);
    thread_is(r, 1, "thread 1", "waits for a mutex that the main thread holds");
    frame_is(r, 1, 1, "other", 14);
}
END_TEST

START_TEST(two_locks_without_namespaces)
{
    setup_without(SANDBOX_NO_NAMESPACES);
    const struct sandbox_result *r = deadlock("abba", 2);

    thread_is(r, 0, "main thread", "waits for a mutex that thread 1 holds");
    frame_is(r, 0, 1, "main", 40);
}
END_TEST

START_TEST(a_lock_taken_twice_through_an_inlined_function)
{
    const struct sandbox_result *r = deadlock("self", 1);

    thread_is(r, 0, "main thread",
              "waits for a mutex that it already holds itself");
    frame_is(r, 0, 1, "in", 29);
    frame_is(r, 0, 2, "main", 44);
}
END_TEST

START_TEST(a_condition_nobody_signals)
{
    const struct sandbox_result *r = deadlock("cond", 1);

    thread_is(r, 0, "main thread", "waits on a condition variable");
    frame_is(r, 0, 0, "pthread_cond_wait", 0);
    frame_is(r, 0, 1, "main", 48);
}
END_TEST

START_TEST(a_join_of_a_thread_that_waits)
{
    const struct sandbox_result *r = deadlock("join", 2);

    thread_is(r, 0, "main thread", "waits for thread 1 to end (pthread_join)");
    frame_is(r, 0, 1, "main", 52);
    thread_is(r, 1, "thread 1", "waits for a semaphore");
    frame_is(r, 1, 1, "wait_sem", 17);
}
END_TEST

START_TEST(a_barrier_nobody_else_reaches)
{
    const struct sandbox_result *r = deadlock("barrier", 1);

    thread_is(r, 0, "main thread", "waits at a barrier");
    frame_is(r, 0, 1, "main", 55);
}
END_TEST

START_TEST(the_first_thread_has_ended)
{
    const struct sandbox_result *r = deadlock("gone", 2);

    thread_is(r, 0, "main thread", "has ended");
    thread_is(r, 1, "thread 1",
              "waits for a mutex that it already holds itself");
    frame_is(r, 1, 1, "twice", 25);
}
END_TEST

START_TEST(a_mutex_of_an_ended_thread)
{
    const struct sandbox_result *r = deadlock("ended", 1);

    thread_is(r, 0, "main thread",
              "waits for a mutex that an ended thread never unlocked");
}
END_TEST

/* --------------------------------------------------------- no deadlock here */

static void ends_well(const char *what)
{
    struct sandbox_spec spec = hang_spec(what);
    const struct sandbox_result *r = run(&spec);

    ENDED(r, SANDBOX_EXITED);
    ck_assert_int_eq(r->status, 0);
    ck_assert_uint_eq(r->nthreads, 0);
}

START_TEST(sleeping_is_no_deadlock)
{
    ends_well("sleep");
}
END_TEST

START_TEST(waiting_with_a_time_limit_is_no_deadlock)
{
    ends_well("timed");
}
END_TEST

START_TEST(waiting_for_a_late_post_is_no_deadlock)
{
    ends_well("late");
}
END_TEST

START_TEST(waiting_for_a_signal_handler_is_no_deadlock)
{
    ends_well("alarm");
}
END_TEST

/* It has ended, and its status has not been fetched yet. */
START_TEST(an_ended_process_is_no_deadlock)
{
    struct hang_watch watch = {0};
    siginfo_t info;
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
    for (int64_t ms = 0; ms < 1000; ms += 100)
        ck_assert(!hang_is_deadlock(&watch, pid, ms));
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}
END_TEST

/* ------------------------------------------------------------- other hangs */

START_TEST(what_runs_and_what_sleeps)
{
    struct sandbox_spec spec = hang_spec("spin");

    spec.limits.wall_s = 0.5;
    const struct sandbox_result *r = run(&spec);
    ENDED(r, SANDBOX_WALL);
    ck_assert_uint_eq(r->nthreads, 2);
    thread_is(r, 0, "main thread", "sleeps (nanosleep)");
    thread_is(r, 1, "thread 1", "is running");
    frame_is(r, 1, 0, "spin", 20);
}
END_TEST

START_TEST(processor_time_is_described)
{
    struct sandbox_spec spec = hang_spec("spin");

    spec.limits.cpu_s = 0.3;
    const struct sandbox_result *r = run(&spec);
    ENDED(r, SANDBOX_CPU);
    ck_assert_uint_eq(r->nthreads, 2);
}
END_TEST

START_TEST(without_the_helpers_of_thread_sanitizer)
{
    struct sandbox_spec spec = hang_spec("abba");
    char *argv[] = {put("hang-tsan"), "abba", NULL};

    spec.profile = PROFILE_TSAN;
    spec.own_file = "hang-tsan.c";
    spec.argv = argv;
    spec.limits.wall_s = 1;
    const struct sandbox_result *r = run(&spec);
    ENDED(r, SANDBOX_WALL);
    ck_assert_uint_eq(r->nthreads, 2);
    thread_is(r, 0, "main thread", "waits for a mutex that thread 1 holds");
    frame_is(r, 0, 0, "pthread_mutex_lock", 0);
    frame_is(r, 0, 1, "main", 40);
    frame_is(r, 1, 1, "other", 14);
}
END_TEST

/* ----------------------------------------------------------------- symbols */

START_TEST(addresses_of_a_file)
{
    struct symbol f;
    struct buf said = BUF_INIT;
    int status;
    char *script = arena_printf(a, "nm %s | sed -n 's/ T wait_sem$//p'",
                                victim_path("hang"));
    char *argv[] = {"sh", "-c", script, NULL};

    OK(proc_capture(argv, 4096, 60000, &said, &status, &e));
    uint64_t at = strtoull(said.data, NULL, 16);
    ck_assert_uint_gt(at, 0);
    OK(symbols_resolve(a, victim_path("hang"), "hang.c", &at, 1, 0, &f, &e));
    ck_assert_str_eq(f.frames[0].function, "wait_sem");
    ck_assert_int_eq(f.frames[0].line, 16);
    ck_assert(f.frames[0].own);
    at += 0x5000;
    OK(symbols_resolve(a, victim_path("hang"), NULL, &at, 1, 0x5000, &f, &e));
    ck_assert_str_eq(f.frames[0].function, "wait_sem");
    ck_assert(!f.frames[0].own);
    ck_assert(
        !symbols_resolve(a, victim_path("hang.c"), NULL, &at, 1, 0, &f, &e));
    buf_free(&said);
}
END_TEST

START_TEST(no_such_process)
{
    struct live_thread *live;
    size_t n;

    ck_assert(!symbols_live(a, 0x3ffffff, NULL, &live, &n, &e));
}
END_TEST

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("hang");

#define ADD(test) add(s, #test, test)
    make_victim("hang", hang_c, "-w");
    make_victim("hang-tsan", hang_c, "-fsanitize=thread");
    ADD(two_locks_in_opposite_order);
    ADD(two_locks_without_namespaces);
    ADD(a_lock_taken_twice_through_an_inlined_function);
    ADD(a_condition_nobody_signals);
    ADD(a_join_of_a_thread_that_waits);
    ADD(a_barrier_nobody_else_reaches);
    ADD(the_first_thread_has_ended);
    ADD(a_mutex_of_an_ended_thread);
    ADD(sleeping_is_no_deadlock);
    ADD(waiting_with_a_time_limit_is_no_deadlock);
    ADD(waiting_for_a_late_post_is_no_deadlock);
    if (layer_active("system call reports"))
        ADD(waiting_for_a_signal_handler_is_no_deadlock);
    ADD(an_ended_process_is_no_deadlock);
    ADD(what_runs_and_what_sleeps);
    ADD(processor_time_is_described);
    ADD(without_the_helpers_of_thread_sanitizer);
    ADD(addresses_of_a_file);
    ADD(no_such_process);
    return s;
}
