/* Jobs in the sandbox: how they end, what they leave. Attacks are in
 * sandbox_attack.c. */
#include "tests/unit/sandbox_victim.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const char leak_c[] =
    "#include <stdlib.h>\n"
    "__attribute__((noinline)) static void lose(void) {\n"
    "    void *volatile p = malloc(100); (void)p; }\n"
    "int main(void) { for (int i = 0; i < 9; i++) lose(); return 0; }\n";

static const char race_c[] =
    "#include <pthread.h>\n"
    "static int shared;\n"
    "static void *add_one(void *p) { shared++; return p; }\n"
    "int main(void) { pthread_t t[2];\n"
    "    for (int i = 0; i < 2; i++) pthread_create(&t[i], 0, add_one, 0);\n"
    "    for (int i = 0; i < 2; i++) pthread_join(t[i], 0); return 0; }\n";

/* ------------------------------------------------- the supervisor's waiting */

/* Stands in for the C library's, which the fortified headers call by another
 * name. Counts the polls that end at once for a hang-up that the poll before
 * them had reported: whoever does not close such a descriptor never sleeps. */
static int polls_in_vain;

int __poll_chk(struct pollfd *on, nfds_t n, int ms, size_t size);

int poll(struct pollfd *on, nfds_t n, int ms)
{
    static int hung_up = -1;
    int before = hung_up;
    struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};
    int ready = ppoll(on, n, ms < 0 ? NULL : &t, NULL);

    if (n < 2) /* not the wait for all jobs */
        return ready;
    hung_up = -1;
    for (nfds_t i = 0; ready > 0 && i < n; i++) {
        if (on[i].revents == POLLHUP)
            hung_up = on[i].fd;
    }
    polls_in_vain += hung_up >= 0 && hung_up == before;
    return ready;
}

int __poll_chk(struct pollfd *on, nfds_t n, int ms, size_t size)
{
    (void)size;
    return poll(on, n, ms);
}

START_TEST(sleeps_until_there_is_news)
{
    polls_in_vain = 0;
    for (int i = 0; i < 10; i++) {
        victim(PROFILE_RUN, "exit", NULL);
        struct sandbox_spec spec = spec_for(PROFILE_TSAN, "race", NULL, NULL);
        run(&spec);
    }
    ck_assert_int_eq(polls_in_vain, 0);
}
END_TEST

/* ------------------------------------------------------------ ordinary ends */

START_TEST(exit_status_and_output)
{
    const struct sandbox_result *r = victim(PROFILE_RUN, "exit", NULL);

    ENDED(r, SANDBOX_EXITED);
    ck_assert_int_eq(r->status, 7);
    ck_assert_str_eq(r->out.data, "out\n");
    ck_assert_str_eq(r->err.data, "err\n");
    ck_assert(!r->cut);
    ck_assert_uint_eq(r->records.len, 0);
}
END_TEST

START_TEST(death_by_signal)
{
    const struct sandbox_result *r = victim(PROFILE_RUN, "abort", NULL);

    ENDED(r, SANDBOX_SIGNALED);
    ck_assert_int_eq(r->status, SIGABRT);
}
END_TEST

START_TEST(death_by_signal_without_namespaces)
{
    setup_without(SANDBOX_NO_NAMESPACES);
    const struct sandbox_result *r = victim(PROFILE_RUN, "abort", NULL);

    ENDED(r, SANDBOX_SIGNALED);
    ck_assert_int_eq(r->status, SIGABRT);
}
END_TEST

START_TEST(a_program_that_is_not_there)
{
    char *argv[] = {file_join(a, work, "none"), NULL};
    struct sandbox_spec spec = {.profile = PROFILE_RUN, .argv = argv};
    struct sandbox_job *job;

    ck_assert(!sandbox_start(a, box, &spec, &job, &e));
    ck_assert_ptr_nonnull(strstr(e.text, "none"));
}
END_TEST

START_TEST(a_file_that_is_no_program)
{
    char *argv[] = {file_join(a, work, "text"), NULL};
    struct sandbox_spec spec = {.profile = PROFILE_RUN, .argv = argv};

    OK(sandbox_put(box, "work/text", "hello", 5, true, &e));
    const struct sandbox_result *r = run(&spec);
    ENDED(r, SANDBOX_BROKEN);
    ck_assert_ptr_nonnull(strstr(r->why, "starting the program"));
}
END_TEST

static void collect(void *ctx, const char *data, size_t len)
{
    buf_add(ctx, data, len);
}

