// reader: reads event streams as fully as a client has to, as what a load tester's speed is to be compared with. One thread, epoll. It opens streams,
// publishes by pipelined POSTs so that a number of events is always on its way, and takes what arrives apart at whatever byte it is cut: response heads
// and chunks (RFC 9112 sections 4 and 7.1), lines and fields (WHATWG HTML section 9.2.6), the mark in the data. fanload.c beside it only hunts for numbers.
//
//   gcc -O2 -o reader reader.c
//   reader --port 8080 --streams 1000 --window 64 --size 100 --warmup 2 --seconds 5
//
// The server answers GET and POST on /events?topic=..., and sends something on each stream as it begins: so do the hub and floor.c. The mark is the time
// of publishing in 16 digits, microseconds since 1970, a dot, 4 digits for the run and 11 for the event's number. readers.sh compares readers.
//
// Prints one line of name=value: own_cpu is this program's time, the kernel's for it included, as a share of a processor: near 1 it, not the server, was
// the limit. lost, duplicated and reordered are of the whole run and end it with status 3 if there are any, as does whatever is no event stream.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define RING 65536 // events that may be on their way
#define READ (256 << 10)
#define MOST_KEPT (16u << 20) // bytes of a line, or of an event's data
#define MARK 32
#define SECOND 1000000000ull
#define PATIENCE (10 * SECOND)

typedef uint64_t u64;

// Bytes in the buffer they were received in, or in memory of their own if they are to outlast it or were put together.
typedef struct {
    const char *at;
    size_t length, capacity;
    char *own;
} Text;

typedef struct {
    int fd, begun;
    enum { HEAD, SIZE, EXTENSION, CONTENT, CONTENT_END } state;
    int had_line, after_cr, has_data; // whether a line has ended, with CR: an LF then belongs to it
    unsigned seen;                    // digits of the chunk's size, or bytes of its end
    u64 left;                         // of the chunk
    Text data, type, id;              // of the event that is being read; the id stays
    Text line;                        // the beginning of one, or of the head
    u64 retry_millis;
    u64 next, missing_before; // the number that comes next; a bit for each of the 64 before it that has not come
} Stream;

static int port, all_streams = 1000, window = 64, size = 100, warmup = 2, seconds = 5;
static Stream *streams;
static int poller, publisher, begun, run;
static char last_answer[4097];
static u64 published, completed, deliveries, bytes, lost, duplicated, reordered, foreign, comments;
static int missing[RING]; // streams that lack the event
static u64 received_micros;
static size_t mark_offset; // where the mark was in the data before

