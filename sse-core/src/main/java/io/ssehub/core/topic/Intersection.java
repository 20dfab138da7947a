package io.ssehub.core.topic;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The patterns that together match what two patterns both match. Where both have a {@code **}, one of the two ends first, and what stands behind it has to fit into the
 * other: hence several patterns, of which there are very many for two patterns with many {@code **}.
 *
 * <p>Confined to one thread.
 */
final class Intersection {
    /** As many pieces of patterns are put together. */
    private static final int MOST_MADE = 1_024;

    private final String[] one;
    private final String[] other;
    private final Map<Integer, Set<String>> rests = new HashMap<>();
    private int made;

    private Intersection(Pattern one, Pattern other) {
        this.one = one.levels();
        this.other = other.levels();
    }

    /**
     * Returns the texts of the patterns; of none if no topic is matched by both.
     *
     * @throws IllegalArgumentException if there are too many
     */
    static Set<String> of(Pattern one, Pattern other) {
        if (one.covers(other)) {
            return Set.of(other.text());
        }
        if (other.covers(one)) {
            return Set.of(one.text());
        }
        boolean spelled = one.text().startsWith("$");
        if (spelled != other.text().startsWith("$")) {
            return Set.of();
        }
        Set<String> found = new Intersection(one, other).rest(0, 0);
        found.removeIf(text -> !spelled && text.startsWith("$")); // which neither of the two matches
        return found;
    }

    /** Returns what the levels of the one from {@code i} on and those of the other from {@code j} on both match; a text that is empty stands for no level. */
    private Set<String> rest(int i, int j) {
        int place = i * (other.length + 1) + j;
        Set<String> known = rests.get(place);
        if (known == null) {
            known = new LinkedHashSet<>();
            find(i, j, known);
            rests.put(place, known);
        }
        return known;
    }

    private void find(int i, int j, Set<String> found) {
        if (i == one.length && j == other.length) {
            found.add("");
        } else if (isAny(one, i) && isAny(other, j)) {
            put(Pattern.ANY, rest(i + 1, j), found);
            put(Pattern.ANY, rest(i, j + 1), found);
        } else if (isAny(one, i)) {
            found.addAll(rest(i + 1, j));
            if (j < other.length) {
                put(other[j], rest(i, j + 1), found);
            }
        } else if (isAny(other, j)) {
            found.addAll(rest(i, j + 1));
            if (i < one.length) {
                put(one[i], rest(i + 1, j), found);
            }
        } else if (i < one.length && j < other.length && (one[i].equals(other[j]) || one[i].equals(Pattern.ONE) || other[j].equals(Pattern.ONE))) {
            put(one[i].equals(Pattern.ONE) ? other[j] : one[i], rest(i + 1, j + 1), found);
        }
    }

    private static boolean isAny(String[] levels, int index) {
        return index < levels.length && levels[index].equals(Pattern.ANY);
    }

    private void put(String level, Set<String> before, Set<String> found) {
        made += before.size();
        if (made > MOST_MADE) {
            throw new IllegalArgumentException("the pattern \"" + String.join("/", one) + "\" has too many ** to be cut to \"" + String.join("/", other) + "\"");
        }
        for (String rest : before) {
            found.add(rest.isEmpty() ? level : level + '/' + rest);
        }
    }
}
