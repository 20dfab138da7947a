// udpload: datagrams of boards, sent at a rate or as fast as one thread can, and the least that a receiver of them does.
//   gcc -O2 -Wall -Wextra -o udpload udpload.c
//   udpload floor PORT           receives with recvmmsg, up to 64 datagrams a call, counts, and prints the counts at SIGTERM
//   udpload send PORT [options]  sends to 127.0.0.1:PORT
//     --format json|line  the boards' syntax (json)        --pid PID     whose CPU time to report: the receiver's
//     --readings N        in each datagram, 1 to 64 (1)    --warmup S    seconds that are not reported (0)
//     --boards N          that take turns (1000)           --seconds S   of each run (5)
//     --rate N            datagrams a second, 0 = all it   --runs N      one line each (1)
//                         can (0)                          --burst N     datagrams a call, 1 to 64 (64; at a rate also what comes at once)
// Every value differs from the one before it, and sequence numbers grow by one, so that a receiver that publishes changes has to publish each.
// What the receiver took is what was sent less what the kernel dropped at its socket (/proc/net/udp and udp6) or still holds for it. udp.sh compares a hub with the floor.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#define BATCH 64
#define LARGEST 1472
#define SOCKET_BUFFER (4 << 20)
#define LEAST_SEQ 1000000000u // all have ten digits
#define SEQS 3000000000u
typedef uint64_t u64;

static volatile sig_atomic_t stopped;
static void stop(int signal) {
    (void)signal;
    stopped = 1;
}

static void die(const char *what) {
    perror(what);
    exit(1);
}

static int udp_socket(int port, int option, int (*attach)(int, const struct sockaddr *, socklen_t)) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_DGRAM, 0), bytes = SOCKET_BUFFER;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, option, &bytes, sizeof bytes) || attach(fd, (void *)&address, sizeof address))
        die("udp socket");
    return fd;
}

static int floor_receiver(int port) {
    static char buffers[BATCH][LARGEST + 1];
    struct iovec parts[BATCH];
    struct mmsghdr messages[BATCH];
    struct sockaddr_storage senders[BATCH];
    int fd = udp_socket(port, SO_RCVBUF, bind);
    struct sigaction action = {.sa_handler = stop}; // without SA_RESTART: the call ends
    sigaction(SIGTERM, &action, NULL);
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < BATCH; i++) {
        parts[i] = (struct iovec){buffers[i], sizeof buffers[i]};
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        messages[i].msg_hdr.msg_name = &senders[i];
    }
    u64 datagrams = 0, bytes = 0, calls = 0;
    while (!stopped) {
        for (int i = 0; i < BATCH; i++)
            messages[i].msg_hdr.msg_namelen = sizeof senders[i];
        int n = recvmmsg(fd, messages, BATCH, MSG_WAITFORONE, NULL);
        if (n < 0) {
            if (errno == EINTR)
                continue;
            die("recvmmsg");
        }
        calls++;
        datagrams += n;
        for (int i = 0; i < n; i++)
            bytes += messages[i].msg_len;
    }
    printf("{\"datagrams\":%lu,\"bytes\":%lu,\"per_call\":%.1f}\n", datagrams, bytes, calls ? (double)datagrams / calls : 0);
    return 0;
}

// A board's datagram: built once, then only its digits change, all of a fixed width.
typedef struct {
    char text[LARGEST];
    int length, seq_at, value_at[64];
    unsigned count;
} Board;

// Where the boards begin to count: far from where an earlier sender stopped, whose numbers would otherwise come again and be taken for duplicates.
static unsigned first_seq;

static void build(Board *board, int number, int line, int readings) {
    char *at = board->text;
    at += sprintf(at, line ? "weather,board=esp32-%05d seq=" : "{\"board\":\"esp32-%05d\",\"seq\":", number);
    board->seq_at = at - board->text;
    at += sprintf(at, line ? "1000000000u" : "1000000000");
    for (int i = 0; i < readings; i++) {
        at += sprintf(at, line ? ",sensor%02d=" : ",\"sensor%02d\":", i);
        board->value_at[i] = at - board->text;
        at += sprintf(at, "10.00");
    }
    at += sprintf(at, line ? "" : "}");
    board->length = at - board->text;
}

static void put_digits(char *end, unsigned number, int digits) {
    while (digits-- > 0) {
        *--end = '0' + number % 10;
        number /= 10;
    }
}

static void advance(Board *board, int readings) {
    unsigned count = board->count++;
    put_digits(board->text + board->seq_at + 10, first_seq + count, 10);
    for (int i = 0; i < readings; i++) {
        unsigned hundredths = 1000 + (count + 7 * i) % 9000;
        char *value = board->text + board->value_at[i];
        put_digits(value + 2, hundredths / 100, 2);
        put_digits(value + 5, hundredths % 100, 2);
    }
}

static u64 nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000ull + now.tv_nsec;
}

// The time that all threads of a process have been on a CPU. A thread that ends takes its share along: runs are short, and pools keep theirs.
static u64 cpu_nanos(int pid) {
    char path[300];
    u64 sum = 0;
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *tasks = pid ? opendir(path) : NULL;
    for (struct dirent *task; tasks && (task = readdir(tasks));) {
        unsigned long on_cpu;
        snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", pid, task->d_name);
        FILE *file = task->d_name[0] == '.' ? NULL : fopen(path, "r");
        if (file && fscanf(file, "%lu", &on_cpu) == 1)
            sum += on_cpu;
        if (file)
            fclose(file);
    }
    if (tasks)
        closedir(tasks);
    return sum;
}

