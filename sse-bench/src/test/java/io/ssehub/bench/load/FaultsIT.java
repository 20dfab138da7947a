package io.ssehub.bench.load;

import static io.ssehub.bench.load.LoadRun.published;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.ssehub.bench.load.BadServer.Behaviour;
import io.ssehub.bench.load.BadServer.Wire;
import io.ssehub.bench.report.LoadReport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What a server does wrong is reported for exactly what it is. */
class FaultsIT {
    private static final int STREAMS = 5;

    private static LoadReport load(Behaviour behaviour, String... options) throws Exception {
        try (BadServer server = new BadServer(behaviour)) {
            return LoadRun.against(server.url(), options);
        }
    }

    private static void pause(Duration time) {
        for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() < end; ) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    @Test
    void aServerWithoutFaultsHasNone() throws Exception {
        LoadReport report = load(new Behaviour() {});

        long published = published(report).accepted();
        assertThat(published).isBetween(90L, 110L).isEqualTo(published(report).sent()).isEqualTo(published(report).due());
        assertThat(report.deliveries().steady()).isEqualTo(STREAMS * published).isEqualTo(report.deliveries().events());
        assertThat(report.deliveries()).extracting("lost", "duplicated", "reordered", "foreign").containsOnly(0L);
        assertThat(report.connections()).extracting("opened", "open").containsOnly((long) STREAMS);
        assertThat(report.latencies().delivery().count()).isEqualTo(STREAMS * published);
        assertThat(report.latencies().last().count()).isEqualTo(published);
    }

    @Test
    void countsWhatIsDropped() throws Exception {
        LoadReport report = load(new Behaviour() {
            @Override
            public void event(Wire wire, int place, String data) throws IOException {
                if (place != 10 && place != 20 && place != 21) {
                    wire.event(place, data);
                }
            }
        });

        assertThat(report.deliveries().lost()).isEqualTo(3 * STREAMS);
        assertThat(report.deliveries().unsoundStreams()).isEqualTo(STREAMS);
        assertThat(report.deliveries()).extracting("duplicated", "reordered").containsOnly(0L);
        assertThat(report.deliveries().events()).isEqualTo(STREAMS * (published(report).accepted() - 3));
    }

    @Test
    void countsWhatIsMissingAtTheEnd() throws Exception {
        LoadReport report = load(new Behaviour() {
            @Override
            public void event(Wire wire, int place, String data) throws IOException {
                if (place < 40) {
                    wire.event(place, data);
                }
            }
        }, "--drain", "1s");

        assertThat(report.deliveries().lost()).isEqualTo(STREAMS * (published(report).accepted() - 40));
    }

    @Test
    void countsWhatComesTwice() throws Exception {
        LoadReport report = load(new Behaviour() {
            @Override
            public void event(Wire wire, int place, String data) throws IOException {
                wire.event(place, data);
                if (place % 10 == 0) {
                    wire.event(place, data);
                }
            }
        });

        assertThat(report.deliveries().duplicated()).isEqualTo(STREAMS * ((published(report).accepted() + 9) / 10));
        assertThat(report.deliveries()).extracting("lost", "reordered").containsOnly(0L);
    }

    @Test
    void countsWhatComesAfterALaterOne() throws Exception {
        LoadReport report = load(new Behaviour() {
            private final ThreadLocal<String> held = new ThreadLocal<>();

            @Override
            public void event(Wire wire, int place, String data) throws IOException {
                if (place == 10 || place == 30) {
                    held.set(data);
                } else {
                    wire.event(place, data);
                    if (place == 12 || place == 31) {
                        wire.event(place, held.get());
                    }
                }
            }
        });

        assertThat(report.deliveries().reordered()).isEqualTo(2 * STREAMS);
        assertThat(report.deliveries()).extracting("lost", "duplicated").containsOnly(0L);
    }

    @Test
    void showsAKnownDelay() throws Exception {
        LoadReport report = load(new Behaviour() {
            @Override
            public void event(Wire wire, int place, String data) throws IOException {
                pause(Duration.ofMillis(200));
                wire.event(place, data);
            }
        }, "--publish-rate", "2", "--duration", "2s");

        assertThat(report.latencies().delivery().minMicros()).isGreaterThanOrEqualTo(199_000);
        assertThat(report.latencies().last().minMicros()).isGreaterThanOrEqualTo(199_000);
    }

