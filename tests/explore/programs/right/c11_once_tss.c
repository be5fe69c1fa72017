// expect: none
// why: call_once runs once; tss keeps one value per thread and destroys it.
#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <threads.h>

static once_flag once = ONCE_FLAG_INIT;
static tss_t key;
static atomic_int created;

static void create_key(void)
{
    atomic_fetch_add(&created, 1);
    tss_create(&key, free);
}

static int worker(void *arg)
{
    (void)arg;
    call_once(&once, create_key);
    assert(tss_get(key) == NULL);
    tss_set(key, malloc(1));
    assert(tss_get(key) != NULL);
    return 0;
}

int main(void)
{
    thrd_t a, b;

    thrd_create(&a, worker, NULL);
    thrd_create(&b, worker, NULL);
    thrd_join(a, NULL);
    thrd_join(b, NULL);
    assert(created == 1);
    tss_delete(key);
    return 0;
}
