#include "tests/litmus/run.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 8, OPS = 32, LINE = 4096, OBJECTS = 4 };

static struct thread_text {
    char *op[OPS];
    int n;
} program[THREADS];
static int nthreads;
static char program_text[LINE];

static int atomic[4], plain[4];
static pthread_mutex_t mutex[OBJECTS];
static pthread_cond_t cond[OBJECTS];
static pthread_rwlock_t rwlock[OBJECTS];
static pthread_barrier_t barrier[OBJECTS];
static sem_t semaphore[OBJECTS];
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
void __tsan_read1(void *);
void __tsan_write1(void *);

#define REPLACES(function) extern __typeof__(function) ex_##function
REPLACES(pthread_create);
REPLACES(pthread_join);
REPLACES(pthread_mutex_lock);
REPLACES(pthread_mutex_trylock);
REPLACES(pthread_mutex_unlock);
REPLACES(pthread_cond_wait);
REPLACES(pthread_cond_signal);
REPLACES(pthread_cond_broadcast);
REPLACES(pthread_rwlock_rdlock);
REPLACES(pthread_rwlock_wrlock);
REPLACES(pthread_rwlock_unlock);
REPLACES(pthread_barrier_init);
REPLACES(pthread_barrier_wait);
REPLACES(sem_init);
REPLACES(sem_post);
REPLACES(sem_wait);

/* ------------------------------------------------------------------- running
 */

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

static int cas(int *at, int expected, int value, int order, int failure)
{
    __tsan_atomic32_compare_exchange_strong(at, &expected, value, order,
                                            failure);
    return expected;
}

static void spin_on_both(const char *op)
{
    int *one = location(op[1], atomic), *other = location(op[3], atomic);
    int order = order_of(op), a, b;

    do {
        a = __tsan_atomic32_load(one, order);
        b = __tsan_atomic32_load(other, order);
    } while (a != op[2] - '0' || b != op[4] - '0');
}

/* Whether it was the first of the two that had its value. */
static bool spin_on_either(const char *op)
{
    int *one = location(op[1], atomic), *other = location(op[3], atomic);
    int order = order_of(op);

    for (;;) {
        if (__tsan_atomic32_load(one, order) == op[2] - '0')
            return true;
        if (__tsan_atomic32_load(other, order) == op[4] - '0')
            return false;
    }
}

static void run_atomic(int t, const char *op)
{
    int *at = location(op[1], atomic), value = op[2] - '0';
    int order = order_of(op);

    switch (op[0]) {
    case 'W':
        __tsan_atomic32_store(at, value, order);
        break;
    case 'R':
        put(t, __tsan_atomic32_load(at, order));
        break;
    case 'X':
        put(t, __tsan_atomic32_exchange(at, value, order));
        break;
    case 'A':
        put(t, __tsan_atomic32_fetch_add(at, value, order));
        break;
    case 'C':
        put(t, cas(at, value, op[3] - '0', order, failure_of(order)));
        break;
    case 'c':
        put(t, cas(at, value, op[3] - '0', order, __ATOMIC_RELAXED));
        break;
    case 'S':
        while (__tsan_atomic32_load(at, order) != value)
            ;
        break;
    case 'D':
        spin_on_both(op);
        break;
    case 'O':
        put(t, spin_on_either(op));
        break;
    case 'E':
        while (__tsan_atomic32_exchange(at, 1, order) != 0)
            ;
        break;
    default:
        while (cas(at, 0, 1, order, failure_of(order)) != 0)
            ;
    }
}

static int read_plain(int *at)
{
    __tsan_read4(at);
    return *at;
}

static void write_plain(int *at, int value)
{
    __tsan_write4(at);
    *at = value;
}

static void run_plain(int t, const char *op)
{
    int *at = location(op[1], strchr("abcd", op[1]) ? plain : atomic);
    char *byte = (char *)at + (op[2] - '0');

    switch (op[0]) {
    case 'P':
        write_plain(at, op[2] - '0');
        break;
    case 'p':
        put(t, read_plain(at));
        break;
    case 'Y':
        __tsan_write1(byte);
        *byte = 1;
        break;
    default:
        __tsan_read1(byte);
        put(t, *byte);
    }
}

static void wait_until(const char *op)
{
    int *at = location(op[1], plain), value = op[2] - '0';

    while (read_plain(at) != value)
        ex_pthread_cond_wait(&cond[op[3] - '0'], &mutex[op[4] - '0']);
}

