/* Failures that a run with other timing may not see again.
 *
 * They are kept with the exact content of submission and exercise as the key,
 * so that any change to either forgets them. */
#include "grader/cache.h"
#include "grader/verdict.h"
#include "grader/work.h"

#include <string.h>

struct text remember_key(struct work *w)
{
    struct text name = {(char *)w->ex.name, strlen(w->ex.name)};
    const struct text *texts[] = {&name, &w->source, &w->header, &w->test,
                                  &w->bench};

    return work_key(w, "findings", texts, sizeof texts / sizeof *texts);
}

bool remember_load(struct work *w, struct finding **out, size_t *n)
{
    struct text key = remember_key(w), kept;
    struct err ignored;

    *n = 0;
    return !w->req->fresh && !w->req->forget &&
           cache_get(w->arena, w->grader->cache, &key, &kept) &&
           findings_parse(w->arena, "remembered findings", &kept, out, n,
                          &ignored) &&
           *n > 0;
}

void remember_save(struct work *w, const struct finding *f, size_t n)
{
    struct text key = remember_key(w);
    struct buf json = BUF_INIT;

    findings_json(f, n, &json);
    cache_put(w->grader->cache, &key, json.data, json.len);
    buf_free(&json);
}
