// generate-waits: random programs that wait, in the language of run.h.
//
//     generate-waits SEED COUNT PROFILE
//
// The same arguments give the same programs on every machine. Profiles:
//     loops    loops that read until a value comes, and locks made of them
//     conds    condition variables, waited for with and without a loop
//     objects  semaphores, read-write locks, barriers
//     tries    tries to lock a mutex, and what locks it
//     bytes    plain accesses to bytes, and to what is atomic otherwise
// There is often a thread that gives what another one waits for, and often
// not: then the program is stuck, which has to be found, too.

#include "tests/litmus/dice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_THREADS = 3,
    MAX_PER_THREAD = 16, // operations
    MAX_OP = 16,         // bytes of one operation, with the final 0
};

struct maker {
    struct dice dice;
    int threads;
    int ops[MAX_THREADS];
    char op[MAX_THREADS][MAX_PER_THREAD][MAX_OP];
    int next_value; // of all locations, so that most values tell the writer
};

// The place for the next operation of thread t.
static char *add(struct maker *m, int t)
{
    return m->op[t][m->ops[t]++];
}

static const char *load_order(struct maker *m)
{
    static const char *const all[] = {"rlx", "acq", "acq", "sc"};
    return all[below(&m->dice, 4)];
}

static const char *store_order(struct maker *m)
{
    static const char *const all[] = {"rlx", "rel", "rel", "sc"};
    return all[below(&m->dice, 4)];
}

static const char *rmw_order(struct maker *m)
{
    static const char *const all[] = {"rlx", "acq", "rel", "ar", "sc"};
    return all[below(&m->dice, 5)];
}

static int value(struct maker *m)
{
    if (m->next_value > 1 && percent(&m->dice, 40)) {
        return 1 + below(&m->dice, m->next_value - 1);
    }
    return m->next_value < 9 ? m->next_value++ : 9;
}

static void add_plain(struct maker *m, int t)
{
    if (percent(&m->dice, 50)) {
        snprintf(add(m, t), MAX_OP, "Pa%d", value(m));
    } else {
        snprintf(add(m, t), MAX_OP, "pa");
    }
}

static void add_atomic(struct maker *m, int t)
{
    char loc = "xy"[below(&m->dice, 2)];
    int what = below(&m->dice, 100);
    if (what < 40) {
        snprintf(add(m, t), MAX_OP, "W%c%d.%s", loc, value(m), store_order(m));
    } else if (what < 70) {
        snprintf(add(m, t), MAX_OP, "R%c.%s", loc, load_order(m));
    } else if (what < 85) {
        snprintf(add(m, t), MAX_OP, "A%c1.%s", loc, rmw_order(m));
    } else if (what < 95) {
        snprintf(add(m, t), MAX_OP, "C%c0%d.%s", loc, value(m), rmw_order(m));
    } else {
        snprintf(add(m, t), MAX_OP, "F.sc");
    }
}

static void add_any(struct maker *m, int t)
{
    if (percent(&m->dice, 40)) {
        add_plain(m, t);
    } else {
        add_atomic(m, t);
    }
}

// ---------------------------------------------------------------- profiles

static void add_loop(struct maker *m, int t)
{
    int what = below(&m->dice, 100);
    if (what < 20) {
        snprintf(add(m, t), MAX_OP, "%cx%dy%d.%s", "DO"[what % 2],
                 1 + below(&m->dice, 2), 1 + below(&m->dice, 3), load_order(m));
    } else if (what < 45) {
        snprintf(add(m, t), MAX_OP, "S%c%d.%s", "xy"[below(&m->dice, 2)],
                 1 + below(&m->dice, 3), load_order(m));
    } else if (what < 58) {
        snprintf(add(m, t), MAX_OP, "%cz.%s", "KE"[below(&m->dice, 2)],
                 percent(&m->dice, 80) ? "acq" : "rlx");
        add_any(m, t);
        if (percent(&m->dice, 90)) {
            snprintf(add(m, t), MAX_OP, "Wz0.%s",
                     percent(&m->dice, 80) ? "rel" : "rlx");
        }
    } else {
        add_any(m, t);
    }
}

static void add_waiter(struct maker *m, int t)
{
    snprintf(add(m, t), MAX_OP, "L0");
    if (percent(&m->dice, 60)) {
        snprintf(add(m, t), MAX_OP, "ga%d00", 1 + below(&m->dice, 2));
    } else {
        snprintf(add(m, t), MAX_OP, "w00");
    }
    if (percent(&m->dice, 50)) {
        add_plain(m, t);
    }
    snprintf(add(m, t), MAX_OP, "U0");
}

static void add_waker(struct maker *m, int t)
{
    bool inside = percent(&m->dice, 50);
    const char *wake = percent(&m->dice, 65) ? "s0" : "b0";
    snprintf(add(m, t), MAX_OP, "L0");
    snprintf(add(m, t), MAX_OP, "Pa%d", 1 + below(&m->dice, 2));
    if (inside) {
        snprintf(add(m, t), MAX_OP, "%s", wake);
    }
    snprintf(add(m, t), MAX_OP, "U0");
    if (!inside && percent(&m->dice, 90)) {
        snprintf(add(m, t), MAX_OP, "%s", wake);
    }
}

