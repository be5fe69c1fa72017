/* Any bytes as JSON. What is read can be asked for every value, written, and
 * read again: it is the same. What is refused says where. */
#include "src/base/json.h"
#include "src/base/buf.h"

#include "tests/fuzz/fuzz.h"

/* Asks a value for everything; one type answers, the others say what there is
 * instead. */
static void ask(struct json v)
{
    struct err e;
    const char *text;
    double number;
    uint64_t u64;
    long whole;
    bool yes;
    size_t n;

    if (json_string(v, &text, &e) != json_is_string(v))
        abort();
    if (json_number(v, &number, &e) != json_is_number(v))
        must_say_where(&e, "input");
    if (!json_int(v, -5, 1000, &whole, &e))
        must_say_where(&e, "input");
    else
        must(whole >= -5 && whole <= 1000, "a number within limits", NULL);
    if (!json_u64(v, &u64, &e))
        must_say_where(&e, "input");
    if (!json_bool(v, &yes, &e))
        must_say_where(&e, "input");
    if (!json_array(v, &n, &e))
        must_say_where(&e, "input");
    else
        must(!json_exists(json_at(v, n)), "nothing behind the end", NULL);
    static const char *const keys[] = {"a", "format", "name"};
    if (!json_only(v, keys, 3, &e))
        must_say_where(&e, "input");
    if (!json_bool(json_get(v, "no such key"), &yes, &e))
        must_say_where(&e, "input");
    json_error(v, &e, "wrong");
    must_say_where(&e, "input");
}

/* Each value is asked for what it is only: an error looks for its place. */
static void copy(struct json_out *w, const char *key, struct json v, bool asks)
{
    struct err e;
    const char *text;
    double number;
    bool yes;
    size_t n;

    if (asks)
        ask(v);
    if (json_is_object(v) && json_object(v, &n, &e)) {
        json_put_object(w, key);
        for (size_t i = 0; i < n; i++)
            copy(w, json_key_at(v, i), json_at(v, i), asks);
        json_put_end(w, '}');
    } else if (json_is_array(v) && json_array(v, &n, &e)) {
        json_put_array(w, key);
        for (size_t i = 0; i < n; i++)
            copy(w, NULL, json_at(v, i), asks);
        json_put_end(w, ']');
    } else if (json_is_string(v) && json_string(v, &text, &e)) {
        json_put_string(w, key, text);
    } else if (json_is_number(v) && json_number(v, &number, &e)) {
        json_put_number(w, key, number);
    } else if (json_is_bool(v) && json_bool(v, &yes, &e)) {
        json_put_bool(w, key, yes);
    } else {
        json_put_string(w, key, NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct buf first = BUF_INIT, second = BUF_INIT;
    struct json root;
    struct json_out w;
    struct err e = {0};

    if (!json_parse(a, "input", (const char *)data, size, &root, &e)) {
        must_say_where(&e, "input");
    } else {
        json_begin(&w, &first);
        copy(&w, NULL, root, size < 500);
        if (!json_parse(a, "input", first.data, first.len, &root, &e))
            must(false, e.text, first.data);
        json_begin(&w, &second);
        copy(&w, NULL, root, false);
        must(strcmp(first.data, second.data) == 0,
             "what is written reads as what was read", first.data);
    }
    buf_free(&first);
    buf_free(&second);
    arena_free(a);
    return 0;
}
