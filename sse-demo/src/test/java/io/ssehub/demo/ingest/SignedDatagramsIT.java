package io.ssehub.demo.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.NetUtil;
import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.hub.EventId;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.hub.Publication;
import io.ssehub.demo.board.BoardLimits;
import io.ssehub.demo.board.BoardSnapshot;
import io.ssehub.demo.board.Boards;
import io.ssehub.demo.hmac.Authenticator;
import io.ssehub.demo.hmac.BoardKey;
import io.ssehub.demo.hmac.KeyFile;
import io.ssehub.netty.http.Networks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is signed gets in once, and nothing else in its board's name. */
class SignedDatagramsIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int BURST = 200; // fits into the smallest of socket buffers
    private static final List<String> PAYLOADS = List.of(
            "{\"board\":\"esp32-1\",\"seq\":%d,\"temperature\":%1$d}",
            "weather,board=esp32-1 temperature=%d,humidity=48i 1700000000000000000\n",
            "{\"temperature\":%d}",
            "[{\"temperature\":%d},{\"sensor\":\"sensorB\",\"state\":12408}]",
            "weather temperature=%d");

    private final Counters counters = new Counters();
    private final Boards boards =
            new Boards(BoardLimits.defaults(), (topics, event) -> new Publication.Accepted(new EventId(1, 1)), InstantSource.system(), System::nanoTime, counters);
    private final Hub hub = Hub.open(HubOptions.defaults());
    private final KeyFile keys;
    private final DatagramChannel sender = DatagramChannel.open();
    private UdpReceiver receiver;
    private long sent;

    SignedDatagramsIT(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "esp32-1 00112233445566778899aabbccddeeff\nother ff112233445566778899aabbccddeeff\n");
        keys = KeyFile.open(file, 10);
        receiver = open("none");
    }

    private UdpReceiver open(String networks) throws IOException {
        Authenticator authenticator = new Authenticator(keys::keys, hub.state("replay"), System::nanoTime, counters);
        Intake intake = new Intake(boards, new Admission(Networks.of(networks), null, authenticator, null), counters, System::nanoTime);
        return UdpReceiver.open(new InetSocketAddress(NetUtil.LOCALHOST4, 0), intake, counters);
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
        receiver.close();
        hub.close();
    }

    private BoardKey key(String board) {
        return Objects.requireNonNull(keys.keys().of(board));
    }

    private byte[] signed(String payload, long counter) {
        return key("esp32-1").sign(payload.getBytes(UTF_8), counter);
    }

    private void send(byte[] datagram) throws IOException {
        sender.send(ByteBuffer.wrap(datagram), receiver.localAddress());
        if (++sent % BURST == 0) {
            awaitAccount();
        }
    }

    private void send(String datagram) throws IOException {
        send(datagram.getBytes(UTF_8));
    }

    private void awaitAccount() {
        await().pollInterval(Duration.ofMillis(1)).atMost(DEADLINE).until(() -> outcomes().values().stream().mapToLong(Long::longValue).sum() == sent);
        assertThat(receiver.dropped()).isZero();
    }

    /** Returns how many datagrams met which end. */
    private Map<String, Long> outcomes() {
        Map<String, Long> outcomes = new TreeMap<>();
        counters.visit(new Counters.Visitor() {
            @Override
            public void counter(String name, String cause, String help, Counter counter) {
                if (counter.value() > 0 && (name.equals("datagrams_taken") || name.equals("datagrams_refused"))) {
                    outcomes.put(name.equals("datagrams_taken") ? "taken" : cause, counter.value());
                }
            }

            @Override
            public void gauge(String name, String help, LongSupplier value) {
                // Of no interest here.
            }
        });
        return outcomes;
    }

    @Test
    void eachEndIsCountedByItsCause() throws IOException {
        send(signed("{\"board\":\"esp32-1\",\"t\":1}", 5));
        send(signed("{\"t\":2}", 3));
        send(signed("weather t=3\r\nweather,board=esp32-1 u=3", 4));
        send(signed("{\"t\":9}", 4));
        send(signed("{\"board\":\"other\",\"t\":9}", 6));
        send(signed("[{\"t\":9},{\"id\":\"esp32-2\",\"t\":9}]", 7));
        send(signed("{\"t\":9", 8));
        send(key("other").sign("{\"t\":9}".getBytes(UTF_8), 9));
        send(new String(key("other").sign("{\"t\":9}".getBytes(UTF_8), 10), UTF_8).replace("hmac other", "hmac esp32-1"));
        send(new String(signed("{\"t\":9}", 11), UTF_8).replace("hmac esp32-1", "hmac esp32-2"));
        send(new String(signed("{\"t\":9}", 12), UTF_8) + "\n");
        send(new String(signed("{\"t\":9}", 13), UTF_8) + "0");
        send("{\"board\":\"esp32-1\",\"t\":9}");
        send(signed("{\"t\":9}" + " ".repeat(1_472), 14));
        awaitAccount();
        assertThat(outcomes()).isEqualTo(Map.of(
                "taken", 4L, "replayed", 1L, "wrong_board", 2L, "malformed", 1L, "wrong_hmac", 1L, "unknown_board", 1L, "bad_trailer", 1L, "not_open", 2L, "too_large", 1L));
        assertThat(boards.snapshots()).extracting(BoardSnapshot::name).containsExactly("esp32-1", "other");
        assertThat(boards.snapshots().get(0).sensors()).extractingFromEntries(entry -> entry.getKey() + "=" + entry.getValue().json()).containsExactly("t=3", "u=3");
    }

    @Test
    void inTheNameOfABoardWithAKeyNothingUnsignedCounts() throws IOException {
        receiver.close();
        receiver = open("private");
        for (String datagram : List.of(
                "{\"board\":\"esp32-1\",\"t\":9}",
                "{\"id\":\"esp32-1\",\"t\":9}",
                "[{\"board\":\"new\",\"t\":9},{\"board\":\"esp32-1\",\"t\":9}]",
                "weather,board=esp32-1 t=9",
                "weather,board=esp32\\-1 t=9\nweather,board=esp32-1 t=9",
                "{\"\\u0062oard\":\"esp32\\u002d1\",\"t\":9}")) {
            send(datagram);
        }
        send("{\"board\":\"esp32-2\",\"t\":1}");
        send("weather t=1");
        awaitAccount();
        assertThat(outcomes()).isEqualTo(Map.of("unsigned", 6L, "taken", 2L));
        assertThat(boards.snapshots()).extracting(BoardSnapshot::name).containsExactly("127.0.0.1", "esp32-2");
    }

    @ParameterizedTest(name = "of a hundred thousand nothing is taken, open to {0}")
    @ValueSource(strings = {"none", "private"})
    void ofAlteredAndReplayedDatagramsNoneIsTaken(String open) throws IOException {
        receiver.close();
        receiver = open(open);
        // Where unsigned datagrams are taken, one whose trailer is destroyed says no more than anybody may; if it names the board, it is still refused.
        List<String> payloads = open.equals("none") ? PAYLOADS : PAYLOADS.subList(0, 2);
        SplittableRandom random = new SplittableRandom(100_000);
        List<byte[]> genuine = new ArrayList<>();
        long altered = 0;
        long replayed = 0;
        while (altered + replayed < 50_000) {
            byte[] next = signed(String.format(payloads.get(genuine.size() % payloads.size()), genuine.size()), (1L << 32) + genuine.size());
            // Before the board's own, so that it is not the counter that has them refused.
            for (int bit = 0; bit < Byte.SIZE * next.length; bit++, altered++) {
                byte[] datagram = next.clone();
                datagram[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                send(datagram);
            }
            for (int end = 0; end < next.length; end++, altered++) {
                send(Arrays.copyOf(next, end));
            }
            genuine.add(next);
            for (byte[] one : genuine) {
                send(one);
            }
            for (int i = 0; i < 1_000; i++) {
                send(genuine.get(random.nextInt(genuine.size())));
            }
            replayed += genuine.size() - 1 + 1_000;
        }
        awaitAccount();
        Map<String, Long> outcomes = outcomes();
        assertThat(outcomes.get("taken")).as("%s", outcomes).isEqualTo(genuine.size());
        assertThat(outcomes.get("replayed")).isEqualTo(replayed);
        assertThat(outcomes).containsKeys("wrong_hmac", "bad_trailer", "unknown_board").doesNotContainKeys("failed", "too_fast");
        assertThat(boards.snapshots()).singleElement().matches(board -> board.name().equals("esp32-1"));
    }
}
