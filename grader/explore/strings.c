/* strcpy and its kin: strings. */
#include "grader/explore/libc.h"

#include <string.h>
#include <strings.h>

LIBC_REPLACES(strlen);
LIBC_REPLACES(strnlen);
LIBC_REPLACES(strcpy);
LIBC_REPLACES(stpcpy);
LIBC_REPLACES(strncpy);
LIBC_REPLACES(strcat);
LIBC_REPLACES(strncat);
LIBC_REPLACES(strcmp);
LIBC_REPLACES(strncmp);
LIBC_REPLACES(strcasecmp);
LIBC_REPLACES(strncasecmp);
LIBC_REPLACES(strcoll);
char *ex_strchr(const char *s, int c);
char *ex_strrchr(const char *s, int c);
char *ex_strchrnul(const char *s, int c);
char *ex_index(const char *s, int c);
char *ex_rindex(const char *s, int c);
char *ex_strstr(const char *s, const char *what);
char *ex_strpbrk(const char *s, const char *set);
LIBC_REPLACES(strspn);
LIBC_REPLACES(strcspn);
LIBC_REPLACES(strtok_r);
LIBC_REPLACES(strsep);
LIBC_REPLACES(strerror_r);

/* What strerror_r is called where POSIX's is asked for. */
int __xpg_strerror_r(int error, char *text, size_t n);
LIBC_REPLACES(__xpg_strerror_r);

size_t ex_strlen(const char *s)
{
    LIBC_CALL("strlen");

    return libc_string(&call, s);
}

size_t ex_strnlen(const char *s, size_t n)
{
    LIBC_CALL("strnlen");

    return libc_string_in(&call, s, n);
}

/* -------------------------------------------------------------------- copying
 */

/* Copies length bytes of s and a zero behind them. */
static char *copy(const struct libc_call *c, char *to, const char *s,
                  size_t length)
{
    libc_writes(c, to, length + 1);
    memmove(to, s, length);
    to[length] = '\0';
    return to;
}

char *ex_strcpy(char *to, const char *s)
{
    LIBC_CALL("strcpy");

    return copy(&call, to, s, libc_string(&call, s));
}

char *ex_stpcpy(char *to, const char *s)
{
    LIBC_CALL("stpcpy");
    size_t length = libc_string(&call, s);

    return copy(&call, to, s, length) + length;
}

char *ex_strncpy(char *to, const char *s, size_t n)
{
    LIBC_CALL("strncpy");
    size_t length = libc_string_in(&call, s, n);

    libc_writes(&call, to, n);
    memmove(to, s, length);
    memset(to + length, 0, n - length);
    return to;
}

char *ex_strcat(char *to, const char *s)
{
    LIBC_CALL("strcat");
    size_t length = libc_string(&call, s);

    copy(&call, to + libc_string(&call, to), s, length);
    return to;
}

char *ex_strncat(char *to, const char *s, size_t n)
{
    LIBC_CALL("strncat");
    size_t length = libc_string_in(&call, s, n);

    copy(&call, to + libc_string(&call, to), s, length);
    return to;
}

/* ------------------------------------------------------------------ comparing
 */

/* Bytes up to the first difference, or to the end of both, within n. */
static size_t common(const char *a, const char *b, size_t n)
{
    size_t i = 0;

    while (i < n && a[i] == b[i] && a[i] != '\0')
        i++;
    return i < n ? i + 1 : n;
}

static void read_both(const struct libc_call *c, const char *a, const char *b,
                      size_t n)
{
    if (n == 0)
        return;
    libc_reads(c, a, 1);
    libc_reads(c, b, 1);
    n = common(a, b, n);
    libc_reads(c, a, n);
    libc_reads(c, b, n);
}

int ex_strcmp(const char *a, const char *b)
{
    LIBC_CALL("strcmp");

    read_both(&call, a, b, SIZE_MAX);
    return strcmp(a, b);
}

int ex_strncmp(const char *a, const char *b, size_t n)
{
    LIBC_CALL("strncmp");

    read_both(&call, a, b, n);
    return strncmp(a, b, n);
}

/* The locale is "C": nothing can set another one. */
int ex_strcoll(const char *a, const char *b)
{
    LIBC_CALL("strcoll");

    read_both(&call, a, b, SIZE_MAX);
    return strcmp(a, b);
}

