#ifndef TESTS_LITMUS_LITMUS_H
#define TESTS_LITMUS_LITMUS_H

// Small programs for memory models ("litmus tests") and their executions
// as graphs. enumerate.c tells the language and the axioms.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MAX_THREADS = 6,
    NUM_ATOMICS = 4,   // x y z w
    NUM_LOCATIONS = 8, // and a b c d, which are plain
    NUM_MUTEXES = 4,
    MAX_EVENTS = 64, // a set of events is one 64-bit word
    MAX_NAME = 64,   // bytes of a program's name, with the final 0
    MAX_WHY = 128,   // bytes of an error message, with the final 0
};

enum kind {
    INIT, // writes the 0 that each location starts with
    LOAD,
    STORE,
    EXCHANGE,
    ADD,
    CAS,
    FENCE,
    LOCK,
    UNLOCK,
    PLAIN_STORE,
    PLAIN_LOAD,
    GUARD, // ends its thread unless the last register has the value
};

// Memory orders are sets of these; relaxed is the empty set.
enum {
    ACQUIRE = 1,
    RELEASE = 2,
    SEQ_CST = 4,
};

struct event {
    enum kind kind;
    int thread; // -1: before all threads
    int loc;    // 0..7 locations, 8.. mutexes, -1 a fence
    int value;  // what it writes or adds
    int expect; // CAS only
    unsigned order;
};

// Events of one thread are neighbours, in program order; the initial writes
// come first.
struct program {
    char name[MAX_NAME];
    int threads;
    int events;
    int inits;
    int first[MAX_THREADS];
    int end[MAX_THREADS];
    int init[NUM_LOCATIONS]; // event, or -1 if the location does not occur
    struct event event[MAX_EVENTS];
};

// parse.c
bool program_parse(struct program *p, const char *line, char why[MAX_WHY]);

// A relation: bit b of row[a] says that a is related to b.
struct relation {
    uint64_t row[MAX_EVENTS];
};

// relation.c; n is the number of events
void relation_clear(struct relation *r, int n);
void relation_join(struct relation *r, const struct relation *with, int n);
void relation_compose(struct relation *out, const struct relation *a,
                      const struct relation *b, int n);
void relation_close(struct relation *r, int n);
bool relation_irreflexive(const struct relation *r, int n);
bool relation_acyclic(const struct relation *r, int n);

enum model { MODEL_C11, MODEL_SC, MODEL_TSO };

// A candidate execution, or a part of one that is being put together.
struct graph {
    const struct program *p;
    enum model model;
    uint64_t live;      // the events that happen; guards are not events
    uint64_t passed;    // guards at which a thread goes on
    uint64_t refused;   // guards at which a thread ends
    uint64_t failed;    // those of them that are failed CAS operations
    int rf[MAX_EVENTS]; // the write that a read reads; -1: not chosen yet
    struct relation sb;
    struct relation lo; // unlock to each later lock of the same mutex
    struct relation mo;
    // The rest is derived from the above by axioms_partial:
    struct relation hb;
    struct relation known_mo; // pairs that coherence forces into mo
    struct relation fixed;    // see axioms.c
};

static inline uint64_t bit(int event)
{
    return UINT64_C(1) << event;
}

// graph.c
bool graph_is_live(const struct graph *g, int event);
bool graph_reads(const struct graph *g, int event);  // an atomic location
bool graph_writes(const struct graph *g, int event); // an atomic location
// Starts a graph of the events in `live`, with sb and nothing else.
void graph_start(struct graph *g, const struct program *p, enum model model,
                 uint64_t live);
// The value that a write wrote; -1: depends on a read without an rf.
int graph_value(const struct graph *g, int write);
// Do the CAS results and the guards agree with the values known so far?
bool graph_results_fit(const struct graph *g);
bool graph_has_race(const struct graph *g);
// "0:1,0 1:1 x=1"; the graph is complete and has no race.
void graph_outcome(const struct graph *g, char *out, size_t size);

// axioms.c
// False if no choice of the missing rf and mo makes g consistent. With
// `prune` false it looks for sb, rf and lo cycles only.
bool axioms_partial(struct graph *g, bool prune);
// Checks every axiom literally, on the mo so far.
bool axioms_hold(const struct graph *g);

struct result {
    long graphs;
    bool race;
    bool deadlock;
    char **outcomes; // sorted
    int count;
    int room;
};

// search.c
void search(const struct program *p, enum model model, bool prune,
            struct result *r);
void result_free(struct result *r);

// check.c: prints TAP; the number of expectations that failed, or -1
int check_corpus(const char *path);

#endif
