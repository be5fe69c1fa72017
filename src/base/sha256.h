/* SHA-256 (FIPS 180-4), as a Content-Security-Policy names it. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>

enum {
    SHA256_BYTES = 32,
    SHA256_BASE64 = 45, /* 44 characters and a NUL */
};

void sha256(const void *data, size_t len, unsigned char out[SHA256_BYTES]);
void sha256_base64(const void *data, size_t len, char out[SHA256_BASE64]);

#endif
