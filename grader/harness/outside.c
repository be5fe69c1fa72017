/* The main function of the program that asks from outside.
 *
 * Theory of operation. It runs twice, and never beside the submission.
 *
 *     PROGRAM --plan SEED        says of each OUTSIDE, a line each:
 *                                ID TAB SENTENCE TAB NUMBERS
 *     PROGRAM --judge SEED ID    reads the answers from descriptor 4, and says
 *                                "right" or "wrong: TEXT"
 *
 * O1. The random numbers depend on SEED and ID alone, and a body draws them in
 *     the same order both times: what is judged is what was asked.
 * O2. In a plan the first question for an answer ends the body: no number can
 *     depend on an answer.
 *
 * It trusts its own side, and nothing in the answers. */
#include "outside.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    ANSWERS_FD = 4,
    ANSWERS_MAX = 64 << 10, /* bytes: more than harness.c lets through */
    TEXT_MAX = 512,         /* bytes of what was done */
};

extern const struct tl_outside __start_tl_outside[] __attribute__((weak)),
    __stop_tl_outside[] __attribute__((weak));

static bool planning;
static jmp_buf planned; /* O2 */
static uint64_t state;  /* of the random numbers */
static char answers[ANSWERS_MAX + 1], *next_answer = answers;

/* SplitMix64: Steele, Lea, Flood, Fast Splittable Pseudorandom Number
 * Generators, OOPSLA 2014, figure 16 (with the variant's constants). */
static uint64_t draw(void)
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* FNV-1a (Fowler, Noll, Vo), to make one number of both texts. */
static void seed_with(const char *seed, const char *id)
{
    state = 0xcbf29ce484222325u;
    for (int i = 0; i < 2; i++) {
        for (const char *p = i == 0 ? seed : id; *p != '\0'; p++)
            state = (state ^ (unsigned char)*p) * 0x100000001b3u;
    }
}

long tl_between(long low, long high)
{
    /* The remainder favours small numbers by less than anyone can see. */
    uint64_t span = (uint64_t)high - (uint64_t)low + 1;

    return (long)((uint64_t)low + (span == 0 ? draw() : draw() % span));
}

void tl_give(long value)
{
    if (planning)
        printf("%ld ", value);
}

void tl_wrong(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    printf("wrong: ");
    vprintf(format, args);
    va_end(args);
    fflush(stdout);
    _exit(0);
}

long tl_answered(void)
{
    char *end;

    if (planning)
        longjmp(planned, 1);
    errno = 0;
    long value = strtol(next_answer, &end, 10);
    if (end == next_answer || errno != 0)
        tl_wrong("there are fewer answers than were asked for");
    next_answer = end;
    return value;
}

void tl_expect(long value, const char *format, ...)
{
    char text[TEXT_MAX];
    long found = tl_answered();
    va_list args;

    if (found == value)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    tl_wrong("%s: %ld is expected, and it was %ld", text, value, found);
}

static int plan(const char *seed)
{
    /* In the order of the file: the linker's is the compiler's whim. */
    for (int line = 0;;) {
        const struct tl_outside *next = NULL;
        for (const struct tl_outside *o = __start_tl_outside;
             o < __stop_tl_outside; o++) {
            if (o->line > line && (next == NULL || o->line < next->line))
                next = o;
        }
        if (next == NULL)
            return 0;
        line = next->line;
        printf("%s\t%s\t", next->id, next->what);
        seed_with(seed, next->id); /* O1 */
        planning = true;
        if (setjmp(planned) == 0)
            next->ask();
        printf("\n");
    }
}

static bool read_answers(void)
{
    size_t len = 0;
    ssize_t n;

    while (len < ANSWERS_MAX &&
           (n = read(ANSWERS_FD, answers + len, ANSWERS_MAX - len)) > 0)
        len += (size_t)n;
    answers[len] = '\0';
    return strlen(answers) == len;
}

static int judge(const char *seed, const char *id)
{
    for (const struct tl_outside *o = __start_tl_outside; o < __stop_tl_outside;
         o++) {
        if (strcmp(o->id, id) != 0)
            continue;
        if (!read_answers())
            tl_wrong("what was answered is no number");
        seed_with(seed, id); /* O1 */
        o->ask();
        if (next_answer[strspn(next_answer, " ")] != '\0')
            tl_wrong("there are more answers than were asked for");
        printf("right");
        return 0;
    }
    return 2;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--plan") == 0)
        return plan(argv[2]);
    if (argc == 4 && strcmp(argv[1], "--judge") == 0)
        return judge(argv[2], argv[3]);
    fprintf(stderr, "usage: %s --plan SEED | --judge SEED ID\n", argv[0]);
    return 2;
}
