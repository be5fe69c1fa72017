/* The same ring as in the solution, with the order that one gets without
 * saying anything: every access is memory_order_seq_cst. Correct; a push and a
 * pop each cost an expensive store more than they need. */
#include "spsc_queue.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

struct spsc_queue {
    size_t nslots;
    atomic_size_t tail;
    atomic_size_t head;
    int *slots;
};

spsc_queue *spsc_create(size_t capacity)
{
    if (capacity == 0) {
        errno = EINVAL;
        return NULL;
    }
    if (capacity + 1 == 0) {
        errno = ENOMEM;
        return NULL;
    }
    spsc_queue *q = malloc(sizeof *q);
    if (q == NULL)
        return NULL;
    q->slots = calloc(capacity + 1, sizeof *q->slots);
    if (q->slots == NULL) {
        free(q);
        return NULL;
    }
    q->nslots = capacity + 1;
    q->tail = 0;
    q->head = 0;
    return q;
}

void spsc_destroy(spsc_queue *q)
{
    if (q != NULL)
        free(q->slots);
    free(q);
}

bool spsc_push(spsc_queue *q, int value)
{
    size_t tail = q->tail;
    size_t next = (tail + 1) % q->nslots;

    if (next == q->head)
        return false;
    q->slots[tail] = value;
    q->tail = next;
    return true;
}

bool spsc_pop(spsc_queue *q, int *value)
{
    size_t head = q->head;

    if (head == q->tail)
        return false;
    *value = q->slots[head];
    q->head = (head + 1) % q->nslots;
    return true;
}
