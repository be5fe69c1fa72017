// expect: timeout|limit
// says: did not finish|kept the processor|too many
// processes
/* Each process stays below its own limit on processor time. */
#include <stdbool.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static bool attack(void)
{
    for (;;) {
        const clock_t end = clock() + CLOCKS_PER_SEC / 4;
        while (clock() < end)
            ;
        if (fork() != 0) {
            wait(NULL);
            _exit(0);
        }
    }
}
