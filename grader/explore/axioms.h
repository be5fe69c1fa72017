/* What a memory model demands beyond coherence and atomicity, which the graph
 * keeps by itself: an order without cycles. */
#ifndef EXPLORE_AXIOMS_H
#define EXPLORE_AXIOMS_H

#include "grader/explore/graph.h"

enum model {
    MODEL_C11, /* RC11: psc has no cycle */
    MODEL_TSO, /* x86-TSO: what leaves a processor's store buffer has an order
                */
    MODEL_SC,  /* every operation is seq_cst */
};

extern enum model axioms_model;
extern bool axioms_gave_up; /* a graph was too large to be checked */

/* Whether the graph as it is may happen. */
bool axioms_hold(void);

/* Adds an event if the graph may happen then; NULL if not. Reading the newest
 * value and writing behind all others is always possible, and not checked: such
 * an event has no edge to any other. */
struct event *axioms_add(const struct addition *what);

/* The order of an operation under the model. */
enum order axioms_order(enum order o, enum event_kind kind);

#endif
