/* One thread writes, READERS threads look once each. */
#include "team.h"

#include <stdatomic.h>

#ifndef READERS
#define READERS 15
#endif

static atomic_int variable;

static void *writer(void *arg)
{
    atomic_store(&variable, 1);
    return arg;
}

static void *reader(void *arg)
{
    int value = atomic_load(&variable);

    assert(value == 0 || value == 1);
    return arg;
}

int main(void)
{
    team_add(writer, NULL);
    for (int i = 0; i < READERS; i++)
        team_add(reader, NULL);
    team_join();
    return 0;
}