static void add_cond(struct maker *m, int t)
{
    int what = below(&m->dice, 100);
    if (what < 45) {
        add_waiter(m, t);
    } else if (what < 85) {
        add_waker(m, t);
    } else if (what < 92) {
        snprintf(add(m, t), MAX_OP, percent(&m->dice, 50) ? "s0" : "b0");
    } else {
        add_atomic(m, t);
    }
}

static void add_rwlock(struct maker *m, int t)
{
    bool write = percent(&m->dice, 50);
    snprintf(add(m, t), MAX_OP, write ? "k0" : "h0");
    if (write || percent(&m->dice, 20)) {
        add_any(m, t);
    } else {
        snprintf(add(m, t), MAX_OP, "pa");
    }
    snprintf(add(m, t), MAX_OP, "u0");
}

static void add_try(struct maker *m, int t)
{
    snprintf(add(m, t), MAX_OP, "t0");
    snprintf(add(m, t), MAX_OP, "=0");
    add_any(m, t);
    snprintf(add(m, t), MAX_OP, "U0");
}

static void add_lock(struct maker *m, int t)
{
    snprintf(add(m, t), MAX_OP, "L0");
    add_any(m, t);
    snprintf(add(m, t), MAX_OP, "U0");
}

static void add_object(struct maker *m, int t)
{
    int what = below(&m->dice, 100);
    if (what < 20) {
        snprintf(add(m, t), MAX_OP, "v0");
    } else if (what < 40) {
        snprintf(add(m, t), MAX_OP, "q0");
    } else if (what < 60) {
        add_rwlock(m, t);
    } else if (what < 75) {
        add_lock(m, t);
    } else if (what < 82) {
        snprintf(add(m, t), MAX_OP, "n0");
    } else {
        add_any(m, t);
    }
}

static void add_try_or_lock(struct maker *m, int t)
{
    int what = below(&m->dice, 100);
    if (what < 40) {
        add_try(m, t);
    } else if (what < 75) {
        add_lock(m, t);
    } else {
        add_any(m, t);
    }
}

static void add_byte(struct maker *m, int t)
{
    int what = below(&m->dice, 100);
    if (what < 25) {
        snprintf(add(m, t), MAX_OP, "%ca%d", "Yy"[below(&m->dice, 2)],
                 below(&m->dice, 4));
    } else if (what < 35) {
        add_plain(m, t);
    } else if (what < 45) {
        snprintf(add(m, t), MAX_OP, percent(&m->dice, 50) ? "Px2" : "px");
    } else if (what < 65) {
        snprintf(add(m, t), MAX_OP, "Wy1.%s", store_order(m));
    } else if (what < 85) {
        snprintf(add(m, t), MAX_OP, "Ry.%s", load_order(m));
        snprintf(add(m, t), MAX_OP, "=1");
    } else {
        add_atomic(m, t);
    }
}

static const struct profile {
    const char *name;
    void (*add)(struct maker *m, int t);
    int most; // of its parts in one thread
} profiles[] = {
    {"loops", add_loop, 3},     {"conds", add_cond, 2},
    {"objects", add_object, 3}, {"tries", add_try_or_lock, 3},
    {"bytes", add_byte, 3},
};

enum { PROFILES = sizeof profiles / sizeof profiles[0] };

static void make(struct maker *m, const struct profile *p)
{
    m->threads = 2 + percent(&m->dice, 40);
    m->next_value = 1;
    memset(m->ops, 0, sizeof m->ops);
    for (int t = 0; t < m->threads; t++) {
        int most = p->most - (m->threads == 3);
        for (int parts = 1 + below(&m->dice, most); parts > 0; parts--) {
            p->add(m, t);
        }
    }
}

static int usage(void)
{
    fputs("usage: generate-waits SEED COUNT PROFILE\nprofiles:", stderr);
    for (int i = 0; i < PROFILES; i++) {
        fprintf(stderr, " %s", profiles[i].name);
    }
    fputs("\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    const struct profile *profile = NULL;
    for (int i = 0; i < PROFILES; i++) {
        if (argc == 4 && strcmp(argv[3], profiles[i].name) == 0) {
            profile = &profiles[i];
        }
    }
    if (profile == NULL) {
        return usage();
    }
    static struct maker m;
    m.dice.state = strtoull(argv[1], NULL, 10);
    long count = strtol(argv[2], NULL, 10);
    for (long i = 0; i < count; i++) {
        make(&m, profile);
        printf("%s%s_%ld", profile->name, argv[1], i);
        for (int t = 0; t < m.threads; t++) {
            printf(" |");
            for (int k = 0; k < m.ops[t]; k++) {
                printf(" %s", m.op[t][k]);
            }
        }
        printf("\n");
    }
    return 0;
}
