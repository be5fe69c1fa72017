// expect: passed
// quick
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>
static _Thread_local int depth;
static atomic_int total;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static void set_up(void)
{
    atomic_store(&total, 0);
}

static bool attack(void)
{
    const struct timespec nap = {0, 1000};
    char *copy = strdup("asm"), *room = calloc(4, 4);
    sem_t free_slots;
    mtx_t other;

    depth++;
    pthread_once(&once, set_up);
    assert(copy != NULL && room != NULL && strlen(copy) == 3);
    if (sem_init(&free_slots, 0, 1) != 0 || mtx_init(&other, mtx_plain) != 0) {
        fprintf(stderr, "no semaphore: %d\n", errno);
        abort();
    }
    sem_wait(&free_slots);
    pthread_mutex_lock(&lock);
    mtx_lock(&other);
    nanosleep(&nap, NULL);
    printf("%d %d\n", depth, atomic_fetch_add(&total, 1));
    mtx_unlock(&other);
    pthread_mutex_unlock(&lock);
    sem_post(&free_slots);
    sem_destroy(&free_slots);
    mtx_destroy(&other);
    free(copy);
    free(room);
    return false;
}
