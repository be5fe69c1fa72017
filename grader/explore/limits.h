/* Every bound of the explorer, with its unit and its reason. A search that
 * meets one of them says so and proves nothing. */
#ifndef EXPLORE_LIMITS_H
#define EXPLORE_LIMITS_H

enum {
    THREADS_MAX = 24, /* per execution, the main thread included; a multiple of
                         8, since clocks are compared eight at a time */
    EVENTS_MAX = 12000,    /* visible operations of one execution */
    PLACES_MAX = 4096,     /* atomic variables and objects of one execution */
    SPIN_LOG = 64,         /* reads remembered to recognise a loop */
    SPIN_WRITES = 16,      /* plain writes of a turn: longer ones do not wait */
    SPIN_PLACES = 8,       /* places that one turn of a waiting loop reads */
    STACK_BYTES = 1 << 18, /* of one thread; snprintf needs about 8 KB */
    PLAIN_MAX = 2000000,   /* plain accesses between two visible operations:
                              more is a loop that waits without one */
    HEAP_BYTES = 1 << 22,  /* for the blocks of one thread */
    BLOCKS_MAX = 4096,     /* blocks that one thread may allocate */
    FAULTS_PER_THREAD = 1, /* injected failures in one execution, each kind */
    FINDING_TEXT = 400,    /* bytes of a finding's message */
};

#endif
