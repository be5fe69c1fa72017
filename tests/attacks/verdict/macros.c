// expect: passed
/* They hold in this file only. */
#include <assert.h>
#include <pthread.h>
#undef assert
#define assert(x) ((void)0)
#define main other
#define pthread_join(thread, result) 0
#define ck_assert_msg(x, ...) ((void)0)
