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
};

/* Of one process whose parent is `parent`. False: there is no such process. */
bool tree_use_of(pid_t pid, pid_t parent, struct tree_use *out);

/* Of a process and everything below it; `processes` are those below. */
void tree_use_below(pid_t root, struct tree_use *out);

/* How long the thread of a process that waited longest for a processor has done
 * so, in seconds, while it could have run. 0 where the kernel does not tell. */
double tree_waited(pid_t pid);

/* The same for everything below a process. */
double tree_waited_below(pid_t root);

/* Memory of a process and everything below it in which shared pages count
 * once. Slow (milliseconds): for when the quick number is over a limit. */
size_t tree_memory_exact_kb(pid_t root);

/* Kills everything below `root`, but not itself, until nothing is left or half
 * a second is over. True when nothing is left. */
bool tree_kill_below(pid_t root);

#endif