__attribute__((noreturn, format(printf, 1, 2))) static void wrong(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("WRONG: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(3);
}

static u64 nanos(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

// Of microseconds, to three digits: as HdrHistogram does, linear up to 2,047 and in 1,024 steps for each doubling beyond.
static u64 latencies[55 << 10];

static void record(u64 value) {
    int shift = 63 - __builtin_clzll(value | 2047) - 10;
    latencies[((u64)shift << 10) + (value >> shift)]++;
}

static u64 percentile(double share) {
    u64 count = 0, seen = 0, i;
    for (i = 0; i < 55 << 10; i++)
        count += latencies[i];
    for (i = 0; count && (seen += latencies[i]) <= share * count; i++)
        ;
    int shift = i < 2048 ? 0 : (i >> 10) - 1;
    return ((i - ((u64)shift << 10) + 1) << shift) - 1;
}

static void set(Text *t, const char *at, size_t length) {
    t->at = at;
    t->length = length;
}

// Has the text outlast the buffer that it is in, with room for some bytes more.
static void keep(Text *t, size_t more) {
    char *old = t->own;
    if (t->length + more > t->capacity) {
        t->capacity = 2 * (t->length + more);
        if (t->capacity > MOST_KEPT)
            wrong("a line or an event is longer than %u bytes", MOST_KEPT / 2);
        t->own = malloc(t->capacity);
    }
    if (t->length && t->at != t->own)
        memcpy(t->own, t->at, t->length);
    if (old != t->own)
        free(old);
    t->at = t->own;
}

static void append(Text *t, const char *at, size_t length) {
    keep(t, length);
    memcpy(t->own + t->length, at, length);
    t->length += length;
}

static void keep_event(Stream *s) {
    keep(&s->data, 0);
    keep(&s->type, 0);
    keep(&s->id, 0);
}

// Takes the number of an event that has come.
static void number(Stream *s, u64 number) {
    u64 back = s->next - number;
    if (number < s->next && back <= 64 && (s->missing_before >> (back - 1) & 1)) {
        s->missing_before &= ~(1ull << (back - 1));
        lost--;
        reordered++;
    } else if (number < s->next) {
        duplicated++;
    } else {
        for (; s->next <= number; s->next++) {
            int missed = s->next < number; // unless it comes yet
            lost += missed;
            s->missing_before = s->missing_before << 1 | missed;
            completed += --missing[s->next % RING] == 0;
        }
    }
}

// Returns the number that eight digits make, with the highest bit set if they are none.
static u64 eight_digits(const char *at) {
    u64 digits;
    memcpy(&digits, at, 8);
    digits ^= 0x3030303030303030;
    if (((digits + 0x7676767676767676) | digits) & 0x8080808080808080)
        return 1ull << 63;
    digits = digits * 10 + (digits >> 8);
    return ((digits & 0xff000000ff) * 0xf424000000064 + (digits >> 16 & 0xff000000ff) * 0x271000000001) >> 32;
}

static int mark(Stream *s, const char *at) {
    if (at[16] != '.')
        return 0;
    u64 high = eight_digits(at), low = eight_digits(at + 8), of_run = eight_digits(at + 17), count = eight_digits(at + 24);
    if ((high | low | of_run | count) >> 63 || of_run / 10000 != (u64)run)
        return 0;
    count += of_run % 10000 / 10 * 100000000; // its last digit is the first of the other
    if (count >= published)
        wrong("event %llu comes before it is published", (unsigned long long)count);
    u64 sent_micros = high * 100000000 + low;
    record(received_micros > sent_micros ? received_micros - sent_micros : 0);
    deliveries++;
    number(s, count);
    return 1;
}

static void event(Stream *s) {
    if (s->data.length >= mark_offset + MARK && mark(s, s->data.at + mark_offset))
        return;
    for (size_t offset = 0; offset + MARK <= s->data.length; offset++)
        if (mark(s, s->data.at + offset)) {
            mark_offset = offset;
            return;
        }
    foreign++;
}

static void field(Stream *s, const char *name, size_t length, const char *value, size_t value_length) {
    if (length == 4 && !memcmp(name, "data", 4)) {
        if (s->has_data) {
            append(&s->data, "\n", 1);
            append(&s->data, value, value_length);
        } else {
            set(&s->data, value, value_length);
            s->has_data = 1;
        }
    } else if (length == 5 && !memcmp(name, "event", 5)) {
        set(&s->type, value, value_length);
    } else if (length == 2 && !memcmp(name, "id", 2)) {
        if (!memchr(value, 0, value_length))
            set(&s->id, value, value_length);
    } else if (length == 5 && !memcmp(name, "retry", 5)) {
        u64 millis = 0;
        size_t digits = 0;
        for (; digits < value_length && value[digits] >= '0' && value[digits] <= '9'; digits++)
            millis = 10 * millis + value[digits] - '0';
        if (digits && digits == value_length)
            s->retry_millis = millis;
    }
}

static void line(Stream *s, const char *at, size_t length) {
    if (!s->had_line && length >= 3 && !memcmp(at, "\xef\xbb\xbf", 3))
        at += 3, length -= 3;
    s->had_line = 1;
    const char *end = at + length, *colon = at;
    while (colon < end && *colon != ':') // soon: names are short
        colon++;
    if (length == 0) {
        if (s->has_data)
            event(s);
        s->has_data = 0;
        s->data.length = s->type.length = 0;
    } else if (colon == at) {
        comments++;
    } else {
        const char *value = colon + (colon < end);
        value += value < end && *value == ' ';
        field(s, at, colon - at, value, end - value);
    }
}

static const char *find(const char *at, const char *end, char c) {
    const char *found = memchr(at, c, end - at);
    return found ? found : end;
}

static void content(Stream *s, const char *at, const char *end) {
    at += s->after_cr && *at == '\n';
    s->after_cr = 0;
    for (const char *lf = find(at, end, '\n'), *cr = find(at, end, '\r'), *stop; at < end; at = stop + 1) {
        lf = lf < at ? find(at, end, '\n') : lf;
        cr = cr < at ? find(at, end, '\r') : cr;
        stop = lf < cr ? lf : cr;
        if (s->line.length || stop == end)
            append(&s->line, at, stop - at);
        if (stop == end)
            return;
        if (s->line.length) {
            line(s, s->line.at, s->line.length);
            keep_event(s);
            s->line.length = 0;
        } else {
            line(s, at, stop - at);
        }
        s->after_cr = stop == cr && stop + 1 == end;
        stop += stop == cr && lf == cr + 1;
    }
}

// Takes the response head, or keeps what there is of it, and returns where the rest begins.
static const char *head(Stream *s, const char *at, const char *end) {
    size_t before = s->line.length;
    append(&s->line, at, end - at);
    char *text = s->line.own, *blank = memmem(text, s->line.length, "\r\n\r\n", 4);
    if (!blank)
        return end;
    blank[2] = 0;
    if (strncmp(text, "HTTP/1.1 200 ", 13) || !strcasestr(text, "\r\nContent-Type: text/event-stream") || !strcasestr(text, "\r\nTransfer-Encoding: chunked\r\n"))
        wrong("a stream was answered: %s", text);
    s->line.length = 0;
    s->state = SIZE;
    return at + (blank + 4 - text - before);
}

static void take(Stream *s, const char *at, const char *end) {
    while (at < end) {
        switch (s->state) {
        case HEAD:
            at = head(s, at, end);
            break;
        case SIZE:
            for (int digit; at < end; at++, s->seen++) {
                digit = *at >= '0' && *at <= '9' ? *at - '0' : (*at | 32) >= 'a' && (*at | 32) <= 'f' ? (*at | 32) - 'a' + 10 : -1;
                if (digit < 0)
                    break;
                s->left = s->left << 4 | digit;
            }
            if (at < end && (s->seen == 0 || s->seen > 8 || s->left == 0))
                wrong(s->seen && !s->left ? "a stream ended" : "a chunk has no size");
            s->state = at < end ? EXTENSION : SIZE;
            break;
        case EXTENSION:
            while (at < end && *at != '\n')
                at++;
            s->state = at < end ? CONTENT : EXTENSION;
            at += at < end;
            break;
        case CONTENT: {
            u64 there = (u64)(end - at) < s->left ? (u64)(end - at) : s->left;
            content(s, at, at + there);
            at += there;
            s->left -= there;
            s->state = s->left ? CONTENT : CONTENT_END;
            s->seen = 0;
            begun += !s->begun;
            s->begun = 1;
            break;
        }
        case CONTENT_END:
            if (*at++ != "\r\n"[s->seen++])
                wrong("a chunk is longer than its size");
            if (s->seen == 2) {
                s->seen = 0;
                s->state = SIZE;
            }
        }
    }
    keep_event(s);
}

static int dial(const char *request, void *what) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event interest = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = what};
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (fd < 0 || connect(fd, (void *)&address, sizeof address) || epoll_ctl(poller, EPOLL_CTL_ADD, fd, &interest) || send(fd, request, strlen(request), MSG_NOSIGNAL) < 0)
        wrong("cannot connect: %s (see ulimit -n)", strerror(errno));
    return fd;
}

