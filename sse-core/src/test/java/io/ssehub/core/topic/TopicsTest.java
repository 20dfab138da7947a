package io.ssehub.core.topic;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "sensors/kitchen/temperature", "$state/b/s", "a b", "a/$b", "Küche/Δ", "\uD83D\uDE00", ".", "..", "%2F", "a#b"})
    void takesNames(String topic) {
        assertThatCode(() -> Topics.check(topic)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
            ''   | topic has 0 bytes of UTF-8; 1 to 255 are allowed
            /    | topic "/" has an empty level at index 0
            /a   | topic "/a" has an empty level at index 0
            a/   | topic "a/" has an empty level at index 2
            a//b | topic "a//b" has an empty level at index 2
            a/*  | topic "a/*" has a wildcard at index 2; only a selection may have one
            a*b  | topic "a*b" has a wildcard at index 1; only a selection may have one
            """)
    void refusesAndSaysWhy(String topic, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Topics.check(topic)).withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(chars = {'\0', '\n', '\r', '\t', '\u001B', '\u007F', '\u0085', '\u009F'})
    void refusesControlCharactersWithoutRepeatingThem(char control) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topics.check("ab" + control))
                .withMessage("topic has the control character U+%04X at index 2", (int) control);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE00", "\uDE00\uD83D"})
    void refusesLoneSurrogates(String topic) {
        assertThatIllegalArgumentException().isThrownBy(() -> Topics.check(topic)).withMessageContaining("lone surrogate U+D");
    }

    @Test
    void countsBytesNotCharacters() {
        assertThatCode(() -> Topics.check("a".repeat(255))).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topics.check("a".repeat(256)))
                .withMessage("topic has 256 characters; 1 to 255 bytes of UTF-8 are allowed");
        assertThatCode(() -> Topics.check("ü".repeat(127) + "a")).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topics.check("ü".repeat(128)))
                .withMessage("topic has 256 bytes of UTF-8; 1 to 255 are allowed");
        assertThatCode(() -> Topics.check("\uD83D\uDE00".repeat(63) + "€")).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> Topics.check("\uD83D\uDE00".repeat(64))).withMessageContaining("256 bytes");
    }
}
