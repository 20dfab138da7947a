/*
 * Writes a datagram for SSE Hub: the readings of one board as one JSON object (RFC 8259).
 *
 *     char payload[SSE_DATAGRAM_MAX];
 *     sse_datagram datagram;
 *     sse_datagram_begin(&datagram, payload, sizeof payload, "esp32-1", seq);
 *     sse_datagram_float(&datagram, "temperature", 21.4, 2);
 *     sse_datagram_int(&datagram, "humidity", 48);
 *     size_t length = sse_datagram_end(&datagram);
 *
 * leaves {"board":"esp32-1","seq":17,"temperature":21.40,"humidity":48} in payload, and in length how many of its bytes to send. With
 *
 *     size_t length = sse_datagram_end_signed(&datagram, "esp32-1", key, sse_datagram_counter(boot, seq));
 *
 * instead of the last line it is signed: a hub that has the same key knows who sent it, and that it was neither altered nor sent again by somebody else.
 *
 * C99 and C++11. Allocates nothing, calls nothing but sse_hmac.h, depends on no locale, writes nothing beyond the payload. A datagram may be used by one thread at a time.
 *
 * Names are UTF-8, 1 to 255 bytes, each at most once in a datagram; every character is escaped as JSON asks. No sensor can be called board, id, seq,
 * readingId, sensor, state or TYPE: the hub refuses those.
 */
#ifndef SSE_DATAGRAM_H
#define SSE_DATAGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "sse_hmac.h"

/* The most bytes that the WiFiUDP of an ESP32 puts into one datagram; the hub takes 1,472. */
#define SSE_DATAGRAM_MAX 1460

/* The most digits after the point. */
#define SSE_DATAGRAM_MAX_DECIMALS 9

/* A datagram that is being written. */
typedef struct {
    char *payload;
    size_t capacity;
    size_t needed;   /* bytes that the datagram takes so far, whether they fit or not */
    size_t readings; /* how many it has */
} sse_datagram;

static inline void sse_datagram_put_(sse_datagram *datagram, char c) {
    if (datagram->needed < datagram->capacity) {
        datagram->payload[datagram->needed] = c;
    }
    datagram->needed++;
}

static inline void sse_datagram_put_all_(sse_datagram *datagram, const char *text) {
    for (; *text != '\0'; text++) {
        sse_datagram_put_(datagram, *text);
    }
}

/* Writes at least min_digits digits. */
static inline void sse_datagram_put_number_(sse_datagram *datagram, uint64_t number, unsigned min_digits) {
    char digits[20];
    unsigned count = 0;
    do {
        digits[count++] = (char) ('0' + number % 10);
        number /= 10;
    } while (number > 0 || count < min_digits);
    while (count > 0) {
        sse_datagram_put_(datagram, digits[--count]);
    }
}

static inline void sse_datagram_put_hex_(sse_datagram *datagram, unsigned char byte) {
    static const char digits[] = "0123456789abcdef";
    sse_datagram_put_(datagram, digits[byte >> 4]);
    sse_datagram_put_(datagram, digits[byte & 0xf]);
}

static inline void sse_datagram_put_string_(sse_datagram *datagram, const char *text) {
    sse_datagram_put_(datagram, '"');
    for (; *text != '\0'; text++) {
        const unsigned char c = (unsigned char) *text;
        if (c < 0x20) {
            sse_datagram_put_all_(datagram, "\\u00");
            sse_datagram_put_hex_(datagram, c);
        } else {
            if (c == '"' || c == '\\') {
                sse_datagram_put_(datagram, '\\');
            }
            sse_datagram_put_(datagram, (char) c);
        }
    }
    sse_datagram_put_(datagram, '"');
}

static inline void sse_datagram_put_name_(sse_datagram *datagram, const char *name) {
    sse_datagram_put_(datagram, ',');
    sse_datagram_put_string_(datagram, name);
    sse_datagram_put_(datagram, ':');
}

/*
 * Begins a datagram.
 *
 * payload, capacity: where its bytes go, and how many there is room for
 * board: the board's name; the hub takes an empty one or NULL for the address that the datagram comes from
 * seq: counts the datagrams of the board from 0, or 1, at its start; after 4294967295 comes 0. The hub tells by it what was lost, came twice or late, and
 *      that a board started anew
 */
static inline void sse_datagram_begin(sse_datagram *datagram, char *payload, size_t capacity, const char *board, uint32_t seq) {
    datagram->payload = payload;
    datagram->capacity = capacity;
    datagram->needed = 0;
    datagram->readings = 0;
    sse_datagram_put_(datagram, '{');
    if (board != NULL && *board != '\0') {
        sse_datagram_put_all_(datagram, "\"board\":");
        sse_datagram_put_string_(datagram, board);
        sse_datagram_put_(datagram, ',');
    }
    sse_datagram_put_all_(datagram, "\"seq\":");
    sse_datagram_put_number_(datagram, seq, 1);
}

/* Adds a whole number. */
static inline void sse_datagram_int(sse_datagram *datagram, const char *sensor, int64_t value) {
    sse_datagram_put_name_(datagram, sensor);
    if (value < 0) {
        sse_datagram_put_(datagram, '-');
    }
    /* Negated as unsigned: the lowest number has no positive one. */
    sse_datagram_put_number_(datagram, value < 0 ? 0 - (uint64_t) value : (uint64_t) value, 1);
    datagram->readings++;
}

