/* setjmp and longjmp only, without makecontext: a signal handler is the one
 * function that POSIX lets us start on a stack of our choice (sigaltstack). It
 * saves its registers and returns; later a longjmp goes back to it, now outside
 * any signal. After R. Engelschall, "Portable Multithreading", USENIX 2000. The
 * stacks live in an mmap, with a page below each that may not be touched. */
#include "switcher.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>

enum {
    PAGE = 4096,
    MAPPED = PAGE + CO_STACK_SIZE + 4 * PAGE, /* guard, stack, signal frame */
};

struct thread {
    int id;
    co_entry entry;
    void *arg;
    char *mapping;
    jmp_buf saved;
};

static struct thread *ready[CO_MAX];
static int nready, alive, next_id;
static struct thread *running, *newborn;
static bool finished;
static jmp_buf scheduler;

/* Runs as a signal handler first; the longjmp that starts the thread comes back
 * to the setjmp here. Its frame is still on the thread's stack, untouched. */
static void on_new_stack(int signal)
{
    (void)signal;
    if (_setjmp(newborn->saved) == 0)
        return;
    running->entry(running->arg);
    finished = true;
    _longjmp(scheduler, 1);
}

static bool prepare(struct thread *t)
{
    stack_t stack = {.ss_sp = t->mapping + PAGE, .ss_size = MAPPED - PAGE};
    stack_t before;
    struct sigaction action = {.sa_handler = on_new_stack,
                               .sa_flags = SA_ONSTACK};
    struct sigaction was;

    if (sigaltstack(&stack, &before) != 0)
        return false;
    sigemptyset(&action.sa_mask);
    sigaction(SIGUSR1, &action, &was);
    newborn = t;
    raise(SIGUSR1);
    sigaction(SIGUSR1, &was, NULL);
    stack.ss_flags = SS_DISABLE;
    sigaltstack(&stack, NULL);
    if (!(before.ss_flags & SS_DISABLE))
        sigaltstack(&before, NULL);
    return true;
}

int co_spawn(co_entry entry, void *arg)
{
    if (alive == CO_MAX) {
        errno = EAGAIN;
        return -1;
    }
    struct thread *t = malloc(sizeof *t);
    if (t == NULL) {
        errno = ENOMEM;
        return -1;
    }
    t->mapping = mmap(NULL, MAPPED, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (t->mapping == MAP_FAILED) {
        free(t);
        errno = ENOMEM;
        return -1;
    }
    mprotect(t->mapping, PAGE, PROT_NONE);
    t->entry = entry;
    t->arg = arg;
    if (!prepare(t)) {
        munmap(t->mapping, MAPPED);
        free(t);
        errno = ENOMEM;
        return -1;
    }
    t->id = next_id++;
    alive++;
    ready[nready++] = t;
    return t->id;
}

static struct thread *take_first(void)
{
    struct thread *t = ready[0];

    nready--;
    for (int i = 0; i < nready; i++)
        ready[i] = ready[i + 1];
    return t;
}

void co_yield(void)
{
    if (running == NULL)
        return;
    ready[nready++] = running;
    if (_setjmp(running->saved) == 0)
        _longjmp(scheduler, 1);
}

void co_run(void)
{
    while (nready > 0) {
        running = take_first();
        if (_setjmp(scheduler) == 0)
            _longjmp(running->saved, 1);
        if (finished) {
            finished = false;
            alive--;
            munmap(running->mapping, MAPPED);
            free(running);
        }
        running = NULL;
    }
    next_id = 0;
}

int co_self(void)
{
    return running != NULL ? running->id : -1;
}
