/* What most of the programs here need: N threads that do the same. */
#ifndef BENCH_TEAM_H
#define BENCH_TEAM_H

#include <assert.h>
#include <pthread.h>

#ifdef REPEAT /* REPEAT * REPEAT times as many executions as there are */
#include "scenario.h"
#else
#define REPEAT 0
#define ex_choose(n) ((void)(n))
#endif

enum { TEAM_MAX = 20 };

static pthread_t team[TEAM_MAX];
static int team_size;

static inline void team_add(void *(*start)(void *), void *arg)
{
    if (team_size == 0 && REPEAT > 0) {
        ex_choose(REPEAT);
        ex_choose(REPEAT);
    }
    pthread_create(&team[team_size++], NULL, start, arg);
}

static inline void team_join(void)
{
    for (int i = 0; i < team_size; i++)
        pthread_join(team[i], NULL);
    team_size = 0;
}

#endif
