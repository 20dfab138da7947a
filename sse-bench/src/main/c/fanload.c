// fanload: a load generator and checker for event streams over HTTP. One thread, epoll. It opens streams, publishes numbered events by pipelined POSTs,
// and checks that each stream gets exactly the events of its selection, every one once and in order: the first that is not so ends the run with WRONG
// and status 3.
//
//   gcc -O2 -o fanload fanload.c
//   fanload --port 8080 --pid PID                                     1,000 streams, 64 events in flight
//   fanload --port 8080 --pid PID --window 0 --rate 100               100 events a second, whether they are delivered or not
//   fanload --port 8080 --pid PID --topics 50 --churn 100             mixed selections; 100 streams a second leave and others come
//   fanload --port 8080 --pid PID --streams 10 --catchup 1000         1,000 streams resume 10,000 events back, all at once; 10 are live meanwhile
//   fanload --port 8080 --pid PID --streams 10000 --hold 10           10,000 streams, nothing published; growth of the server's resident memory
//
// The server answers GET and POST on /events?topic=..., and a POST's answer has a header SSE-Last-Event-ID: so do the hub and floor.c beside this file.
// PID is the server's process: its CPU time is what the scheduler accounted to its threads. fanload.sh runs both in turns.
//
// With several topics the streams take turns at four selections: one topic, bench/*, everything, and three topics. A stream that comes and goes
// resumes after its last event every other time and else begins anew; what it gets is checked, but an event counts as delivered to all without it.
//
// Prints one line of name=value. last_* is the time from sending the POST until the last steady stream had the event; idle is the share of time that
// this program had nothing to do: near 0 it, not the server, was the limit. own_cpu is what it took of its own processor beside waiting.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
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

#define RING 131072 // events that are remembered
#define ROOM 32768  // for the beginning of a chunk that has not come in full
#define READ (256 << 10)
#define COLD_READ (64 << 10) // so that a stream that catches up does not keep the live ones waiting
#define ID_LENGTH 19
#define SECOND 1000000000ull
#define PATIENCE (30 * SECOND)
#define PENDING 128 // streams that are being opened at a time

typedef uint64_t u64;

typedef struct {
    int fd, number;
    enum { CLOSED, CONNECTING, ASKED, BEGUN } state;
    int fresh;  // it began in the midst: its first event may be an earlier one than next
    int visits; // how often it came
    u64 topics; // a bit for each
    u64 next;   // the event that comes next
    char last_id[ID_LENGTH + 1];
    char *rest; // the beginning of a chunk, or of the head
    int rest_length;
} Stream;

static struct {
    int port, pid, streams, topics, window, rate, size, warmup, seconds, churn, catchup, back, hold;
} option = {.streams = 1000, .topics = 1, .window = 64, .size = 100, .warmup = 2, .seconds = 5, .back = 10000};

static Stream *streams; // the steady ones, those that catch up, those that come and go
static int all_streams, begun, hot, cold;
static u64 published, answered, completed, deliveries, cold_bytes, cold_target;
static int cold_missing;
static u64 sent_at[RING];
static unsigned missing[RING]; // steady streams that lack the event
static char ids[RING][ID_LENGTH + 1];
static unsigned wanted[64]; // steady streams that select the topic
static char area[ROOM + READ];
static u64 idle, idle_cpu, last_progress;

static struct {
    int fd;
    char *out, in[65536];
    size_t out_length, out_capacity, in_length;
} publisher;

