/*
 * HMAC-SHA-256 (RFC 2104, FIPS 180-4), with which a board signs its datagrams.
 *
 * C99 and C++11. Allocates nothing, calls nothing, knows no byte order; takes some 350 bytes of stack.
 */
#ifndef SSE_HMAC_H
#define SSE_HMAC_H

#include <stddef.h>
#include <stdint.h>

#define SSE_SHA256_BLOCK 64
#define SSE_SHA256_DIGEST 32

/* A digest in the making. */
typedef struct {
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    unsigned char block[SSE_SHA256_BLOCK];
} sse_sha256;

static inline uint32_t sse_sha256_rotated_(uint32_t word, unsigned right) {
    return word >> right | word << (32 - right);
}

static inline void sse_sha256_block_(sse_sha256 *hash) {
    static const uint32_t k[64] = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
        0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
        0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
        0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
        0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
        0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
    uint32_t words[16]; /* the newest 16 of the schedule */
    uint32_t v[8];
    unsigned i;
    for (i = 0; i < 16; i++) {
        const unsigned char *bytes = hash->block + 4 * i;
        words[i] = (uint32_t) bytes[0] << 24 | (uint32_t) bytes[1] << 16 | (uint32_t) bytes[2] << 8 | bytes[3];
    }
    for (i = 0; i < 8; i++) {
        v[i] = hash->state[i];
    }
    for (i = 0; i < 64; i++) {
        const uint32_t w15 = words[(i + 1) % 16];
        const uint32_t w2 = words[(i + 14) % 16];
        const uint32_t s0 = sse_sha256_rotated_(w15, 7) ^ sse_sha256_rotated_(w15, 18) ^ w15 >> 3;
        const uint32_t s1 = sse_sha256_rotated_(w2, 17) ^ sse_sha256_rotated_(w2, 19) ^ w2 >> 10;
        const uint32_t e = v[4];
        const uint32_t a = v[0];
        uint32_t t1 = v[7] + (sse_sha256_rotated_(e, 6) ^ sse_sha256_rotated_(e, 11) ^ sse_sha256_rotated_(e, 25)) + ((e & v[5]) ^ (~e & v[6])) + k[i];
        uint32_t t2 = (sse_sha256_rotated_(a, 2) ^ sse_sha256_rotated_(a, 13) ^ sse_sha256_rotated_(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        unsigned j;
        if (i >= 16) {
            words[i % 16] += s0 + words[(i + 9) % 16] + s1;
        }
        t1 += words[i % 16];
        for (j = 7; j > 0; j--) {
            v[j] = v[j - 1];
        }
        v[4] += t1;
        v[0] = t1 + t2;
    }
    for (i = 0; i < 8; i++) {
        hash->state[i] += v[i];
    }
}

static inline void sse_sha256_begin(sse_sha256 *hash) {
    static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    unsigned i;
    for (i = 0; i < 8; i++) {
        hash->state[i] = initial[i];
    }
    hash->length = 0;
}

static inline void sse_sha256_add(sse_sha256 *hash, const unsigned char *bytes, size_t count) {
    size_t i;
    for (i = 0; i < count; i++) {
        hash->block[hash->length++ % SSE_SHA256_BLOCK] = bytes[i];
        if (hash->length % SSE_SHA256_BLOCK == 0) {
            sse_sha256_block_(hash);
        }
    }
}

/* Ends it and leaves the digest, SSE_SHA256_DIGEST bytes. */
static inline void sse_sha256_end(sse_sha256 *hash, unsigned char *digest) {
    const uint64_t bits = hash->length * 8;
    const unsigned char one = 0x80;
    const unsigned char zero = 0;
    unsigned i;
    sse_sha256_add(hash, &one, 1);
    while (hash->length % SSE_SHA256_BLOCK != SSE_SHA256_BLOCK - 8) {
        sse_sha256_add(hash, &zero, 1);
    }
    for (i = 0; i < 8; i++) {
        const unsigned char byte = (unsigned char) (bits >> (56 - 8 * i));
        sse_sha256_add(hash, &byte, 1);
    }
    for (i = 0; i < SSE_SHA256_DIGEST; i++) {
        digest[i] = (unsigned char) (hash->state[i / 4] >> (24 - 8 * (i % 4)));
    }
}

/* Leaves the code of a message, SSE_SHA256_DIGEST bytes. The key may have any length. */
static inline void sse_hmac_sha256(const unsigned char *key, size_t key_length, const unsigned char *message, size_t length, unsigned char *code) {
    unsigned char pad[SSE_SHA256_BLOCK];
    sse_sha256 hash;
    unsigned i;
    for (i = 0; i < SSE_SHA256_BLOCK; i++) {
        pad[i] = 0;
    }
    if (key_length > SSE_SHA256_BLOCK) {
        sse_sha256_begin(&hash);
        sse_sha256_add(&hash, key, key_length);
        sse_sha256_end(&hash, pad);
    } else {
        for (i = 0; i < key_length; i++) {
            pad[i] = key[i];
        }
    }
    for (i = 0; i < SSE_SHA256_BLOCK; i++) {
        pad[i] ^= 0x36;
    }
    sse_sha256_begin(&hash);
    sse_sha256_add(&hash, pad, SSE_SHA256_BLOCK);
    sse_sha256_add(&hash, message, length);
    sse_sha256_end(&hash, code);
    for (i = 0; i < SSE_SHA256_BLOCK; i++) {
        pad[i] ^= 0x36 ^ 0x5c;
    }
    sse_sha256_begin(&hash);
    sse_sha256_add(&hash, pad, SSE_SHA256_BLOCK);
    sse_sha256_add(&hash, code, SSE_SHA256_DIGEST);
    sse_sha256_end(&hash, code);
}

#endif
