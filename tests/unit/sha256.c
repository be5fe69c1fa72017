/* SHA-256: the examples of the standard, and lengths around a block's end. */
#include "src/base/sha256.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

START_TEST(examples_of_the_standard)
{
    static const char *const known[][2] = {
        {"",
         "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc",
         "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    char found[SHA256_HEX];

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        sha256_hex(known[i][0], strlen(known[i][0]), found);
        ck_assert_str_eq(found, known[i][1]);
    }
}
END_TEST

/* Of 55, 56, 63, 64, 65 and 1000 times "a". */
START_TEST(lengths_around_a_block)
{
    static const struct {
        size_t n;
        const char *hash;
    } known[] = {
        {55,
         "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
        {56,
         "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
        {63,
         "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"},
        {64,
         "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
        {65,
         "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"},
        {1000,
         "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"},
    };
    char text[1001], found[2 * SHA256_BYTES + 1];

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        memset(text, 'a', sizeof text);
        text[known[i].n] = '\0';
        sha256_hex(text, strlen(text), found);
        ck_assert_str_eq(found, known[i].hash);
    }
}
END_TEST

START_TEST(in_base64)
{
    char found[SHA256_BASE64];

    sha256_base64("", 0, found);
    ck_assert_str_eq(found, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    sha256_base64("abc", 3, found);
    ck_assert_str_eq(found, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}
END_TEST

#define ADD(s, test)                        \
    do {                                    \
        TCase *added = tcase_create(#test); \
        tcase_add_test(added, test);        \
        suite_add_tcase((s), added);        \
    } while (0)

Suite *suite(void);
Suite *suite(void)
{
    Suite *s = suite_create("sha256");

    ADD(s, examples_of_the_standard);
    ADD(s, lengths_around_a_block);
    ADD(s, in_base64);
    return s;
}