__attribute__((noreturn, format(printf, 1, 2))) static void wrong(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("WRONG: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(3);
}

static void die(const char *what) {
    perror(what);
    exit(1);
}

static u64 nanos(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

static u64 now(void) {
    return nanos(CLOCK_MONOTONIC);
}

// Of nanoseconds, in buckets 3 % wide.
typedef struct {
    u64 buckets[64 * 32], count;
} Histogram;

static Histogram every, last;
static u64 recorded_from; // what was published before is not recorded

static void record(Histogram *h, u64 value) {
    int shift = value < 32 ? 0 : 63 - __builtin_clzll(value) - 5;
    h->buckets[shift * 32 + (value >> shift)]++;
    h->count++;
}

static double micros(const Histogram *h, double share) {
    u64 seen = 0, rank = share * h->count;
    for (int i = 0; i < 64 * 32; i++)
        if ((seen += h->buckets[i]) > rank) {
            int shift = i < 64 ? 0 : i / 32 - 1;
            return ((u64)(i - shift * 32) << shift) / 1e3;
        }
    return 0;
}

static void record_anew(u64 time) {
    memset(&every, 0, sizeof every);
    memset(&last, 0, sizeof last);
    recorded_from = time;
}

static double cpu_seconds(void) {
    char path[300];
    snprintf(path, sizeof path, "/proc/%d/task", option.pid);
    DIR *folder = opendir(path);
    if (!folder)
        die(path);
    double sum = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        snprintf(path, sizeof path, "/proc/%d/task/%.20s/schedstat", option.pid, entry->d_name);
        FILE *file = entry->d_name[0] == '.' ? NULL : fopen(path, "r");
        unsigned long long nanos;
        if (file && fscanf(file, "%llu", &nanos) == 1)
            sum += nanos / 1e9;
        if (file)
            fclose(file);
    }
    closedir(folder);
    return sum;
}

static double resident_bytes(void) {
    char path[64];
    unsigned long pages = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", option.pid);
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "%*u %lu", &pages) != 1)
        die(path);
    fclose(file);
    return (double)pages * sysconf(_SC_PAGESIZE);
}

// Event n is on topic n % topics. Returns the first event from n on that is on one of a set of topics.
static u64 first_of(u64 set, u64 n) {
    int topic = n % option.topics;
    u64 later = set >> topic;
    return later ? n + __builtin_ctzll(later) : n + option.topics - topic + __builtin_ctzll(set);
}

// Chooses what a stream selects and writes the request target.
static u64 choose(int number, char *target) {
    int a = number / 4 % option.topics, b = (a + 7) % option.topics, c = (a + 19) % option.topics;
    u64 everything = option.topics == 64 ? ~0ull : (1ull << option.topics) - 1;
    switch (option.topics == 1 ? 0 : number % 4) {
    case 0:
        sprintf(target, "/events?topic=bench/%d", a);
        return 1ull << a;
    case 1:
        strcpy(target, "/events?topic=bench/*");
        return everything;
    case 2:
        strcpy(target, "/events");
        return everything;
    default:
        sprintf(target, "/events?topic=bench/%d&topic=bench/%d&topic=bench/%d", a, b, c);
        return 1ull << a | 1ull << b | 1ull << c;
    }
}

static int is_cold(const Stream *s) {
    return s->number >= option.streams && s->number < option.streams + option.catchup;
}

static void watch(int poller, int fd, unsigned events, Stream *s) {
    struct epoll_event interest = {.events = events, .data.ptr = s};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &interest))
        die("epoll_ctl");
}

static int dial(void) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(option.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (fd < 0)
        die("socket (see ulimit -n)");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, (void *)&address, sizeof address) && errno != EINPROGRESS)
        die("connect");
    return fd;
}

static void open_stream(Stream *s) {
    s->fd = dial();
    s->state = CONNECTING;
    watch(is_cold(s) ? cold : hot, s->fd, is_cold(s) ? EPOLLIN | EPOLLRDHUP : EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, s);
}

static void close_stream(Stream *s) {
    begun -= s->state == BEGUN;
    close(s->fd);
    free(s->rest);
    s->rest = NULL;
    s->rest_length = 0;
    s->state = CLOSED;
}

