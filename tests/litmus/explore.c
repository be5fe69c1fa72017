/* Runs litmus programs under the explorer and prints what enumerate.c prints:
 * the programs, and nothing else, are what the two have in common.
 *
 *     explore [--all] [--model c11|sc|tso] < programs
 *
 * --all searches without reduction. Each thread is interpreted: its atomic
 * operations call the hooks that a compiler would. */
#include "grader/explore/bounded.h"
#include "grader/explore/engine.h"
#include "grader/explore/fiber.h"
#include "grader/explore/heap.h"
#include "grader/explore/image.h"
#include "grader/explore/race.h"
#include "grader/explore/reducing.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 8, OPS = 32, OUTCOMES = 1 << 16, TEXT = 256 };

static struct thread_text {
    char *op[OPS];
    int n;
} program[THREADS];
static int nthreads;
static char program_text[4096];

static char *outcomes[OUTCOMES];
static int noutcomes;

/* What the program works on. Restored by hand before each execution: this
 * file's variables are not the program's. */
static int atomic[4], plain[4];
static pthread_mutex_t mutex[4];
static int reg[THREADS][OPS], nreg[THREADS];

int __tsan_atomic32_load(const volatile void *, int);
void __tsan_atomic32_store(volatile void *, int, int);
int __tsan_atomic32_exchange(volatile void *, int, int);
int __tsan_atomic32_fetch_add(volatile void *, int, int);
int __tsan_atomic32_compare_exchange_strong(volatile void *, int *, int, int,
                                            int);
void __tsan_atomic_thread_fence(int);
void __tsan_read4(void *);
void __tsan_write4(void *);
int ex_pthread_mutex_lock(pthread_mutex_t *);
int ex_pthread_mutex_unlock(pthread_mutex_t *);

static int order_of(const char *op)
{
    const char *o = strchr(op, '.') + 1;

    return !strcmp(o, "rlx")   ? __ATOMIC_RELAXED
           : !strcmp(o, "acq") ? __ATOMIC_ACQUIRE
           : !strcmp(o, "rel") ? __ATOMIC_RELEASE
           : !strcmp(o, "ar")  ? __ATOMIC_ACQ_REL
                               : __ATOMIC_SEQ_CST;
}

static int failure_of(int order)
{
    return order == __ATOMIC_RELEASE   ? __ATOMIC_RELAXED
           : order == __ATOMIC_ACQ_REL ? __ATOMIC_ACQUIRE
                                       : order;
}

static int *location(char c, int *memory)
{
    const char *names = memory == atomic ? "xyzw" : "abcd";

    return &memory[strchr(names, c) - names];
}

static void put(int t, int value)
{
    reg[t][nreg[t]++] = value;
}

static int run_cas(const char *op, int *at)
{
    int expected = op[2] - '0', order = order_of(op);

    __tsan_atomic32_compare_exchange_strong(at, &expected, op[3] - '0', order,
                                            failure_of(order));
    return expected;
}

static void run_atomic(int t, const char *op)
{
    int *at = location(op[1], atomic), value = op[2] - '0';

    if (op[0] == 'W')
        __tsan_atomic32_store(at, value, order_of(op));
    else if (op[0] == 'R')
        put(t, __tsan_atomic32_load(at, order_of(op)));
    else if (op[0] == 'X')
        put(t, __tsan_atomic32_exchange(at, value, order_of(op)));
    else if (op[0] == 'A')
        put(t, __tsan_atomic32_fetch_add(at, value, order_of(op)));
    else
        put(t, run_cas(op, at));
}

static void run_plain(int t, const char *op)
{
    int *at = location(op[1], plain);

    if (op[0] == 'P') {
        __tsan_write4(at);
        *at = op[2] - '0';
    } else {
        __tsan_read4(at);
        put(t, *at);
    }
}

static void *run_thread(void *arg)
{
    int t = (int)(intptr_t)arg;

    for (int i = 0; i < program[t].n; i++) {
        const char *op = program[t].op[i];
        if (op[0] == '=') {
            if (reg[t][nreg[t] - 1] != op[1] - '0')
                break;
        } else if (op[0] == 'F')
            __tsan_atomic_thread_fence(order_of(op));
        else if (op[0] == 'L')
            ex_pthread_mutex_lock(&mutex[op[1] - '0']);
        else if (op[0] == 'U')
            ex_pthread_mutex_unlock(&mutex[op[1] - '0']);
        else if (op[0] == 'P' || op[0] == 'p')
            run_plain(t, op);
        else
            run_atomic(t, op);
    }
    return NULL;
}