    @Test
    void aPauseOfTheStreamsShowsInTheTail() throws Exception {
        LoadReport report = load(new Behaviour() {
            @Override
            public void event(Wire wire, int place, String data) throws IOException {
                if (place == 50) {
                    pause(Duration.ofSeconds(1));
                }
                wire.event(place, data);
            }
        }, "--duration", "2s");

        assertThat(report.latencies().delivery().maxMicros()).isGreaterThan(990_000);
        assertThat(report.latencies().delivery().p90Micros()).isGreaterThan(500_000);
        assertThat(report.latencies().last().p90Micros()).isGreaterThan(500_000);
    }

    @Test
    void aPauseInWhichNothingCanBePublishedShowsInTheTail() throws Exception {
        LoadReport report = load(new Behaviour() {
            @Override
            public void published(int place) {
                if (place == 50) {
                    pause(Duration.ofSeconds(1));
                }
            }
        }, "--duration", "2s");

        assertThat(report.latencies().delivery().maxMicros()).isGreaterThan(990_000);
        assertThat(report.latencies().delivery().p90Micros()).isGreaterThan(500_000);
        assertThat(published(report).due()).isEqualTo(published(report).accepted());
    }

    @Test
    void countsStreamsThatEndByCause() throws Exception {
        LoadReport report = load(new Behaviour() {
            @Override
            public void event(Wire wire, int place, String data) throws IOException {
                wire.event(place, data);
                if (place == 20) {
                    switch (wire.visit()) {
                        case 0 -> throw wire.end();
                        case 1 -> throw wire.cut();
                        case 2 -> {
                            wire.raw("this is no chunk");
                            wire.await(100_000);
                        }
                        default -> {}
                    }
                }
            }
        });

        assertThat(report.connections().dropped()).containsOnly(
                entry("ended by the server", 1L),
                entry("closed by the server in the midst of its answer", 1L),
                entry("the chunked coding is broken", 1L));
        assertThat(report.connections().open()).isEqualTo(STREAMS - 3);
        assertThat(report.deliveries().steady()).isEqualTo((STREAMS - 3) * published(report).accepted());
        assertThat(report.deliveries().churned()).isEqualTo(3 * 21);
        assertThat(report.deliveries()).extracting("lost", "duplicated", "reordered").containsOnly(0L);
    }

    @Test
    void countsAnswersThatAreNoStreamByCause() throws Exception {
        LoadReport report = load(new Behaviour() {
            @Override
            public void stream(Wire wire, int after) throws IOException {
                switch (wire.visit()) {
                    case 0 -> wire.raw("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
                    case 1 -> wire.raw("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 6\r\n\r\n<html>");
                    case 2 -> wire.raw("220 mail.example ESMTP\r\n");
                    case 3 -> throw wire.cut();
                    default -> Behaviour.super.stream(wire, after);
                }
            }
        });

        assertThat(report.connections().failed()).containsOnly(
                entry("status 503", 1L), entry("content type text/html", 1L), entry("the answer is not HTTP/1.1", 1L), entry("closed by the server", 1L));
        assertThat(report.connections().opened()).isEqualTo(1);
    }

    @Test
    void aStreamThatComesBackMissesNothingWhereTheServerResumes() throws Exception {
        LoadReport report = load(new EndsOnce(true), "--reconnect");

        assertThat(report.reconnects()).extracting("count", "complete", "missed").containsExactly((long) STREAMS, (long) STREAMS, 0L);
        assertThat(report.reconnects().gap().minMicros()).isGreaterThanOrEqualTo(100_000);
        assertThat(report.deliveries().events()).isEqualTo(STREAMS * published(report).accepted());
        assertThat(report.deliveries()).extracting("lost", "duplicated", "reordered").containsOnly(0L);
    }

    @Test
    void aStreamThatComesBackMissesTheGapWhereTheServerDoesNotResume() throws Exception {
        LoadReport report = load(new EndsOnce(false), "--reconnect");

        assertThat(report.reconnects()).extracting("count", "complete").containsExactly((long) STREAMS, 0L);
        assertThat(report.reconnects().missed()).isGreaterThanOrEqualTo(5 * STREAMS).isEqualTo(report.deliveries().lost());
        assertThat(report.deliveries().events() + report.deliveries().lost()).isEqualTo(STREAMS * published(report).accepted());
    }

    /** Ends each stream after 20 events, and asks to come back after 100 ms. */
    private record EndsOnce(boolean resumes) implements Behaviour {
        @Override
        public void stream(Wire wire, int after) throws IOException {
            if (wire.visit() < STREAMS) {
                wire.head("200 OK", "text/event-stream");
                wire.chunk("retry: 100\n\n");
                for (int place = after; place < 20; place++) {
                    wire.event(place, wire.await(place));
                }
                throw wire.end();
            } else if (resumes) {
                Behaviour.super.stream(wire, after);
            } else {
                wire.await(60);
                Behaviour.super.stream(wire, 60);
            }
        }
    }
}
