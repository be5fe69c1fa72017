/* An axis of a graph: which stretch it shows, and where its ticks stand. */
#ifndef UI_GRAPH_AXIS_H
#define UI_GRAPH_AXIS_H

#include "src/base/points.h"

enum {
    AXIS_TICKS_MAX = 16,
    AXIS_LABEL_MAX = 24, /* bytes of a tick's number, and NUL */
};

struct axis {
    double from, to; /* from < to */
    bool log;        /* equal steps multiply */
    double ticks[AXIS_TICKS_MAX];
    size_t nticks;
};

/* The axis to the right. Shows all points, and has at most `ticks` ticks. */
void axis_across(struct axis *out, const struct points *p, size_t ticks);

/* The axis upwards: the same, from 0 where nothing is below it. */
void axis_up(struct axis *out, const struct points *p, size_t ticks);

/* Where a value lies: 0 at `from`, 1 at `to`. */
double axis_at(const struct axis *a, double value);

/* "250", "0.05", "1.5k", "20M" */
void axis_label(char out[AXIS_LABEL_MAX], double value);

/* True if the points of a series, in their order, go to the right. */
bool axis_joins(const struct points *p, size_t series);

#endif