START_TEST(output_as_it_comes_keeps_its_order)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "victim", "both", NULL);
    struct buf got = BUF_INIT;

    spec.output = collect;
    spec.ctx = &got;
    ENDED(run(&spec), SANDBOX_EXITED);
    ck_assert_str_eq(got.data, "o0e0o1e1o2e2");
    buf_free(&got);
}
END_TEST

START_TEST(records_and_text_to_read)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "victim", "records", NULL);
    struct buf text = BUF_INIT;

    buf_fill(&text, 'z', SANDBOX_SEND_MAX);
    spec.channel = true;
    spec.send = text.data;
    const struct sandbox_result *r = run(&spec);
    ENDED(r, SANDBOX_EXITED);
    ck_assert_uint_eq(r->records.len, SANDBOX_SEND_MAX + 3);
    ck_assert_str_eq(r->records.data + SANDBOX_SEND_MAX - 1, "zend");
    buf_addc(&text, 'z');
    spec.send = text.data;
    struct sandbox_job *job;
    ck_assert(!sandbox_start(a, box, &spec, &job, &e));
    buf_free(&text);
}
END_TEST

START_TEST(many_jobs_at_once)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "victim", "sleep", "300");
    struct sandbox_job *jobs[12], *done;
    double longest = 0;
    int n = 0;

    for (int i = 0; i < 12; i++)
        OK(sandbox_start(a, box, &spec, &jobs[i], &e));
    while ((done = sandbox_poll(box, 20000, NULL)) != NULL) {
        const struct sandbox_result *r = sandbox_result(done);
        ENDED(r, SANDBOX_EXITED);
        ck_assert_str_eq(r->out.data, "woke\n");
        if (r->seconds > longest)
            longest = r->seconds;
        n++;
    }
    ck_assert_int_eq(n, 12);
    ck_assert_double_lt(longest, 12 * 0.3); /* not one after the other */
}
END_TEST

START_TEST(too_many_jobs)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "victim", "linger", "x");
    struct sandbox_job *job;

    for (int i = 0; i < SANDBOX_JOBS_MAX; i++)
        OK(sandbox_start(a, box, &spec, &job, &e));
    ck_assert(!sandbox_start(a, box, &spec, &job, &e));
}
END_TEST

START_TEST(stop_flag_ends_all)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "victim", "linger", "x");
    struct sandbox_job *job, *done;
    volatile sig_atomic_t stop = 0;
    int n = 0;

    for (int i = 0; i < 3; i++)
        OK(sandbox_start(a, box, &spec, &job, &e));
    ck_assert_ptr_null(sandbox_poll(box, 50, &stop));
    stop = 1;
    while ((done = sandbox_poll(box, 5000, &stop)) != NULL) {
        ENDED(sandbox_result(done), SANDBOX_STOPPED);
        n++;
    }
    ck_assert_int_eq(n, 3);
}
END_TEST

START_TEST(stop_one_job)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "victim", "linger", "x");
    struct sandbox_job *one, *other;

    OK(sandbox_start(a, box, &spec, &one, &e));
    OK(sandbox_start(a, box, &spec, &other, &e));
    sandbox_stop(one);
    ck_assert_ptr_eq(sandbox_poll(box, 5000, NULL), one);
    ENDED(sandbox_result(one), SANDBOX_STOPPED);
    ck_assert_ptr_null(sandbox_poll(box, 50, NULL));
}
END_TEST

/* ------------------------------------------------------------------ limits */

START_TEST(long_output_is_cut)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "victim", "write", "3000");

    spec.limits.output_max = 1000;
    const struct sandbox_result *r = run(&spec);
    ENDED(r, SANDBOX_EXITED);
    ck_assert(r->cut);
    ck_assert_uint_eq(r->out.len, 1000);
}
END_TEST

START_TEST(endless_output)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "victim", "flood", NULL);

    spec.limits.output_max = 1000;
    const struct sandbox_result *r = run(&spec);
    ENDED(r, SANDBOX_OUTPUT);
    ck_assert_uint_eq(r->out.len, 1000);
}
END_TEST

START_TEST(endless_records)
{
    struct sandbox_spec spec =
        spec_for(PROFILE_RUN, "victim", "record-flood", NULL);

    spec.channel = true;
    const struct sandbox_result *r = run(&spec);
    ENDED(r, SANDBOX_OUTPUT);
    ck_assert_uint_eq(r->records.len, SANDBOX_RECORDS_MAX);
}
END_TEST