// Asks for the stream: after the last event it had if it resumes, else live.
static void ask(Stream *s, int resume) {
    char target[128], request[512], position[64] = "";
    s->topics = choose(s->number + s->visits / 2, target);
    s->fresh = !resume;
    if (resume)
        sprintf(position, "Last-Event-ID: %s\r\n", s->last_id);
    else
        s->last_id[0] = 0;
    int length = sprintf(request, "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nAccept: text/event-stream\r\n%s\r\n", target, option.port, position);
    if (send(s->fd, request, length, MSG_NOSIGNAL) != length)
        die("send");
    s->visits++;
    s->state = ASKED;
}

static void event(Stream *s, u64 number, const char *id, u64 time) {
    if (number != s->next && !(s->fresh && number < s->next && (s->topics >> number % option.topics & 1)))
        wrong("stream %d got event %llu where %llu comes next", s->number, (unsigned long long)number, (unsigned long long)s->next);
    s->fresh = 0;
    s->next = first_of(s->topics, number + 1);
    deliveries++;
    unsigned slot = number % RING;
    if (s->number < option.streams) {
        if (option.rate && sent_at[slot] >= recorded_from)
            record(&every, time - sent_at[slot]);
        if (--missing[slot] == 0) {
            completed++;
            last_progress = time;
            if (sent_at[slot] >= recorded_from)
                record(&last, time - sent_at[slot]);
        }
    } else if (is_cold(s)) {
        cold_missing -= number < cold_target && s->next >= cold_target;
    } else {
        memcpy(s->last_id, id, ID_LENGTH);
    }
}

// Takes one chunk's content, which ends with an empty line.
static void content(Stream *s, const char *text, int size, u64 time) {
    if (size > 6 && text[0] == 'd') {
        u64 number = 0;
        for (const char *digit = text + 6; *digit >= '0' && *digit <= '9'; digit++)
            number = 10 * number + *digit - '0';
        event(s, number, text + size - 2 - ID_LENGTH, time);
    } else if (size == 0 || (text[0] != 'r' && text[0] != ':')) { // neither a reconnection time nor a keep-alive
        wrong("stream %d got: %.*s", s->number, size, size ? text : "its end");
    }
    if (s->state == ASKED) {
        s->state = BEGUN;
        begun++;
        if (s->fresh) // what is published from here on must come
            s->next = first_of(s->topics, published);
    }
}

// Takes what is complete of a response and returns where the rest begins.
static char *take(Stream *s, char *at, char *end, u64 time) {
    if (s->state == ASKED && end - at > 4 && !memcmp(at, "HTTP", 4)) {
        char *blank = memmem(at, end - at, "\r\n\r\n", 4);
        if (!blank)
            return at;
        if (strncmp(at, "HTTP/1.1 200 ", 13))
            wrong("stream %d was answered: %.*s", s->number, (int)(end - at), at);
        at = blank + 4;
    }
    while (at < end) {
        int size = 0;
        char *p = at;
        for (; p < end && *p != '\r'; p++)
            size = 16 * size + (*p <= '9' ? *p - '0' : (*p | 32) - 'a' + 10);
        if (end - p < size + 4)
            break;
        content(s, p + 2, size, time);
        at = p + 2 + size + 2;
    }
    return at;
}

// Reads once, at most limit bytes. Returns whether there may be more.
static int receive(Stream *s, int limit) {
    char *from = area + ROOM;
    ssize_t got = recv(s->fd, from, limit, 0);
    if (got < 0 && errno == EAGAIN)
        return 0;
    if (got <= 0)
        wrong("stream %d ended%s%s", s->number, got ? ": " : "", got ? strerror(errno) : "");
    if (is_cold(s))
        cold_bytes += got;
    if (s->rest_length)
        memcpy(from - s->rest_length, s->rest, s->rest_length);
    char *end = from + got, *rest = take(s, from - s->rest_length, end, now());
    free(s->rest);
    s->rest = NULL;
    s->rest_length = end - rest;
    if (s->rest_length > ROOM)
        wrong("stream %d got a chunk of more than %d bytes", s->number, ROOM);
    if (s->rest_length) {
        s->rest = malloc(s->rest_length);
        memcpy(s->rest, rest, s->rest_length);
    }
    return got == limit;
}

