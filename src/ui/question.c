/* A question on the screen. */
#include "src/ui/question.h"

#include "src/course/review.h"
#include "src/ui/markdown.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { OUTPUT_SHOWN_MAX = 400 }; /* bytes of one output in a choice */

static size_t entries(const struct question *q)
{
    return q->ask == ASK_ORDER ? q->nlines : q->nchoices;
}

/* What a program prints, in the style of code. */
static void add_literal(struct buf *out, const struct look *look,
                        const char *text)
{
    struct arena *a = arena_new();
    const char *shown = question_output(a, text);

    buf_adds(out, term_style(look, STYLE_CODE));
    term_safe(out, look, shown, strlen(shown), OUTPUT_SHOWN_MAX);
    buf_adds(out, term_style(look, STYLE_NONE));
    arena_free(a);
}

/* One numbered line, wrapped below its text. Literal text keeps its blanks
 * where it fits. */
static void draw_entry(struct buf *out, const struct look *look,
                       struct notes *notes, size_t number, const char *text,
                       bool literal)
{
    char first[24], indent[24];
    struct buf line = BUF_INIT;

    int width = snprintf(first, sizeof first, "  %zu  ", number);
    snprintf(indent, sizeof indent, "%*s", width, "");
    if (literal)
        add_literal(&line, look, text);
    else
        markdown_inline_noted(&line, look, notes, text);
    size_t room = (size_t)(look->width > width ? look->width - width : 0);
    if (literal && term_width(line.data, line.len) <= room)
        buf_printf(out, "%s%s\n", first, line.data);
    else
        term_wrap(out, look, first, indent, line.data);
    buf_free(&line);
}

static const char *entry_text(const struct question *q, size_t i)
{
    return q->ask == ASK_ORDER ? q->lines[i] : q->choices[i].text;
}

void question_draw(struct buf *out, const struct look *look,
                   struct notes *notes, const struct question *q,
                   const size_t *order, bool literal)
{
    for (size_t i = 0; i < entries(q); i++)
        draw_entry(out, look, notes, i + 1, entry_text(q, order[i]), literal);
}

const char *question_expects(struct arena *a, const struct question *q)
{
    switch (q->ask) {
    case ASK_SINGLE:
        return "type the number of the right one";
    case ASK_SEVERAL:
        return "type the numbers of all that are right, such as 1 3";
    case ASK_NUMBER:
        return q->unit ? arena_printf(a, "type a number, in %s", q->unit)
                       : "type a number";
    case ASK_TEXT:
        return "type the answer, a word or two";
    case ASK_ORDER:
        return "type the numbers in the right order, such as 2 1 3";
    }
    return "";
}

void question_point(struct buf *out, const struct look *look, const char *text)
{
    struct buf sentence = BUF_INIT, line = BUF_INIT;
    char first[16];

    snprintf(first, sizeof first, "%s ", term_symbol(look, SYM_ARROW));
    buf_printf(&sentence, "%c%s.", toupper((unsigned char)text[0]), text + 1);
    markdown_inline(&line, look, sentence.data);
    term_wrap(out, look, first, "  ", line.data);
    buf_free(&sentence);
    buf_free(&line);
}

bool question_takes(struct arena *a, const struct question *q, const char *line)
{
    if (q->ask != ASK_TEXT)
        return isdigit((unsigned char)*line) ||
               (*line && strchr("+-.", *line) &&
                (isdigit((unsigned char)line[1]) || line[1] == '.'));
    if (quiz_judge(a, q, NULL, line).judged == JUDGED_RIGHT)
        return true;
    for (size_t i = 0; i < q->nwrong; i++)
        if (strcasecmp(q->wrong[i].text, line) == 0)
            return true;
    return false;
}

void question_said(const struct question *q, const size_t *order,
                   const char *typed, bool *said)
{
    for (const char *p = typed; *p;) {
        unsigned long place = 0; /* from 1 */
        if (isdigit((unsigned char)*p)) {
            char *end;
            place = strtoul(p, &end, 10);
            p = end;
        } else if (isalpha((unsigned char)*p)) {
            place = (unsigned long)(tolower((unsigned char)*p++) - 'a') + 1;
        } else {
            p++;
        }
        if (place >= 1 && place <= q->nchoices)
            said[order[place - 1]] = true;
    }
}

void question_verdict(struct buf *out, const struct look *look,
                      struct notes *notes, const struct judgement *j)
{
    if (j->judged == JUDGED_RIGHT)
        term_addf(out, look, STYLE_GOOD, "%s Right.",
                  term_symbol(look, SYM_PASS));
    if (j->judged == JUDGED_WRONG)
        term_addf(out, look, STYLE_BAD, "%s Not yet.",
                  term_symbol(look, SYM_FAIL));
    if (j->judged != JUDGED_UNREADABLE)
        buf_addc(out, '\n');
    for (size_t i = 0; i < j->n; i++)
        markdown_draw_noted(out, look, notes, j->because[i]);
}

void question_solution(struct buf *out, const struct look *look,
                       struct notes *notes, const struct question *q,
                       const size_t *order, bool literal)
{
    struct buf line = BUF_INIT;

    term_add(&line, look, STYLE_BOLD, "The answer:");
    term_wrap(out, look, "", "", line.data);
    buf_reset(&line);
    switch (q->ask) {
    case ASK_SINGLE:
    case ASK_SEVERAL:
        for (size_t i = 0; i < q->nchoices; i++)
            if (q->choices[order[i]].right)
                draw_entry(out, look, notes, i + 1, q->choices[order[i]].text,
                           literal);
        break;
    case ASK_NUMBER:
        buf_printf(&line, "%.15g%s%s", q->number, q->unit ? " " : "",
                   q->unit ? q->unit : "");
        term_wrap(out, look, "  ", "  ", line.data);
        break;
    case ASK_TEXT:
        term_wrap(out, look, "  ", "  ", q->answers[0]);
        break;
    case ASK_ORDER:
        for (size_t i = 0; i < q->nlines; i++)
            draw_entry(out, look, notes, i + 1, q->lines[i], false);
        break;
    }
    if (q->because)
        markdown_draw_noted(out, look, notes, q->because);
    buf_free(&line);
}

char *question_output(struct arena *a, const char *text)
{
    struct buf line = BUF_INIT;
    size_t len = strlen(text);

    while (len > 0 && text[len - 1] == '\n')
        len--;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '\n')
            buf_adds(&line, " / ");
        else
            buf_addc(&line, text[i]);
    }
    char *kept = buf_keep(a, &line);
    buf_free(&line);
    return kept;
}

int question_rating(const char *line)
{
    static const char *const words[] = {
        [RATING_AGAIN] = "again",
        [RATING_HARD] = "hard",
        [RATING_GOOD] = "good",
        [RATING_EASY] = "easy",
    };

    for (int i = RATING_AGAIN; i <= RATING_EASY; i++)
        if ((line[0] == '0' + i && !line[1]) || strcasecmp(line, words[i]) == 0)
            return i;
    return 0;
}
