// expect: none
// why: Atomics of every width, through operators and through functions.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

static atomic_uchar byte;
static atomic_short half = 100;
static atomic_uint word = 0xff;
static atomic_llong wide;
static _Atomic uint8_t bits;
static atomic_bool flag;

static void *left(void *arg)
{
    byte++;
    half -= 10;
    atomic_fetch_and(&word, 0xf0u);
    wide += 1LL << 40;
    return arg;
}

static void *right(void *arg)
{
    atomic_fetch_or(&bits, 3);
    atomic_fetch_xor(&bits, 1);
    bool before = atomic_exchange(&flag, true);
    assert(!before);
    return arg;
}

int main(void)
{
    pthread_t l, r;

    pthread_create(&l, NULL, left, NULL);
    pthread_create(&r, NULL, right, NULL);
    int seen = byte;
    assert(seen == 0 || seen == 1);
    pthread_join(l, NULL);
    pthread_join(r, NULL);
    assert(byte == 1 && half == 90 && word == 0xf0);
    assert(wide == 1LL << 40 && bits == 2 && flag);
    return 0;
}
