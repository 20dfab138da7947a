package io.ssehub.demo.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import io.netty.util.NetUtil;
import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.event.Utf8Event;
import io.ssehub.core.hub.EventId;
import io.ssehub.core.hub.Publication;
import io.ssehub.demo.board.BoardLimits;
import io.ssehub.demo.board.BoardSnapshot;
import io.ssehub.demo.board.Boards;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpReceiverIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Counters counters = new Counters();
    private final AtomicLong events = new AtomicLong();
    private final CountDownLatch unblocked = new CountDownLatch(1);
    private final Boards boards = new Boards(BoardLimits.defaults(), this::publish, InstantSource.system(), System::nanoTime, counters);
    private final Intake intake = new Intake(boards, Admission.ofAll(), counters, System::nanoTime);
    private volatile boolean blocked;
    private UdpReceiver receiver;
    private DatagramChannel sender;

    UdpReceiverIT() throws IOException {
        receiver = open(Epoll.isAvailable());
        sender = DatagramChannel.open();
    }

    private UdpReceiver open(boolean epoll) throws IOException {
        return UdpReceiver.open(new InetSocketAddress(NetUtil.LOCALHOST4, 0), intake, counters, epoll);
    }

    private Publication publish(Collection<String> topics, Utf8Event event) {
        try {
            assertThat(!blocked || unblocked.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new Publication.Accepted(new EventId(1, events.incrementAndGet()));
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
        receiver.close();
    }

    @ParameterizedTest(name = "epoll={0}")
    @ValueSource(booleans = {true, false})
    void everyDatagramIsTakenOrRefused(boolean epoll) throws IOException {
        useTransport(epoll);
        send("{\"board\":\"esp32-1\",\"seq\":17,\"temperature\":21.40}");
        send("{\"sensor\":\"sensorB\",\"state\":12408}");
        send("weather,board=esp32-1 humidity=48i\nweather,board=b humidity=\"no\"");
        send("");
        send(" ".repeat(1_473));
        send("{\"a\":1}" + " ".repeat(60_000));
        send("{\"a\":1}" + " ".repeat(1_465));
        send("{");
        sender.send(ByteBuffer.wrap(new byte[] {(byte) 0xFF}), receiver.localAddress());

        awaitAccount(9);
        assertThat(counted("datagrams_taken", "")).isEqualTo(4);
        assertThat(counted("datagrams_refused", "empty")).isEqualTo(1);
        assertThat(counted("datagrams_refused", "too_large")).isEqualTo(2);
        assertThat(counted("datagrams_refused", "malformed")).isEqualTo(1);
        assertThat(counted("datagrams_refused", "not_utf8")).isEqualTo(1);
        assertThat(counted("readings_refused", "not_a_number")).isEqualTo(1);
        assertThat(boards.snapshots()).extracting(BoardSnapshot::name).containsExactly("127.0.0.1", "b", "esp32-1");
        assertThat(boards.snapshots()).extracting(BoardSnapshot::address).containsOnly("127.0.0.1");
        assertThat(boards.snapshots().get(2).sensors()).extractingFromEntries(entry -> entry.getKey() + "=" + entry.getValue().json())
                .containsExactly("temperature=21.40", "humidity=48");
    }

    @ParameterizedTest(name = "epoll={0}")
    @ValueSource(booleans = {true, false})
    void datagramsInABurstStayApartAndInOrder(boolean epoll) throws IOException {
        useTransport(epoll);
        int datagrams = 3_000;
        for (int i = 1; i <= datagrams; i++) {
            send("{\"board\":\"b\",\"seq\":" + i + ",\"t\":" + i + "}");
        }
        awaitAccount(datagrams);
        BoardSnapshot board = boards.snapshots().get(0);
        assertThat(board.received()).isEqualTo(counted("datagrams_taken", ""));
        assertThat(board.lost() + board.received()).as("the kernel's drops are the board's losses, but for the last").isLessThanOrEqualTo(datagrams);
        assertThat(board.late() + board.duplicates() + board.reboots()).isZero();
        assertThat(events).hasValue(2 * board.received());
    }

    @ParameterizedTest(name = "epoll={0}")
    @ValueSource(booleans = {true, false})
    void whatTheKernelDropsIsCounted(boolean epoll) throws IOException {
        assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        useTransport(epoll);
        blocked = true;
        long sent = 0;
        while (receiver.dropped() < 1_000) {
            for (int i = 0; i < 1_000; i++, sent++) {
                send("{\"board\":\"b\",\"t\":" + sent + "}");
            }
        }
        unblocked.countDown();
        awaitAccount(sent);
        assertThat(counted("datagrams_taken", "") + receiver.dropped()).isEqualTo(sent);
        long dropped = receiver.dropped();
        receiver.close();
        assertThat(receiver.dropped()).as("after closing").isEqualTo(dropped);
    }

    @Test
    void hostileNamesSurviveAsData() throws IOException {
        List<String> names = List.of("<img src=x onerror=alert(1)>", "a/b", "$x", "*", "%", "\\u0000", "\u2028", "__proto__", "s".repeat(255));
        for (String name : names) {
            send("{\"board\":\"" + name + "\",\"" + name + "\":1}");
        }
        awaitAccount(names.size());
        assertThat(counted("datagrams_taken", "")).isEqualTo(names.size());
        assertThat(boards.snapshots()).extracting(BoardSnapshot::name)
                .containsExactlyInAnyOrderElementsOf(names.stream().map(name -> name.replace("\\u0000", "\0")).toList());
        assertThat(boards.snapshots()).allSatisfy(board -> assertThat(board.sensors()).containsOnlyKeys(board.name()));
    }

    @Test
    void noiseBreaksNothing() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 5_000; i++) {
            byte[] noise = new byte[random.nextInt(2_000)];
            random.nextBytes(noise);
            sender.send(ByteBuffer.wrap(noise), receiver.localAddress());
        }
        awaitAccount(5_000);
        send("{\"board\":\"after\",\"t\":1}");
        await().atMost(DEADLINE).until(() -> boards.snapshots().stream().anyMatch(board -> board.name().equals("after")));
    }

    @Test
    void aTakenPortIsNamed() {
        assertThatThrownBy(() -> UdpReceiver.open(receiver.localAddress(), intake, counters))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + receiver.localAddress().getPort());
    }

    @Test
    void aBoardIsKnownByItsAddressWhateverTheFamily() throws IOException {
        receiver.close();
        receiver = UdpReceiver.open(new InetSocketAddress(InetAddress.getByName("::"), 0), intake, counters);
        sender.send(ByteBuffer.wrap("m t=1".getBytes(UTF_8)), new InetSocketAddress(NetUtil.LOCALHOST4, receiver.localAddress().getPort()));
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(boards.snapshots()).extracting(BoardSnapshot::name).containsExactly("127.0.0.1"));
    }

    private void useTransport(boolean epoll) throws IOException {
        assumeThat(!epoll || Epoll.isAvailable()).as("epoll is here").isTrue();
        receiver.close();
        receiver = open(epoll);
    }

    private void send(String datagram) throws IOException {
        sender.send(ByteBuffer.wrap(datagram.getBytes(UTF_8)), receiver.localAddress());
    }

    private void awaitAccount(long sent) {
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(account()).isEqualTo(sent));
    }

    private long account() {
        AtomicLong sum = new AtomicLong();
        counters.visit(new Counters.Visitor() {
            @Override
            public void counter(String name, String cause, String help, Counter counter) {
                sum.addAndGet(name.equals("datagrams_taken") || name.equals("datagrams_refused") ? counter.value() : 0);
            }

            @Override
            public void gauge(String name, String help, LongSupplier value) {
                sum.addAndGet(name.equals("datagrams_dropped") ? value.getAsLong() : 0);
            }
        });
        return sum.get();
    }

    private long counted(String name, String cause) {
        return counters.counter(name, cause, "").value();
    }
}