static void ready(Stream *s, unsigned events) {
    if (s->state == CONNECTING && (events & (EPOLLOUT | EPOLLERR)))
        ask(s, s->visits % 2 && s->last_id[0]);
    if (s->state >= ASKED && (events & (EPOLLIN | EPOLLERR | EPOLLRDHUP)))
        while (receive(s, READ))
            ;
}

static void flush(void) {
    size_t sent = 0;
    while (sent < publisher.out_length) {
        ssize_t n = send(publisher.fd, publisher.out + sent, publisher.out_length - sent, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINPROGRESS && errno != ENOTCONN)
            die("publishing");
        if (n < 0)
            break;
        sent += n;
    }
    memmove(publisher.out, publisher.out + sent, publisher.out_length - sent);
    publisher.out_length -= sent;
}

static void publish(u64 time) {
    unsigned slot = published % RING, topic = published % option.topics;
    if (published - answered >= RING / 2)
        wrong("%d events have not been answered", RING / 2);
    if (publisher.out_capacity - publisher.out_length < option.size + 512u) {
        publisher.out_capacity = 2 * publisher.out_capacity + option.size + 512;
        publisher.out = realloc(publisher.out, publisher.out_capacity);
    }
    char *out = publisher.out + publisher.out_length;
    out += sprintf(out, "POST /events?topic=bench/%u HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n", topic,
                   option.port, option.size);
    memset(out, 'x', option.size);
    char number[12];
    memcpy(out, number, sprintf(number, "%010llu ", (unsigned long long)published));
    publisher.out_length = out + option.size - publisher.out;
    sent_at[slot] = time;
    missing[slot] = wanted[topic];
    completed += !wanted[topic];
    published++;
}

static void receive_answers(void) {
    char *in = publisher.in;
    for (;;) {
        ssize_t got = recv(publisher.fd, in + publisher.in_length, sizeof publisher.in - 1 - publisher.in_length, 0);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != ENOTCONN))
            wrong("the connection that publishes ended");
        if (got < 0)
            return;
        publisher.in_length += got;
        in[publisher.in_length] = 0;
        char *at = in, *blank;
        while ((blank = strstr(at, "\r\n\r\n"))) {
            char *length = strcasestr(at, "\r\nContent-Length:"), *id = strcasestr(at, "\r\nSSE-Last-Event-ID: ");
            char *end = blank + 4 + (length ? atoi(length + 17) : 0);
            if (end > in + publisher.in_length)
                break;
            if (strncmp(at, "HTTP/1.1 200 ", 13) || !id || id > blank)
                wrong("event %llu was answered: %.*s", (unsigned long long)answered, (int)(end - at), at);
            memcpy(ids[answered++ % RING], id + 21, ID_LENGTH);
            at = end;
        }
        publisher.in_length -= at - in;
        memmove(in, at, publisher.in_length + 1);
    }
}

// Does what there is to do, live streams first.
static void poll_all(u64 time) {
    static struct epoll_event events[512];
    static u64 cpu_when_idle; // 0 after work
    int n = epoll_wait(hot, events, 512, 0), worked = n > 0;
    for (int i = 0; i < n; i++)
        if (events[i].data.ptr)
            ready(events[i].data.ptr, events[i].events);
        else
            receive_answers();
    if (publisher.out_length)
        flush();
    if (cold_missing > 0 && epoll_wait(cold, events, 1, 0) > 0) {
        receive(events[0].data.ptr, COLD_READ);
        worked = 1;
    }
    u64 cpu = worked ? 0 : nanos(CLOCK_PROCESS_CPUTIME_ID);
    if (!worked) {
        idle += now() - time;
        idle_cpu += cpu_when_idle ? cpu - cpu_when_idle : 0;
    }
    cpu_when_idle = cpu;
}