static void run_object(int t, const char *op)
{
    int n = op[1] - '0';

    switch (op[0]) {
    case 'L':
        ex_pthread_mutex_lock(&mutex[n]);
        break;
    case 'U':
        ex_pthread_mutex_unlock(&mutex[n]);
        break;
    case 't':
        put(t, ex_pthread_mutex_trylock(&mutex[n]) != 0);
        break;
    case 'w':
        ex_pthread_cond_wait(&cond[n], &mutex[op[2] - '0']);
        break;
    case 's':
        ex_pthread_cond_signal(&cond[n]);
        break;
    case 'b':
        ex_pthread_cond_broadcast(&cond[n]);
        break;
    case 'v':
        ex_sem_post(&semaphore[n]);
        break;
    case 'q':
        ex_sem_wait(&semaphore[n]);
        break;
    case 'h':
        ex_pthread_rwlock_rdlock(&rwlock[n]);
        break;
    case 'k':
        ex_pthread_rwlock_wrlock(&rwlock[n]);
        break;
    case 'u':
        ex_pthread_rwlock_unlock(&rwlock[n]);
        break;
    default:
        ex_pthread_barrier_wait(&barrier[n]);
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
        else if (strchr("PpYy", op[0]))
            run_plain(t, op);
        else if (op[0] == 'g')
            wait_until(op);
        else if (strchr(op, '.'))
            run_atomic(t, op);
        else
            run_object(t, op);
    }
    return NULL;
}

/* How many threads have an operation that begins so. */
static unsigned users(char letter, int n)
{
    unsigned sum = 0;

    for (int t = 0; t < nthreads; t++) {
        for (int i = 0; i < program[t].n; i++) {
            const char *op = program[t].op[i];
            if (op[0] == letter && op[1] == '0' + n) {
                sum++;
                break;
            }
        }
    }
    return sum;
}

/* Plain locations are written here and read at the end: no race, as threads
 * are created after that and joined before this. */
static void set_up(void)
{
    for (int n = 0; n < OBJECTS; n++) {
        write_plain(&plain[n], 0);
        if (users('v', n) || users('q', n))
            ex_sem_init(&semaphore[n], 0, 0);
        if (users('n', n))
            ex_pthread_barrier_init(&barrier[n], NULL, users('n', n));
    }
}

void *run_main(void *arg)
{
    pthread_t made[THREADS];

    set_up();
    for (int t = 0; t < nthreads; t++)
        ex_pthread_create(&made[t], NULL, run_thread, (void *)(intptr_t)t);
    for (int t = 0; t < nthreads; t++)
        ex_pthread_join(made[t], NULL);
    for (int n = 0; n < OBJECTS; n++)
        read_plain(&plain[n]);
    return arg;
}

void run_reset(void)
{
    memset(atomic, 0, sizeof atomic);
    memset(plain, 0, sizeof plain);
    memset(nreg, 0, sizeof nreg);
    memset(mutex, 0, sizeof mutex);
    memset(cond, 0, sizeof cond);
    memset(rwlock, 0, sizeof rwlock);
    memset(barrier, 0, sizeof barrier);
    memset(semaphore, 0, sizeof semaphore);
}

/* -------------------------------------------------------------------- reading
 */

bool run_parse(const char *line)
{
    char *part, *word, *rest, *at = program_text;

    snprintf(program_text, sizeof program_text, "%s", line);
    at[strcspn(at, "\n")] = '\0';
    part = strsep(&at, "|");
    if (part == NULL || *part == '\0' || *part == '#' || *part == ' ')
        return false;
    part[strcspn(part, " ")] = '\0';
    nthreads = 0;
    while (nthreads < THREADS && (part = strsep(&at, "|")) != NULL) {
        struct thread_text *t = &program[nthreads++];
        t->n = 0;
        for (word = strtok_r(part, " ", &rest); word && t->n < OPS;
             word = strtok_r(NULL, " ", &rest))
            t->op[t->n++] = word;
    }
    return nthreads > 0;
}

const char *run_name(void)
{
    return program_text;
}

bool run_waits(void)
{
    for (int t = 0; t < nthreads; t++) {
        for (int i = 0; i < program[t].n; i++) {
            const char *op = program[t].op[i];
            if (strchr("cSDOKEYywgsbtvqhkun", op[0]) ||
                (strchr("Pp", op[0]) && strchr("xyzw", op[1])))
                return true;
        }
    }
    return false;
}

/* ------------------------------------------------------------------- outcomes
 */

static bool mentions(char name)
{
    for (int t = 0; t < nthreads; t++) {
        for (int i = 0; i < program[t].n; i++) {
            const char *op = program[t].op[i];
            if (strchr("WRXACcSDOKEPpYyg", op[0]) &&
                (op[1] == name || (strchr("DO", op[0]) && op[3] == name)))
                return true;
        }
    }
    return false;
}

static char *add_memory(char *p, const char *names, const int *memory)
{
    for (int i = 0; names[i]; i++) {
        if (mentions(names[i]))
            p += sprintf(p, "%c=%d ", names[i], memory[i]);
    }
    return p;
}

void run_outcome(char text[RUN_TEXT])
{
    char *p = text;

    for (int t = 0; t < nthreads; t++) {
        for (int i = 0; i < nreg[t]; i++)
            p += i ? sprintf(p, ",%d", reg[t][i])
                   : sprintf(p, "%d:%d", t, reg[t][i]);
        if (nreg[t] > 0)
            *p++ = ' ';
    }
    p = add_memory(p, "xyzw", atomic);
    p = add_memory(p, "abcd", plain);
    if (p > text)
        p--;
    *p = '\0';
}
