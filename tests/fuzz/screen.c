/* Any bytes as the source of a submission, as what the preprocessor makes of
 * it, and as what readelf says of its object. A word that is refused stands in
 * the text; a submission that is allowed everything has no such word. */
#include "grader/screen.h"
#include "grader/source.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const words[] = {"asm", "no_sanitize*", "ring_push"};
    struct arena *a = arena_new();
    struct text text = fuzz_text(a, data, size);
    const struct text nothing[] = {{NULL, 0}};
    const struct text itself[] = {text, {NULL, 0}};
    int lines = 1;

    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        int line = source_line_of(&text, words[i]);
        must(line >= 0 && line <= lines, "a line of the text", text.data);
    }
    const char *word = screen_words(a, text.data, "ring.h", nothing);
    must(word == NULL || *word != '\0', "a word", text.data);
    (void)screen_words(a, text.data, NULL, itself);
    (void)screen_markers(a, &text);
    (void)screen_object(a, text.data, nothing);
    (void)screen_object(a, text.data, itself);
    arena_free(a);
    return 0;
}
