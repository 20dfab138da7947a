/*
 * Writes and sends datagrams as standard input says, to the port of this machine that is the argument. C and C++.
 *
 *     begin CAPACITY BOARD SEQ     BOARD and SENSOR in hexadecimal, '-' for an empty one
 *     int SENSOR VALUE
 *     float SENSOR VALUE DECIMALS  answers with what sse_datagram_float returns
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

int main(int argc, char **argv) {
    static char line[8000];
    static char hex[4001];
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
        } else if (strcmp(line, "end\n") == 0) {
            const size_t length = sse_datagram_end(&datagram);
            printf("%lu %lu\n", (unsigned long) length, (unsigned long) datagram.needed);
            if (length > 0 && sendto(handle, payload, length, 0, (struct sockaddr *) &hub, sizeof hub) != (ssize_t) length) {
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
