package io.ssehub.demo.hmac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class KeyFileTest {
    private static final String KEY = " 00112233445566778899aabbccddeeff\n";

    private final Logger log = (Logger) LoggerFactory.getLogger("io.ssehub.demo");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Path folder;
    private final Path path;
    private int changes;

    KeyFileTest(@TempDir Path folder) {
        this.folder = folder;
        path = folder.resolve("boards.keys");
    }

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(lines);
    }

    private void write(String text) throws IOException {
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(path, FileTime.fromMillis(1_000L * ++changes));
    }

    @Test
    void isReadAgainOnceItHasChangedAndSettled() throws IOException {
        write("a" + KEY);
        KeyFile file = KeyFile.open(path, 2);
        file.refresh();
        assertThat(lines.list).isEmpty();
        write("a" + KEY + "b" + KEY);
        file.refresh();
        assertThat(file.keys().of("b")).as("it may be half written").isNull();
        file.refresh();
        assertThat(file.keys().of("b")).isNotNull();
        write("b" + KEY);
        file.refresh();
        file.refresh();
        assertThat(file.keys().of("a")).isNull();
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.INFO, Level.INFO);
    }

    @Test
    void whatCannotBeReadChangesNothingAndIsSaidOnce() throws IOException {
        write("a" + KEY);
        KeyFile file = KeyFile.open(path, 2);
        for (String bad : new String[] {"a" + KEY + "b b\n", "", "a" + KEY + "b" + KEY + "c" + KEY, "\u00e4".repeat(10)}) {
            write(bad);
            if (bad.startsWith("\u00e4")) {
                Files.write(path, bad.getBytes(StandardCharsets.ISO_8859_1));
            }
            for (int i = 0; i < 4; i++) {
                file.refresh();
            }
        }
        Files.delete(path);
        file.refresh();
        file.refresh();
        assertThat(file.keys().of("a")).isNotNull();
        assertThat(lines.list).hasSize(5).allMatch(line -> line.getLevel() == Level.ERROR);
        assertThat(lines.list.stream().map(line -> String.valueOf(line.getKeyValuePairs().get(0).value)))
                .satisfiesExactly(
                        text -> assertThat(text).contains("line 2: the key is not"),
                        text -> assertThat(text).endsWith("holds no key"),
                        text -> assertThat(text).endsWith("holds 3 keys, and the hub knows at most 2 boards (--boards)"),
                        text -> assertThat(text).endsWith("is not UTF-8"),
                        text -> assertThat(text).endsWith("there is no such file"));
        write("b" + KEY);
        file.refresh();
        file.refresh();
        assertThat(file.keys().of("b")).isNotNull();
    }

    @Test
    void oneThatCannotBeReadAtAllIsAFailure() throws IOException {
        assertThatIOException().isThrownBy(() -> KeyFile.open(path, 2)).withMessage(path + ": there is no such file");
        write("a" + KEY + "b b\n");
        assertThatIOException().isThrownBy(() -> KeyFile.open(path, 2)).withMessageStartingWith(path + ": line 2: ");
        assertThatIOException().isThrownBy(() -> KeyFile.open(folder, 2)).withMessageStartingWith(folder + " cannot be read: ");
        Files.writeString(path, "#".repeat((4 << 20) + 1));
        assertThatIOException().isThrownBy(() -> KeyFile.open(path, 2)).withMessage(path + " is larger than 4194304 bytes");
    }

    @Test
    void warnsOfOneThatOthersCanRead() throws IOException {
        write("a" + KEY);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        KeyFile.open(path, 2);
        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getMessage()).contains("chmod 600");
        });
    }
}
