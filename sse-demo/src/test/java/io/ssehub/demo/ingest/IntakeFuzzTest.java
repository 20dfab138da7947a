package io.ssehub.demo.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.util.NetUtil;
import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.hub.EventId;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.hub.Publication;
import io.ssehub.demo.board.BoardLimits;
import io.ssehub.demo.board.Boards;
import io.ssehub.demo.hmac.Authenticator;
import io.ssehub.demo.hmac.BoardKey;
import io.ssehub.demo.hmac.KeyFile;
import io.ssehub.demo.hmac.Trailer;
import io.ssehub.netty.http.Networks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Whatever comes, signed or not, is taken or refused, once, and by nobody's fault of ours. */
class IntakeFuzzTest {
    private static final BoardLimits FEW = new BoardLimits(20, 20, 100, Duration.ofSeconds(90), Duration.ofDays(1));

    private static final Counters COUNTERS = new Counters();
    private static final Boards BOARDS =
            new Boards(FEW, (topics, event) -> new Publication.Accepted(new EventId(1, 1)), InstantSource.system(), System::nanoTime, COUNTERS);
    private static final Counter FAILED = refused("failed");
    private static final List<Counter> UNPROVEN =
            Stream.of("wrong_hmac", "bad_trailer", "unknown_board", "replayed", "unsigned", "not_open").map(IntakeFuzzTest::refused).toList();
    private static final List<Counter> ALL = Stream.concat(
                    Stream.of(COUNTERS.counter("datagrams_taken", "")), Stream.of(Refusal.Cause.values()).map(cause -> refused(cause.label())))
            .toList();
    private static final AtomicLong COUNTER = new AtomicLong();

    private static Intake intake = new Intake(BOARDS, Admission.ofAll(), COUNTERS, System::nanoTime);
    private static BoardKey key;

    @BeforeAll
    static void giveBoardsKeys(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "esp32-1 00112233445566778899aabbccddeeff\nesp32-2 ffeeddccbbaa99887766554433221100\n");
        KeyFile keys = KeyFile.open(file, 2);
        key = Objects.requireNonNull(keys.keys().of("esp32-2"));
        try (Hub hub = Hub.open(HubOptions.defaults())) {
            Authenticator authenticator = new Authenticator(keys::keys, hub.state("replay"), System::nanoTime, COUNTERS);
            intake = new Intake(BOARDS, new Admission(Networks.of("private"), null, authenticator, null), COUNTERS, System::nanoTime);
        }
    }

    @FuzzTest(maxDuration = "10m")
    void anyDatagram(byte[] datagram) {
        if (Trailer.of(ByteBuffer.wrap(datagram)) instanceof Trailer.Hmac hmac) {
            String spelled = "\nhmac " + hmac.board() + " " + Long.toUnsignedString(hmac.counter()) + " ";
            assertThat(new String(datagram, hmac.payloadBytes(), hmac.coveredBytes() - hmac.payloadBytes(), UTF_8)).isEqualTo(spelled);
            assertThat(hmac.coveredBytes() + 32).isEqualTo(datagram.length);
        }
        take(datagram);
    }

    @FuzzTest(maxDuration = "10m")
    void anyPayloadThatIsSigned(byte[] payload) {
        long unproven = sum(UNPROVEN);
        take(key.sign(payload, COUNTER.incrementAndGet()));
        assertThat(sum(UNPROVEN)).isEqualTo(unproven);
    }

    private static void take(byte[] datagram) {
        long before = sum(ALL);
        intake.take(ByteBuffer.wrap(datagram), NetUtil.LOCALHOST4, Runnable::run);
        assertThat(sum(ALL)).isEqualTo(before + 1);
        assertThat(FAILED.value()).isZero();
    }

    private static Counter refused(String cause) {
        return COUNTERS.counter("datagrams_refused", cause, "");
    }

    private static long sum(List<Counter> counters) {
        return counters.stream().mapToLong(Counter::value).sum();
    }
}
