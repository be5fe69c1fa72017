/* Fuzzes the lesson reader: the input is a JSON file and, behind a NUL byte,
 * the Markdown file beside it. A lesson that loads is also asked about. */
#include "src/course/lesson.h"
#include "src/course/quiz.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Answers each question, with a piece of the lesson itself as what is typed. */
static void answer(struct arena *a, const struct lesson *l)
{
    for (size_t i = 0; i < l->nsteps; i++) {
        const struct step *s = &l->steps[i];
        size_t *order;
        if (lesson_step(l, s->id) != (long)i)
            abort();
        if (s->type != STEP_QUIZ && s->type != STEP_ORDER &&
            s->type != STEP_PREDICT)
            continue;
        quiz_order(a, &s->question, i, &order);
        struct judgement j = quiz_judge(a, &s->question, order, s->text);
        if (j.n == 0 && j.judged != JUDGED_RIGHT)
            abort(); /* quiz.h: an explanation unless right */
        quiz_judge(a, &s->question, order, "1 2 3");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    const uint8_t *nul = size ? memchr(data, '\0', size) : NULL;
    size_t len = nul ? (size_t)(nul - data) : size;
    size_t skip = nul ? len + 1 : size;
    struct text json = {(char *)data, len};
    struct text md = {(char *)data + skip, size - skip};
    struct lesson lesson;
    struct err e = {0};

    if (lesson_parse(a, "lessons/010-x.json", json, md, &lesson, &e))
        answer(a, &lesson);
    else if (e.text[0] == '\0')
        abort(); /* a refusal without a reason */
    arena_free(a);
    return 0;
}
