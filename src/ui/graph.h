/* A graph of points, in the terminal and as SVG. Pure: points in, text out.
 *
 * Points of one name are joined when each lies to the right of the one before;
 * otherwise they are many measurements of the same, and stand alone. */
#ifndef UI_GRAPH_H
#define UI_GRAPH_H

#include "src/base/points.h"
#include "src/ui/term.h"

struct graph {
    const char *title;
    const char *across, *up; /* what the axes measure, in which unit */
    const struct points *points;
};

/* At most as wide as the look says. Where there is no room for a picture, a
 * table of the numbers. */
void graph_draw(struct buf *out, const struct look *look,
                const struct graph *g);

/* A complete document, readable on light and on dark ground, with a title and
 * a description for those who cannot see it. */
void graph_svg(struct buf *out, const struct graph *g);

#endif
