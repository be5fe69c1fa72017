/* SHA-256. The constants are the fractional parts of the square and the cube
 * roots of the first primes, which is how the standard chose them. */
#include "src/base/sha256.h"

#include <stdint.h>
#include <string.h>

enum {
    BLOCK = 64,     /* bytes that are mixed at once */
    LENGTH_AT = 56, /* where the last block holds the length in bits */
    ROUNDS = 64,
};

static const uint32_t first_state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                        0xa54ff53a, 0x510e527f, 0x9b05688c,
                                        0x1f83d9ab, 0x5be0cd19};

static const uint32_t round_constants[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t turn(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

static void spread(const unsigned char *block, uint32_t w[ROUNDS])
{
    for (int i = 0; i < 16; i++, block += 4)
        w[i] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 |
               (uint32_t)block[2] << 8 | block[3];
    for (int i = 16; i < ROUNDS; i++) {
        uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (turn(a, 7) ^ turn(a, 18) ^ a >> 3) +
               (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
    }
}

static void mix(uint32_t state[8], const unsigned char *block)
{
    uint32_t w[ROUNDS], s[8];

    spread(block, w);
    memcpy(s, state, sizeof s);
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t a = s[0], e = s[4];
        uint32_t choice = (e & s[5]) ^ (~e & s[6]);
        uint32_t most = (a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]);
        uint32_t one = s[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +
                       choice + round_constants[i] + w[i];
        uint32_t two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + most;
        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += one;
        s[0] = one + two;
    }
    for (int i = 0; i < 8; i++)
        state[i] += s[i];
}

void sha256(const void *data, size_t len, unsigned char out[SHA256_BYTES])
{
    const unsigned char *at = data;
    unsigned char end[2 * BLOCK] = {0};
    uint32_t state[8];
    size_t rest = len % BLOCK;
    size_t size = rest < LENGTH_AT ? BLOCK : 2 * BLOCK;

    memcpy(state, first_state, sizeof state);
    for (size_t i = 0; i < len / BLOCK; i++)
        mix(state, at + i * BLOCK);
    if (rest > 0)
        memcpy(end, at + len - rest, rest);
    end[rest] = 0x80;
    for (size_t i = 0; i < 8; i++)
        end[size - 1 - i] = (unsigned char)((uint64_t)len * 8 >> 8 * i);
    for (size_t i = 0; i < size; i += BLOCK)
        mix(state, end + i);
    for (size_t i = 0; i < SHA256_BYTES; i++)
        out[i] = (unsigned char)(state[i / 4] >> (24 - 8 * (i % 4)));
}

void sha256_base64(const void *data, size_t len, char out[SHA256_BASE64])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char hash[SHA256_BYTES + 1] = {0}; /* a multiple of 3 */

    sha256(data, len, hash);
    for (size_t i = 0, o = 0; i < SHA256_BYTES; i += 3) {
        uint32_t three =
            (uint32_t)hash[i] << 16 | (uint32_t)hash[i + 1] << 8 | hash[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            out[o++] = digits[three >> shift & 63];
    }
    out[SHA256_BASE64 - 2] = '=';
    out[SHA256_BASE64 - 1] = '\0';
}

void sha256_hex(const void *data, size_t len, char out[SHA256_HEX])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char hash[SHA256_BYTES];

    sha256(data, len, hash);
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        out[2 * i] = digits[hash[i] >> 4];
        out[2 * i + 1] = digits[hash[i] & 15];
    }
    out[SHA256_HEX - 1] = '\0';
}
