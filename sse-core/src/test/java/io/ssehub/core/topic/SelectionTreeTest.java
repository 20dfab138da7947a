package io.ssehub.core.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The tree finds what each selection matches by itself, whatever came and went, and in a time that no pattern can blow up. */
class SelectionTreeTest {
    private static final List<String> PATTERN_LEVELS = List.of("a", "b", "$x", "*", "*", "**", "**");
    private static final List<String> TOPIC_LEVELS = List.of("a", "b", "$x", "z");

    private final Random random = new Random(20_261_122);
    private final SelectionTree<Integer> tree = new SelectionTree<>();

    @Test
    void findsTheSelectionsThatMatch() {
        for (int round = 0; round < 200; round++) {
            Map<Integer, Selection> selections = new HashMap<>();
            for (int value = 0; value < 30; value++) {
                Selection selection = randomSelection();
                selections.put(value, selection);
                tree.add(selection, value);
            }
            findsWhatMatches(selections);
            for (int value = 0; value < 30; value += 2) {
                tree.remove(selections.remove(value), value);
            }
            findsWhatMatches(selections);
            selections.forEach((value, selection) -> tree.remove(selection, value));
            assertThat(tree.isEmpty()).isTrue();
        }
    }

    private void findsWhatMatches(Map<Integer, Selection> selections) {
        for (int i = 0; i < 50; i++) {
            String topic = randomText(TOPIC_LEVELS, 6);
            Set<Integer> expected = new HashSet<>();
            selections.forEach((value, selection) -> {
                if (selection.matches(topic)) {
                    expected.add(value);
                }
            });
            assertThat(find(topic)).as("%s of %s", topic, selections).isEqualTo(expected);
        }
    }

    @Test
    void tellsApartWhatHasTheSamePatterns() {
        Selection selection = Selection.of(List.of("a/*", "b"));
        tree.add(selection, 1);
        tree.add(selection, 2);
        tree.remove(selection, 1);

        assertThat(find("a/b")).containsExactly(2);
        tree.remove(selection, 2);
        assertThat(find("a/b")).isEmpty();
        assertThat(tree.isEmpty()).isTrue();
    }

    @Test
    void patternsThatMatchInManyWaysTakeNoExponentialTime() {
        for (int i = 0; i < 40; i++) {
            tree.add(Selection.of(List.of("**/a/".repeat(i) + "**/a/*/a/" + i)), i);
        }

        assertThat(find("a/".repeat(127) + "a")).isEmpty();
        assertThat(find("a/".repeat(125) + "3")).containsExactly(3);
    }

    private Set<Integer> find(String topic) {
        Set<Integer> found = new HashSet<>();
        tree.find(topic, found::add);
        return found;
    }

    private Selection randomSelection() {
        List<String> patterns = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            patterns.add(randomText(PATTERN_LEVELS, 5));
        }
        return Selection.of(patterns);
    }

    private String randomText(List<String> from, int maxLevels) {
        List<String> levels = new ArrayList<>();
        for (int i = random.nextInt(maxLevels); i >= 0; i--) {
            levels.add(from.get(random.nextInt(from.size())));
        }
        return String.join("/", levels);
    }
}
