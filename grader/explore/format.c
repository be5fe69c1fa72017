/* What printf's functions read and write through their arguments: the strings
 * of %s, the number of %n. The others were read by the caller. */
#include "grader/explore/libc.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum length { INT, CHAR, SHORT, LONG, LONG_LONG, INTMAX, SIZE, PTRDIFF, WIDE };

struct conversion {
    char letter;
    enum length length;
    int precision;   /* -1: none */
    bool positional; /* "%1$d" */
};

/* va_list as a function's argument may be an array. */
struct arguments {
    va_list list;
};

static const char *number(const char *s, int *value, struct arguments *args)
{
    *value = 0;
    if (*s == '*') {
        *value = va_arg(args->list, int);
        return s + 1;
    }
    for (; *s >= '0' && *s <= '9'; s++)
        *value = *value < 100000 ? 10 * *value + *s - '0' : *value;
    return s;
}

static const char *length_of(const char *s, enum length *length)
{
    static const struct {
        const char text[3];
        enum length length;
    } table[] = {{"hh", CHAR}, {"h", SHORT},     {"ll", LONG_LONG},
                 {"l", LONG},  {"q", LONG_LONG}, {"j", INTMAX},
                 {"z", SIZE},  {"t", PTRDIFF},   {"L", WIDE}};

    *length = INT;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t n = strlen(table[i].text);
        if (strncmp(s, table[i].text, n) == 0) {
            *length = table[i].length;
            return s + n;
        }
    }
    return s;
}

/* Reads what stands behind a "%"; where it ends. */
static const char *parse(const char *s, struct conversion *c,
                         struct arguments *args)
{
    int width;

    s += strspn(s, "-+ #0'I");
    s = number(s, &width, args);
    c->positional = *s == '$';
    c->precision = -1;
    if (*s == '.')
        s = number(s + 1, &c->precision, args);
    s = length_of(s, &c->length);
    c->letter = *s;
    return *s == '\0' ? s : s + 1;
}

static void skip_integer(enum length length, struct arguments *args)
{
    switch (length) {
    case LONG:
        (void)va_arg(args->list, long);
        break;
    case LONG_LONG:
    case WIDE:
        (void)va_arg(args->list, long long);
        break;
    case INTMAX:
        (void)va_arg(args->list, intmax_t);
        break;
    case SIZE:
        (void)va_arg(args->list, size_t);
        break;
    case PTRDIFF:
        (void)va_arg(args->list, ptrdiff_t);
        break;
    default:
        (void)va_arg(args->list, int);
        break;
    }
}

static void write_count(const struct libc_call *call, enum length length,
                        void *to)
{
    static const size_t size[] = {
        [INT] = sizeof(int),       [CHAR] = 1,
        [SHORT] = sizeof(short),   [LONG] = sizeof(long),
        [LONG_LONG] = 8,           [INTMAX] = sizeof(intmax_t),
        [SIZE] = sizeof(size_t),   [PTRDIFF] = sizeof(ptrdiff_t),
        [WIDE] = sizeof(long long)};

    libc_writes(call, to, size[length]);
}

static void read_string(const struct libc_call *call, const char *s,
                        int precision)
{
    if (!s)
        return; /* shown as (null) */
    if (precision >= 0)
        libc_string_in(call, s, (size_t)precision);
    else
        libc_string(call, s);
}

/* False: what follows cannot be told. */
static bool look(const struct libc_call *call, const struct conversion *c,
                 struct arguments *args)
{
    if (c->positional)
        return false;
    switch (c->letter) {
    case '%':
    case 'm':
        return true;
    case 's':
        if (c->length == LONG)
            return false; /* of wchar_t */
        read_string(call, va_arg(args->list, const char *), c->precision);
        return true;
    case 'n':
        write_count(call, c->length, va_arg(args->list, void *));
        return true;
    case 'p':
        (void)va_arg(args->list, void *);
        return true;
    case 'c':
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X':
        skip_integer(c->length, args);
        return true;
    default:
        break;
    }
    if (c->letter == '\0' || !strchr("aAeEfFgG", c->letter))
        return false;
    if (c->length == WIDE)
        (void)va_arg(args->list, long double);
    else
        (void)va_arg(args->list, double);
    return true;
}

void libc_format(const struct libc_call *c, const char *format, va_list list)
{
    struct arguments args;
    struct conversion conversion;
    bool going = true;

    libc_string(c, format);
    va_copy(args.list, list);
    while (going && (format = strchr(format, '%'))) {
        format = parse(format + 1, &conversion, &args);
        going = look(c, &conversion, &args);
    }
    va_end(args.list);
}
