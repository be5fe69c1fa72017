/* Numbers as text. A locale may have a decimal comma, so each conversion runs
 * in a "C" locale of its own. */
#include "src/base/number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The "C" locale always exists; only memory for it can be missing. */
static locale_t plain(void)
{
    static locale_t locale;

    if (locale == (locale_t)0)
        locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (locale == (locale_t)0)
        abort();
    return locale;
}

bool number_read(const char *s, double *out)
{
    char *end;

    if (*s == '\0' || s[strspn(s, "0123456789+-.eE")] != '\0')
        return false;
    *out = strtod_l(s, &end, plain());
    return *end == '\0' && isfinite(*out);
}

void number_write(double value, char out[NUMBER_TEXT_MAX])
{
    locale_t before = uselocale(plain());

    for (int digits = 15; digits <= 17; digits++) {
        double back;
        snprintf(out, NUMBER_TEXT_MAX, "%.*g", digits, value);
        if (number_read(out, &back) && back == value)
            break;
    }
    uselocale(before);
}
