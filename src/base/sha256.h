/* SHA-256 (FIPS 180-4): as bytes, as a Content-Security-Policy names it, and as
 * sha256sum prints it. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>

enum {
    SHA256_BYTES = 32,
    SHA256_BASE64 = 45, /* 44 characters and a NUL */
    SHA256_HEX = 65,    /* 64 digits and a NUL */
};

void sha256(const void *data, size_t len, unsigned char out[SHA256_BYTES]);
void sha256_base64(const void *data, size_t len, char out[SHA256_BASE64]);
void sha256_hex(const void *data, size_t len, char out[SHA256_HEX]);

#endif
