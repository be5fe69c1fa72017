/* Changes JSON by whole values: one is repeated, left out, or replaced by
 * another one of the text or by an odd one. Bytes changed at random seldom stay
 * JSON, and never make a list of a hundred. One change of three is libFuzzer's
 * own, so that what is no JSON is tried, too. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
                               unsigned seed);

static const char *const odd[] = {
    "0",
    "-1",
    "1",
    "0.5",
    "-0",
    "1e308",
    "1e-308",
    "2147483648",
    "-2147483649",
    "10000001",
    "18446744073709551615",
    "18446744073709551616",
    "9007199254740993",
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "\"\"",
    "\"\\u0007\"",
    "\"\\ud83d\\ude00\"",
    "\"a\\nb\"",
    "\"../x\"",
    "\"</script>\"",
};

struct span {
    size_t from, to;
};

static bool is_one_of(uint8_t c, const char *chars)
{
    return c != '\0' && strchr(chars, c) != NULL;
}

static size_t string_end(const uint8_t *data, size_t at, size_t size)
{
    for (at++; at < size && data[at] != '"'; at++)
        at += data[at] == '\\';
    return at < size ? at + 1 : size;
}

/* Behind the value that begins at `at`. */
static size_t value_end(const uint8_t *data, size_t at, size_t size)
{
    int depth = 0;

    do {
        if (data[at] == '"') {
            at = string_end(data, at, size);
            continue;
        }
        depth += is_one_of(data[at], "[{");
        depth -= is_one_of(data[at], "]}");
        at++;
        while (depth == 0 && at < size && !is_one_of(data[at], ",]}:\n \""))
            at++;
    } while (at < size && depth > 0);
    return at;
}

/* A value somewhere in the text; empty where there is none nearby. */
static struct span pick(const uint8_t *data, size_t size, unsigned random)
{
    for (size_t at = random % size; at < size; at++) {
        bool first = at == 0 || is_one_of(data[at - 1], "[{,: \n\t");
        if (first && is_one_of(data[at], "[{\"-0123456789tfn"))
            return (struct span){at, value_end(data, at, size)};
    }
    return (struct span){size, size};
}

/* Puts `len` bytes in the place of the span; the size that comes of it. */
static size_t replace(uint8_t *data, size_t size, size_t max, struct span span,
                      const uint8_t *by, size_t len)
{
    size_t left = size - (span.to - span.from);

    if (left + len > max)
        return size;
    memmove(data + span.from + len, data + span.to, size - span.to);
    if (len > 0)
        memcpy(data + span.from, by, len);
    return left + len;
}

/* The value, and up to 80 copies behind it. */
static size_t repeat(uint8_t *data, size_t size, size_t max, struct span span,
                     unsigned times)
{
    const struct span behind = {span.to, span.to};
    const size_t len = span.to - span.from;
    const bool line = data[span.from] == '{' &&
                      (span.from == 0 || data[span.from - 1] == '\n');
    uint8_t *copy = malloc(len + 1);

    if (copy == NULL)
        return size;
    copy[0] = line ? '\n' : ',';
    memcpy(copy + 1, data + span.from, len);
    for (; times > 0; times--)
        size = replace(data, size, max, behind, copy, len + 1);
    free(copy);
    return size;
}

static size_t copy_over(uint8_t *data, size_t size, size_t max,
                        struct span span, struct span from)
{
    const size_t len = from.to - from.from;
    uint8_t *copy = malloc(len + 1);

    if (copy == NULL)
        return size;
    memcpy(copy, data + from.from, len);
    size = replace(data, size, max, span, copy, len);
    free(copy);
    return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
                               unsigned seed)
{
    srand(seed);
    if (size == 0 || rand() % 3 == 0)
        return LLVMFuzzerMutate(data, size, max);
    struct span span = pick(data, size, (unsigned)rand());
    if (span.from == span.to)
        return LLVMFuzzerMutate(data, size, max);
    const char *other = odd[(size_t)rand() % (sizeof odd / sizeof *odd)];
    switch (rand() % 4) {
    case 0:
        return repeat(data, size, max, span,
                      rand() % 8 ? 1 + (unsigned)rand() % 4 : 80);
    case 1:
        span.to += span.to < size && data[span.to] == ',';
        return replace(data, size, max, span, NULL, 0);
    case 2:
        return copy_over(data, size, max, span,
                         pick(data, size, (unsigned)rand()));
    default:
        return replace(data, size, max, span, (const uint8_t *)other,
                       strlen(other));
    }
}