static void come_and_go(u64 time) {
    static u64 due;
    static int turn;
    due = due ? due : time;
    for (; option.churn && due <= time; due += SECOND / option.churn) {
        Stream *s = &streams[option.streams + option.catchup + turn++ % option.churn];
        if (s->state == BEGUN)
            close_stream(s);
        if (s->state == CLOSED) // else it is still on its way
            open_stream(s);
    }
}

// Publishes and polls once.
static void step(int window, u64 *due) {
    u64 time = now();
    while (window ? published - completed < (u64)window : *due <= time) {
        publish(window ? time : *due);
        *due += option.rate ? SECOND / option.rate : 0;
    }
    come_and_go(time);
    poll_all(time);
    if (published > completed && time > last_progress + PATIENCE && time > sent_at[(published - 1) % RING] + PATIENCE)
        wrong("in %d s nothing came; %llu events are not with everybody", (int)(PATIENCE / SECOND), (unsigned long long)(published - completed));
}

static void run_until(u64 end) {
    u64 due = now();
    last_progress = due;
    while (now() < end)
        step(option.window, &due);
}

// A stream that is to catch up lacks nothing before it has asked.
static int lacks(const Stream *s) {
    return s->state == BEGUN ? s->next < published : s->state == ASKED || (s->state == CONNECTING && !is_cold(s));
}

// Waits until every stream has everything that was published, and every POST its answer.
static void settle(void) {
    u64 end = now() + PATIENCE;
    for (int i = 0; i < all_streams; i++)
        while (lacks(&streams[i]) || answered < published) {
            if (now() > end)
                wrong("stream %d comes to event %llu of %llu, %llu have been answered", i, (unsigned long long)streams[i].next, (unsigned long long)published,
                      (unsigned long long)answered);
            poll_all(now());
        }
}

static void open_steady(void) {
    u64 end = now() + PATIENCE;
    for (int opened = 0; begun < option.streams;) {
        while (opened < option.streams && opened - begun < PENDING)
            open_stream(&streams[opened++]);
        poll_all(now());
        if (now() > end)
            wrong("%d of %d streams began", begun, option.streams);
    }
    for (int i = 0; i < option.streams; i++) {
        streams[i].fresh = 0; // nothing has been published yet
        for (int topic = 0; topic < option.topics; topic++)
            wanted[topic] += streams[i].topics >> topic & 1;
    }
}

static void fan_out(void) {
    run_until(now() + option.warmup * SECOND);
    u64 start = now(), events = published, before = deliveries;
    double cpu = cpu_seconds();
    u64 own_cpu = nanos(CLOCK_PROCESS_CPUTIME_ID);
    idle = idle_cpu = 0;
    record_anew(start);
    run_until(start + option.seconds * SECOND);
    double seconds = (now() - start) / 1e9, share = idle / 1e9 / seconds;
    own_cpu = nanos(CLOCK_PROCESS_CPUTIME_ID) - own_cpu - idle_cpu;
    cpu = cpu_seconds() - cpu;
    double delivered = deliveries - before;
    events = published - events;
    settle();
    printf("events_per_s=%.0f deliveries_per_s=%.0f cpu_us_per_delivery=%.4f", events / seconds, delivered / seconds, cpu * 1e6 / delivered);
    if (option.rate)
        printf(" p50_us=%.0f p99_us=%.0f", micros(&every, .5), micros(&every, .99));
    printf(" last_p50_us=%.0f last_p99_us=%.0f idle=%.2f own_cpu_us_per_delivery=%.4f\n", micros(&last, .5), micros(&last, .99), share, own_cpu / 1e3 / delivered);
}