/*
 * Adds a number rounded to decimals digits after the point, 0 to 9; more are taken for 9. Leaves it out and returns 0 if JSON cannot say it, as NaN and the
 * infinities, or if its digits without the point would pass 18; else returns 1.
 */
static inline int sse_datagram_float(sse_datagram *datagram, const char *sensor, double value, unsigned decimals) {
    uint64_t scale = 1;
    uint64_t scaled;
    double magnitude = value < 0 ? -value : value;
    unsigned i;
    if (decimals > SSE_DATAGRAM_MAX_DECIMALS) {
        decimals = SSE_DATAGRAM_MAX_DECIMALS;
    }
    for (i = 0; i < decimals; i++) {
        scale *= 10;
    }
    magnitude *= (double) scale;
    if (!(magnitude < 1e18)) { /* nor is NaN */
        return 0;
    }
    scaled = (uint64_t) magnitude;
    if (magnitude - (double) scaled >= 0.5) {
        scaled++;
    }
    sse_datagram_put_name_(datagram, sensor);
    if (value < 0 && scaled > 0) {
        sse_datagram_put_(datagram, '-');
    }
    sse_datagram_put_number_(datagram, scaled / scale, 1);
    if (decimals > 0) {
        sse_datagram_put_(datagram, '.');
        sse_datagram_put_number_(datagram, scaled % scale, decimals);
    }
    datagram->readings++;
    return 1;
}

/*
 * Ends the datagram and returns how many bytes of the payload to send; no zero byte follows them. Returns 0 if there is nothing to send: it has no reading,
 * or it does not fit, and then its needed is more than its capacity.
 */
static inline size_t sse_datagram_end(sse_datagram *datagram) {
    sse_datagram_put_(datagram, '}');
    return datagram->readings > 0 && datagram->needed <= datagram->capacity ? datagram->needed : 0;
}

/*
 * Returns a counter for sse_datagram_end_signed: boot must be greater at each start of the board, a count of its starts that it keeps in flash or the time of
 * the start in seconds; count must be greater with each datagram since. The hub takes no counter twice, and none that is more than 63 below the greatest.
 */
static inline uint64_t sse_datagram_counter(uint32_t boot, uint32_t count) {
    return (uint64_t) boot << 32 | count;
}

/* Returns the value of a hexadecimal digit, or 16 for any other character. */
static inline unsigned sse_datagram_digit_(char c) {
    if (c >= '0' && c <= '9') {
        return (unsigned) (c - '0');
    }
    if (c >= 'a' && c <= 'f') {
        return (unsigned) (c - 'a') + 10;
    }
    return c >= 'A' && c <= 'F' ? (unsigned) (c - 'A') + 10 : 16;
}

/* Reads a key of 16 to 64 bytes and returns how many it has, 0 if it is none. */
static inline size_t sse_datagram_key_(const char *digits, unsigned char *key) {
    size_t length = 0;
    for (; digits[0] != '\0'; digits += 2) {
        const unsigned high = sse_datagram_digit_(digits[0]);
        const unsigned low = sse_datagram_digit_(digits[1]); /* a zero byte is no digit */
        if (length == SSE_SHA256_BLOCK || high > 15 || low > 15) {
            return 0;
        }
        key[length++] = (unsigned char) (high << 4 | low);
    }
    return length < 16 ? 0 : length;
}

/*
 * Ends the datagram as sse_datagram_end does and signs it, which takes the board's name and 59 bytes more at most.
 *
 * board: the name that sse_datagram_begin was given, if it was given one
 * key: the board's key as the hub's file has it, 32 to 128 hexadecimal digits
 * counter: greater with each datagram, also after a restart; see sse_datagram_counter
 *
 * Returns 0 also if the key is none, or the name is empty or holds a line feed.
 */
static inline size_t sse_datagram_end_signed(sse_datagram *datagram, const char *board, const char *key, uint64_t counter) {
    unsigned char bytes[SSE_SHA256_BLOCK];
    unsigned char code[SSE_SHA256_DIGEST];
    const size_t key_length = sse_datagram_key_(key, bytes);
    size_t covered;
    unsigned i;
    sse_datagram_end(datagram);
    sse_datagram_put_all_(datagram, "\nhmac ");
    sse_datagram_put_all_(datagram, board);
    sse_datagram_put_(datagram, ' ');
    sse_datagram_put_number_(datagram, counter, 1);
    sse_datagram_put_(datagram, ' ');
    covered = datagram->needed;
    datagram->needed += 32;
    if (key_length == 0 || *board == '\0' || datagram->readings == 0 || datagram->needed > datagram->capacity) {
        return 0;
    }
    for (; *board != '\0'; board++) {
        if (*board == '\n') {
            return 0;
        }
    }
    sse_hmac_sha256(bytes, key_length, (const unsigned char *) datagram->payload, covered, code);
    datagram->needed = covered;
    for (i = 0; i < 16; i++) {
        sse_datagram_put_hex_(datagram, code[i]);
    }
    return datagram->needed;
}

#endif
