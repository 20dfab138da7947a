package io.ssehub.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseDecoderTest {
    private static final String RESPONSES = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\nB;name=value\r\n, my\r\nworld\r\n0\r\nTrailer: x\r\n\r\n"
            + "HTTP/1.1 204 No Content\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            + "HTTP/1.0 400 Bad Request\nContent-Length: 3\n\nbad"
            + "HTTP/1.1 200 OK\r\n\r\nuntil the end";
    private static final String FOUND = "[200 text/event-stream]hello, my\r\nworld|[204 ]|[200 ]|[400 ]bad|[200 ]until the end";

    private static final class Recorder implements ResponseDecoder.Listener {
        private final StringBuilder found = new StringBuilder();

        @Override
        public void head(ResponseHead head) {
            found.append('[').append(head.status()).append(' ').append(head.mediaType()).append(']');
        }

        @Override
        public void content(byte[] bytes, int at, int length) {
            found.append(new String(bytes, at, length, ISO_8859_1));
        }

        @Override
        public void end() {
            found.append('|');
        }
    }

    @Test
    void responsesAreTakenApartHoweverTheyAreCut() throws Exception {
        for (int first = 0; first < RESPONSES.length(); first++) {
            for (int second = first; second < RESPONSES.length(); second += 7) {
                byte[] bytes = RESPONSES.getBytes(ISO_8859_1);
                Recorder recorder = new Recorder();
                ResponseDecoder decoder = new ResponseDecoder(recorder);
                decoder.read(bytes, 0, first);
                decoder.read(bytes, first, second);
                decoder.read(bytes, second, bytes.length);

                assertThat(recorder.found.toString()).isEqualTo(FOUND);
                assertThat(decoder.close()).isTrue();
            }
        }
    }

    @Test
    void aConnectionThatEndsInTheMidstIsTold() throws Exception {
        for (String text : new String[] {"HTTP/1.1 2", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na"}) {
            ResponseDecoder decoder = new ResponseDecoder(new Recorder());
            decoder.read(text.getBytes(ISO_8859_1), 0, text.length());

            assertThat(decoder.close()).as(text).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "220 mail ESMTP\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5hello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello!", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1111111111111111\r\n"})
    void whatIsNoResponseIsRefused(String text) {
        assertThatExceptionOfType(BrokenResponseException.class)
                .isThrownBy(() -> new ResponseDecoder(new Recorder()).read(text.getBytes(ISO_8859_1), 0, text.length()));
    }

    @Test
    void aHeadWithoutEndIsRefused() {
        byte[] bytes = ("HTTP/1.1 200 OK\r\nX: " + "x".repeat(ResponseDecoder.MAX_HEAD)).getBytes(ISO_8859_1);

        assertThatExceptionOfType(BrokenResponseException.class)
                .isThrownBy(() -> new ResponseDecoder(new Recorder()).read(bytes, 0, bytes.length)).withMessageContaining("longer than");
    }

    @Test
    void anythingAtAllIsReadOrRefused() {
        Random random = new Random(7);
        byte[] good = RESPONSES.getBytes(ISO_8859_1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                new ResponseDecoder(new Recorder()).read(bytes, 0, bytes.length);
            } catch (BrokenResponseException e) {
                assertThat(e.cause()).isNotEmpty();
            }
        }
    }
}
