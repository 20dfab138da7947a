/*
 * Writes and sends datagrams as standard input says, to the port of this machine that is the argument. C and C++.
 *
 *     begin CAPACITY BOARD SEQ     BOARD and SENSOR in hexadecimal, '-' for an empty one
 *     int SENSOR VALUE
 *     float SENSOR VALUE DECIMALS  answers with what sse_datagram_float returns
 *     hash TIMES BYTES             answers with the digest of BYTES, in hexadecimal, so many times
 *     code KEY BYTES               answers with the code of BYTES
 *     sign BOARD KEY COUNTER       as end, but signed; KEY is text
 *     end                          answers with the bytes to send and the bytes needed, and sends
 */
#include <sse_datagram.h>

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char name[2000];

static const char *decoded(const char *hex) {
    size_t length = 0;
    for (; *hex != '-' && *hex != '\0'; hex += 2) {
        unsigned byte = 0;
        sscanf(hex, "%2x", &byte);
        name[length++] = (char) byte;
    }
    name[length] = '\0';
    return name;
}

static void print_hex(const unsigned char *bytes, size_t count) {
    size_t i;
    for (i = 0; i < count; i++) {
        printf("%02x", bytes[i]);
    }
    printf("\n");
}

/* Of just that size, so that a byte beyond it is found. */
static unsigned char *bytes_of(const char *hex, size_t *length) {
    unsigned char *bytes;
    *length = *hex == '-' ? 0 : strlen(hex) / 2;
    bytes = (unsigned char *) malloc(*length);
    memcpy(bytes, decoded(hex), *length);
    return bytes;
}

static void hash(unsigned times, const char *hex) {
    unsigned char digest[SSE_SHA256_DIGEST];
    size_t length;
    unsigned char *bytes = bytes_of(hex, &length);
    sse_sha256 sha;
    sse_sha256_begin(&sha);
    for (; times > 0; times--) {
        sse_sha256_add(&sha, bytes, length);
    }
    sse_sha256_end(&sha, digest);
    free(bytes);
    print_hex(digest, sizeof digest);
}

static void code(const char *key_hex, const char *hex) {
    unsigned char digest[SSE_SHA256_DIGEST];
    size_t key_length;
    size_t length;
    unsigned char *key = bytes_of(key_hex, &key_length);
    unsigned char *bytes = bytes_of(hex, &length);
    sse_hmac_sha256(key, key_length, bytes, length, digest);
    free(key);
    free(bytes);
    print_hex(digest, sizeof digest);
}

static int answer_and_send(int handle, const struct sockaddr_in *hub, const sse_datagram *datagram, size_t length) {
    printf("%lu %lu\n", (unsigned long) length, (unsigned long) datagram->needed);
    return length == 0 || sendto(handle, datagram->payload, length, 0, (const struct sockaddr *) hub, sizeof *hub) == (ssize_t) length;
}

int main(int argc, char **argv) {
    static char line[8000];
    static char hex[4001];
    static char more[4001];
    char number[64];
    sse_datagram datagram;
    char *payload = NULL;
    struct sockaddr_in hub;
    const int handle = socket(AF_INET, SOCK_DGRAM, 0);
    if (argc != 2 || handle < 0) {
        return 2;
    }
    memset(&hub, 0, sizeof hub);
    hub.sin_family = AF_INET;
    hub.sin_port = htons((uint16_t) atoi(argv[1]));
    hub.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    while (fgets(line, sizeof line, stdin) != NULL) {
        unsigned size = 0;
        uint32_t seq = 0;
        uint64_t counter = 0;
        unsigned decimals = 0;
        if (sscanf(line, "begin %u %4000s %" SCNu32, &size, hex, &seq) == 3) {
            /* Of just that size, so that a byte beyond it is found. */
            free(payload);
            payload = (char *) malloc(size);
            sse_datagram_begin(&datagram, payload, size, decoded(hex), seq);
        } else if (sscanf(line, "int %4000s %63s", hex, number) == 2) {
            sse_datagram_int(&datagram, decoded(hex), strtoll(number, NULL, 10));
        } else if (sscanf(line, "float %4000s %63s %u", hex, number, &decimals) == 3) {
            printf("%d\n", sse_datagram_float(&datagram, decoded(hex), strtod(number, NULL), decimals));
        } else if (sscanf(line, "hash %u %4000s", &size, hex) == 2) {
            hash(size, hex);
        } else if (sscanf(line, "code %4000s %4000s", more, hex) == 2) {
            code(more, hex);
        } else if (strcmp(line, "end\n") == 0) {
            if (!answer_and_send(handle, &hub, &datagram, sse_datagram_end(&datagram))) {
                return 1;
            }
        } else if (sscanf(line, "sign %4000s %4000s %" SCNu64, hex, more, &counter) == 3) {
            if (!answer_and_send(handle, &hub, &datagram, sse_datagram_end_signed(&datagram, decoded(hex), more, counter))) {
                return 1;
            }
        } else {
            return 2;
        }
    }
    free(payload);
    close(handle);
    return 0;
}
