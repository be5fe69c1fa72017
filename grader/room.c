/* Whether the machine has room for a program's threads.
 *
 * Nobody but the kernel knows all the limits that hold for a job, and whom they
 * count. So a process of ours, as the user whom jobs run as, starts as many
 * threads as a test could need, and ends with them. */
#include "grader/room.h"

#include "grader/sandbox_child.h"

#include <errno.h>
#include <grp.h>
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    STACK = 64 << 10, /* bytes */
    HAS_ROOM = 0,
    HAS_NONE = 1, /* any other status: it could not be tried */
};

static void *wait_for_the_end(void *arg)
{
    for (;;)
        pause();
    return arg;
}

static _Noreturn void try_threads(bool drop_ids)
{
    pthread_attr_t small;
    pthread_t thread;
    int why = 0;

    if (drop_ids && (setgroups(0, NULL) != 0 ||
                     setresgid(CHILD_UID, CHILD_UID, CHILD_UID) != 0 ||
                     setresuid(CHILD_UID, CHILD_UID, CHILD_UID) != 0))
        _exit(HAS_NONE + 1);
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, STACK);
    for (int i = 0; i < ROOM_THREADS && why == 0; i++)
        why = pthread_create(&thread, &small, wait_for_the_end, NULL);
    _exit(why == 0 ? HAS_ROOM : why == EAGAIN ? HAS_NONE : HAS_NONE + 1);
}

bool room_for_threads(bool drop_ids, struct err *e)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0)
        try_threads(drop_ids);
    if (pid < 0)
        return err_lack(e, "cannot start a process: %s", strerror(errno));
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == HAS_NONE)
        return err_lack(e,
                        "this machine has no room for %d more threads, which a "
                        "test may need; end other programs, or raise the limit "
                        "(`ulimit -u`, or the container's)",
                        ROOM_THREADS);
    return true;
}