int ex_strcasecmp(const char *a, const char *b)
{
    LIBC_CALL("strcasecmp");

    libc_string(&call, a);
    libc_string(&call, b);
    return strcasecmp(a, b);
}

int ex_strncasecmp(const char *a, const char *b, size_t n)
{
    LIBC_CALL("strncasecmp");

    libc_string_in(&call, a, n);
    libc_string_in(&call, b, n);
    return strncasecmp(a, b, n);
}

/* ------------------------------------------------------------------ searching
 */

/* Reads as far as the first c, or to the end. */
static char *find(const struct libc_call *call, const char *s, int c)
{
    libc_reads(call, s, 1);

    char *at = strchrnul(s, c);

    libc_reads(call, s, (size_t)(at - s) + 1);
    return at;
}

static char *find_or_null(const struct libc_call *call, const char *s, int c)
{
    char *at = find(call, s, c);

    return *at == (char)c ? at : NULL;
}

char *ex_strchr(const char *s, int c)
{
    LIBC_CALL("strchr");

    return find_or_null(&call, s, c);
}

char *ex_index(const char *s, int c)
{
    LIBC_CALL("index");

    return find_or_null(&call, s, c);
}

char *ex_strchrnul(const char *s, int c)
{
    LIBC_CALL("strchrnul");

    return find(&call, s, c);
}

char *ex_strrchr(const char *s, int c)
{
    LIBC_CALL("strrchr");

    libc_string(&call, s);
    return strrchr(s, c);
}

char *ex_rindex(const char *s, int c)
{
    LIBC_CALL("rindex");

    libc_string(&call, s);
    return strrchr(s, c);
}

char *ex_strstr(const char *s, const char *what)
{
    LIBC_CALL("strstr");

    libc_string(&call, what);
    libc_string(&call, s);
    return strstr(s, what);
}

size_t ex_strspn(const char *s, const char *set)
{
    LIBC_CALL("strspn");

    libc_string(&call, set);
    libc_string(&call, s);
    return strspn(s, set);
}

size_t ex_strcspn(const char *s, const char *set)
{
    LIBC_CALL("strcspn");

    libc_string(&call, set);
    libc_string(&call, s);
    return strcspn(s, set);
}

char *ex_strpbrk(const char *s, const char *set)
{
    LIBC_CALL("strpbrk");

    libc_string(&call, set);
    libc_string(&call, s);
    return strpbrk(s, set);
}

/* -------------------------------------------------------------------- cutting
 */

/* Ends the word that begins at s; what comes behind it, or NULL. */
static char *cut(const struct libc_call *c, char *s, const char *set)
{
    char *end = s + strcspn(s, set);

    if (*end == '\0')
        return NULL;
    libc_writes(c, end, 1);
    *end = '\0';
    return end + 1;
}

char *ex_strtok_r(char *s, const char *set, char **rest)
{
    LIBC_CALL("strtok_r");

    libc_writes(&call, rest, sizeof *rest);
    if (!s)
        s = *rest;
    if (!s)
        return NULL;
    libc_string(&call, set);
    libc_string(&call, s);
    s += strspn(s, set);
    if (*s == '\0') {
        *rest = s;
        return NULL;
    }

    char *behind = cut(&call, s, set);

    *rest = behind ? behind : s + strlen(s);
    return s;
}

char *ex_strsep(char **rest, const char *set)
{
    LIBC_CALL("strsep");

    libc_writes(&call, rest, sizeof *rest);

    char *s = *rest;

    if (!s)
        return NULL;
    libc_string(&call, set);
    libc_string(&call, s);
    *rest = cut(&call, s, set);
    return s;
}

/* --------------------------------------------------------------------- errors
 */

/* In strerror_r of POSIX the text is always in the caller's buffer. */
int ex___xpg_strerror_r(int error, char *text, size_t n)
{
    LIBC_CALL("strerror_r");

    libc_writes(&call, text, n);
    return __xpg_strerror_r(error, text, n);
}

char *ex_strerror_r(int error, char *text, size_t n)
{
    LIBC_CALL("strerror_r");

    libc_writes(&call, text, n);
    return strerror_r(error, text, n);
}
