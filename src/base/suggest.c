/* Optimal string alignment distance: insertions, deletions, replacements and
 * swaps of neighbours, each one mistake. */
#include "src/base/suggest.h"

#include <stdbool.h>
#include <string.h>

enum { WORD_MAX = 64 }; /* bytes: names of ours are shorter; keeps it quick */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t distance(const char *a, const char *b)
{
    size_t d[WORD_MAX + 1][WORD_MAX + 1]; /* of the first i and j characters */
    size_t m = strlen(a), n = strlen(b);

    for (size_t i = 0; i <= m; i++)
        d[i][0] = i;
    for (size_t j = 0; j <= n; j++)
        d[0][j] = j;
    for (size_t i = 1; i <= m; i++) {
        for (size_t j = 1; j <= n; j++) {
            char x = lower(a[i - 1]), y = lower(b[j - 1]);
            d[i][j] = least(d[i - 1][j - 1] + (x != y),
                            least(d[i - 1][j], d[i][j - 1]) + 1);
            if (i > 1 && j > 1 && x == lower(b[j - 2]) && y == lower(a[i - 2]))
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[m][n];
}

static bool begins(const char *word, const char *typed)
{
    for (; *typed; typed++, word++)
        if (lower(*typed) != lower(*word))
            return false;
    return true;
}

const char *suggest(const char *typed, const char *const *words, size_t n)
{
    size_t len = strlen(typed);
    size_t best_score = 0;
    const char *best = NULL;

    if (len == 0 || len > WORD_MAX)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        if (strlen(words[i]) > WORD_MAX)
            continue;
        size_t score = distance(typed, words[i]);
        if (begins(words[i], typed))
            score = least(score, 1); /* as good as one mistake */
        else if (score > len / 3)
            continue;
        if (best == NULL || score < best_score) {
            best = words[i];
            best_score = score;
        }
    }
    return best;
}