static void ends_at_wall(const char *what)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "victim", what, "60000");

    spec.limits.wall_s = 0.3;
    const struct sandbox_result *r = run(&spec);
    ENDED(r, SANDBOX_WALL);
    ck_assert_double_ge(r->seconds, 0.3);
    ck_assert_double_lt(r->seconds, 3);
}

START_TEST(wall_clock)
{
    ends_at_wall("sleep");
    ends_at_wall("stubborn");
    ends_at_wall("stop");
}
END_TEST

START_TEST(wall_clock_without_namespaces)
{
    setup_without(SANDBOX_NO_NAMESPACES);
    ends_at_wall("sleep");
    ends_at_wall("stop");
}
END_TEST

/* Of many that want one processor each has it so seldom that the clock would
 * end it long before. */
static const struct sandbox_result *with_others(int n, const char *what,
                                                double cpu_s, double wall_s)
{
    enum { OTHERS = 60 };
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "victim", what, NULL);
    pid_t others[OTHERS];
    cpu_set_t one;

    CPU_ZERO(&one);
    CPU_SET(0, &one);
    ck_assert_int_eq(sched_setaffinity(0, sizeof one, &one), 0);
    for (int i = 0; i < n; i++) {
        others[i] = fork();
        if (others[i] == 0)
            setsid(); /* processors are shared out to sessions first */
        while (others[i] == 0)
            continue;
    }
    spec.limits.cpu_s = cpu_s;
    spec.limits.wall_s = wall_s;
    const struct sandbox_result *r = run(&spec);
    for (int i = 0; i < n; i++) {
        kill(others[i], SIGKILL);
        waitpid(others[i], NULL, 0);
    }
    ck_assert_double_gt(r->seconds, wall_s);
    return r;
}

START_TEST(time_without_a_processor_is_not_counted)
{
    const struct sandbox_result *r = with_others(6, "spin", 0.5, 0.8);

    ENDED(r, SANDBOX_CPU);
}
END_TEST

/* Fifty, one after the other. What each waited is gone with it. */
START_TEST(nor_is_that_of_threads_that_have_ended)
{
    const struct sandbox_result *r = with_others(12, "relay", 5, 1.2);

    ENDED(r, SANDBOX_EXITED);
}
END_TEST

/* It had less than a twentieth: whether it would have ended nobody knows. */
START_TEST(a_machine_too_busy_to_tell)
{
    const struct sandbox_result *r = with_others(60, "spin-alone", 5, 0.4);

    ENDED(r, SANDBOX_BROKEN);
    ck_assert_ptr_nonnull(strstr(r->why, "this machine is too busy"));
}
END_TEST

START_TEST(processor_time_of_all_threads)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "victim", "spin", NULL);

    spec.limits.cpu_s = 0.5;
    const struct sandbox_result *r = run(&spec);
    ENDED(r, SANDBOX_CPU);
    ck_assert_double_ge(r->cpu_s, 0.5);
    ck_assert_double_lt(r->cpu_s, 2);
}
END_TEST

static void ends_for_memory(const char *what)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "victim", what, NULL);

    spec.limits.memory_mb = 100;
    const struct sandbox_result *r = run(&spec);
    ENDED(r, SANDBOX_MEMORY);
    ck_assert_uint_ge(r->peak_mb, 100);
    ck_assert_uint_lt(r->peak_mb, 1000);
}

START_TEST(memory)
{
    ends_for_memory("hog");
}
END_TEST

START_TEST(memory_after_the_first_thread_ended)
{
    ends_for_memory("hog-left");
}
END_TEST

START_TEST(file_size)
{
    struct sandbox_spec spec = spec_for(PROFILE_RUN, "victim", "file", NULL);
    struct stat st;

    spec.limits.file_max_mb = 1;
    ENDED(run(&spec), SANDBOX_FILESIZE);
    ck_assert_int_eq(stat(file_join(a, work, "big"), &st), 0);
    ck_assert_int_le(st.st_size, 1 << 20);
}
END_TEST

/* ----------------------------------------------------- toolchain, sanitizers
 */

/* Compiles `source` inside; the result's path. */
static const struct sandbox_result *compile(const char *source)
{
    char *argv[] = {proc_find(a, "cc"), "-o", "out", "in.c", NULL};
    struct sandbox_spec spec = {
        .profile = PROFILE_COMPILE, .argv = argv, .dir = work};

    ck_assert_ptr_nonnull(argv[0]);
    OK(sandbox_put(box, "work/in.c", source, strlen(source), false, &e));
    return run(&spec);
}

