/* first_thread: compute in threads, and bring the results back. */
#ifndef FIRST_THREAD_H
#define FIRST_THREAD_H

#include <stddef.h>

enum { FT_MAX = 32 }; /* the most threads that ft_run_each makes */

/* What is to be computed: takes a number and gives one back. */
typedef long ft_work(long arg);

/* Computes work(arg) in a new thread and joins it. 0, with what `work`
 * returned in *result. When the thread cannot be created: the error number
 * that pthread_create returned, with *result as it was. Any thread may call
 * it at any time. */
int ft_run(ft_work *work, long arg, long *result);

/* Computes work(0), work(1), ... work(n - 1), each in a new thread of its
 * own and all at the same time, and joins them. 0, with what work(i)
 * returned in results[i]. EINVAL, without a thread, for n above FT_MAX. When
 * a thread cannot be created: its error number, after every thread that was
 * created has been joined; nobody looks at `results` then. Any thread may
 * call it at any time. */
int ft_run_each(ft_work *work, size_t n, long results[]);

#endif
