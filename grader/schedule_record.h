/* What an explored program reports over its channel: one JSON object a line, as
 * grader/explore/report.c writes them. Addresses only; trace.h names them. */
#ifndef GRADER_SCHEDULE_RECORD_H
#define GRADER_SCHEDULE_RECORD_H

#include "grader/grader.h"

/* Return addresses, innermost first. */
struct stack_record {
    uint64_t *pcs;
    size_t n;
};

struct scenario_record {
    const char *id, *what;
};

struct thread_record {
    int id, parent;
    uint64_t start; /* address of the function that it runs */
};

/* `step` lacks its variable and its frames. */
struct step_record {
    struct trace_step step;
    struct stack_record stack;
};

struct waiting_record {
    int thread;
    const char *text; /* "waits for a mutex that thread 2 holds" */
    struct stack_record stack;
};

struct finding_record {
    const char *kind; /* the explorer's word: "use-after-free" */
    const char *text; /* one sentence */
    int thread;       /* -1: nobody in particular */
    struct stack_record stack;
    int other;      /* thread at the other side; -1: none */
    int other_step; /* what it did; -1: not known */
    struct stack_record other_stack;
    uint64_t address; /* 0: none */
    struct waiting_record *waiting;
    size_t nwaiting;
};

/* What a thread could do next where a schedule ended; `does` has no number. */
struct option_record {
    struct step_record does;
    const char *token; /* which makes a schedule one step longer */
    int cost;          /* 0: nothing strange about it */
};

/* A final state, of the search or of the driver that runs the program for real
 * (grader/harness/tally.c). */
struct outcome_record {
    enum final_how how;
    const char *text;
    long executions, count;
    const char *schedule; /* or NULL */
};

struct tally_record {
    long runs, uncounted;
    int processors;
    bool pinned;
    bool stuck; /* a run did not end, or crashed: it could not go on */
};

struct result_record {
    enum outcome outcome;
    long executions, samples;
    bool proved;
    int bound;
    const char *why, *schedule; /* or NULL */
};

struct schedule_record {
    struct scenario_record *scenarios;
    size_t nscenarios;
    struct thread_record *threads;
    size_t nthreads;
    struct step_record *steps;
    size_t nsteps;
    bool found, ended; /* there is a finding, a result */
    struct finding_record finding;
    struct option_record *options;
    size_t noptions;
    struct waiting_record *blocked; /* threads that cannot go on there */
    size_t nblocked;
    const char *so_far; /* the schedule up to there; NULL: no such place */
    struct outcome_record *outcomes;
    size_t noutcomes;
    struct tally_record tally;
    struct result_record result;
};

/* A last line without an end is left out: the program was killed while it wrote
 * it. Any other line that is not as expected is an error. */
bool schedule_record_parse(struct arena *a, const struct text *text,
                           struct schedule_record *out, struct err *e) MUST_USE;

#endif
