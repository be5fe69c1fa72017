/* Mistakes that can be made on purpose, to see that the tests notice them.
 *
 * The runtime that programs are linked with knows none of this: there SEEDED
 * is the constant false. One that is compiled with EXPLORE_SEEDED makes the
 * mistake that seeded_fault says. */
#ifndef EXPLORE_SEEDED_H
#define EXPLORE_SEEDED_H

#include <stdbool.h>

#define SEEDED_FAULTS(X)                                                      \
    X(NONE, "")                                                               \
    X(UPDATE_ACQUIRES_NOTHING, "an update acquires nothing")                  \
    X(RELAXED_READ_ACQUIRES, "a relaxed read acquires")                       \
    X(RELAXED_WRITE_RELEASES, "a relaxed write releases")                     \
    X(UPDATE_ENDS_SEQUENCE, "an update ends a release sequence")              \
    X(RELEASE_FENCE_LOST, "a release fence does nothing")                     \
    X(ACQUIRE_FENCE_LOST, "an acquire fence does nothing")                    \
    X(CREATE_ORDERS_NOTHING, "a thread does not know what its creator did")   \
    X(JOIN_ORDERS_NOTHING, "who joins does not know what the thread did")     \
    X(FLOOR_IGNORES_READS, "what was read before may be older than the last") \
    X(FLOOR_TOO_LOW, "the value before the oldest one may be read")           \
    X(FORGOTTEN_READS_STAY, "a forgotten read is still a reader")             \
    X(FORGETTING_KEEPS_CLOCKS, "a thread knows what it has forgotten")        \
    X(FENCE_NOT_SC, "a seq_cst fence is acq_rel")                             \
    X(FENCES_WITHOUT_ECO, "psc of fences has no eco")                         \
    X(FENCES_ONE_SIDED, "psc_base has nothing before a fence")                \
    X(SC_WITHOUT_OVERWRITING, "psc has no mo and no rb")                      \
    X(SC_WITHOUT_NEIGHBOURS, "psc has no hb between different places")        \
    X(SC_STORE_STAYS_WEAK, "the model sc leaves stores as they are")          \
    X(SC_CHECKED_TOO_LATE, "two seq_cst operations are not checked")          \
    X(TSO_WITHOUT_BUFFER, "a load waits for the stores before it")            \
    X(TSO_LOADS_OVERTAKE, "a load overtakes a load")                          \
    X(TSO_STORE_STAYS, "a seq_cst store stays in the buffer")                 \
    X(TSO_FENCE_LOST, "a fence leaves stores in the buffer")                  \
    X(TAKEN_VALUE_READ, "two updates read the same value")                    \
    X(WRITE_SPLITS_UPDATE, "a write comes between an update and its source")  \
    X(FAILED_CAS_ACQUIRES, "a failed exchange has the order of success")      \
    X(REVISITS_THE_PAST, "reads that a write depends on are revisited")       \
    X(REVISITS_TWICE, "a revisit is made from every graph")                   \
    X(REVISITS_TOO_FEW, "a write with a reader stops revisits")               \
    X(REVISIT_KNOWS_TOO_MUCH, "a revisited read keeps what it had acquired")  \
    X(REVISIT_BY_UPDATE_BELOW_FLOOR, "an update revisits against coherence")  \
    X(REVISIT_ONLY_NEWEST, "a write revisits only from the last position")    \
    X(REVISIT_SPLITS_UPDATE, "a revisit comes between an update and its own") \
    X(REVISIT_NOT_CHECKED, "the model is not asked after a revisit")          \
    X(STAMP_GIVEN_TWICE, "a revisited read's stamp is also another's")        \
    X(WRITE_KEEPS_STAMP, "a revisited update's write has its read's stamp")   \
    X(CHOICES_NOT_REVISITED, "an update has one outcome after a revisit")     \
    X(NO_LAST_HOPE, "older states are never tried")                           \
    X(SPIN_NEVER_WOKEN, "a thread that waits in a loop is never woken")       \
    X(SPIN_BY_ADDRESS, "a loop is recognised without its stack")              \
    X(SPIN_IGNORES_WRITES, "a loop that writes is taken for waiting")         \
    X(SPIN_KEEPS_ITEMS, "what a forgotten turn had left to try is kept")      \
    X(RACE_IGNORES_READS, "a write does not race with reads")                 \
    X(RACE_IGNORES_ATOMICS, "a plain access does not race with atomic ones")  \
    X(RACE_FOUR_BYTES, "an access to a byte is one to its neighbours")        \
    X(UNLOCK_WITHOUT_RELEASE, "unlocking a mutex releases nothing")           \
    X(POST_WITHOUT_RELEASE, "posting a semaphore releases nothing")           \
    X(SIGNAL_WAKES_ALL, "a signal wakes all that wait")                       \
    X(READERS_LEARN, "a reader learns what other readers did")

#ifdef EXPLORE_SEEDED
#define SEEDED_NAME(name, what) SEEDED_##name,
enum { SEEDED_FAULTS(SEEDED_NAME) SEEDED_COUNT };
#undef SEEDED_NAME
extern int seeded_fault;
#define SEEDED(name) (seeded_fault == SEEDED_##name)
#else
#define SEEDED(name) false
#endif

#endif
