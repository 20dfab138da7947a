package io.ssehub.demo.sketch;

import static io.ssehub.demo.sketch.DatagramHeaderIT.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.demo.board.BoardSnapshot;
import io.ssehub.demo.sketch.DatagramHeaderIT.Language;
import io.ssehub.test.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code sse_hmac.h} and what {@code sse_datagram.h} signs with it, compiled here, before the standards' examples and the hub. */
@Needs({"gcc", "g++"})
class SignedHeaderIT {
    private static final String KEY = "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef";
    private static final Map<Language, NativeProgram> PROGRAMS = new EnumMap<>(Language.class);

    private final Path folder;

    SignedHeaderIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeAll
    static void compile(@TempDir Path folder) throws IOException, InterruptedException {
        for (Language language : Language.values()) {
            PROGRAMS.put(language, language.compile(folder));
        }
    }

    private static List<String> run(Language language, List<String> script, String port) throws IOException, InterruptedException {
        return Objects.requireNonNull(PROGRAMS.get(language)).run(script, port);
    }

    /** FIPS 180-4, the examples published with it. */
    @ParameterizedTest
    @EnumSource
    void digestsAreThoseOfTheStandard(Language language) throws IOException, InterruptedException {
        List<String> script = List.of(
                "hash 1 -",
                "hash 1 " + hex("abc"),
                "hash 1 " + hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
                "hash 1 " + hex("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"),
                "hash 1000000 " + hex("a"));
        assertThat(run(language, script, "9")).containsExactly(
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }

    /** RFC 4231 sections 4.2 to 4.8; of 4.6 the whole code. */
    @ParameterizedTest
    @EnumSource
    void codesAreThoseOfTheStandard(Language language) throws IOException, InterruptedException {
        List<String> script = List.of(
                "code " + "0b".repeat(20) + " " + hex("Hi There"),
                "code " + hex("Jefe") + " " + hex("what do ya want for nothing?"),
                "code " + "aa".repeat(20) + " " + "dd".repeat(50),
                "code 0102030405060708090a0b0c0d0e0f10111213141516171819 " + "cd".repeat(50),
                "code " + "0c".repeat(20) + " " + hex("Test With Truncation"),
                "code " + "aa".repeat(131) + " " + hex("Test Using Larger Than Block-Size Key - Hash Key First"),
                "code " + "aa".repeat(131) + " "
                        + hex("This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used "
                                + "by the HMAC algorithm."));
        assertThat(run(language, script, "9").stream().map(code -> code.substring(0, 32))).containsExactly(
                "b0344c61d8db38535ca8afceaf0bf12b",
                "5bdcc146bf60754e6a042426089575c7",
                "773ea91e36800e46854db8ebd09181a7",
                "82558a389a443c0ea4cc819899f2083a",
                "a3b6167473100ee06e0c796c2955552b",
                "60e431591ee0b67f0d8a26aacbf5b77f",
                "9b09ffa71b942fcb27635fbcd5b0e944");
    }

    @ParameterizedTest
    @EnumSource
    void theHubTakesWhatIsSigned(Language language) throws IOException, InterruptedException {
        List<String> script = new ArrayList<>();
        StringBuilder keys = new StringBuilder();
        List<String> names = new ArrayList<>(List.of("esp32-1", "garden, north", "\"", "\u6e29\u5ea6", "x".repeat(255)));
        for (int bytes = 16; bytes <= 64; bytes++) {
            names.add("key of " + bytes);
        }
        for (String name : names) {
            String key = name.startsWith("key") ? "5f".repeat(Integer.parseInt(name.substring(7))) : KEY;
            keys.append(name).append('\t').append(key).append('\n');
            script.addAll(List.of("begin 1460 " + hex(name) + " 0", "int " + hex("t") + " 1", "sign " + hex(name) + " " + key + " 18446744073709551615"));
        }
        // Messages of each length modulo a block.
        for (int length = 1; length <= 130; length++) {
            script.addAll(List.of("begin 1460 - 1", "int " + hex("t".repeat(length)) + " 1", "sign " + hex("many") + " " + KEY + " " + length));
        }
        keys.append("many ").append(KEY);
        try (ListeningBoards hub = new ListeningBoards(Files.writeString(folder.resolve("keys"), keys))) {
            run(language, script, hub.port());
            names.add("many");
            assertThat(hub.after(names.size() - 1L + 130)).extracting(BoardSnapshot::name).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeSignedIsNotSentAndWritesNothingBeyond(Language language) throws IOException, InterruptedException {
        List<String> script = new ArrayList<>();
        String reading = "int " + hex("t") + " 1";
        for (String sign : List.of("- " + KEY, hex("a\nb") + " " + KEY, hex("b") + " " + KEY.substring(2, 32), hex("b") + " " + KEY + KEY + "00", hex("b") + " " + KEY + "0",
                hex("b") + " " + KEY.replace('f', 'g'))) {
            script.addAll(List.of("begin 1460 - 1", reading, "sign " + sign + " 1"));
        }
        script.addAll(List.of("begin 1460 - 1", "sign " + hex("b") + " " + KEY + " 1"));
        int without = script.size();
        int needed = "{'seq':1,'t':1}\nhmac b 1 0123456789abcdef0123456789abcdef".length();
        for (int room = 0; room <= needed; room++) {
            script.addAll(List.of("begin " + room + " - 1", reading, "sign " + hex("b") + " " + KEY + " 1"));
        }
        List<String> answers = run(language, script, "9");
        assertThat(answers.subList(0, without / 3 + 1)).allMatch(answer -> answer.startsWith("0 "));
        assertThat(answers.subList(without / 3 + 1, answers.size() - 1)).containsOnly("0 " + needed);
        assertThat(answers.get(answers.size() - 1)).isEqualTo(needed + " " + needed);
    }
}
