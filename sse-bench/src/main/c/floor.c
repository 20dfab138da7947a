// floor: the least that a program does to fan events out, as what a server is to be compared with. One thread, epoll; an event is framed once, into a
// log in memory, and a subscriber is a socket and a place in that log. No checks, no limits, no topics: not a server.
//
//   gcc -O2 -o floor floor.c
//   floor PORT coalesce    hands each subscriber everything it lacks in one call, once whatever has come in is in the log
//   floor PORT send        hands each subscriber each event in a call of its own, as soon as it is in the log
//
// Any GET is a stream, from the event after its Last-Event-ID on, else live. Any POST publishes its body. The bytes of a stream are those that the hub
// sends, chunk for chunk and with an id as long. Listens on 127.0.0.1, says so, and ends by a signal; port 0 is any that is free.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define LOG_BYTES (64ul << 20)
#define HISTORY 65536ul // events that can be resumed from
#define REQUEST_BYTES 65536
#define ID_DIGITS 19

typedef struct {
    int fd;
    int index; // among the subscribers; -1 if it is none
    int blocked;
    uint64_t cursor;
    char *in; // a request that has not come in full, and how much of it has
    size_t length;
} Connection;

static char *memory;                // the log, mapped twice in a row: what runs over its end goes on at its beginning
static uint64_t head;               // bytes ever appended
static uint64_t sequence;           // events ever appended
static uint64_t ends[HISTORY];      // where the frame of each ends
static Connection **subscribers;
static int count, capacity;
static int poller, coalesce, grown;
static const char CHUNKED[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache, no-transform\r\n"
                              "Transfer-Encoding: chunked\r\n\r\nd\r\nretry: 2000\n\n\r\n";

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void map_log(void) {
    int file = memfd_create("log", 0);
    if (file < 0 || ftruncate(file, LOG_BYTES))
        die("memfd_create");
    memory = mmap(NULL, 2 * LOG_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int half = 0; half < 2; half++)
        if (mmap(memory + half * LOG_BYTES, LOG_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED | MAP_POPULATE, file, 0) == MAP_FAILED)
            die("mmap");
    close(file);
}

static void append(const char *data, size_t length) {
    char *frame = memory + head % LOG_BYTES;
    int size = sprintf(frame, "%zx\r\ndata: ", length + sizeof "data: \nid: \n\n" - 1 + ID_DIGITS);
    memcpy(frame + size, data, length);
    size += length;
    size += sprintf(frame + size, "\nid: %0*llu\n\n\r\n", ID_DIGITS, (unsigned long long)++sequence);
    head += size;
    ends[sequence % HISTORY] = head;
}

static uint64_t place_after(const char *id) {
    uint64_t last = strtoull(id, NULL, 10);
    return last == 0 || last > sequence || sequence - last >= HISTORY ? head : ends[last % HISTORY];
}

static void push(Connection *c) {
    while (c->cursor < head) {
        ssize_t sent = head - c->cursor > LOG_BYTES ? -2 : send(c->fd, memory + c->cursor % LOG_BYTES, head - c->cursor, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0) {
            c->blocked = 1;
            if (sent == -2 || errno != EAGAIN)
                shutdown(c->fd, SHUT_RDWR); // gone, or too slow: comes back as an event
            return;
        }
        c->cursor += sent;
    }
    c->blocked = 0;
}

static void push_all(void) {
    for (int i = 0; i < count; i++)
        if (!subscribers[i]->blocked)
            push(subscribers[i]);
    grown = 0;
}

static void subscribe(Connection *c, const char *last_id) {
    send(c->fd, CHUNKED, sizeof CHUNKED - 1, MSG_NOSIGNAL);
    if (count == capacity) {
        capacity = capacity ? 2 * capacity : 1024;
        subscribers = realloc(subscribers, capacity * sizeof *subscribers);
    }
    c->index = count;
    subscribers[count++] = c;
    c->cursor = last_id ? place_after(last_id) : head;
    push(c);
}

static void drop(Connection *c) {
    if (c->index >= 0) {
        subscribers[c->index] = subscribers[--count];
        subscribers[c->index]->index = c->index;
    }
    close(c->fd);
    free(c->in);
    free(c);
}

// Returns the value of a header, or NULL.
static const char *header(const char *request, const char *name) {
    for (const char *line = strstr(request, "\r\n"); line; line = strstr(line + 2, "\r\n"))
        if (!strncasecmp(line + 2, name, strlen(name)))
            return line + 2 + strlen(name);
    return NULL;
}

// Serves the requests that are there in full and returns how many bytes they were.
static size_t serve(Connection *c, char *in, size_t length) {
    static char answers[REQUEST_BYTES * 4];
    size_t done = 0, answered = 0;
    char *blank;
    while ((blank = memmem(in + done, length - done, "\r\n\r\n", 4))) {
        char *request = in + done, *body = blank + 4;
        blank[2] = 0; // ends the last header's line
        if (!strncmp(request, "POST ", 5)) {
            const char *value = header(request, "Content-Length:");
            size_t size = value ? strtoul(value, NULL, 10) : 0;
            blank[2] = '\r';
            if (body + size > in + length)
                break;
            append(body, size);
            grown = 1;
            if (!coalesce)
                push_all();
            answered += sprintf(answers + answered, "HTTP/1.1 200 OK\r\nSSE-Last-Event-ID: %0*llu\r\nContent-Length: 0\r\n\r\n", ID_DIGITS,
                                (unsigned long long)sequence);
            done = body + size - in;
        } else {
            subscribe(c, header(request, "Last-Event-ID:"));
            done = body - in;
        }
    }
    if (answered)
        send(c->fd, answers, answered, MSG_NOSIGNAL);
    return done;
}

// Returns 0 if the connection has ended.
static int receive(Connection *c) {
    static char buffer[REQUEST_BYTES + 1];
    for (;;) {
        if (c->in)
            memcpy(buffer, c->in, c->length);
        ssize_t got = recv(c->fd, buffer + c->length, REQUEST_BYTES - c->length, MSG_DONTWAIT);
        if (got <= 0)
            return got < 0 && errno == EAGAIN;
        size_t length = c->length + got;
        buffer[length] = 0;
        size_t done = serve(c, buffer, length);
        free(c->in);
        c->in = NULL;
        c->length = length - done;
        if (c->length == REQUEST_BYTES)
            return 0;
        if (c->length) {
            c->in = malloc(c->length);
            memcpy(c->in, buffer + done, c->length);
        }
    }
}

static void accept_all(int listener) {
    int fd, on = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        Connection *c = calloc(1, sizeof *c);
        c->fd = fd;
        c->index = -1;
        struct epoll_event interest = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c};
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &interest);
    }
}

int main(int argc, char **argv) {
    if (argc != 3 || (strcmp(argv[2], "coalesce") && strcmp(argv[2], "send"))) {
        fprintf(stderr, "usage: floor PORT coalesce|send\n");
        return 2;
    }
    coalesce = !strcmp(argv[2], "coalesce");
    map_log();
    poller = epoll_create1(0);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (bind(listener, (void *)&address, length) || listen(listener, 4096) || getsockname(listener, (void *)&address, &length))
        die(argv[1]);
    printf("floor listening on http://127.0.0.1:%d/\n", ntohs(address.sin_port));
    fflush(stdout);
    struct epoll_event events[512], interest = {.events = EPOLLIN};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &interest);
    for (;;) {
        int n = epoll_wait(poller, events, 512, -1);
        for (int i = 0; i < n; i++) {
            Connection *c = events[i].data.ptr;
            if (!c)
                accept_all(listener);
            else if ((events[i].events & ~EPOLLOUT) && !receive(c))
                drop(c);
            else if (c->index >= 0 && c->blocked && (events[i].events & EPOLLOUT))
                push(c);
        }
        if (grown)
            push_all();
    }
}
