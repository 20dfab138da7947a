package io.ssehub.demo.board;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.count.Counters;
import io.ssehub.core.event.Utf8Event;
import io.ssehub.core.hub.EventId;
import io.ssehub.core.hub.Publication;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoardsTest {
    private static final BoardLimits LIMITS = new BoardLimits(3, 4, 6, Duration.ofSeconds(90), Duration.ofDays(1));

    private final List<String> events = new ArrayList<>();
    private final List<String> forgotten = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // it may overflow
    private final EventSink sink = new EventSink() {
        @Override
        public Publication publish(Collection<String> topics, Utf8Event event) {
            return record(topics, event);
        }

        @Override
        public void forget(Collection<String> topics) {
            forgotten.addAll(topics);
        }
    };
    private Publication answer = new Publication.Accepted(new EventId(1, 1));
    private final Counters counters = new Counters();
    private final Boards boards = new Boards(LIMITS, sink, InstantSource.fixed(Instant.EPOCH), nanos::get, counters);
    private final Readings readings = new Readings(boards, () -> new EventId(1, events.size()));

    private Publication record(Collection<String> topics, Utf8Event event) {
        events.add(topics + " " + event.event() + " " + data(event));
        return answer;
    }

    private static String data(Utf8Event event) {
        return UTF_8.decode(event.data().duplicate()).toString();
    }

    @Test
    void aChangedValueMakesOneNewReadingsAndOneStateEvent() {
        assertThat(boards.take(report("kitchen", 17, "sensorB=13502"), "10.0.0.7")).isEqualTo(Fate.APPLIED);
        boards.take(report("kitchen", 18, "sensorB=12408"), "10.0.0.7");

        assertThat(events).containsExactly(
                "[sensors/kitchen/sensorB] new_readings {\"id\":\"kitchen\",\"readingId\":17,\"sensorB\":13502}",
                "[$state/kitchen/sensorB] event {\"TYPE\":\"STATE\", \"sensorB\":{\"state\":13502, \"prevState\":0}}",
                "[sensors/kitchen/sensorB] new_readings {\"id\":\"kitchen\",\"readingId\":18,\"sensorB\":12408}",
                "[$state/kitchen/sensorB] event {\"TYPE\":\"STATE\", \"sensorB\":{\"state\":12408, \"prevState\":13502}}");
    }

    @Test
    void newReadingsCarriesAllNewestValuesAndTheTopicsOfTheChangedOnes() {
        boards.take(report("b", Report.UNNUMBERED, "temperature=21.40", "humidity=\"48\"", "pressure=1013"), "");
        events.clear();
        boards.take(report("b", Report.UNNUMBERED, "temperature=21.5", "humidity=48.0", "pressure=1012"), "");

        assertThat(events).containsExactly(
                "[sensors/b/temperature, sensors/b/pressure] new_readings {\"id\":\"b\",\"readingId\":2,\"temperature\":21.5,\"humidity\":\"48\",\"pressure\":1012}",
                "[$state/b/temperature] event {\"TYPE\":\"STATE\", \"temperature\":{\"state\":21.5, \"prevState\":21.40}}",
                "[$state/b/pressure] event {\"TYPE\":\"STATE\", \"pressure\":{\"state\":1012, \"prevState\":1013}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"21.4", "21.40", "\"21.4\"", "2.14e1"})
    void anEqualReadingIsNotBroadcast(String equal) {
        boards.take(report("b", 1, "t=21.4"), "");
        events.clear();
        assertThat(boards.take(report("b", 2, "t=" + equal), "")).isEqualTo(Fate.APPLIED);
        assertThat(events).isEmpty();
        assertThat(readings.flat(wanted(Set.of(), Set.of())).json()).as("what was told").isEqualTo("{\"t\":21.4}");
    }

    @Test
    void zeroAsAFirstValueIsAChange() {
        boards.take(report("b", 1, "t=0"), "");
        assertThat(events).hasSize(2).last().asString().endsWith("{\"state\":0, \"prevState\":0}}");
    }

    @Test
    void aSensorTwiceInAReportIsTwoChangesAndOneNewReadings() {
        boards.take(report("b", 1, "t=1", "t=2"), "");
        assertThat(events).containsExactly(
                "[sensors/b/t] new_readings {\"id\":\"b\",\"readingId\":1,\"t\":2}",
                "[$state/b/t] event {\"TYPE\":\"STATE\", \"t\":{\"state\":1, \"prevState\":0}}",
                "[$state/b/t] event {\"TYPE\":\"STATE\", \"t\":{\"state\":2, \"prevState\":1}}");
    }

    @Test
    void hostileNamesAreEscapedWhereverTheyStand() {
        boards.take(report("$a/b\"", 1, "<img src=x onerror=alert(1)>=1", "*\0\n\u2028=2"), "");
        assertThat(events).containsExactly(
                "[sensors/%24a%2Fb\"/<img src=x onerror=alert(1)>, sensors/%24a%2Fb\"/%2A%00%0A\u2028] new_readings "
                        + "{\"id\":\"$a/b\\\"\",\"readingId\":1,\"<img src=x onerror=alert(1)>\":1,\"*\\u0000\\n\u2028\":2}",
                "[$state/%24a%2Fb\"/<img src=x onerror=alert(1)>] event {\"TYPE\":\"STATE\", \"<img src=x onerror=alert(1)>\":{\"state\":1, \"prevState\":0}}",
                "[$state/%24a%2Fb\"/%2A%00%0A\u2028] event {\"TYPE\":\"STATE\", \"*\\u0000\\n\u2028\":{\"state\":2, \"prevState\":0}}");
    }

    @Test
    void aDuplicateOrLateReportIsCountedAndNotApplied() {
        boards.take(report("b", 5, "t=5"), "10.0.0.1");
        boards.take(report("b", 8, "t=8"), "10.0.0.1");
        events.clear();
        assertThat(boards.take(report("b", 8, "t=80"), "10.0.0.1")).isEqualTo(Fate.DUPLICATE);
        assertThat(boards.take(report("b", 6, "t=60"), "10.0.0.2")).isEqualTo(Fate.LATE);

        assertThat(events).isEmpty();
        assertThat(boards.snapshots()).singleElement().satisfies(board -> {
            assertThat(board.address()).isEqualTo("10.0.0.2");
            assertThat(board.received()).isEqualTo(4);
            assertThat(board.lost()).isEqualTo(1);
            assertThat(board.duplicates()).isEqualTo(1);
            assertThat(board.late()).isEqualTo(1);
            assertThat(board.reboots()).isZero();
            assertThat(board.sensors()).containsExactly(Map.entry("t", Objects.requireNonNull(board.sensors().get("t"))));
        });
        assertThat(value("reports", "duplicate")).isEqualTo(1);
        assertThat(value("reports", "late")).isEqualTo(1);
        assertThat(value("reports", "applied")).isEqualTo(2);
    }

    @Test
    void aRebootIsCountedAndApplied() {
        boards.take(report("b", 500, "t=5"), "");
        boards.take(report("b", 0, "t=6"), "");
        assertThat(boards.snapshots()).extracting(BoardSnapshot::reboots).containsExactly(1L);
        assertThat(value("board_reboots", "")).isEqualTo(1);
        assertThat(readings.flat(wanted(Set.of(), Set.of())).json()).isEqualTo("{\"t\":6}");
    }

    @Test
    void aReportWithoutReadingsStillHasItsNumber() {
        boards.take(report("b", 5, "t=5"), "");
        assertThat(boards.take(report("b", 6), "")).isEqualTo(Fate.APPLIED);
        boards.take(report("b", 7, "t=7"), "");
        assertThat(boards.snapshots()).extracting(BoardSnapshot::lost).containsExactly(0L);
    }

    @Test
    void refusesSensorsThatOneBoardMayNotHave() {
        assertThat(boards.take(report("a", 1, "s1=1", "s2=1", "s3=1", "s4=1", "s5=1"), "")).isEqualTo(Fate.APPLIED);
        assertThat(boards.take(report("a", 2, "s6=1"), "")).isEqualTo(Fate.SENSORS_FULL);
        assertThat(boards.take(report("a", 3, "s1=2"), "")).as("what is known goes on").isEqualTo(Fate.APPLIED);
        assertThat(value("readings_refused", "sensors_full")).isEqualTo(2);
        assertThat(value("readings_taken", "")).isEqualTo(5);
        assertThat(value("reports", "sensors_full")).isEqualTo(1);
    }

    @Test
    void aBoardTooManyTakesThePlaceOfTheOneSilentForLongest() {
        for (String board : List.of("a", "b", "c", "a")) {
            boards.take(report(board, Report.UNNUMBERED, "t=1"), "");
        }
        assertThat(boards.take(report("d", 1, "t=1"), "")).isEqualTo(Fate.APPLIED);
        assertThat(boards.snapshots()).extracting(BoardSnapshot::name).containsExactly("a", "c", "d");
        assertThat(forgotten).containsExactly("boards/b", "sensors/b/t", "$state/b/t");
        pass(Duration.ofSeconds(90));
        boards.take(report("c", 2, "t=1"), "");
        boards.take(report("e", 1, "t=1"), "");
        assertThat(boards.snapshots()).as("who is offline goes before who is online").extracting(BoardSnapshot::name).containsExactly("c", "d", "e");
        assertThat(value("boards_forgotten", "full")).isEqualTo(2);
    }

    @Test
    void aBoardThatProvesItselfGoesForNoneThatDoesNot() {
        boards.takeAuthentic(report("a", 1, "s1=1", "s2=1"), "");
        boards.take(report("spoofed", 1, "s1=1", "s2=1", "s3=1", "s4=1"), "");
        for (int i = 0; i < 100; i++) {
            assertThat(boards.take(report("spoofed-" + i, 1, "t=1"), "")).isEqualTo(Fate.APPLIED);
        }
        assertThat(boards.snapshots()).extracting(BoardSnapshot::name).containsExactly("a", "spoofed-98", "spoofed-99");
        pass(Duration.ofDays(10));
        assertThat(boards.snapshots()).as("nor is it forgotten").extracting(BoardSnapshot::name).containsExactly("a");
        boards.takeAuthentic(report("b", 1, "t=1"), "");
        boards.takeAuthentic(report("c", 1, "t=1", "u=1", "v=1"), "");
        assertThat(boards.take(report("spoofed", 1, "t=1"), "")).isEqualTo(Fate.BOARDS_FULL);
        assertThat(boards.takeAuthentic(report("b", 2, "u=1"), "")).isEqualTo(Fate.SENSORS_FULL);
        assertThat(boards.takeAuthentic(report("d", 1, "t=1"), "")).as("the one silent for longest of those alike").isEqualTo(Fate.APPLIED);
        assertThat(boards.snapshots()).extracting(BoardSnapshot::name).containsExactly("b", "c", "d");
        assertThat(value("reports", "boards_full")).isEqualTo(1);
    }

    @Test
    void aBoardThatProvesItselfNoMoreIsAsAnyOther() {
        boards.takeAuthentic(report("a", 1, "t=1"), "");
        pass(Duration.ofSeconds(90));
        events.clear();
        boards.take(report("a", 2, "t=1"), "");
        assertThat(events).singleElement().asString().startsWith("[boards/a] online ");
        assertThat(value("board_changes", "online")).isEqualTo(1);
        pass(Duration.ofDays(1));
        boards.takeAuthentic(report("a", 3, "t=1"), "");
        assertThat(boards.snapshots()).singleElement().matches(BoardSnapshot::online).matches(board -> board.received() == 1);
        pass(Duration.ofDays(1));
        assertThat(boards.snapshots()).singleElement().matches(board -> !board.online());
        assertThat(value("board_changes", "offline")).isEqualTo(3);
    }

    @Test
    void sensorsTooManyTakeThePlaceOfABoardSilentForLongest() {
        boards.take(report("a", 1, "s1=1", "s2=1", "s3=1"), "");
        boards.take(report("b", 1, "s1=1", "s2=1", "s3=1"), "");
        boards.take(report("a", 2, "s1=2", "s2=1", "s3=1"), "");
        assertThat(boards.snapshots()).as("what is known takes no room").hasSize(2);
        assertThat(boards.take(report("c", 1, "s1=1"), "")).isEqualTo(Fate.APPLIED);
        assertThat(boards.snapshots()).extracting(BoardSnapshot::name).containsExactly("a", "c");
    }

    @Test
    void aBoardThatFallsSilentIsToldOfOnceAndOnceMoreWhenItReturns() {
        boards.take(report("a/b", 1, "t=1"), "");
        pass(Duration.ofMillis(89_999));
        boards.take(report("a/b", 1, "t=1"), "");
        assertThat(value("reports", "duplicate")).as("also that is heard").isEqualTo(1);
        events.clear();
        pass(Duration.ofMillis(89_999));
        assertThat(events).isEmpty();
        assertThat(boards.expire()).isEqualTo(Duration.ofMillis(1));
        pass(Duration.ofMillis(1));
        pass(Duration.ofHours(1));
        assertThat(events).containsExactly("[boards/a%2Fb] offline {\"board\":\"a/b\",\"lastSeen\":\"1970-01-01T00:00:00Z\",\"silentMillis\":90000}");
        assertThat(boards.snapshots()).extracting(BoardSnapshot::online).containsExactly(false);

        events.clear();
        boards.take(report("a/b", 2, "t=1"), "");
        boards.take(report("a/b", 3, "t=1"), "");
        assertThat(events).containsExactly("[boards/a%2Fb] online {\"board\":\"a/b\",\"lastSeen\":\"1970-01-01T00:00:00Z\",\"silentMillis\":3690000}");
        assertThat(boards.snapshots()).extracting(BoardSnapshot::online).containsExactly(true);
        assertThat(value("board_changes", "offline")).isEqualTo(1);
        assertThat(value("board_changes", "online")).isEqualTo(1);
    }

    @Test
    void aBoardThatIsSilentForADayIsForgotten() {
        boards.take(report("a", 7, "t=1"), "");
        boards.take(report("b", 7, "t=1"), "");
        pass(Duration.ofHours(1));
        boards.take(report("b", 8, "t=1"), "");
        pass(Duration.ofHours(23));
        assertThat(boards.snapshots()).extracting(BoardSnapshot::name).containsExactly("b");
        assertThat(forgotten).containsExactly("boards/a", "sensors/a/t", "$state/a/t");
        assertThat(readings.byBoard(wanted(Set.of(), Set.of())).json()).isEqualTo("{\"b\":{\"t\":1}}");
        assertThat(value("boards_forgotten", "silent")).isEqualTo(1);
        events.clear();
        boards.take(report("a", 7, "t=1"), "");
        assertThat(events).as("a new board, so no return").hasSize(2).allMatch(event -> !event.contains("online"));
    }

    @Test
    void aBoardThatIsDeletedIsGoneWithItsReadings() {
        boards.take(report("a", 7, "s1=1", "s2=1"), "");
        assertThat(boards.forget("b")).isFalse();
        assertThat(boards.forget("a")).isTrue();
        assertThat(boards.forget("a")).isFalse();
        assertThat(boards.snapshots()).isEmpty();
        assertThat(readings.flat(wanted(Set.of(), Set.of())).json()).isEqualTo("{}");
        assertThat(forgotten).containsExactly("boards/a", "sensors/a/s1", "$state/a/s1", "sensors/a/s2", "$state/a/s2");
        assertThat(value("boards_forgotten", "deleted")).isEqualTo(1);
        assertThat(boards.take(report("a", 7, "s1=1"), "")).as("no duplicate: all is forgotten").isEqualTo(Fate.APPLIED);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        boards.expire();
    }

    @Test
    void whatTheHubRefusedIsToldWithTheNextReading() {
        boards.take(report("b", 1, "t=1"), "");
        answer = new Publication.Refused(Publication.Cause.HISTORY_FULL);
        boards.take(report("b", 2, "t=2", "t=3"), "");
        answer = new Publication.Accepted(new EventId(1, 9));
        events.clear();
        boards.take(report("b", 3, "t=3"), "");
        assertThat(events).containsExactly(
                "[sensors/b/t] new_readings {\"id\":\"b\",\"readingId\":3,\"t\":3}",
                "[$state/b/t] event {\"TYPE\":\"STATE\", \"t\":{\"state\":3, \"prevState\":1}}");
    }

    @Test
    void readingsAreFlatOverAllBoardsAndTheNewestOfANameWins() {
        boards.take(report("a", 1, "t=1", "h=\"40\""), "");
        boards.take(report("b", 1, "t=2", "p=1013.20"), "");
        assertThat(readings.flat(wanted(Set.of(), Set.of()))).isEqualTo(new Readings.Document(new EventId(1, 6), "{\"h\":\"40\",\"p\":1013.20,\"t\":2}"));
        boards.take(report("a", 2, "t=3"), "");
        assertThat(readings.flat(wanted(Set.of(), Set.of())).json()).isEqualTo("{\"h\":\"40\",\"p\":1013.20,\"t\":3}");
        assertThat(readings.flat(wanted(Set.of("b", "nobody"), Set.of())).json()).isEqualTo("{\"p\":1013.20,\"t\":2}");
        assertThat(readings.flat(wanted(Set.of(), Set.of("h", "t"))).json()).isEqualTo("{\"h\":\"40\",\"t\":3}");
        assertThat(readings.flat(wanted(Set.of("nobody"), Set.of())).json()).isEqualTo("{}");
    }

    @Test
    void readingsNestByBoard() {
        boards.take(report("b\"", 1, "t=2", "p=1013.20"), "");
        boards.take(report("a", 1, "t=1", "h=\"40\""), "");
        assertThat(readings.byBoard(wanted(Set.of(), Set.of())).json()).isEqualTo("{\"a\":{\"t\":1,\"h\":\"40\"},\"b\\\"\":{\"t\":2,\"p\":1013.20}}");
        assertThat(readings.byBoard(wanted(Set.of("a"), Set.of("t"))).json()).isEqualTo("{\"a\":{\"t\":1}}");
        assertThat(readings.byBoard(wanted(Set.of(), Set.of("p"))).json()).isEqualTo("{\"b\\\"\":{\"p\":1013.20}}");
    }

    @Test
    void readingsAreThoseThatMayBeShown() {
        boards.take(report("a", 1, "t=1", "h=40"), "");
        boards.take(report("b", 1, "t=2"), "");
        Readings.Wanted wanted = new Readings.Wanted(Set.of(), Set.of(), topic -> topic.equals("sensors/a/t"));
        assertThat(readings.flat(wanted).json()).isEqualTo("{\"t\":1}");
        assertThat(readings.byBoard(wanted).json()).isEqualTo("{\"a\":{\"t\":1}}");
    }

    @Test
    void aValueIsReadableBeforeItsEventHasAPlace() {
        List<String> seen = new ArrayList<>();
        Boards[] watched = new Boards[1];
        watched[0] = new Boards(
                BoardLimits.defaults(),
                (topics, event) -> {
                    seen.add(new Readings(watched[0], () -> new EventId(1, 0)).flat(wanted(Set.of(), Set.of())).json());
                    return answer;
                },
                InstantSource.system(),
                System::nanoTime,
                new Counters());
        watched[0].take(report("b", 1, "t=1"), "");
        watched[0].take(report("b", 2, "t=2"), "");
        assertThat(seen).containsExactly("{\"t\":1}", "{\"t\":1}", "{\"t\":2}", "{\"t\":2}");
    }

    @Test
    void reportsFromManyThreadsKeepTheOrderOfTheirBoard() throws Exception {
        int threads = 4;
        int each = 2_000;
        List<String> states = new ArrayList<>();
        Boards shared = new Boards(
                BoardLimits.defaults(),
                (topics, event) -> {
                    synchronized (states) {
                        if ("event".equals(event.event())) {
                            states.add(data(event));
                        }
                    }
                    return answer;
                },
                InstantSource.system(),
                System::nanoTime,
                new Counters());
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> running = IntStream.range(0, threads)
                .<Future<?>>mapToObj(thread -> pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        shared.take(report("b", Report.UNNUMBERED, "t=" + (1 + i * threads + thread)), "");
                    }
                }))
                .toList();
        for (Future<?> thread : running) {
            thread.get(30, TimeUnit.SECONDS);
        }
        pool.shutdown();

        String previous = "0";
        for (String state : states) {
            assertThat(state).endsWith(", \"prevState\":" + previous + "}}");
            previous = state.substring(state.indexOf("\"state\":") + 8, state.indexOf(", \"prev"));
        }
        assertThat(states).hasSize(threads * each);
        assertThat(shared.snapshots()).extracting(BoardSnapshot::received).containsExactly((long) threads * each);
    }

    private static Readings.Wanted wanted(Set<String> ofBoards, Set<String> ofSensors) {
        return new Readings.Wanted(ofBoards, ofSensors, topic -> true);
    }

    private static Report report(String board, long seq, String... readings) {
        return new Report(board, seq, Arrays.stream(readings).map(BoardsTest::reading).toList());
    }

    private static Reading reading(String text) {
        String value = text.substring(text.lastIndexOf('=') + 1);
        SentNumber number = value.startsWith("\"") ? SentNumber.quoted(value.substring(1, value.length() - 1)) : SentNumber.bare(value);
        return new Reading(text.substring(0, text.lastIndexOf('=')), Objects.requireNonNull(number));
    }

    private long value(String name, String cause) {
        return counters.counter(name, cause, "").value();
    }
}