// Receives all that there is. What a POST is answered is of interest only if its event does not arrive.
static void receive(Stream *s) {
    static char buffer[READ];
    for (ssize_t got = READ; got == READ || (!s && got > 0);) {
        got = s ? recv(s->fd, buffer, READ, MSG_DONTWAIT) : recv(publisher, last_answer, sizeof last_answer - 1, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN))
            wrong("%s ended%s%s", s ? "a stream" : "the connection that publishes", got ? ": " : "", got ? strerror(errno) : "");
        received_micros = nanos(CLOCK_REALTIME) / 1000;
        if (s && got > 0) {
            bytes += got;
            take(s, buffer, buffer + got);
        }
    }
}

static void work(void) {
    static struct epoll_event events[512];
    int n = epoll_wait(poller, events, 512, 100);
    for (int i = 0; i < n; i++)
        receive(events[i].data.ptr);
}

static void publish(int count) {
    static char out[2 << 20];
    char *at = out, text[80];
    for (; count > 0; count--) {
        int length = sprintf(text, "%016llu.%04d%011llu ", (unsigned long long)(nanos(CLOCK_REALTIME) / 1000), run, (unsigned long long)published);
        at += sprintf(at, "POST /events?topic=bench HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n", port, size);
        memset(at, 'x', size);
        memcpy(at, text, size > length ? length : size);
        at += size;
        missing[published++ % RING] = all_streams;
        if (count == 1 || at - out > 1 << 19) {
            if (send(publisher, out, at - out, MSG_NOSIGNAL) < 0)
                wrong("cannot publish: %s", strerror(errno));
            at = out;
        }
    }
}

