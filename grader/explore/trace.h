/* What happened in one execution, step by step: recorded only when a finding is
 * run again to be shown. */
#ifndef EXPLORE_TRACE_H
#define EXPLORE_TRACE_H

#include "grader/explore/engine.h"

enum {
    TRACE_STEPS = 1 << 14, /* of one execution; later ones are not recorded */
    TRACE_FRAMES = 12,     /* of one stack */
    TRACE_NEWER = 6,       /* newer stores than the one that was read */
};

struct trace_step {
    uint8_t thread;
    bool plain, write; /* a plain access */
    bool reads, writes;
    uint8_t kind, order, place; /* of an event */
    bool has_place;
    const char *name;
    uintptr_t address;
    size_t size;
    uint64_t read, wrote;
    int from; /* the step that wrote what was read; -1: the initial value */
    int newer[TRACE_NEWER], nnewer;
    unsigned choice;
    bool preempts; /* its thread goes on though the one before could have */
    int child;     /* of a creation */
    uint32_t time; /* of its thread's clock */
    uintptr_t stack[TRACE_FRAMES];
    int nstack;
};

/* An access without an event, before it is made. */
struct trace_access {
    int thread;
    uintptr_t address;
    size_t size;
    bool write;
    uintptr_t pc, frame;
    const char *name;
};

void trace_begin(void);
void trace_event(const struct thread *t, const struct op *op, struct event *e);

/* A thread is about to be chosen: whether the last one could go on. */
void trace_could_go_on(bool can);

void trace_plain(const struct trace_access *a);

/* The steps so far. */
const struct trace_step *trace_steps(int *n);

/* Return addresses, innermost first; returns how many. */
int trace_stack(uintptr_t pc, uintptr_t frame, uintptr_t stack[TRACE_FRAMES]);

/* The step of `thread` that touched the address with its clock at `time`, the
 * last one; -1 if it was not recorded. */
int trace_find(int thread, uint32_t time, uintptr_t address);

#endif
