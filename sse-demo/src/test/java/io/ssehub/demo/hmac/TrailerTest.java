package io.ssehub.demo.hmac;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrailerTest {
    private static final String CODE = "0123456789abcdef0123456789abcdef";

    private static Trailer of(String datagram) {
        return Trailer.of(ByteBuffer.wrap(datagram.getBytes(UTF_8)));
    }

    @Test
    void tellsPayloadBoardAndCounter() {
        assertThat(of("{}\nhmac esp32-1 17 " + CODE)).isEqualTo(new Trailer.Hmac(2, 19, "esp32-1", 17));
        assertThat(of("a\n\nhmac b 0 " + CODE)).as("only the last line").isEqualTo(new Trailer.Hmac(2, 12, "b", 0));
        assertThat(of("\nhmac b 18446744073709551615 " + CODE)).isEqualTo(new Trailer.Hmac(0, 29, "b", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", " a", "a ", " ", "1 2", "hmac b 1 " + CODE, "\u00e4\ud83d\ude00", "\r", "\0"})
    void aBoardMayBeCalledAnythingButALine(String board) {
        assertThat(of("{}\nhmac " + board + " 1 " + CODE)).isInstanceOfSatisfying(Trailer.Hmac.class, hmac -> assertThat(hmac.board()).isEqualTo(board));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "{}", "{}\n", "{}\nhmac", "{}\nHMAC b 1 " + CODE, "{}\n hmac b 1 " + CODE, "{}\nhmac b 1 " + CODE + "\n", "hmac"})
    void isAbsentWhereTheLastLineDoesNotBeginAsOne(String datagram) {
        assertThat(of(datagram)).isEqualTo(new Trailer.Absent());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            b 1 0123456789abcdef0123456789abcde   | does not end in a space and 32
            b 1 0123456789abcdef0123456789abcdef0 | does not end in a space and 32
            b 1 0123456789ABCDEF0123456789abcdef  | does not end in a space and 32
            b 1 0123456789abcdef0123456789abcdeg  | does not end in a space and 32
            0123456789abcdef0123456789abcdef      | does not end in a space and 32
            b                                     | does not end in a space and 32
            ''                                    | does not end in a space and 32
            1 0123456789abcdef0123456789abcdef    | is not of the form
            ' 1 0123456789abcdef0123456789abcdef' | is not of the form
            b x 0123456789abcdef0123456789abcdef  | counter is x
            b -1 0123456789abcdef0123456789abcdef | counter is -1
            b +1 0123456789abcdef0123456789abcdef | counter is +1
            b 01 0123456789abcdef0123456789abcdef | counter is 01
            b 00 0123456789abcdef0123456789abcdef | counter is 00
            b 1.0 0123456789abcdef0123456789abcdef | counter is 1.0
            b  0123456789abcdef0123456789abcdef   | counter is ;
            b 18446744073709551616 0123456789abcdef0123456789abcdef | counter is 18446744073709551616
            """)
    void isMalformedWhereOneIsBegun(String rest, String fault) {
        assertThat(of("{}\nhmac " + rest)).isInstanceOfSatisfying(Trailer.Malformed.class, trailer -> assertThat(trailer.fault()).contains(fault));
    }

    @Test
    void isMalformedWithoutAPayloadOrWithANameThatIsNotUtf8() {
        assertThat(of("hmac b 1 " + CODE)).isInstanceOf(Trailer.Malformed.class);
        assertThat(Trailer.of(ByteBuffer.wrap(("{}\nhmac \u00e4 1 " + CODE).getBytes(ISO_8859_1)))).isEqualTo(new Trailer.Malformed("the board's name is not UTF-8"));
    }

    @Test
    void looksAtNothingBeyondTheDatagram() {
        byte[] bytes = ("xx{}\nhmac b 1 " + CODE + "00").getBytes(UTF_8);
        assertThat(Trailer.of(ByteBuffer.wrap(bytes, 2, bytes.length - 4))).isEqualTo(new Trailer.Hmac(2, 12, "b", 1));
    }
}