// Works while there is time, and something comes: with a window events are published, without one awaited. Returns how many seconds that took.
static double work_until(u64 end, int ahead) {
    u64 start = nanos(CLOCK_MONOTONIC), time = start, before = 0, progress = start;
    for (; time < end && (ahead || completed < published); time = nanos(CLOCK_MONOTONIC)) {
        publish(ahead - (int)(published - completed));
        work();
        progress = deliveries > before ? time : progress;
        before = deliveries;
        if (time - progress > PATIENCE)
            wrong("nothing comes; the last POST was answered: %s", last_answer);
    }
    return (time - start) / 1e9;
}

static int *find_option(const char *name) {
    static const struct {
        const char *name;
        int *value;
    } options[] = {{"--port", &port}, {"--streams", &all_streams}, {"--window", &window}, {"--size", &size}, {"--warmup", &warmup}, {"--seconds", &seconds}};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (!strcmp(name, options[i].name))
            return options[i].value;
    return NULL;
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i += 2) {
        int *value = find_option(argv[i]);
        if (!value || i + 1 == argc) {
            fprintf(stderr, "reader: %s is no option, or lacks its number; the options are at the top of reader.c\n", argv[i]);
            return 2;
        }
        *value = atoi(argv[i + 1]);
    }
    if (!port || all_streams < 1 || window < 1 || window > RING / 2 || size < MARK || size > 1 << 20) {
        fprintf(stderr, "reader: needed are --port, --streams of at least 1, --window of 1 to %d, --size of %d to %d bytes\n", RING / 2, MARK, 1 << 20);
        return 2;
    }
    char request[128];
    sprintf(request, "GET /events?topic=bench HTTP/1.1\r\nHost: localhost:%d\r\nAccept: text/event-stream\r\n\r\n", port);
    run = getpid() % 10000;
    poller = epoll_create1(0);
    streams = calloc(all_streams, sizeof *streams);
    for (int i = 0; i < all_streams; i++)
        streams[i].fd = dial(request, &streams[i]);
    while (begun < all_streams)
        work();
    publisher = dial("", NULL);
    work_until(nanos(CLOCK_MONOTONIC) + warmup * SECOND, window);
    memset(latencies, 0, sizeof latencies);
    u64 cpu = nanos(CLOCK_PROCESS_CPUTIME_ID), events = published, count = deliveries, received = bytes;
    double took = work_until(nanos(CLOCK_MONOTONIC) + seconds * SECOND, window);
    double own = (nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu) / 1e9;
    count = deliveries - count;
    printf("events_per_s=%.0f deliveries_per_s=%.0f mib_per_s=%.0f", (published - events) / took, count / took, (bytes - received) / took / (1 << 20));
    printf(" own_cpu=%.2f own_cpu_us_per_delivery=%.4f", own / took, own * 1e6 / count);
    printf(" p50_us=%llu p99_us=%llu", (unsigned long long)percentile(.5), (unsigned long long)percentile(.99));
    work_until(nanos(CLOCK_MONOTONIC) + PATIENCE, 0);
    for (int i = 0; i < all_streams; i++)
        lost += published - streams[i].next;
    printf(" lost=%llu duplicated=%llu reordered=%llu foreign=%llu comments=%llu\n", (unsigned long long)lost, (unsigned long long)duplicated,
           (unsigned long long)reordered, (unsigned long long)foreign, (unsigned long long)comments);
    return lost || duplicated || reordered ? 3 : 0;
}
