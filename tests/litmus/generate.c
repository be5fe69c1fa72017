// generate: random litmus programs in the language of enumerate.c.
//
//     generate SEED COUNT PROFILE
//
// The same arguments give the same programs on every machine. Profiles:
//     atomics  loads, stores, RMWs and CAS of all orders
//     sc       mostly sc accesses, mixed with others
//     fences   mostly relaxed accesses, with fences between them
//     locks    critical sections, some nested, with atomics and plain accesses
//     plain    plain accesses beside release and acquire flags, and in locks
//     guards   the same, but readers go on only if they saw the flag
//     mixed    everything except guards
// A program that has more than MAX_NAIVE interleavings with read choices is
// thrown away, so that a search without reduction can still finish.

#include "tests/litmus/dice.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_THREADS = 4,
    MAX_PER_THREAD = 8, // operations, with locks and unlocks
    MAX_TOTAL = 12,     // operations in all
    MIN_TOTAL = 4,
    MAX_OP = 16,                // bytes of one operation, with the final 0
    MAX_NAIVE = 200000,         // executions of a search without reduction
    MAX_STATES = 9 * 9 * 9 * 9, // (MAX_PER_THREAD + 1) to the MAX_THREADS
};

// What an operation is made of; the weights say how often each comes.
enum what { READ, WRITE, SWAP, ADD, CAS, FENCE, PLAIN, SECTION, FLAG, WHATS };

static const struct profile {
    const char *name;
    int weight[WHATS];
    int sc;      // percent of the accesses that are sc
    int relaxed; // percent that are relaxed; the rest is any order
    bool guards;
} profiles[] = {
    {"atomics", {40, 35, 8, 8, 9, 0, 0, 0, 0}, 0, 0, false},
    {"sc", {40, 40, 5, 4, 5, 6, 0, 0, 0}, 55, 0, false},
    {"fences", {36, 34, 3, 3, 2, 22, 0, 0, 0}, 5, 75, false},
    {"locks", {14, 12, 0, 4, 2, 0, 18, 50, 0}, 0, 30, false},
    {"plain", {5, 5, 0, 3, 0, 3, 30, 30, 24}, 5, 10, false},
    {"guards", {4, 3, 1, 3, 1, 3, 5, 5, 75}, 5, 10, true},
    {"mixed", {20, 20, 5, 5, 5, 12, 8, 15, 10}, 20, 30, false},
};

struct maker {
    struct dice dice;
    const struct profile *profile;
    int threads;
    int ops[MAX_THREADS];
    char op[MAX_THREADS][MAX_PER_THREAD][MAX_OP];
    int total;
    int locations; // atomic ones in use
    int plains;
    int mutexes;
    int next_value[8]; // per location, so that most values tell the writer
};

static const char *order(struct maker *m, const char *const *all, int n)
{
    if (percent(&m->dice, m->profile->sc)) {
        return all[n - 1];
    }
    if (percent(&m->dice, m->profile->relaxed)) {
        return all[0];
    }
    return all[below(&m->dice, n)];
}

static const char *load_order(struct maker *m)
{
    static const char *const all[] = {"rlx", "acq", "sc"};
    return order(m, all, 3);
}

static const char *store_order(struct maker *m)
{
    static const char *const all[] = {"rlx", "rel", "sc"};
    return order(m, all, 3);
}

static const char *rmw_order(struct maker *m)
{
    static const char *const all[] = {"rlx", "acq", "rel", "ar", "sc"};
    return order(m, all, 5);
}

static int new_value(struct maker *m, int loc)
{
    if (m->next_value[loc] > 1 && percent(&m->dice, 15)) {
        return 1 + below(&m->dice, m->next_value[loc] - 1);
    }
    return m->next_value[loc] < 9 ? m->next_value[loc]++ : 9;
}

static bool fits(const struct maker *m, int t, int more)
{
    return m->ops[t] + more <= MAX_PER_THREAD && m->total + more <= MAX_TOTAL;
}

// The place for the next operation of thread t.
static char *add(struct maker *m, int t)
{
    m->total++;
    return m->op[t][m->ops[t]++];
}

