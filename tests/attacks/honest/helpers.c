// expect: passed
/* Functions that others see, with names close to the library's. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
int signal_all(int n);
int sem_down(int n);
int open_lane(int n);
int read_slot(int n);
int time_left(int n);
void *mem_take(size_t n);
int signal_all(int n)
{
    return n;
}
int sem_down(int n)
{
    return n - 1;
}
int open_lane(int n)
{
    return n;
}
int read_slot(int n)
{
    return n;
}
int time_left(int n)
{
    return n;
}
void *mem_take(size_t n)
{
    return malloc(n);
}
static bool attack(void)
{
    void *p = mem_take(8);

    memset(p, 0, 8);
    free(p);
    return signal_all(1) + sem_down(1) + open_lane(0) + read_slot(0) +
               time_left(0) !=
           1;
}
