// expect: leak
// why: Only the first node is freed, the rest cannot be reached any more.
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

struct node {
    int value;
    struct node *next;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct node *list;

static void *adder(void *arg)
{
    struct node *n = malloc(sizeof *n);

    n->value = *(int *)arg;
    pthread_mutex_lock(&mutex);
    n->next = list;
    list = n;
    pthread_mutex_unlock(&mutex);
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    int one = 1, two = 2, sum = 0;

    pthread_create(&a, NULL, adder, &one);
    pthread_create(&b, NULL, adder, &two);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    for (struct node *n = list; n != NULL; n = n->next)
        sum += n->value;
    assert(sum == 3);
    free(list);
    list = NULL;
    return 0;
}