typedef struct {
    u64 at, cpu, sent, dropped;
} Reading;

// A receiver of both families is found in udp6, whatever comes to it.
static u64 drops(int port) {
    static const char *const tables[] = {"/proc/net/udp", "/proc/net/udp6"};
    char row[512];
    u64 dropped = 0;
    for (int i = 0; i < 2; i++) {
        FILE *table = fopen(tables[i], "r");
        while (table && fgets(row, sizeof row, table)) {
            unsigned local;
            u64 column;
            if (sscanf(row, " %*d: %*[0-9A-F]:%x %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lu", &local, &column) == 2 && (int)local == port)
                dropped += column;
        }
        if (table)
            fclose(table);
    }
    return dropped;
}

static Reading now(int port, int pid, u64 sent) {
    return (Reading){nanos(), cpu_nanos(pid), sent, drops(port)};
}

static int sender(int port, int count, char **arguments) {
    int line = 0, readings = 1, boards = 1000, rate = 0, pid = 0, burst = BATCH, runs = 1;
    double warmup = 0, seconds = 5;
    static const struct option options[] = {{"format", 1, 0, 'f'}, {"readings", 1, 0, 'n'}, {"boards", 1, 0, 'b'}, {"rate", 1, 0, 'r'}, {"pid", 1, 0, 'p'},
            {"warmup", 1, 0, 'w'}, {"seconds", 1, 0, 's'}, {"runs", 1, 0, 'R'}, {"burst", 1, 0, 'B'}, {0, 0, 0, 0}};
    for (int option; (option = getopt_long(count, arguments, "", options, NULL)) >= 0;)
        switch (option) {
        case 'f': line = !strcmp(optarg, "line"); break;
        case 'n': readings = atoi(optarg); break;
        case 'b': boards = atoi(optarg); break;
        case 'r': rate = atoi(optarg); break;
        case 'p': pid = atoi(optarg); break;
        case 'w': warmup = atof(optarg); break;
        case 's': seconds = atof(optarg); break;
        case 'R': runs = atoi(optarg); break;
        case 'B': burst = atoi(optarg); break;
        default: return 2;
        }
    if (readings < 1 || readings > 64 || boards < 1 || boards > 99999 || burst < 1 || burst > BATCH || rate < 0) {
        fprintf(stderr, "readings and burst are 1 to 64, boards 1 to 99999, rate 0 or more\n");
        return 2;
    }
    first_seq = LEAST_SEQ + nanos() / 1000 % (SEQS / 2);
    int fd = udp_socket(port, SO_SNDBUF, connect);
    Board *all = calloc(boards, sizeof *all);
    for (int i = 0; i < boards; i++)
        build(&all[i], i, line, readings);
    static char texts[BATCH][LARGEST];
    struct iovec parts[BATCH];
    struct mmsghdr messages[BATCH];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < BATCH; i++) {
        parts[i].iov_base = texts[i];
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    u64 sent = 0, start = nanos(), end = start + warmup * 1e9;
    int next = 0;
    Reading before = {0, 0, 0, 0};
    for (int run = warmup > 0 ? 0 : 1; run <= runs; run++) {
        if (run > 0) {
            before = now(port, pid, sent);
            end = before.at + seconds * 1e9;
        }
        while (nanos() < end) {
            if (rate && sent > (nanos() - start) * 1e-9 * rate) {
                struct timespec pause = {0, 50000};
                nanosleep(&pause, NULL);
                continue;
            }
            for (int i = 0; i < burst; i++) {
                Board *board = &all[next];
                next = next + 1 < boards ? next + 1 : 0;
                advance(board, readings);
                memcpy(texts[i], board->text, board->length);
                parts[i].iov_len = board->length;
            }
            // A refused port shows as an error of the next call; what comes too early for the receiver counts as sent all the same.
            for (int done = 0, n; done < burst; done += n)
                n = sendmmsg(fd, messages + done, burst - done, 0), n = n < 0 ? 1 : n;
            sent += burst;
        }
        if (run == 0)
            continue;
        if (rate)
            usleep(300000); // let the receiver finish; at full speed its queue is as full at the end as at the beginning
        Reading after = now(port, pid, sent);
        double elapsed = (after.at - before.at) * 1e-9, cpu = (after.cpu - before.cpu) * 1e-9;
        u64 dropped = after.dropped - before.dropped, taken = after.sent - before.sent - dropped;
        printf("{\"run\":%d,\"format\":\"%s\",\"readings\":%d,\"bytes\":%d,\"sent\":%lu,\"dropped\":%lu,\"taken\":%lu,\"taken_per_s\":%.0f,\"cpu_s\":%.3f,"
               "\"cpu_us_per_datagram\":%.3f,\"datagrams_per_cpu_s\":%.0f}\n",
               run, line ? "line" : "json", readings, all[0].length, after.sent - before.sent, dropped, taken, taken / elapsed, cpu,
               taken ? cpu * 1e6 / taken : 0, cpu > 0 ? taken / cpu : 0);
        fflush(stdout);
        if (rate)
            start = nanos() - (u64)((double)sent / rate * 1e9); // the pause is no backlog
    }
    return 0;
}

int main(int count, char **arguments) {
    if (count == 3 && !strcmp(arguments[1], "floor"))
        return floor_receiver(atoi(arguments[2]));
    if (count >= 3 && !strcmp(arguments[1], "send"))
        return sender(atoi(arguments[2]), count - 2, arguments + 2);
    fprintf(stderr, "usage: udpload floor PORT | udpload send PORT [options]; the head of udpload.c explains them\n");
    return 2;
}
