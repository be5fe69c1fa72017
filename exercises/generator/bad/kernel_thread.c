// expect: forbidden
#include "generator.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

struct gen {
    gen_body body;
    void *arg;
    pthread_t thread;
};

static void *run(void *arg)
{
    struct gen *g = arg;

    g->body(g, g->arg);
    return NULL;
}

struct gen *gen_create(gen_body body, void *arg)
{
    struct gen *g = malloc(sizeof *g);

    if (g == NULL)
        return NULL;
    g->body = body;
    g->arg = arg;
    if (pthread_create(&g->thread, NULL, run, g) != 0) {
        free(g);
        return NULL;
    }
    return g;
}

bool gen_next(struct gen *g, int *value)
{
    (void)g;
    (void)value;
    return false;
}

void gen_yield(struct gen *g, int value)
{
    (void)g;
    (void)value;
}

void gen_destroy(struct gen *g)
{
    if (g == NULL)
        return;
    pthread_join(g->thread, NULL);
    free(g);
}
