package io.ssehub.demo.board;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.topic.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicLevelTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "temperature, temperature",
        "a/b, a%2Fb",
        "*, %2A",
        "**, %2A%2A",
        "#, %23",
        "50%, 50%25",
        "$x, %24x",
        "x$, x$",
        "$$, %24$",
        "<img src=x onerror=alert(1)>, <img src=x onerror=alert(1)>",
        "küche, küche",
        "\ud83c\udf21, \ud83c\udf21",
        "2001:db8::1, 2001:db8::1",
        "a~b, a~b",
    })
    void encodesWhatHasAMeaningInTopics(String name, String level) {
        assertThat(TopicLevel.of(name)).isEqualTo(level);
    }

    @Test
    void encodesControlCharacters() {
        assertThat(TopicLevel.of("\0\r\n\u007f\u0085")).isEqualTo("%00%0D%0A%7F%C2%85");
    }

    @Test
    void cutsLongNamesWithoutMixingThemUp() {
        String longest = "s".repeat(TopicLevel.MAX_BYTES);
        assertThat(TopicLevel.of(longest)).isEqualTo(longest);
        assertThat(TopicLevel.of(longest + "a")).startsWith("s".repeat(104) + "%7E").hasSize(123).isNotEqualTo(TopicLevel.of(longest + "b"));
        assertThat(TopicLevel.of("%".repeat(255))).startsWith("%25".repeat(34) + "%7E");
        assertThat(TopicLevel.of("\ud83c\udf21".repeat(63)).getBytes(UTF_8)).hasSize(104 + 3 + 16);
    }

    @Test
    void anyTwoNamesMakeAGoodTopicOfTheirOwn() {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder drawn = new StringBuilder();
            int[] alphabet = "ab%/*#$~27E\0\u0085é\u2028\ud83c\udf21".codePoints().toArray();
            random.ints(random.nextInt(1, 120), 0, alphabet.length).forEach(at -> drawn.appendCodePoint(alphabet[at]));
            String name = drawn.toString();
            if (Names.fault(name) == null) {
                String level = TopicLevel.of(name);
                assertThat(names.putIfAbsent(level, name)).as(level).isIn(null, name);
                Topics.check("$state/" + level);
                Topics.check("sensors/" + level + "/" + level);
            }
        }
        assertThat(names).hasSizeGreaterThan(10_000);
    }
}
