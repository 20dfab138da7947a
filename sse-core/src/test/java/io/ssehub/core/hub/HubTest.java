package io.ssehub.core.hub;

import static io.ssehub.core.hub.Streams.drain;
import static io.ssehub.core.hub.Streams.publish;
import static io.ssehub.core.hub.Streams.selection;
import static io.ssehub.core.hub.Streams.sequence;
import static io.ssehub.core.hub.Streams.walk;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.event.Utf8Event;
import io.ssehub.core.hub.Publication.Accepted;
import io.ssehub.core.hub.Publication.Cause;
import io.ssehub.core.hub.Publication.Refused;
import io.ssehub.core.log.Framing;
import io.ssehub.core.topic.Selection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HubTest {
    private final Hub hub = Hub.open(HubOptions.defaults().withTopics(3));

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void givesIdsInOneOrderOverAllTopics() {
        assertThat(hub.head().sequence()).isZero();
        assertThat(publish(hub, "a", "1")).isEqualTo(1);
        assertThat(publish(hub, "b", "2")).isEqualTo(2);
        assertThat(hub.head()).isEqualTo(hub.id(2)).isGreaterThan(hub.id(1));
    }

    @Test
    void listsTopicsWithTheirNewestEvents() {
        publish(hub, "b", "1");
        hub.publish(List.of("a", "b"), ServerSentEvent.of("2"));
        publish(hub, "a", "3");
        assertThat(hub.topics()).containsExactly(new TopicState("b", hub.id(2), null), new TopicState("a", hub.id(3), null));
    }

    @Test
    void writesEventThenDataThenId() {
        hub.publish("a", ServerSentEvent.of("new_readings", "x\ny"));
        assertThat(walk(hub, Selection.all(), 0)).isEqualTo("event: new_readings\ndata: x\ndata: y\nid: " + hub.id(1) + "\n\n");
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Test
    void publishesBytesAsItDoesTheirText() {
        hub.publish(List.of("a"), new Utf8Event("new_readings", utf8("x\r\ny \u20AC"), 2000L));
        hub.offer(List.of("a", "b"), Utf8Event.of(utf8("z")), answer -> assertThat(answer).isEqualTo(new Accepted(hub.id(2))));
        assertThat(walk(hub, Selection.all(), 0))
                .isEqualTo("retry: 2000\nevent: new_readings\ndata: x\ndata: y \u20AC\nid: " + hub.id(1) + "\n\ndata: z\nid: " + hub.id(2) + "\n\n");
    }

    @Test
    void keepsTheTextOfAnyLengthWhole() {
        for (int length = 0; length < 200_000; length = length * 3 / 2 + 1) {
            String line = "\u00FC".repeat(length / 2);
            hub.publish("a", ServerSentEvent.of(line + "\n" + line));
            hub.publish(List.of("a"), Utf8Event.of(utf8(line + "\r" + line)));
            long sequence = hub.head().sequence();
            String lines = "data: " + line + "\ndata: " + line + "\nid: ";
            String expected = Stream.of(hub.id(sequence - 1), hub.id(sequence)).map(id -> lines + id + "\n\n").collect(Collectors.joining());
            String written = drain(hub.feeds().walk(Selection.all(), Framing.PLAIN, sequence - 2), 1 << 20);
            assertThat(written.equals(expected)).as("of %d characters", line.length()).isTrue();
        }
    }

    @Test
    void bringsAnEventOfSeveralTopicsOnce() {
        hub.publish(List.of("a", "b", "a"), ServerSentEvent.of("x"));
        assertThat(walk(hub, selection("a", "b"), 0)).containsOnlyOnce("data: x");
        assertThat(walk(hub, selection("b"), 0)).containsOnlyOnce("data: x");
    }

    @Test
    void refusesAnEventThatBringsItsOwnId() {
        assertThatThrownBy(() -> hub.publish("a", new ServerSentEvent("mine", null, "x", null, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mine");
    }

    @Test
    void refusesWhatIsNoTopic() {
        assertThatThrownBy(() -> publish(hub, "a//b", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> publish(hub, "a/*", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hub.publish(List.of(), ServerSentEvent.of("x"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesOneTopicTooManyAndTakesTheKnownOnesStill() {
        publish(hub, "a", "1");
        publish(hub, "b", "2");
        assertThat(hub.publish(List.of("c", "d"), ServerSentEvent.of("x"))).isEqualTo(new Refused(Cause.TOPICS_FULL));
        publish(hub, "c", "3");
        assertThat(hub.publish("d", ServerSentEvent.of("x"))).isEqualTo(new Refused(Cause.TOPICS_FULL));
        assertThat(publish(hub, "a", "4")).isEqualTo(4);
        assertThat(hub.counters().counter("events_refused", "topics_full", "").value()).isEqualTo(2);
        hub.forget(List.of("b"));
        assertThat(publish(hub, "d", "5")).as("there is room again").isEqualTo(5);
        assertThat(hub.publish("b", ServerSentEvent.of("x"))).isEqualTo(new Refused(Cause.TOPICS_FULL));
    }

    @Test
    void refusesAnEventThatIsTooLarge() {
        try (Hub small = Hub.open(HubOptions.defaults().withHistory(10, 1 << 18, Duration.ofHours(1)))) {
            int limit = small.options().eventBytes();
            assertThat(small.publish("a", ServerSentEvent.of("x".repeat(limit)))).isEqualTo(new Refused(Cause.EVENT_TOO_LARGE));
            assertThat(small.publish("a", ServerSentEvent.of("x".repeat(limit - 100)))).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void refusesEverythingOnceClosed() {
        hub.close();
        assertThat(hub.publish("a", ServerSentEvent.of("x"))).isEqualTo(new Refused(Cause.CLOSED));
    }

    @Test
    void offeredEventsKeepTheirOrderWhileManyThreadsPublish() throws InterruptedException {
        int threads = 4;
        int each = 20_000;
        CountDownLatch answered = new CountDownLatch(threads * each);
        List<Thread> publishers = new ArrayList<>();
        try (Hub many = Hub.open(HubOptions.defaults())) {
            for (int t = 0; t < threads; t++) {
                int thread = t;
                publishers.add(new Thread(() -> {
                    for (int i = 0; i < each; i++) {
                        if (thread % 2 == 0) {
                            publish(many, "a", thread + ":" + i);
                            answered.countDown();
                        } else {
                            many.offer(List.of("a"), ServerSentEvent.of(thread + ":" + i), publication -> {
                                assertThat(publication).isInstanceOf(Accepted.class);
                                answered.countDown();
                            });
                        }
                    }
                }));
            }
            publishers.forEach(Thread::start);
            for (Thread publisher : publishers) {
                publisher.join();
            }
            assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(many.head().sequence()).isEqualTo((long) threads * each);
            int[] next = new int[threads];
            walk(many, selection("a"), many.feeds().oldestSequence() - 1).lines().filter(line -> line.startsWith("data: ")).forEach(line -> {
                int colon = line.lastIndexOf(':');
                int thread = Integer.parseInt(line, "data: ".length(), colon, 10);
                int number = Integer.parseInt(line, colon + 1, line.length(), 10);
                assertThat(number).isGreaterThanOrEqualTo(next[thread]); // the first of them may be out of history
                next[thread] = number + 1;
            });
            assertThat(next).containsOnly(each);
        }
    }

    @Test
    void offersOfOneThreadKeepTheirOrderWhileOthersHoldTheLock() throws InterruptedException {
        int threads = 3;
        int each = 30_000;
        AtomicReferenceArray<Publication> answers = new AtomicReferenceArray<>(threads * each);
        CountDownLatch answered = new CountDownLatch(threads * each);
        AtomicBoolean over = new AtomicBoolean();
        try (Hub busy = Hub.open(HubOptions.defaults())) {
            Thread tidying = new Thread(() -> {
                while (!over.get()) {
                    busy.feeds().tick();
                }
            });
            List<Thread> offering = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int first = t * each;
                offering.add(new Thread(() -> {
                    for (int i = first; i < first + each; i++) {
                        int place = i;
                        busy.offer(List.of("a", "b"), ServerSentEvent.of("x"), publication -> {
                            assertThat(answers.getAndSet(place, publication)).isNull();
                            answered.countDown();
                        });
                    }
                }));
            }
            tidying.start();
            offering.forEach(Thread::start);
            for (Thread thread : offering) {
                thread.join();
            }
            assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
            over.set(true);
            tidying.join();

            long accepted = 0;
            for (int t = 0; t < threads; t++) {
                long last = 0;
                for (int i = t * each; i < (t + 1) * each; i++) {
                    if (answers.get(i) instanceof Accepted taken) {
                        assertThat(taken.id()).isGreaterThan(busy.id(last));
                        last = taken.id().sequence();
                        accepted++;
                    } else {
                        assertThat(answers.get(i)).isEqualTo(new Refused(Cause.QUEUE_FULL));
                    }
                }
            }
            assertThat(busy.head().sequence()).isEqualTo(accepted);
        }
    }

    @Test
    void takesAnEventThatIsOfferedWhileHistoryIsTidied() throws InterruptedException {
        CountDownLatch tidying = new CountDownLatch(1);
        CountDownLatch offered = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        LongSupplier clock = () -> {
            if (Thread.currentThread().getName().equals("sse-hub-feeds")) { // which holds the lock now
                tidying.countDown();
                awaitUninterrupted(offered);
            }
            return System.nanoTime();
        };
        try (Hub busy = Hub.open(HubOptions.defaults().withNanoClock(clock))) {
            assertThat(tidying.await(60, TimeUnit.SECONDS)).isTrue();
            busy.offer(List.of("a"), ServerSentEvent.of("x"), publication -> answered.countDown());
            assertThat(answered.getCount()).isEqualTo(1);
            offered.countDown();
            assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs {@code meanwhile} on a thread of its own while the hub's lock is held by a thread that publishes nothing. */
    private static void whileLocked(AtomicReference<Runnable> atTheClock, Hub hub, Runnable meanwhile) {
        atTheClock.set(() -> {
            atTheClock.set(() -> {});
            Thread other = new Thread(meanwhile);
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        hub.feeds().tick();
    }

    private static Hub open(AtomicReference<Runnable> atTheClock, HubOptions options) {
        return Hub.open(options.withNanoClock(() -> {
            requireNonNull(atTheClock.get()).run();
            return 0;
        }));
    }

    @Test
    void whatWaitsIsBoundedInBytes() {
        AtomicReference<Runnable> atTheClock = new AtomicReference<>(() -> {});
        List<Publication> answers = new CopyOnWriteArrayList<>();
        int historyBytes = 1 << 20;
        try (Hub locked = open(atTheClock, HubOptions.defaults().withHistory(100_000, historyBytes, Duration.ofHours(1)))) {
            String large = "x".repeat(locked.options().eventBytes() - 100);
            whileLocked(atTheClock, locked, () -> {
                for (int i = 0; i < 100; i++) {
                    locked.offer(List.of("a"), ServerSentEvent.of(large), answers::add);
                }
                locked.offer(List.of("a"), ServerSentEvent.of(large + large), answers::add);
            });
            assertThat(answers).hasSize(101).contains(new Refused(Cause.QUEUE_FULL), new Refused(Cause.EVENT_TOO_LARGE));
            assertThat(answers.stream().filter(Accepted.class::isInstance).count()).isBetween(1L, (long) historyBytes / large.length());
            assertThat(sequence(locked.publish("a", ServerSentEvent.of(large)))).isEqualTo(locked.head().sequence());
        }
    }

    @Test
    void oneAnswerThatFailsKeepsNoOtherBack() {
        AtomicReference<Runnable> atTheClock = new AtomicReference<>(() -> {});
        List<Publication> answers = new CopyOnWriteArrayList<>();
        try (Hub locked = open(atTheClock, HubOptions.defaults())) {
            whileLocked(atTheClock, locked, () -> {
                locked.offer(List.of("a"), ServerSentEvent.of("1"), publication -> {
                    throw new IllegalStateException("meant to fail");
                });
                locked.offer(List.of("a"), ServerSentEvent.of("2"), answers::add);
            });
            assertThat(answers).containsExactly(new Accepted(locked.id(2)));
        }
    }

    @Test
    void whatIsOfferedIsTheCallersOwnAgain() {
        AtomicReference<Runnable> atTheClock = new AtomicReference<>(() -> {});
        try (Hub locked = open(atTheClock, HubOptions.defaults())) {
            whileLocked(atTheClock, locked, () -> {
                ByteBuffer data = utf8("x");
                locked.offer(List.of("a"), Utf8Event.of(data), publication -> {});
                data.put(0, (byte) 'y');
                locked.offer(List.of("a"), Utf8Event.of(data), publication -> {});
            });
            assertThat(walk(locked, selection("a"), 0)).contains("data: x\n", "data: y\n");
        }
    }

    @Test
    void aCollectionOfTopicsIsTheCallersOwnAgainOnceOffered() {
        AtomicReference<Runnable> atTheClock = new AtomicReference<>(() -> {});
        try (Hub locked = open(atTheClock, HubOptions.defaults())) {
            whileLocked(atTheClock, locked, () -> {
                List<String> topics = new ArrayList<>(List.of("a"));
                locked.offer(topics, ServerSentEvent.of("x"), publication -> {});
                topics.set(0, "not//a topic");
            });
            assertThat(locked.topics()).containsExactly(new TopicState("a", locked.id(1), null));
        }
    }
}
