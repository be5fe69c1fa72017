/* What the two halves of the screen share: lists of names. */
#ifndef GRADER_SCREEN_PARTS_H
#define GRADER_SCREEN_PARTS_H

#include "grader/screen.h"

/* Whether one of the patterns (fnmatch) is the word. */
bool screen_among(const char *word, const char *const *list, size_t n);
#define AMONG(word, list) \
    screen_among(word, list, sizeof(list) / sizeof *(list))

/* Whether one of an exercise's own answers has the word; screen_allows. */
bool screen_right(const struct text *right, const char *word);

#endif
