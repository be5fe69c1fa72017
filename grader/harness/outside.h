/* What an exercise's outside.c includes: it thinks up numbers, gives them to
 * the INSIDE of the same name, and judges the answers. Its program never holds
 * the submission. exercises/README.md explains it with an example.
 *
 *     #include "outside.h"
 *
 *     OUTSIDE(adds_up, "No addition is lost")
 *     {
 *         long threads = tl_between(2, 6), times = tl_between(100, 900);
 *
 *         tl_give(threads);
 *         tl_give(times);
 *         tl_expect(threads * times, "%ld threads added 1, %ld times each",
 *                   threads, times);
 *     }
 *
 * All that is given must be given before the first answer is asked for: the
 * body runs twice, with the same random numbers, once up to there and once, in
 * another process, with all the answers. */
#ifndef OUTSIDE_H
#define OUTSIDE_H

struct tl_outside {
    const char *id;
    const char *what; /* the behaviour it checks, as a sentence */
    int line;
    void (*ask)(void);
};

#define OUTSIDE(id, sentence)                                        \
    static void id##_ask(void);                                      \
    static const struct tl_outside tl_outside_##id                   \
        __attribute__((used, section("tl_outside"), aligned(8))) = { \
            #id, sentence, __LINE__, id##_ask};                      \
    static void id##_ask(void)

/* A random number, low and high included. */
long tl_between(long low, long high);

/* For the next tl_take(). */
void tl_give(long value);

/* The next answer. */
long tl_answered(void);

/* The next answer must be `value`; what was done, or asked for, says the text,
 * which goes in front of what was found. */
void tl_expect(long value, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The answers are wrong, and this says why. Does not return. */
void tl_wrong(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

#endif
