// expect: test
#include "generator.h"

#include <errno.h>
#include <stdlib.h>

/* Runs the whole body at the first gen_next and hands out what it kept. */
struct gen {
    gen_body body;
    void *arg;
    bool ran;
    int values[4096];
    int count, next;
};

struct gen *gen_create(gen_body body, void *arg)
{
    struct gen *g = calloc(1, sizeof *g);

    if (g == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    g->body = body;
    g->arg = arg;
    return g;
}

bool gen_next(struct gen *g, int *value)
{
    if (!g->ran) {
        g->ran = true;
        g->body(g, g->arg);
    }
    if (g->next == g->count)
        return false;
    *value = g->values[g->next++];
    return true;
}

void gen_yield(struct gen *g, int value)
{
    if (g->count == 4096)
        exit(1);
    g->values[g->count++] = value;
}

void gen_destroy(struct gen *g)
{
    free(g);
}
