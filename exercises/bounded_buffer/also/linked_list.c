/* Two linked lists, of values and of free nodes, made once: bb_put needs no
 * memory. Wakes after the unlock, which is allowed, as nobody destroys the
 * buffer while a thread is inside a call. */
#include "bounded_buffer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct node {
    struct node *next;
    int value;
};

struct bounded_buffer {
    struct node *all; /* the memory of all nodes */

    pthread_mutex_t lock;
    pthread_cond_t room, ready;

    /* lock must be held when using these: */
    struct node *unused; /* NULL: the buffer is full */
    struct node *oldest; /* NULL: the buffer is empty */
    struct node **end;   /* where the next one is linked in */
    bool closed;
};

bounded_buffer *bb_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    bounded_buffer *b = malloc(sizeof *b);
    struct node *all = calloc(capacity, sizeof *all);
    if (b == NULL || all == NULL) {
        free(b);
        free(all);
        errno = ENOMEM;
        return NULL;
    }
    for (size_t i = 0; i + 1 < capacity; i++)
        all[i].next = &all[i + 1];
    b->all = b->unused = all;
    b->oldest = NULL;
    b->end = &b->oldest;
    b->closed = false;
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->room, NULL);
    pthread_cond_init(&b->ready, NULL);
    return b;
}

void bb_destroy(bounded_buffer *b)
{
    if (b == NULL)
        return;
    pthread_mutex_destroy(&b->lock);
    pthread_cond_destroy(&b->room);
    pthread_cond_destroy(&b->ready);
    free(b->all);
    free(b);
}

bool bb_put(bounded_buffer *b, int value)
{
    pthread_mutex_lock(&b->lock);
    while (b->unused == NULL && !b->closed)
        pthread_cond_wait(&b->room, &b->lock);
    if (b->closed) {
        pthread_mutex_unlock(&b->lock);
        return false;
    }
    struct node *node = b->unused;
    b->unused = node->next;
    node->value = value;
    node->next = NULL;
    *b->end = node;
    b->end = &node->next;
    pthread_mutex_unlock(&b->lock);
    pthread_cond_signal(&b->ready);
    return true;
}

bool bb_get(bounded_buffer *b, int *value)
{
    pthread_mutex_lock(&b->lock);
    while (b->oldest == NULL && !b->closed)
        pthread_cond_wait(&b->ready, &b->lock);
    struct node *node = b->oldest;
    if (node == NULL) {
        pthread_mutex_unlock(&b->lock);
        return false;
    }
    b->oldest = node->next;
    if (b->oldest == NULL)
        b->end = &b->oldest;
    *value = node->value;
    node->next = b->unused;
    b->unused = node;
    pthread_mutex_unlock(&b->lock);
    pthread_cond_signal(&b->room);
    return true;
}

void bb_close(bounded_buffer *b)
{
    pthread_mutex_lock(&b->lock);
    b->closed = true;
    pthread_mutex_unlock(&b->lock);
    pthread_cond_broadcast(&b->room);
    pthread_cond_broadcast(&b->ready);
}
