package io.ssehub.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.event.RecordedStream.Comment;
import io.ssehub.core.event.RecordedStream.Event;
import io.ssehub.core.event.RecordedStream.Retry;
import io.ssehub.core.event.RecordedStream.Shown;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any event that the encoder accepts comes back equal, whatever its text and however the stream is cut. */
class EventRoundTripTest {
    private static final String[] PIECES = {
        "\n", "\r", "\r\n", "\n\n", " ", "  ", ":", ": ", "data", "data: ", "id: 1", "event:", "retry: 1", "\0", "\uFEFF", "\uFFFD", "a", "{\"t\":21.4}", "\u007F", "\u0080",
        "\u07FF", "\u0800", "\uD7FF", "\uE000", "\uFFFF", "\uD800", "\uDBFF", "\uDC00", "\uDFFF", "\uD83D\uDE00", "\uDBFF\uDFFF", "\u0085", "\u2028", "x".repeat(300)
    };

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void comesBackEqual(long seed) {
        Random random = new Random(seed);
        List<ServerSentEvent> events = new ArrayList<>();
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < 2_000; i++) {
            ServerSentEvent event = event(random);
            events.add(event);
            stream.writeBytes(EventStreamEncoder.encode(event));
        }
        RecordedStream expected = asReceived(events);
        assertThat(RecordedStream.of(stream.toByteArray())).isEqualTo(expected);
        assertThat(RecordedStream.of(pieces(random, stream.toByteArray()))).isEqualTo(expected);
    }

    private static RecordedStream asReceived(List<ServerSentEvent> events) {
        List<Shown> shown = new ArrayList<>();
        String lastEventId = "";
        for (ServerSentEvent event : events) {
            if (event.comment() != null) {
                lines(event.comment()).forEach(line -> shown.add(new Comment(line)));
            }
            if (event.retryMillis() != null) {
                shown.add(new Retry(event.retryMillis()));
            }
            lastEventId = event.id() == null ? lastEventId : scalars(event.id());
            if (event.data() != null) {
                String type = event.event() == null ? "message" : scalars(event.event());
                shown.add(new Event(type, String.join("\n", lines(event.data())), lastEventId));
            }
        }
        return new RecordedStream(shown, lastEventId);
    }

    private static List<String> lines(String text) {
        return List.of(scalars(text).split("\r\n|\r|\n", -1));
    }

    private static String scalars(String text) {
        return text.codePoints()
                .mapToObj(c -> c >= 0xD800 && c <= 0xDFFF ? "\uFFFD" : Character.toString(c))
                .collect(Collectors.joining());
    }

    private static ServerSentEvent event(Random random) {
        while (true) {
            String id = random.nextInt(3) > 0 ? null : text(random).replaceAll("[\r\n\0]", "");
            String type = random.nextInt(3) > 0 ? null : text(random).replaceAll("[\r\n]", "");
            String data = random.nextInt(5) == 0 ? null : text(random);
            Long retry = random.nextInt(5) > 0 ? null : Long.valueOf(random.nextLong() >>> (1 + random.nextInt(63)));
            String comment = random.nextInt(5) > 0 ? null : text(random);
            if (anyPresent(id, type == null || type.isEmpty() ? null : type, data, retry, comment)) {
                return new ServerSentEvent(id, type, data, retry, comment);
            }
        }
    }

    private static boolean anyPresent(@Nullable Object... fields) {
        return Arrays.stream(fields).anyMatch(field -> field != null);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    static byte[][] pieces(Random random, byte[] stream) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < stream.length; ) {
            int end = Math.min(stream.length, at + 1 + random.nextInt(random.nextBoolean() ? 3 : 200));
            pieces.add(Arrays.copyOfRange(stream, at, end));
            at = end;
        }
        return pieces.toArray(byte[][]::new);
    }
}
