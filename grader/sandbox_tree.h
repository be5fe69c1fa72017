/* What /proc says about a process and those below it. */
#ifndef GRADER_SANDBOX_TREE_H
#define GRADER_SANDBOX_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct tree_use {
    double cpu_s;     /* of all, with children that have been waited for */
    size_t memory_kb; /* resident; pages shared by two count twice */
    size_t processes; /* that live */
    bool able;        /* a thread of it ran, or waited for a processor */
};

/* Of one process whose parent is `parent`. False: there is no such process. */
bool tree_use_of(pid_t pid, pid_t parent, struct tree_use *out);

/* Of a process and everything below it; `processes` are those below. */
void tree_use_below(pid_t root, struct tree_use *out);

/* How long this process, which has one thread, has waited for a processor, in
 * seconds. 0 where the kernel does not tell. */
double tree_waited_here(void);

/* Memory of a process and everything below it in which shared pages count
 * once. Slow (milliseconds): for when the quick number is over a limit. */
size_t tree_memory_exact_kb(pid_t root);

/* Kills everything below `root`, but not itself, until nothing is left or half
 * a second is over. True when nothing is left. */
bool tree_kill_below(pid_t root);

#endif