static void *run_main(void *arg)
{
    struct thread *made[THREADS];

    for (int t = 0; t < nthreads; t++) {
        struct op op = {.kind = EVENT_CREATE};
        op.other = made[t] = engine_thread(run_thread, (void *)(intptr_t)t);
        engine_trap(&op);
    }
    for (int t = 0; t < nthreads; t++) {
        struct op op = {.kind = EVENT_JOIN, .other = made[t]};
        engine_trap(&op);
        made[t]->joined = true;
    }
    return arg;
}

/* -------------------------------------------------------------------- reading
 */

static bool parse(char *line)
{
    char *part, *word, *rest, *at = program_text;

    snprintf(program_text, sizeof program_text, "%s", line);
    at[strcspn(at, "\n")] = '\0';
    part = strsep(&at, "|");
    if (part == NULL || *part == '\0' || *part == '#' || *part == ' ')
        return false;
    nthreads = 0;
    while ((part = strsep(&at, "|")) != NULL) {
        struct thread_text *t = &program[nthreads++];
        t->n = 0;
        for (word = strtok_r(part, " ", &rest); word;
             word = strtok_r(NULL, " ", &rest))
            t->op[t->n++] = word;
    }
    return nthreads > 0;
}

/* ------------------------------------------------------------------- outcomes
 */

static bool mentions(char location)
{
    for (int t = 0; t < nthreads; t++) {
        for (int i = 0; i < program[t].n; i++) {
            const char *op = program[t].op[i];
            if (strchr("WRXACPp", op[0]) && op[1] == location)
                return true;
        }
    }
    return false;
}

static void describe(char *text)
{
    char *p = text;

    *p = '\0';
    for (int t = 0; t < nthreads; t++) {
        for (int i = 0; i < nreg[t]; i++)
            p += i ? sprintf(p, ",%d", reg[t][i])
                   : sprintf(p, "%d:%d", t, reg[t][i]);
        if (nreg[t] > 0)
            *p++ = ' ';
    }
    for (int i = 0; i < 4; i++) {
        if (mentions("xyzw"[i]))
            p += sprintf(p, "%c=%d ", "xyzw"[i], atomic[i]);
    }
    for (int i = 0; i < 4; i++) {
        if (mentions("abcd"[i]))
            p += sprintf(p, "%c=%d ", "abcd"[i], plain[i]);
    }
    if (p > text)
        p--;
    *p = '\0';
}

static void record(void)
{
    char text[TEXT];

    describe(text);
    for (int i = 0; i < noutcomes; i++) {
        if (strcmp(outcomes[i], text) == 0)
            return;
    }
    outcomes[noutcomes++] = strdup(text);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void reset_memory(void)
{
    memset(atomic, 0, sizeof atomic);
    memset(plain, 0, sizeof plain);
    memset(nreg, 0, sizeof nreg);
}

static void explore(const char *name, bool all)
{
    long complete = 0, blocked = 0;
    bool race = false, deadlock = false;

    noutcomes = 0;
    if (all)
        bounded_begin(BOUNDED_ALL);
    else
        reducing_begin();
    for (;;) {
        reset_memory();
        if (!(all ? bounded_run() : reducing_run()))
            break;
        if (engine.ending == ENDING_COMPLETE) {
            complete++;
            record();
        } else if (engine.ending == ENDING_FAILED) {
            race |= engine.finding.kind == FINDING_DATA_RACE;
            deadlock |= engine.finding.kind == FINDING_DEADLOCK;
            if (engine.finding.kind != FINDING_DATA_RACE &&
                engine.finding.kind != FINDING_DEADLOCK)
                printf("%s\n", engine.finding.text);
        } else
            blocked++;
    }
    if (race)
        noutcomes = 0, complete = 0;
    printf("%s graphs=%ld outcomes=%d race=%s deadlock=%s {", name, complete,
           noutcomes, race ? "yes" : "no", deadlock ? "yes" : "no");
    qsort(outcomes, (size_t)noutcomes, sizeof *outcomes, compare);
    for (int i = 0; i < noutcomes; i++)
        printf("%s %s", i ? ";" : "", outcomes[i]);
    printf("%s }", race ? " racy" : "");
    if (getenv("EXPLORE_BLOCKED"))
        printf(" blocked=%ld", blocked);
    printf("\n");
}

int main(int argc, char **argv)
{
    static char line[4096];
    bool all = false;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--all") == 0)
            all = true;
        else if (strcmp(argv[i], "tso") == 0)
            axioms_model = MODEL_TSO;
        else if (strcmp(argv[i], "sc") == 0)
            axioms_model = MODEL_SC;
    }
    graph_setup();
    race_setup();
    image_setup();
    if (!fiber_setup())
        return 3;
    engine.main = run_main;
    while (fgets(line, sizeof line, stdin)) {
        if (parse(line))
            explore(strtok(program_text, " "), all);
    }
    return 0;
}
