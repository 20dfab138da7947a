package io.ssehub.demo.sketch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.demo.board.BoardSnapshot;
import io.ssehub.demo.board.SentNumber;
import io.ssehub.test.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code sse_datagram.h}, compiled here, sends real datagrams. */
@Needs({"gcc", "g++"})
class DatagramHeaderIT {
    enum Language {
        C99("gcc", "-std=c99"),
        CXX11("g++", "-std=c++11");

        private final String compiler;
        private final String standard;

        Language(String compiler, String standard) {
            this.compiler = compiler;
            this.standard = standard;
        }

        NativeProgram compile(Path folder) throws IOException, InterruptedException {
            return NativeProgram.compile(Files.createDirectory(folder.resolve(name())), "send_datagrams.c", compiler, standard, "-pedantic");
        }
    }

    private static final int ROOM = 1_460;
    private static final Map<Language, NativeProgram> PROGRAMS = new EnumMap<>(Language.class);

    private final ListeningBoards hub = new ListeningBoards();
    private final List<String> script = new ArrayList<>();

    DatagramHeaderIT() throws IOException {}

    @BeforeAll
    static void compile(@TempDir Path folder) throws IOException, InterruptedException {
        for (Language language : Language.values()) {
            PROGRAMS.put(language, language.compile(folder));
        }
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyValueArrivesExactly(Language language) throws IOException, InterruptedException {
        begin(ROOM, "esp32-1", 17);
        writeInt("zero", 0);
        writeInt("sensorB", 12_408);
        writeInt("lowest", Long.MIN_VALUE);
        writeInt("highest", Long.MAX_VALUE);
        writeFloat("temperature", "21.4", 2);
        writeFloat("below", "-0.25", 1);
        writeFloat("none", "-0.001", 2);
        writeFloat("whole", "-5.5", 0);
        writeFloat("carried", "999.9996", 3);
        writeFloat("small", "0.05", 9);
        writeFloat("finest", "0.123456789", 4_000);
        writeFloat("odd", "4503599627370497", 0);
        writeFloat("large", "999999999999999872", 0);
        end();
        List<String> answers = run(language);
        assertThat(answers.subList(0, 9)).containsOnly("1");
        assertThat(values(hub.after(1).get(0))).isEqualTo(Map.ofEntries(
                Map.entry("zero", "0"),
                Map.entry("sensorB", "12408"),
                Map.entry("lowest", "-9223372036854775808"),
                Map.entry("highest", "9223372036854775807"),
                Map.entry("temperature", "21.40"),
                Map.entry("below", "-0.3"),
                Map.entry("none", "0.00"),
                Map.entry("whole", "-6"),
                Map.entry("carried", "1000.000"),
                Map.entry("small", "0.050000000"),
                Map.entry("finest", "0.123456789"),
                Map.entry("odd", "4503599627370497"),
                Map.entry("large", "999999999999999872")));
    }

    @ParameterizedTest
    @EnumSource
    void whatJsonCannotSayIsLeftOut(Language language) throws IOException, InterruptedException {
        begin(ROOM, "b", 1);
        writeFloat("a", "nan", 2);
        writeFloat("b", "inf", 2);
        writeFloat("c", "-inf", 2);
        writeFloat("d", "1e18", 0);
        writeFloat("e", "-1e16", 2);
        end();
        begin(ROOM, "b", 1);
        writeFloat("a", "nan", 2);
        writeInt("f", 1);
        end();
        assertThat(run(language)).containsExactly("0", "0", "0", "0", "0", "0 21", "0", "27 27");
        assertThat(values(hub.after(1).get(0))).isEqualTo(Map.of("f", "1"));
    }

    @ParameterizedTest
    @EnumSource
    void namesArriveAsTheyAre(Language language) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>(List.of(
                "\"", "\\", "\\\"", "a\"b\\c", "\",\"seq\":0,\"", "\\u0041", "\u007f", "ä", "\u2028", "温度", "😀", "<img src=x onerror=alert(1)>", "__proto__", "x".repeat(255)));
        IntStream.rangeClosed(1, 0x1f).mapToObj(Character::toString).forEach(names::add);
        for (String name : names) {
            begin(ROOM, name, 5);
            writeInt(name, 1);
            end();
        }
        run(language);
        assertThat(hub.after(names.size())).extracting(BoardSnapshot::name).containsExactlyInAnyOrderElementsOf(names);
        assertThat(hub.after(names.size())).allSatisfy(board -> assertThat(board.sensors()).containsOnlyKeys(board.name()));
    }

