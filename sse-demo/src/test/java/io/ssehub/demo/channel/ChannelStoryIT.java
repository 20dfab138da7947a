package io.ssehub.demo.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.ssehub.core.event.Utf8Event;
import io.ssehub.demo.board.EventSink;
import io.ssehub.test.RawClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the operator reads. */
class ChannelStoryIT {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            StringBuilder line = new StringBuilder(event.getLevel() + " " + event.getFormattedMessage());
            if (event.getKeyValuePairs() != null) {
                event.getKeyValuePairs().forEach(pair -> line.append(' ').append(pair.key).append('=').append(pair.value));
            }
            told.add(line.toString());
        }
    };
    private final Logger logger = (Logger) LoggerFactory.getLogger(ChannelStory.class);
    private final ChannelServer server = new ChannelServer(2, 2);

    @BeforeEach
    void read() {
        logger.setAdditive(false);
        logger.addAppender(appender);
        appender.start();
    }

    @AfterEach
    void stop() {
        server.close();
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void tellsTheLifeOfAChannel() {
        String path = server.subscribe();
        tells("INFO channel allocated number=0 address=127.0.0.1");
        try (RawClient older = server.listen(path);
                RawClient newer = server.listen(path)) {
            tells("INFO client listening number=0 address=127.0.0.1",
                    "INFO channel taken over by a newer connection number=0 address=127.0.0.1",
                    "INFO client listening number=0 address=127.0.0.1");
            assertThat(older.readToEnd()).isEqualTo("0\r\n\r\n");
            newer.endOutput();
        }
        tells("INFO client registered but not listening number=0 address=127.0.0.1");
        server.clock.advance(ChannelServer.LEASE);
        server.ask("GET", path);
        tells("INFO client no longer connected and removed number=0 address=127.0.0.1");
        server.subscribe();
        server.subscribe();
        server.ask("GET", "/rest/events/subscribe");
        server.ask("DELETE", "/rest/events/1");
        tells("INFO channel allocated number=0 address=127.0.0.1",
                "INFO channel allocated number=1 address=127.0.0.1",
                "WARN no channel allocated: all are taken address=127.0.0.1",
                "INFO channel given back number=1 address=127.0.0.1");
    }

    @Test
    void tellsOfAnExpiryThoughNobodyAsks() {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (ChannelServer timed = ChannelServer.inRealTime(Duration.ofMillis(300))) {
            timed.channels.watch(scheduler);
            timed.subscribe();
            await().atMost(1, TimeUnit.MINUTES).until(() -> told.contains("INFO client no longer connected and removed number=0 address=127.0.0.1"));
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    void tellsOfEachDeliveryOnlyAtTrace() {
        EventSink sink = server.channels.telling(server.hub);
        server.subscribe();
        try (RawClient listener = server.listen(server.subscribe())) {
            told.clear();
            sink.publish(List.of("$state/sim/a"), event("event"));
            assertThat(told).isEmpty();
            logger.setLevel(Level.TRACE);
            sink.publish(List.of("sensors/sim/a"), event("new_readings"));
            sink.publish(List.of("$state/sim/a"), event("event"));
            assertThat(listener.chunk()).isNotEmpty();
            String id = listener.chunk().replaceAll("(?s).*\nid: (.*)\n\n", "$1");
            tells("TRACE broadcast number=1 address=127.0.0.1 id=" + id);
        }
    }

    private static Utf8Event event(String type) {
        return new Utf8Event(type, UTF_8.encode("{}"), null);
    }

    /** Waits for exactly these lines since the last ones. */
    private void tells(String... lines) {
        await().atMost(1, TimeUnit.MINUTES).untilAsserted(() -> assertThat(told).containsExactly(lines));
        told.clear();
    }
}
