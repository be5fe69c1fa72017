/* stack_investigator: where the stacks of threads lie, and how far apart. */
#ifndef STACK_INVESTIGATOR_H
#define STACK_INVESTIGATOR_H

#include <pthread.h>
#include <stddef.h>

/* One thread's stack. Stacks grow towards lower addresses. */
struct si_stack {
    char *low;    /* the lowest byte that the thread may use */
    size_t size;  /* bytes from there on that it may use */
    size_t guard; /* bytes of the guard, which ends just below `low` */
};

enum si_place {
    SI_OUTSIDE, /* in neither */
    SI_STACK,   /* in the part that the thread may use */
    SI_GUARD,   /* in the guard */
};

/* What si_survey notes about one thread. */
struct si_report {
    const void *local; /* where a local variable of the thread was */
    struct si_stack stack;
};

/* How many bytes lie between two addresses, whichever is the higher one. The
 * addresses need not belong to one object. */
size_t si_distance(const void *a, const void *b);

/* Fills in the stack of a thread that is alive. Returns 0 or an error
 * number. Keeps nothing allocated. */
int si_stack_of(pthread_t thread, struct si_stack *out);

/* Where an address lies, as seen from one stack. */
enum si_place si_where(const struct si_stack *stack, const void *address);

/* How many bytes of stack a thread gets when its creator asks for nothing in
 * particular. It is what pthread_create would use at the time of the call.
 */
size_t si_default_size(void);

/* Starts a thread with a stack of at least stack_size bytes and a guard of
 * at least guard_size bytes (0: no guard). Returns 0 or an error number;
 * EINVAL where the system refuses a stack so small. */
int si_start(pthread_t *thread, size_t stack_size, size_t guard_size,
             void *(*run)(void *), void *arg);

/* Runs n threads with default attributes, each of which fills in one of the
 * reports; reports[i] is for the i-th. The n stacks all exist at the same
 * time. Returns 0 when all have been joined. When a thread cannot be
 * created, joins those that were, and returns the error number. */
int si_survey(size_t n, struct si_report reports[]);

#endif