static void add_access(struct maker *m, int t, enum what what)
{
    static const char *const fences[] = {"acq", "rel", "ar", "sc"};
    int loc = below(&m->dice, m->locations);
    char c = "xyz"[loc];
    char *op = add(m, t);
    switch (what) {
    case READ:
        snprintf(op, MAX_OP, "R%c.%s", c, load_order(m));
        break;
    case WRITE:
        snprintf(op, MAX_OP, "W%c%d.%s", c, new_value(m, loc), store_order(m));
        break;
    case SWAP:
        snprintf(op, MAX_OP, "X%c%d.%s", c, new_value(m, loc), rmw_order(m));
        break;
    case ADD:
        snprintf(op, MAX_OP, "A%c%d.%s", c, 1 + below(&m->dice, 2),
                 rmw_order(m));
        break;
    case CAS:
        snprintf(op, MAX_OP, "C%c%d%d.%s", c,
                 percent(&m->dice, 50) ? 0 : below(&m->dice, 4),
                 new_value(m, loc), rmw_order(m));
        break;
    default:
        snprintf(op, MAX_OP, "F.%s",
                 percent(&m->dice, 40) ? "sc" : fences[below(&m->dice, 4)]);
    }
}

static void add_plain(struct maker *m, int t)
{
    int loc = below(&m->dice, m->plains);
    char *op = add(m, t);
    if (percent(&m->dice, 50)) {
        snprintf(op, MAX_OP, "P%c%d", "ab"[loc], new_value(m, 4 + loc));
    } else {
        snprintf(op, MAX_OP, "p%c", "ab"[loc]);
    }
}

static void add_simple(struct maker *m, int t)
{
    if (percent(&m->dice, 65)) {
        add_plain(m, t);
    } else {
        add_access(m, t, percent(&m->dice, 50) ? READ : WRITE);
    }
}

static void add_section(struct maker *m, int t, int outer)
{
    int mutex = below(&m->dice, m->mutexes);
    int body = 1 + percent(&m->dice, 30);
    bool nested = outer < 0 && m->mutexes > 1 && percent(&m->dice, 60);
    if (mutex == outer) {
        mutex = (mutex + 1) % m->mutexes;
    }
    if (!fits(m, t, body + 2 + 3 * nested)) {
        return;
    }
    snprintf(add(m, t), MAX_OP, "L%d", mutex);
    if (nested) {
        add_section(m, t, mutex);
        body--;
    }
    for (int i = 0; i < body && fits(m, t, 2); i++) {
        add_simple(m, t);
    }
    snprintf(add(m, t), MAX_OP, "U%d", mutex);
}

// Plain accesses before a write of a flag, or after a read of it.
static void add_flag(struct maker *m, int t)
{
    if (!fits(m, t, 4)) {
        return;
    }
    if (percent(&m->dice, 45)) {
        add_plain(m, t);
        if (percent(&m->dice, 15)) {
            snprintf(add(m, t), MAX_OP, "F.rel");
        }
        add_access(m, t, percent(&m->dice, 70) ? WRITE : ADD);
        return;
    }
    add_access(m, t, percent(&m->dice, 70) ? READ : SWAP + below(&m->dice, 3));
    if (m->profile->guards && percent(&m->dice, 90)) {
        // Often a value that some write gives this location.
        int loc = (int)(m->op[t][m->ops[t] - 1][1] - 'x');
        int value = 1 + below(&m->dice, m->next_value[loc]);
        snprintf(add(m, t), MAX_OP, "=%d", value < 10 ? value : 1);
    }
    if (percent(&m->dice, 15)) {
        snprintf(add(m, t), MAX_OP, "F.acq");
    }
    add_plain(m, t);
}

static void add_something(struct maker *m, int t)
{
    int sum = 0;
    for (int i = 0; i < WHATS; i++) {
        sum += m->profile->weight[i];
    }
    int pick = below(&m->dice, sum);
    int what = 0;
    while (pick >= m->profile->weight[what]) {
        pick -= m->profile->weight[what++];
    }
    if (what == SECTION) {
        add_section(m, t, -1);
    } else if (what == FLAG) {
        add_flag(m, t);
    } else if (what == PLAIN) {
        add_plain(m, t);
    } else {
        add_access(m, t, (enum what)what);
    }
}

