package io.ssehub.demo.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentNumberTest {
    @ParameterizedTest
    @CsvSource({
        "21.4, 21.40, true",
        "0, -0, true",
        "0, 0e999999999, true",
        "1e3, 1000, true",
        "1E+2, 100.0, true",
        "21.4, 21.41, false",
        "1, -1, false",
        "9007199254740993, 9007199254740992, false",
        "1e999999999, 1e999999998, false",
        "1e999999999, 10e999999998, true",
        "1e-999999999, 1e999999999, false",
        "-0.00, 0, true",
        "100, 100.000, true",
        "10.10, 10.1, true",
        "10.01, 10.1, false",
        "999999999999999999, 999999999999999999.0, true",
        "999999999999999999, 9999999999999999990, false",
        "0.1234567890123456, 0.12345678901234560, true",
        "-12345678901234567890.5, -12345678901234567890.50, true",
        "120, 12e1, true",
    })
    void comparesByValue(String a, String b, boolean same) {
        SentNumber bare = Objects.requireNonNull(SentNumber.bare(a));
        assertThat(bare.sameNumber(Objects.requireNonNull(SentNumber.bare(b)))).isEqualTo(same);
        assertThat(bare.sameNumber(Objects.requireNonNull(SentNumber.quoted(b)))).isEqualTo(same);
    }
}
