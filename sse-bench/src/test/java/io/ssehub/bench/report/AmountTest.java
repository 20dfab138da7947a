package io.ssehub.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class AmountTest {
    @Test
    void timesHaveTheUnitThatSuitsThem() {
        assertThat(Amount.time(0)).isEqualTo("0 µs");
        assertThat(Amount.time(31)).isEqualTo("31 µs");
        assertThat(Amount.time(0.8271)).isEqualTo("0.827 µs");
        assertThat(Amount.time(999)).isEqualTo("999 µs");
        assertThat(Amount.time(1_000)).isEqualTo("1.00 ms");
        assertThat(Amount.time(12_345)).isEqualTo("12.3 ms");
        assertThat(Amount.time(999_499)).isEqualTo("999 ms");
        assertThat(Amount.time(999_500)).isEqualTo("1.00 s");
        assertThat(Amount.time(3_600_000_000.0)).isEqualTo("3,600 s");
    }

    @Test
    void bytesHaveTheUnitThatSuitsThem() {
        assertThat(Amount.bytes(512)).isEqualTo("512 B");
        assertThat(Amount.bytes(64 << 20)).isEqualTo("64 MiB");
        assertThat(Amount.bytes(8_247_939_470L)).isEqualTo("7.68 GiB");
        assertThat(Amount.bytes(-2048)).isEqualTo("-2 KiB");
    }

    @Test
    void ratesAndSharesHaveThreeDigits() {
        assertThat(Amount.perSecond(999_387.3)).isEqualTo("999,387/s");
        assertThat(Amount.perSecond(2.5)).isEqualTo("2.50/s");
        assertThat(Amount.share(0.873)).isEqualTo("87.3 %");
        assertThat(Amount.share(Double.NaN)).isEqualTo("– %");
    }

    @Test
    void amountsDoNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(Amount.count(1_234_567)).isEqualTo("1,234,567");
            assertThat(Amount.time(1_234)).isEqualTo("1.23 ms");
        } finally {
            Locale.setDefault(before);
        }
    }
}