static void catch_up(void) {
    u64 due = 0;
    while (published < (u64)option.back)
        step(64, &due);
    settle();
    run_until(now() + option.warmup * SECOND);
    record_anew(now());
    run_until(now() + option.seconds * SECOND);
    settle();
    double p50 = micros(&every, .5), p99 = micros(&every, .99);
    for (int i = option.streams; i < option.streams + option.catchup; i++)
        open_stream(&streams[i]); // the requests follow all at once: what is measured begins with them
    run_until(now() + SECOND);
    settle();
    u64 start = now();
    double cpu = cpu_seconds();
    u64 from = published - option.back;
    cold_target = published;
    cold_missing = option.catchup;
    cold_bytes = idle = 0;
    record_anew(start);
    for (int i = option.streams; i < option.streams + option.catchup; i++) {
        memcpy(streams[i].last_id, ids[(from - 1) % RING], ID_LENGTH);
        ask(&streams[i], 1);
        streams[i].next = from;
    }
    due = now();
    last_progress = due;
    while (cold_missing > 0)
        step(0, &due);
    double seconds = (now() - start) / 1e9, mib = cold_bytes / 1048576.0, share = idle / 1e9 / seconds;
    cpu = cpu_seconds() - cpu;
    cold_missing = 1; // so that they are read on
    settle();
    printf("mib=%.0f seconds=%.3f mib_per_s=%.0f cpu_ms_per_mib=%.4f", mib, seconds, mib / seconds, cpu * 1e3 / mib);
    printf(" before_p50_us=%.0f before_p99_us=%.0f during_p50_us=%.0f during_p99_us=%.0f idle=%.2f\n", p50, p99, micros(&every, .5), micros(&every, .99), share);
}

static void hold(double before) {
    for (int i = 0; i < option.hold; i++) {
        sleep(1);
        poll_all(now());
        if (i == option.hold / 2) {
            printf("resident_bytes_per_stream=%.0f\n", (resident_bytes() - before) / option.streams);
            fflush(stdout);
        }
    }
}

static int *find_option(const char *name) {
    static const struct {
        const char *name;
        int *value;
    } options[] = {{"--port", &option.port},       {"--pid", &option.pid},         {"--streams", &option.streams}, {"--topics", &option.topics},
                   {"--window", &option.window},   {"--rate", &option.rate},       {"--size", &option.size},       {"--warmup", &option.warmup},
                   {"--seconds", &option.seconds}, {"--churn", &option.churn},     {"--catchup", &option.catchup}, {"--back", &option.back},
                   {"--hold", &option.hold}};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (!strcmp(name, options[i].name))
            return options[i].value;
    return NULL;
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i += 2) {
        int *value = find_option(argv[i]);
        if (!value || i + 1 == argc) {
            fprintf(stderr, "fanload: %s is no option, or lacks its number; the options are at the top of fanload.c\n", argv[i]);
            return 2;
        }
        *value = atoi(argv[i + 1]);
    }
    if (option.catchup && !option.rate)
        option.rate = 100;
    if (option.rate)
        option.window = 0;
    if (!option.port || !option.pid || option.topics < 1 || option.topics > 64 || option.size < 11 || option.size > 16384 || (!option.window && !option.rate)) {
        fprintf(stderr, "fanload: needed are --port and --pid, --topics of 1 to 64, --size of 11 to 16384 bytes, and --window or --rate\n");
        return 2;
    }
    hot = epoll_create1(0);
    cold = epoll_create1(0);
    all_streams = option.streams + option.catchup + option.churn;
    streams = calloc(all_streams, sizeof *streams);
    for (int i = 0; i < all_streams; i++)
        streams[i].number = i;
    double before = resident_bytes();
    open_steady();
    publisher.fd = dial();
    watch(hot, publisher.fd, EPOLLIN | EPOLLOUT | EPOLLET, NULL);
    if (option.hold)
        hold(before);
    else if (option.catchup)
        catch_up();
    else
        fan_out();
    return 0;
}
