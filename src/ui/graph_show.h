/* Shows a graph: draws it, and keeps it as a picture in the workspace. */
#ifndef UI_GRAPH_SHOW_H
#define UI_GRAPH_SHOW_H

#include "src/ui/app.h"
#include "src/ui/graph.h"

/* Prints the graph, what is wrong with its points, and where the picture is:
 * `picture`, a path below the workspace, is made with its folders. That it
 * cannot be written is said, and nothing else fails. NULL: no picture. */
void graph_show(struct arena *a, const struct app *app, const struct graph *g,
                const char *picture);

#endif
