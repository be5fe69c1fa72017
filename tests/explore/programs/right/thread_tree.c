// expect: none
// why: A thread creates and joins a thread of its own.
#include <assert.h>
#include <pthread.h>

struct node {
    pthread_t creator;
    int sum;
};

static void *child(void *arg)
{
    struct node *n = arg;

    assert(!pthread_equal(n->creator, pthread_self()));
    n->sum = 1;
    return NULL;
}

static void *parent(void *arg)
{
    static struct node below;
    pthread_t id;
    struct node *n = arg;

    below.creator = pthread_self();
    pthread_create(&id, NULL, child, &below);
    pthread_join(id, NULL);
    n->sum = below.sum + 1;
    return NULL;
}

int main(void)
{
    pthread_t id;
    struct node top = {pthread_self(), 0};

    pthread_create(&id, NULL, parent, &top);
    pthread_join(id, NULL);
    assert(top.sum == 2);
    return 0;
}
