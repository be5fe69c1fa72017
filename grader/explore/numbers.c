/* Numbers from strings, sorting, random numbers. */
#include "grader/explore/libc.h"

#include <stdlib.h>

LIBC_REPLACES(atoi);
LIBC_REPLACES(atol);
LIBC_REPLACES(atoll);
LIBC_REPLACES(atof);
LIBC_REPLACES(strtol);
LIBC_REPLACES(strtoll);
LIBC_REPLACES(strtoul);
LIBC_REPLACES(strtoull);
LIBC_REPLACES(strtod);
LIBC_REPLACES(strtof);
LIBC_REPLACES(qsort);
LIBC_REPLACES(rand);
LIBC_REPLACES(srand);
LIBC_REPLACES(rand_r);
LIBC_REPLACES(random);
LIBC_REPLACES(srandom);

int ex_atoi(const char *s)
{
    LIBC_CALL("atoi");

    libc_string(&call, s);
    return (int)strtol(s, NULL, 10);
}

long ex_atol(const char *s)
{
    LIBC_CALL("atol");

    libc_string(&call, s);
    return strtol(s, NULL, 10);
}

long long ex_atoll(const char *s)
{
    LIBC_CALL("atoll");

    libc_string(&call, s);
    return strtoll(s, NULL, 10);
}

double ex_atof(const char *s)
{
    LIBC_CALL("atof");

    libc_string(&call, s);
    return strtod(s, NULL);
}

/* What newer headers call them. */
extern __typeof__(strtol) ex___isoc23_strtol
    __attribute__((alias("ex_strtol")));
extern __typeof__(strtoll) ex___isoc23_strtoll
    __attribute__((alias("ex_strtoll")));
extern __typeof__(strtoul) ex___isoc23_strtoul
    __attribute__((alias("ex_strtoul")));
extern __typeof__(strtoull) ex___isoc23_strtoull
    __attribute__((alias("ex_strtoull")));

static void read_number(const struct libc_call *c, const char *s, char **end)
{
    libc_string(c, s);
    if (end)
        libc_writes(c, end, sizeof *end);
}

long ex_strtol(const char *s, char **end, int base)
{
    LIBC_CALL("strtol");

    read_number(&call, s, end);
    return strtol(s, end, base);
}

long long ex_strtoll(const char *s, char **end, int base)
{
    LIBC_CALL("strtoll");

    read_number(&call, s, end);
    return strtoll(s, end, base);
}

unsigned long ex_strtoul(const char *s, char **end, int base)
{
    LIBC_CALL("strtoul");

    read_number(&call, s, end);
    return strtoul(s, end, base);
}

unsigned long long ex_strtoull(const char *s, char **end, int base)
{
    LIBC_CALL("strtoull");

    read_number(&call, s, end);
    return strtoull(s, end, base);
}

double ex_strtod(const char *s, char **end)
{
    LIBC_CALL("strtod");

    read_number(&call, s, end);
    return strtod(s, end);
}

float ex_strtof(const char *s, char **end)
{
    LIBC_CALL("strtof");

    read_number(&call, s, end);
    return strtof(s, end);
}

/* -------------------------------------------------------------------- sorting
 */

static void swap(char *a, char *b, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char c = a[i];
        a[i] = b[i];
        b[i] = c;
    }
}

/* Lets element i sink to its place in the heap of the first n. */
static void sink(char *base, size_t i, size_t n, size_t size,
                 int (*compare)(const void *, const void *))
{
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n &&
            compare(base + child * size, base + (child + 1) * size) < 0)
            child++;
        if (compare(base + i * size, base + child * size) >= 0)
            return;
        swap(base + i * size, base + child * size, size);
    }
}

/* Heapsort: libc's asks malloc for memory, and its path depends on what it
 * gets (E1). */
void ex_qsort(void *array, size_t n, size_t size,
              int (*compare)(const void *, const void *))
{
    LIBC_CALL("qsort");
    char *base = array;

    if (n < 2)
        return;
    libc_writes(&call, base, n * size);
    for (size_t i = n / 2; i-- > 0;)
        sink(base, i, n, size, compare);
    while (--n > 0) {
        swap(base, base + n * size, size);
        sink(base, 0, n, size, compare);
    }
}

/* -------------------------------------------------------------- random numbers
 */

/* Each thread has a sequence of its own here, so that what it gets does not
 * depend on the others (E1). Knuth's multiplier and increment for 64 bits. */
static int next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (int)(*state >> 33);
}

int ex_rand(void)
{
    return next(&libc_me()->random);
}

void ex_srand(unsigned seed)
{
    libc_me()->random = seed;
}

long ex_random(void)
{
    return next(&libc_me()->random);
}

void ex_srandom(unsigned seed)
{
    libc_me()->random = seed;
}

int ex_rand_r(unsigned *seed)
{
    LIBC_CALL("rand_r");

    libc_writes(&call, seed, sizeof *seed);
    return rand_r(seed);
}
