package io.ssehub.demo.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ssehub.demo.board.Reading;
import io.ssehub.demo.board.Report;
import java.nio.ByteBuffer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a datagram says, case by case. {@code esp#17 a=1 b=2} is a report, {@code !cause} something left out, {@code refused cause} the whole. */
class DatagramDecoderTest {
    static Stream<Arguments> json() {
        return Stream.of(
                arguments("classic object", "{\"sensor\":\"sensorB\",\"state\":12408}", "src sensorB=12408"),
                arguments("flat object", "{\"board\":\"esp32-1\",\"seq\":17,\"temperature\":21.4,\"humidity\":48}", "esp32-1#17 temperature=21.4 humidity=48"),
                arguments("both forms in one", "{\"sensor\":\"a\",\"state\":1,\"b\":2}", "src b=2 a=1"),
                arguments("array", "[{\"board\":\"x\",\"a\":1},{\"board\":\"y\",\"a\":2}]", "x a=1, y a=2"),
                arguments("samples in a row stay apart", "[{\"a\":1},{\"a\":2}]", "src a=1, src a=2"),
                arguments("one number for several objects is one report",
                        "[{\"board\":\"x\",\"seq\":5,\"a\":1},{\"board\":\"y\",\"seq\":5,\"a\":2},{\"board\":\"x\",\"seq\":5,\"b\":3}]", "x#5 a=1 b=3, y#5 a=2"),
                arguments("numbers keep their text", "{\"a\":21.40,\"b\":-0,\"c\":1E+2,\"d\":0.0000001}", "src a=21.40 b=-0 c=1E+2 d=0.0000001"),
                arguments("strings that hold a number keep their quotes", "{\"a\":\"21.40\",\"b\":\"\\u0032\"}", "src a=\"21.40\" b=\"2\""),
                arguments("id names the board, readingId numbers it", "{\"id\":1,\"readingId\":\"17\",\"a\":1}", "1#17 a=1"),
                arguments("board and seq come first", "{\"id\":\"no\",\"readingId\":1,\"board\":\"yes\",\"seq\":2,\"a\":1}", "yes#2 a=1"),
                arguments("highest seq", "{\"seq\":4294967295,\"a\":1}", "src#4294967295 a=1"),
                arguments("white space around", " \r\n\t{ \"a\" : 1 } \n", "src a=1"),
                arguments("a value that is no number", "{\"a\":1,\"b\":\"x\",\"c\":true,\"d\":null,\"e\":[1],\"f\":{\"g\":1}}",
                        "src a=1 !not_a_number !not_a_number !not_a_number !not_a_number !not_a_number"),
                arguments("strings that almost hold a number", "{\"a\":\" 1\",\"b\":\"+1\",\"c\":\"01\",\"d\":\".5\",\"e\":\"1.\",\"f\":\"NaN\",\"g\":\"\",\"h\":\"0x1\"}",
                        "src" + " !not_a_number".repeat(8)),
                arguments("a number too long", "{\"a\":" + "1".repeat(65) + ",\"b\":" + "1".repeat(64) + "}", "src b=" + "1".repeat(64) + " !not_a_number"),
                arguments("an exponent out of range", "{\"a\":1e99999999999}", "src !not_a_number"),
                arguments("an exponent in range", "{\"a\":1e999999999}", "src a=1e999999999"),
                arguments("no number at all still counts as a report", "{\"board\":\"x\",\"seq\":9,\"a\":null}", "x#9 !not_a_number"),
                arguments("reserved sensor", "{\"sensor\":\"id\",\"state\":1}", "src !reserved_name"),
                arguments("reserved by the STATE event", "{\"TYPE\":1}", "src !reserved_name"),
                arguments("state without sensor", "{\"state\":1,\"a\":2}", "src a=2 !bad_name"),
                arguments("sensor that is no string", "{\"sensor\":5,\"state\":1}", "src !bad_name"),
                arguments("sensor without state", "{\"sensor\":\"a\"}", "src !empty"),
                arguments("empty sensor", "{\"\":1}", "src !bad_name"),
                arguments("longest sensor", "{\"" + "s".repeat(255) + "\":1}", "src " + "s".repeat(255) + "=1"),
                arguments("sensor too long", "{\"" + "s".repeat(256) + "\":1}", "src !bad_name"),
                arguments("a surrogate pair", "{\"\\ud83d\\ude00\":1}", "src \ud83d\ude00=1"),
                arguments("half a surrogate pair", "{\"\\ud83d\":1}", "refused malformed"),
                arguments("the other half", "{\"a\":1,\"\\ude00\":1}", "refused malformed"),
                arguments("hostile names are data", "{\"board\":\"a/b\",\"<img src=x onerror=alert(1)>\":1,\"$x\":2,\"*\":3,\"%\":4,\"\\u0000\":5,\"\u2028\":6,\"__proto__\":7}",
                        "a/b <img src=x onerror=alert(1)>=1 $x=2 *=3 %=4 \0=5 \u2028=6 __proto__=7"),
                arguments("empty board", "[{\"board\":\"\",\"a\":1},{\"a\":2}]", "src a=2 !bad_name"),
                arguments("board of another kind", "{\"board\":null,\"a\":1}", "!bad_name"),
                arguments("seq out of range", "[{\"seq\":4294967296,\"a\":1},{\"seq\":-1,\"a\":1},{\"seq\":1.0,\"a\":1},{\"seq\":null,\"a\":1},{\"seq\":\"x\",\"a\":1}]",
                        "!bad_seq !bad_seq !bad_seq !bad_seq !bad_seq"),
                arguments("an object refused counts once", "{\"seq\":-1,\"board\":\"\",\"a\":null,\"b\":2}", "!bad_name"),
                arguments("no readings", "[{},{\"board\":\"x\",\"seq\":1}]", "!empty !empty"),
                arguments("no objects", "[]", "refused empty"),
                arguments("cut short", "{\"a\":1", "refused malformed"),
                arguments("cut short after a good object", "[{\"a\":1},{\"b\":", "refused malformed"),
                arguments("something behind", "{\"a\":1}{\"b\":2}", "refused malformed"),
                arguments("a NUL behind", "{\"a\":1}\0", "refused malformed"),
                arguments("a name twice", "{\"a\":1,\"a\":2}", "refused malformed"),
                arguments("a name twice, once escaped", "{\"a\":1,\"\\u0061\":2}", "refused malformed"),
                arguments("array of numbers", "[1,2]", "refused malformed"),
                arguments("array in array", "[[{\"a\":1}]]", "refused malformed"),
                arguments("too deep", "{\"a\":" + "[".repeat(8) + "]".repeat(8) + "}", "refused malformed"),
                arguments("as deep as allowed", "{\"a\":" + "[".repeat(7) + "]".repeat(7) + "}", "src !not_a_number"),
                arguments("NaN", "{\"a\":NaN}", "refused malformed"),
                arguments("leading zero", "{\"a\":01}", "refused malformed"),
                arguments("plus sign", "{\"a\":+1}", "refused malformed"),
                arguments("no digit before the point", "{\"a\":.5}", "refused malformed"),
                arguments("single quotes", "{'a':1}", "refused malformed"),
                arguments("trailing comma", "{\"a\":1,}", "refused malformed"),
                arguments("comment", "{/**/\"a\":1}", "refused malformed"));
    }

    static Stream<Arguments> lineProtocol() {
        return Stream.of(
                arguments("a line", "weather,board=esp32-1 temperature=21.4,humidity=48i", "esp32-1 temperature=21.4 humidity=48"),
                arguments("without tags", "weather temperature=21.40", "src temperature=21.40"),
                arguments("unsigned and negative", "m a=48u,b=-48i,c=-1.5e-3", "src a=48 b=-48 c=-1.5e-3"),
                arguments("strings that hold a number", "m a=\"21.40\",b=\"x\",c=\"48i\"", "src a=\"21.40\" !not_a_number !not_a_number"),
                arguments("booleans", "m a=1,b=t,c=T,d=true,e=F,f=FALSE", "src a=1" + " !not_a_number".repeat(5)),
                arguments("not JSON numbers", "m a=1.,b=.5,c=+1,d=007,e=nan,f=1.5i,g=-1u,h=1f", "src" + " !not_a_number".repeat(8)),
                arguments("several lines, one report each", "m,board=x a=1\nm,board=y a=2\r\nm,board=x b=3", "x a=1, y a=2, x b=3"),
                arguments("comments and empty lines", "# no\n\n  \t\n#\nm a=1\n# m a=2", "src a=1"),
                arguments("timestamps are ignored", "m a=1 1700000000000000000\nm a=2 -5\nm a=3 7 \r\n", "src a=1, src a=2, src a=3"),
                arguments("other tags are ignored", "m,host=h,id=i,sensor=s a=1", "src a=1"),
                arguments("escapes", "we\\ a\\,t,board=a\\ b\\,c\\=d\\\\e a\\ \\,\\=\\x=1", "a b,c=d\\\\e a ,=\\x=1"),
                arguments("escapes in a string", "m a=\"\\\"\\\\\\n\",b=1", "src b=1 !not_a_number"),
                arguments("a string over several lines", "m a=\"x\n,b=3 \",b=1", "src b=1 !not_a_number"),
                arguments("seq and readingId", "m,board=x seq=17u,a=1\nm,board=x readingId=18,a=2\nm,board=x seq=\"19\",readingId=5,a=3", "x#17 a=1, x#18 a=2, x#19 a=3"),
                arguments("one number for several lines is one report", "m,board=x seq=1i,a=1\nm,board=x seq=1i,b=2", "x#1 a=1 b=2"),
                arguments("bad seq", "m seq=-1i,a=1\nm seq=t,a=1", "!bad_seq !bad_seq"),
                arguments("reserved names", "m id=1,board=2,state=3,sensor=4,a=5", "src a=5" + " !reserved_name".repeat(4)),
                arguments("several spaces", "  m,board=x   a=1   5  ", "x a=1"),
                arguments("a bad line beside good ones", "m a=1\nm\nm b=2", "src a=1, src b=2 !malformed"),
                arguments("a broken field spoils its line", "m a=1,b\nm c=3", "src c=3 !malformed"),
                arguments("missing parts", "m \n,board=x a=1\nm,board= a=1\nm,=x a=1\nm a=\nm =1\nm,board a=1\nm a=1,\nm a=1 x", " !malformed".repeat(9).strip()),
                arguments("a name twice", "m a=1,a=2\nm,board=x,board=y a=1", "!malformed !malformed"),
                arguments("a string without end", "m a=\"x\nm b=1", "!malformed"),
                arguments("junk after a string", "m a=\"1\"2", "!malformed"),
                arguments("no readings", "m seq=1", "!empty"),
                arguments("only a comment", "# hello", "refused empty"),
                arguments("white space", " \n ", "refused empty"),
                arguments("nothing", "", "refused empty"),
                arguments("a lone word", "hello", "!malformed"),
                arguments("a number", "42", "!malformed"),
                arguments("half a backslash", "m a=1,b\\", "!malformed"),
                arguments("name too long", "m " + "s".repeat(256) + "=1,a=2", "src a=2 !bad_name"),
                arguments("board too long", "m,board=" + "s".repeat(256) + " a=2", "!bad_name"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void json(String name, String datagram, String expected) {
        assertThat(decoded(datagram.getBytes(UTF_8))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void lineProtocol(String name, String datagram, String expected) {
        assertThat(decoded(datagram.getBytes(UTF_8))).isEqualTo(expected);
    }

    @Test
    void takesTheLongestDatagram() {
        assertThat(decoded(("{\"a\":1}" + " ".repeat(1_472 - 7)).getBytes(UTF_8))).isEqualTo("src a=1");
    }

    @Test
    void refusesWhatIsNotUtf8() {
        assertThat(decoded("{\"ä\":1}".getBytes(ISO_8859_1))).isEqualTo("refused not_utf8");
        assertThat(decoded(new byte[] {'m', ' ', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '=', '1'})).as("a surrogate, encoded").isEqualTo("refused not_utf8");
        assertThat(decoded("{\"a\":1}".getBytes(UTF_16LE))).as("no other encoding is guessed").isEqualTo("refused malformed");
    }

    static String decoded(byte[] datagram) {
        Decoded decoded = DatagramDecoder.decode(ByteBuffer.wrap(datagram), "src");
        if (decoded instanceof Decoded.Refused refused) {
            return "refused " + refused.refusal().cause().label();
        }
        Decoded.Reports taken = (Decoded.Reports) decoded;
        return taken.reports().stream().map(DatagramDecoderTest::text).collect(Collectors.joining(", "))
                .concat(taken.refusals().stream().map(refusal -> " !" + refusal.cause().label()).collect(Collectors.joining()))
                .strip();
    }

    private static String text(Report report) {
        return report.board() + (report.seq() == Report.UNNUMBERED ? "" : "#" + report.seq())
                + report.readings().stream().map(DatagramDecoderTest::text).collect(Collectors.joining());
    }

    private static String text(Reading reading) {
        return " " + reading.sensor() + "=" + reading.value().json();
    }
}
