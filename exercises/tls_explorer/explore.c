/* Two threads that note and end, in every order of their steps. What they share
 * is the total, and whatever an answer shares by mistake. */
#include "scenario.h"

#include "tls_explorer.h"

#include <string.h>

static void start(void)
{
    bool started = tls_start();

    assert(started);
}

static void note(const char *text)
{
    ex_no_blocking_begin("tls_note");
    bool noted = tls_note(text);
    ex_no_blocking_end();
    assert(noted);
}

static const char *last(void)
{
    ex_no_blocking_begin("tls_last");
    const char *text = tls_last();
    ex_no_blocking_end();
    return text;
}

static unsigned long count(void)
{
    ex_no_blocking_begin("tls_count");
    unsigned long n = tls_count();
    ex_no_blocking_end();
    return n;
}

static void check(const char *text, unsigned long n)
{
    bool own_note = strcmp(last(), text) == 0;
    unsigned long own_count = count();

    assert(own_note);
    assert(own_count == n);
}

static void *note_one(void *arg)
{
    check("", 0);
    note("one");
    check("one", 1);
    return arg;
}

static void *note_two(void *arg)
{
    note("a");
    note("b");
    check("b", 2);
    return arg;
}

static pthread_t run(void *(*body)(void *))
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, NULL);
    return thread;
}

SCENARIO(keeps_them_apart, "Each thread sees its own notes only")
{
    start();
    pthread_t a = run(note_one);
    pthread_t b = run(note_two);
    check("", 0);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    check("", 0);
}

SCENARIO(ends_together,
         "Two threads that end at the same time are both counted")
{
    start();
    pthread_t a = run(note_one);
    pthread_t b = run(note_two);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    unsigned long total = tls_ended_total();
    assert(total == 3);
}

SCENARIO(looks_meanwhile, "Whoever looks at the total sees whole threads")
{
    start();
    pthread_t a = run(note_two);
    unsigned long early = tls_ended_total();
    assert(early == 0 || early == 2);
    pthread_join(a, NULL);
    unsigned long total = tls_ended_total();
    assert(total == 2);
}

static pthread_key_t other;

static void say_last_words(void *arg)
{
    (void)arg;
    note("last words");
}

static void *note_with_last_words(void *arg)
{
    note("one");
    pthread_setspecific(other, &other);
    return arg;
}

SCENARIO(last_words, "A note that another key's destructor makes counts once")
{
    start();
    pthread_key_create(&other, say_last_words);
    pthread_t a = run(note_with_last_words);
    pthread_join(a, NULL);
    unsigned long total = tls_ended_total();
    assert(total == 2);
}
