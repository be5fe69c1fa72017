/* As much confinement as somebody asks for. */
#include "grader/sandbox.h"

#include "src/base/buf.h"

#include <string.h>

/* "user-namespace" is "user namespace": a shell's word has no blanks. */
static bool is_called(const struct layer *l, const char *word, size_t len)
{
    if (strlen(l->name) != len)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (word[i] != l->name[i] && !(word[i] == '-' && l->name[i] == ' '))
            return false;
    }
    return true;
}

static bool no_such_layer(const struct layer *list, size_t n, const char *word,
                          size_t len, struct err *e)
{
    struct buf names = BUF_INIT;

    for (size_t i = 0; i < n; i++)
        buf_printf(&names, ", %s", list[i].name);
    err_set(e, "there is no layer \"%.*s\" here; there are all%s",
            (int)(len < 60 ? len : 60), word, names.data);
    buf_free(&names);
    return false;
}

static bool active(const struct layer *l, struct err *e)
{
    return l->active ||
           err_set(e, "the layer \"%s\" is missing, which was asked for. %s",
                   l->name, l->why);
}

bool grader_confined(const char *layers, bool *usage, struct err *e)
{
    const struct layer *list;
    size_t n = sandbox_layers(NULL, &list);
    bool all = strcmp(layers, "all") == 0;

    *usage = false;
    for (size_t i = 0; all && i < n; i++) {
        if (list[i].confines && !active(&list[i], e))
            return false;
    }
    while (!all) {
        size_t len = strcspn(layers, ","), i = 0;
        while (i < n && !is_called(&list[i], layers, len))
            i++;
        *usage = i == n;
        if (*usage)
            return no_such_layer(list, n, layers, len, e);
        if (!active(&list[i], e))
            return false;
        if (layers[len] == '\0')
            break;
        layers += len + 1;
    }
    return true;
}

void grader_share_network(void)
{
    sandbox_share_network();
}