START_TEST(compiles_and_runs)
{
    const struct sandbox_result *r =
        compile("#include <stdio.h>\nint main(void) { puts(\"hi\"); }\n");
    char *argv[] = {file_join(a, work, "out"), NULL};
    struct sandbox_spec spec = {
        .profile = PROFILE_RUN, .argv = argv, .dir = work};

    ENDED(r, SANDBOX_EXITED);
    ck_assert_int_eq(r->status, 0);
    ck_assert_str_eq(run(&spec)->out.data, "hi\n");
}
END_TEST

START_TEST(compiler_reads_nothing_outside)
{
    const struct sandbox_result *r =
        compile("#include \"/etc/passwd\"\nint main(void) {}\n");

    ENDED(r, SANDBOX_EXITED);
    ck_assert_int_ne(r->status, 0);
    ck_assert_ptr_null(strstr(r->err.data, "root:"));
    r = compile("__asm__(\".incbin \\\"/etc/passwd\\\"\"); int main(void){}\n");
    ck_assert_int_ne(r->status, 0);
    r = compile("#include \"/dev/zero\"\nint main(void) {}\n");
    ck_assert(r->end != SANDBOX_EXITED || r->status != 0);
}
END_TEST

static void reports(enum profile profile, const char *name, const char *text,
                    const char *where)
{
    struct sandbox_spec spec = spec_for(profile, name, NULL, NULL);
    const struct sandbox_result *r = run(&spec);

    ENDED(r, SANDBOX_EXITED);
    ck_assert_int_ne(r->status, 0);
    ck_assert_msg(strstr(r->err.data, text) != NULL, "%s", r->err.data);
    ck_assert_msg(strstr(r->err.data, where) != NULL, "%s", r->err.data);
}

static void sanitizers_report(void)
{
    reports(PROFILE_ASAN, "leak", "LeakSanitizer: detected memory leaks",
            "leak.c:3");
    reports(PROFILE_TSAN, "race", "ThreadSanitizer: data race", "race.c:3");
}

START_TEST(sanitizers)
{
    sanitizers_report();
}
END_TEST

START_TEST(sanitizers_without_namespaces)
{
    setup_without(SANDBOX_NO_PID_NAMESPACE);
    sanitizers_report();
    setup_without(SANDBOX_NO_NAMESPACES);
    sanitizers_report();
}
END_TEST

START_TEST(layers_say_what_is_missing)
{
    const struct layer *list;
    size_t n;

    setup_without(SANDBOX_NO_LANDLOCK | SANDBOX_NO_NAMESPACES);
    n = sandbox_layers(box, &list);
    ck_assert(!layer_active("landlock"));
    ck_assert(!layer_active("user namespace"));
    for (size_t i = 0; i < n; i++)
        ck_assert(list[i].active == (list[i].why == NULL));
}
END_TEST

/* What needs a layer that this machine lacks is left out. */
Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("sandbox");

#define ADD(test) add(s, #test, test)
    make_victim("victim", victim_c, "-w");
    make_victim("leak", leak_c, "-fsanitize=address");
    make_victim("race", race_c, "-fsanitize=thread");
    ADD(sleeps_until_there_is_news);
    ADD(exit_status_and_output);
    ADD(death_by_signal);
    ADD(death_by_signal_without_namespaces);
    ADD(a_program_that_is_not_there);
    ADD(a_file_that_is_no_program);
    ADD(output_as_it_comes_keeps_its_order);
    ADD(records_and_text_to_read);
    ADD(many_jobs_at_once);
    ADD(too_many_jobs);
    ADD(stop_flag_ends_all);
    ADD(stop_one_job);
    ADD(long_output_is_cut);
    ADD(endless_output);
    ADD(endless_records);
    ADD(wall_clock);
    ADD(wall_clock_without_namespaces);
    ADD(time_without_a_processor_is_not_counted);
    ADD(nor_is_that_of_threads_that_have_ended);
    ADD(a_machine_too_busy_to_tell);
    ADD(processor_time_of_all_threads);
    ADD(memory);
    ADD(memory_after_the_first_thread_ended);
    ADD(file_size);
    if (layer_active("landlock"))
        ADD(compiler_reads_nothing_outside);
    ADD(compiles_and_runs);
    ADD(sanitizers);
    ADD(sanitizers_without_namespaces);
    ADD(layers_say_what_is_missing);
    return s;
}
