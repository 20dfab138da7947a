package io.ssehub.demo.hmac;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoardKeysTest {
    private static final String KEY = "00112233445566778899aabbccddeeff";

    @Test
    void readsAKeyALine() throws IOException {
        BoardKeys keys = BoardKeys.parse("# boards\r\n\nesp32-1 " + KEY + "\n  garden, north \t " + KEY.repeat(4).toUpperCase(Locale.ROOT) + "  \n" + "\u6e29\u5ea6 " + KEY);
        assertThat(keys.size()).isEqualTo(3);
        assertThat(keys.of("esp32-1")).isNotNull();
        assertThat(keys.of("garden, north")).isNotNull();
        assertThat(keys.of("\u6e29\u5ea6")).isNotNull();
        assertThat(keys.of("garden,")).isNull();
        assertThat(BoardKeys.parse("").size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            00112233445566778899aabbccddeeff      | line 2: a board's name, a space and its key are expected
            b                                     | line 2: a board's name, a space and its key are expected
            b 00112233445566778899aabbccddee      | line 2: the key is not an even number of hexadecimal digits from 32 to 128
            b 00112233445566778899aabbccddeef     | line 2: the key is not an even number
            b 00112233445566778899aabbccddeeffa   | line 2: the key is not an even number
            b 00112233445566778899aabbccddeexx    | line 2: the key is not an even number
            b: secret                             | line 2: the key is not an even number
            b\tc 00112233445566778899aabbccddeeff | line 2: the board's name holds a control character
            a 00112233445566778899aabbccddeeff    | line 2: its board has a key in line 1 already
            """)
    void namesABadLineButNothingOfIt(String line, String fault) {
        assertThatIOException()
                .isThrownBy(() -> BoardKeys.parse("a " + KEY + "\n" + line.replace("\\t", "\t") + "\n"))
                .withMessageContaining(fault)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("0011", "secret"));
    }

    @Test
    void namesEveryBadLine() {
        assertThatIOException().isThrownBy(() -> BoardKeys.parse("a\nb " + KEY + "\nc c\n")).withMessage("line 1: a board's name, a space and its key are expected; "
                + "line 3: the key is not an even number of hexadecimal digits from 32 to 128");
        assertThatIOException().isThrownBy(() -> BoardKeys.parse("a\n".repeat(12))).withMessageEndingWith("; and 2 more");
        assertThatIOException().isThrownBy(() -> BoardKeys.parse("b".repeat(256) + " " + KEY)).withMessageContaining("line 1: the name has 256 bytes");
    }

    /** RFC 4231 sections 4.2 to 4.6, the first 16 bytes of each code. */
    @ParameterizedTest
    @CsvSource({
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, 4869205468657265, b0344c61d8db38535ca8afceaf0bf12b",
        "4a656665, 7768617420646f2079612077616e7420666f72206e6f7468696e673f, 5bdcc146bf60754e6a042426089575c7",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd, "
                + "773ea91e36800e46854db8ebd09181a7",
        "0102030405060708090a0b0c0d0e0f10111213141516171819, "
                + "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd, 82558a389a443c0ea4cc819899f2083a",
        "0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c, 546573742057697468205472756e636174696f6e, a3b6167473100ee06e0c796c2955552b",
    })
    void codesAreThoseOfTheStandard(String key, String message, String code) {
        BoardKey boardKey = new BoardKey("b", HexFormat.of().parseHex(key));
        assertThat(boardKey.code(ByteBuffer.wrap(HexFormat.of().parseHex(message)))).asString(US_ASCII).isEqualTo(code);
    }

    @Test
    void theReadmesDatagramIsSignedAsItSays() throws IOException {
        Matcher example = Pattern.compile("(?s)\n(\\{[^\n]*})(\nhmac (\\S+) (\\d+) \\p{XDigit}{32})\n.*with the key `(\\p{XDigit}+)`")
                .matcher(Files.readString(Path.of("sketches", "README.md")));
        assertThat(example.find()).isTrue();
        BoardKey key = Objects.requireNonNull(BoardKeys.parse(example.group(3) + " " + example.group(5)).of(example.group(3)));
        assertThat(key.sign(example.group(1).getBytes(UTF_8), Long.parseUnsignedLong(example.group(4)))).asString(UTF_8).isEqualTo(example.group(1) + example.group(2));
    }

    @Test
    void whatItSignsHasItsTrailer() throws IOException {
        BoardKey key = Objects.requireNonNull(BoardKeys.parse("garden, north " + KEY).of("garden, north"));
        byte[] datagram = key.sign("{\"t\":1}".getBytes(UTF_8), -1);
        assertThat(new String(datagram, UTF_8)).matches("\\{\"t\":1}\nhmac garden, north 18446744073709551615 [0-9a-f]{32}");
        assertThat(Trailer.of(ByteBuffer.wrap(datagram))).isEqualTo(new Trailer.Hmac(7, datagram.length - 32, "garden, north", -1));
    }
}
