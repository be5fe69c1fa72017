/* Points that a program prints, one a line: "NAME X Y". */
#ifndef BASE_POINTS_H
#define BASE_POINTS_H

#include "src/base/arena.h"

#include <stddef.h>

enum {
    POINTS_MAX = 2000,     /* more than any terminal has columns */
    POINTS_SERIES_MAX = 8, /* as many can be told apart */
    POINTS_NAME_MAX = 40,  /* bytes of a name */
};

struct point {
    size_t series; /* index of its name */
    double x, y;
};

struct points {
    struct arena *arena; /* set by the caller; all else is 0 in the beginning */
    const char *names[POINTS_SERIES_MAX]; /* in order of appearance */
    size_t nnames;
    struct point *list; /* as they were printed */
    size_t n, room;
    size_t lines;      /* taken so far, of whatever kind */
    const char *wrong; /* what is wrong with the first wrong line; or NULL */
    size_t nwrong;
};

enum points_line {
    POINTS_OTHER, /* is no point, and does not look like one */
    POINTS_TAKEN,
    POINTS_WRONG, /* looks like one; `wrong` says why it is none */
};

/* Takes one line, without its newline. */
enum points_line points_take(struct points *p, const char *line, size_t len);

#endif
