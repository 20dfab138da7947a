package io.ssehub.demo.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.demo.board.BoardSnapshot;
import io.ssehub.test.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sketches as they are, compiled against headers that stand for the board's: what they do, not whether a board's compiler takes them. */
@Needs("g++")
class SketchIT {
    private static final String KEY = "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"esp8266, light, 600", "esp32, temperature, 42.5"})
    void aBoardReportsChangesAndSignsOfLifeAndComesBackAfterItsWifiWasGone(String chip, String sensor, String value) throws IOException, InterruptedException {
        NativeProgram program = NativeProgram.compile(folder, "run_sketch.cpp", "g++", "-std=gnu++17", NativeProgram.definition(NativeProgram.sketch(chip + "_sensor")));
        try (ListeningBoards hub = new ListeningBoards()) {
            List<String> serial = program.run(List.of(), hub.port());
            assertThat(serial.stream().map(line -> line.replaceAll("[:;,{ ].*", "")))
                    .containsExactly("WiFi", "WiFi", "not", "sent", "sent", "WiFi", "WiFi", "WiFi", "WiFi", "sent", "sent", "flash");

            BoardSnapshot board = hub.after(4).get(0);
            assertThat(board.name()).isEqualTo(chip + "-00c0de");
            assertThat(board.lost() + board.duplicates() + board.late() + board.reboots()).isZero();
            assertThat(values(board)).isEqualTo(Map.of(sensor, value, "wifi_signal", "-60"));
        }
    }

    @ParameterizedTest
    @CsvSource({"esp8266, 0", "esp32, 1"})
    void aBoardWithAKeySignsAndCountsItsStartsInFlash(String chip, long firstStart) throws IOException, InterruptedException {
        Path keys = Files.writeString(folder.resolve("keys"), chip + "-00c0de " + KEY + "\n");
        String sketch = Files.readString(NativeProgram.sketch(chip + "_sensor"));
        assertThat(sketch).contains("BOARD_KEY[] = \"\";");
        Path own = Files.writeString(folder.resolve("own.ino"), sketch.replace("BOARD_KEY[] = \"\";", "BOARD_KEY[] = \"" + KEY + "\";"));
        NativeProgram program = NativeProgram.compile(folder, "run_sketch.cpp", "g++", "-std=gnu++17", NativeProgram.definition(own));
        try (ListeningBoards hub = new ListeningBoards(keys)) {
            assertThat(program.run(List.of(), hub.port())).endsWith("flash " + firstStart);
            hub.after(4);
            assertThat(program.run(List.of(), hub.port(), Long.toString(firstStart))).endsWith("flash " + (firstStart + 1));
            assertThat(hub.after(8)).singleElement().matches(board -> board.reboots() == 1).matches(board -> board.name().equals(chip + "-00c0de"));
            program.run(List.of(), hub.port());
            hub.afterRefusals(4, "replayed");
        }
    }

    private static Map<String, String> values(BoardSnapshot board) {
        return board.sensors().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().json()));
    }
}
