// expect: overflow
// why: The block has no room for the string's terminating zero.
#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;

    return (x > y) - (x < y);
}

static void *worker(void *arg)
{
    int numbers[4] = {3, 1, *(int *)arg, 2}, copy[4];
    char line[32];

    qsort(numbers, 4, sizeof numbers[0], compare);
    memcpy(copy, numbers, sizeof copy);
    memmove(copy, copy + 1, 3 * sizeof copy[0]);
    memset(line, 0, sizeof line);
    snprintf(line, sizeof line, "%d %d %d", copy[0], copy[1], copy[2]);
    char *text = malloc(strlen(line));
    strcpy(text, line);
    assert(strcmp(text, "2 3 4") == 0 || strcmp(text, "2 3 5") == 0);
    free(text);
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    int four = 4, five = 5;

    pthread_create(&a, NULL, worker, &four);
    pthread_create(&b, NULL, worker, &five);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