    @ParameterizedTest
    @EnumSource
    void aBoardWithoutANameIsKnownByItsAddress(Language language) throws IOException, InterruptedException {
        begin(ROOM, "", 5);
        writeInt("a", 1);
        end();
        assertThat(run(language)).containsExactly("15 15");
        assertThat(hub.after(1)).extracting(BoardSnapshot::name).containsExactly("127.0.0.1");
    }

    @ParameterizedTest
    @EnumSource
    void whatDoesNotFitIsNotSentAndWritesNothingBeyond(Language language) throws IOException, InterruptedException {
        int needed = "{'board':'a\\u000a','seq':1,'温\\'':-12,'b':3.50}".getBytes(UTF_8).length;
        for (int room = 0; room <= needed + 1; room++) {
            begin(room, "a\n", 1);
            writeInt("温\"", -12);
            writeFloat("b", "3.5", 2);
            end();
        }
        List<String> answers = run(language).stream().filter(answer -> !answer.equals("1")).toList();
        assertThat(answers.subList(0, needed)).containsOnly("0 " + needed);
        assertThat(answers.subList(needed, answers.size())).containsExactly(needed + " " + needed, needed + " " + needed);
        assertThat(hub.after(2).get(0).duplicates()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void numbersWrapWithoutARebootAndStartAnewWithOne(Language language) throws IOException, InterruptedException {
        for (long seq : new long[] {4_294_967_294L, 4_294_967_295L, 0, 1, 2}) {
            begin(ROOM, "b", seq);
            writeInt("a", seq);
            end();
        }
        run(language);
        BoardSnapshot wrapped = hub.after(5).get(0);
        assertThat(wrapped.lost() + wrapped.duplicates() + wrapped.late() + wrapped.reboots()).isZero();

        script.clear();
        begin(ROOM, "b", 0);
        writeInt("a", 0);
        end();
        run(language);
        assertThat(hub.after(6).get(0).reboots()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aDatagramHoldsManyReadings(Language language) throws IOException, InterruptedException {
        begin(ROOM, "b", 1);
        Map<String, String> expected = new LinkedHashMap<>();
        for (int i = 100; i < 189; i++) {
            writeInt("sensor" + i, i);
            expected.put("sensor" + i, Integer.toString(i));
        }
        end();
        assertThat(run(language)).containsExactly("1445 1445");
        assertThat(values(hub.after(1).get(0))).isEqualTo(expected);
    }

    private void begin(int room, String board, long seq) {
        script.add("begin " + room + ' ' + hex(board) + ' ' + seq);
    }

    private void writeInt(String sensor, long value) {
        script.add("int " + hex(sensor) + ' ' + value);
    }

    private void writeFloat(String sensor, String value, int decimals) {
        script.add("float " + hex(sensor) + ' ' + value + ' ' + decimals);
    }

    private void end() {
        script.add("end");
    }

    static String hex(String text) {
        return text.isEmpty() ? "-" : HexFormat.of().formatHex(text.getBytes(UTF_8));
    }

    private List<String> run(Language language) throws IOException, InterruptedException {
        return Objects.requireNonNull(PROGRAMS.get(language)).run(script, hub.port());
    }

    private static Map<String, String> values(BoardSnapshot board) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, SentNumber> sensor : board.sensors().entrySet()) {
            values.put(sensor.getKey(), sensor.getValue().json());
        }
        return values;
    }
}
