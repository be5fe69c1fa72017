#include "src/base/markup.h"

void markup_char(struct buf *out, char c)
{
    switch (c) {
    case '&':
        buf_adds(out, "&amp;");
        break;
    case '<':
        buf_adds(out, "&lt;");
        break;
    case '>':
        buf_adds(out, "&gt;");
        break;
    case '"':
        buf_adds(out, "&quot;");
        break;
    case '\'':
        buf_adds(out, "&#39;");
        break;
    default:
        buf_addc(out, c);
    }
}

void markup_text(struct buf *out, const char *text)
{
    for (; *text != '\0'; text++)
        markup_char(out, *text);
}
