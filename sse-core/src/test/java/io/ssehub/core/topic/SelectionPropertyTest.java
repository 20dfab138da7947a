package io.ssehub.core.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Selections against a matcher that follows the definition word for word, on random patterns over few names, so that matches and covers are frequent. */
class SelectionPropertyTest {
    private static final List<String> PATTERN_LEVELS = List.of("a", "b", "$x", "*", "*", "**", "**");

    /** Every topic of 1 to 6 levels over the names of the patterns and one that no pattern has. */
    private static final List<String> TOPICS = topics(List.of("a", "b", "$x", "z"), 6);

    private final Random random = new Random(20_261_121);

    @Test
    void matchesWhatTheDefinitionSays() {
        for (int i = 0; i < 2_000; i++) {
            String pattern = randomPattern(6);
            Selection selection = Selection.of(List.of(pattern));
            for (int j = 0; j < 200; j++) {
                String topic = TOPICS.get(random.nextInt(TOPICS.size()));
                assertThat(selection.matches(topic)).as("%s matches %s", pattern, topic).isEqualTo(reference(pattern, topic));
            }
        }
    }

    @Test
    void theCanonicalFormSelectsTheSameTopics() {
        for (int i = 0; i < 5_000; i++) {
            List<String> patterns = randomPatterns();
            Selection selection = Selection.of(patterns);
            for (int j = 0; j < 100; j++) {
                String topic = TOPICS.get(random.nextInt(TOPICS.size()));
                boolean expected = patterns.stream().anyMatch(pattern -> reference(pattern, topic));
                assertThat(selection.matches(topic)).as("%s, canonical %s, matches %s", patterns, selection, topic).isEqualTo(expected);
            }
        }
    }

    @Test
    void theCanonicalFormDependsNeitherOnOrderNorOnDuplicates() {
        for (int i = 0; i < 5_000; i++) {
            List<String> patterns = randomPatterns();
            Selection selection = Selection.of(patterns);
            List<String> shuffled = new ArrayList<>(patterns);
            shuffled.addAll(patterns.subList(0, random.nextInt(patterns.size())));
            Collections.shuffle(shuffled, random);
            assertThat(Selection.of(shuffled)).as("%s", shuffled).isEqualTo(selection);
            assertThat(Selection.of(selection.patterns())).isEqualTo(selection);
            assertThat(selection.patterns()).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void aPatternCoversExactlyThoseOfWhichItMatchesEveryTopic() {
        for (int i = 0; i < 1_500; i++) {
            String one = randomPattern(4);
            String other = randomPattern(4);
            boolean expected = TOPICS.stream().noneMatch(topic -> reference(other, topic) && !reference(one, topic));
            assertThat(Pattern.of(one).covers(Pattern.of(other))).as("%s covers %s", one, other).isEqualTo(expected);
        }
    }

    @Test
    void whatOneSelectionLeavesOfAnotherIsWhatBothMatch() {
        for (int i = 0; i < 2_000; i++) {
            Selection one = Selection.of(randomPatterns());
            Selection other = Selection.of(randomPatterns());
            Selection both = one.within(other);
            for (int j = 0; j < 200; j++) {
                String topic = TOPICS.get(random.nextInt(TOPICS.size()));
                boolean matched = both != null && both.matches(topic);
                assertThat(matched).as("%s within %s, which is %s, matches %s", one, other, both, topic).isEqualTo(one.matches(topic) && other.matches(topic));
            }
            assertThat(other.within(one)).as("%s within %s", other, one).satisfies(swapped -> selectTheSame(swapped, both));
        }
    }

    private void selectTheSame(@Nullable Selection one, @Nullable Selection other) {
        for (int j = 0; j < 50; j++) {
            String topic = TOPICS.get(random.nextInt(TOPICS.size()));
            assertThat(one != null && one.matches(topic)).as(topic).isEqualTo(other != null && other.matches(topic));
        }
    }

    @Test
    void theLargestPatternsAndTopicsTakeNoExponentialTime() {
        List<String> patterns = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            patterns.add("**/a/".repeat(15) + "*/a/".repeat(30) + "**/a/*/a/" + i);
        }
        Selection selection = Selection.of(patterns);
        assertThat(selection.matches("a/".repeat(127) + "a")).isFalse();
        assertThat(selection.matches("a/".repeat(125) + "3")).isTrue();
    }

    private List<String> randomPatterns() {
        List<String> patterns = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            patterns.add(randomPattern(5));
        }
        return patterns;
    }

    private String randomPattern(int maxLevels) {
        List<String> levels = new ArrayList<>();
        int count = 1 + random.nextInt(maxLevels);
        for (int i = 0; i < count; i++) {
            levels.add(PATTERN_LEVELS.get(random.nextInt(PATTERN_LEVELS.size())));
        }
        return String.join("/", levels);
    }

    private static boolean reference(String pattern, String topic) {
        if (topic.startsWith("$") && !pattern.startsWith("$")) {
            return false;
        }
        return reference(List.of(pattern.split("/", -1)), List.of(topic.split("/", -1)));
    }

    private static boolean reference(List<String> pattern, List<String> topic) {
        if (pattern.isEmpty()) {
            return topic.isEmpty();
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.get(0).equals("**")) {
            return reference(rest, topic) || (!topic.isEmpty() && reference(pattern, topic.subList(1, topic.size())));
        }
        return !topic.isEmpty()
                && (pattern.get(0).equals("*") || pattern.get(0).equals(topic.get(0)))
                && reference(rest, topic.subList(1, topic.size()));
    }

    private static List<String> topics(List<String> names, int maxLevels) {
        List<String> all = new ArrayList<>();
        List<String> longest = names;
        for (int i = 0; i < maxLevels; i++) {
            all.addAll(longest);
            longest = longest.stream().flatMap(prefix -> names.stream().map(name -> prefix + "/" + name)).toList();
        }
        return all;
    }
}