// Fills in one candidate.
static void make(struct maker *m)
{
    m->threads =
        2 + (percent(&m->dice, 55) ? 1 : 0) + (percent(&m->dice, 25) ? 1 : 0);
    m->total = 0;
    m->locations =
        1 + (percent(&m->dice, 80) ? 1 : 0) + (percent(&m->dice, 30) ? 1 : 0);
    m->plains = 1 + percent(&m->dice, 30);
    m->mutexes = 1 + percent(&m->dice, 60);
    memset(m->ops, 0, sizeof m->ops);
    for (int i = 0; i < 8; i++) {
        m->next_value[i] = 1;
    }
    for (int t = 0; t < m->threads; t++) {
        int most = m->threads == 2 ? 5 : m->threads == 3 ? 4 : 3;
        int want = 1 + (m->threads < 4) + below(&m->dice, most);
        int before = -1;
        while (m->ops[t] < want && m->ops[t] > before && fits(m, t, 1)) {
            before = m->ops[t];
            add_something(m, t);
        }
    }
}

// How many executions a search without reduction may have at most: an
// execution picks a thread at each step; a read picks one of the writes so
// far, a write its place among them. Counts from the state `at` on.
static double count_naive(const struct maker *m, int *at, double *memo)
{
    int index = 0;
    int writes[256] = {0};
    bool held[256] = {false};
    bool done = true;
    for (int t = 0; t < m->threads; t++) {
        index = index * (MAX_PER_THREAD + 1) + at[t];
        for (int i = 0; i < at[t]; i++) {
            const char *op = m->op[t][i];
            writes[(unsigned char)op[1]] += strchr("WXAC", op[0]) != NULL;
            if (op[0] == 'L' || op[0] == 'U') {
                held[(unsigned char)op[1]] = op[0] == 'L';
            }
        }
        done = done && at[t] == m->ops[t];
    }
    if (memo[index] > 0) {
        return memo[index];
    }
    double sum = done ? 1 : 0;
    for (int t = 0; t < m->threads; t++) {
        const char *op = m->op[t][at[t]];
        if (at[t] == m->ops[t] ||
            (op[0] == 'L' && held[(unsigned char)op[1]])) {
            continue;
        }
        bool chooses = strchr("RWC", op[0]) != NULL;
        at[t]++;
        sum += count_naive(m, at, memo) *
               (chooses ? 1 + writes[(unsigned char)op[1]] : 1);
        at[t]--;
    }
    memo[index] = sum > 0 ? sum : 1; // a deadlock is one execution
    return memo[index];
}

static bool is_good(const struct maker *m)
{
    static double memo[MAX_STATES];
    int at[MAX_THREADS] = {0};
    for (int t = 0; t < m->threads; t++) {
        if (m->ops[t] == 0) {
            return false;
        }
    }
    if (m->total < MIN_TOTAL) {
        return false;
    }
    memset(memo, 0, sizeof memo);
    return count_naive(m, at, memo) <= MAX_NAIVE;
}

int main(int argc, char **argv)
{
    const struct profile *profile = NULL;
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
        if (argc == 4 && strcmp(argv[3], profiles[i].name) == 0) {
            profile = &profiles[i];
        }
    }
    if (profile == NULL) {
        fputs("usage: generate SEED COUNT PROFILE\nprofiles:", stderr);
        for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
            fprintf(stderr, " %s", profiles[i].name);
        }
        fputs("\n", stderr);
        return 2;
    }
    static struct maker m;
    m.dice.state = strtoull(argv[1], NULL, 10);
    m.profile = profile;
    long count = strtol(argv[2], NULL, 10);
    for (long i = 0; i < count; i++) {
        do {
            make(&m);
        } while (!is_good(&m));
        printf("%s%s_%ld", argv[3], argv[1], i);
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
