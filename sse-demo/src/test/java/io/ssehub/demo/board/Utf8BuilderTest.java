package io.ssehub.demo.board;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Utf8BuilderTest {
    private final Utf8Builder builder = new Utf8Builder();

    @Test
    void putsPiecesTogetherHoweverLongTheTextGets() {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            builder.add("é%".getBytes(UTF_8)).add(Integer.toString(i)).add(",:".getBytes(UTF_8), 1);
            expected.append("é%").append(i).append(':');
        }
        assertThat(text()).isEqualTo(expected.toString());
    }

    @Test
    void beginsAnew() {
        builder.add("x".repeat(5_000)).clear().add("y");
        assertThat(text()).isEqualTo("y");
        builder.clear();
        assertThat(text()).isEmpty();
    }

    private String text() {
        return UTF_8.decode(builder.text()).toString();
    }
}
