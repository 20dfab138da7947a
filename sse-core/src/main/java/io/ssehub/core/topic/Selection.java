package io.ssehub.core.topic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The topics that a subscriber wants, said by patterns: a topic is selected if one of them matches it.
 *
 * <ul>
 *   <li>A level of a pattern matches the same level of a topic.
 *   <li>{@code *} matches any one level: <code>sensors/*</code> matches {@code sensors/a}, neither {@code sensors} nor {@code sensors/a/b}.
 *   <li>{@code **} matches any number of levels, also none, wherever it stands: <code>a/**</code> matches {@code a}, {@code a/b} and {@code a/b/c};
 *       <code>a/**&#47;b</code> matches {@code a/b} and {@code a/x/y/b}.
 *   <li>A topic that starts with {@code $} is matched only by a pattern that starts with {@code $}, that is, spells the first level out.
 * </ul>
 *
 * <p>Patterns are kept in canonical form: each in its normal spelling, sorted, none that another one covers. Selections are equal if that form is;
 * patterns that only together cover another are not searched for.
 *
 * <p>Immutable and thread-safe.
 */
public final class Selection {
    /** The most patterns that a selection is made of. */
    public static final int MAX_PATTERNS = 64;

    /** The most levels that the patterns of a selection have together; with {@link #MAX_PATTERNS} it bounds the time that a selection can cost. */
    public static final int MAX_LEVELS = 512;

    /** As many patterns are looked through for those that others cover. */
    private static final int MOST_UNREDUCED = 4 * MAX_PATTERNS;

    private static final Selection ALL = new Selection(List.of(Pattern.of("**")));

    private final Pattern[] patterns;
    private final List<String> texts;

    private Selection(List<Pattern> patterns) {
        this.patterns = patterns.toArray(Pattern[]::new);
        this.texts = patterns.stream().map(Pattern::text).toList();
    }

    /** Returns the selection of every topic that does not start with {@code $}: the pattern {@code **}. */
    public static Selection all() {
        return ALL;
    }

    /**
     * Returns the selection of what any of {@code patterns} matches.
     *
     * @param patterns 1 to {@value #MAX_PATTERNS}, each of 1 to {@value Topics#MAX_BYTES} bytes of UTF-8, of {@value #MAX_LEVELS} levels in all
     * @throws IllegalArgumentException saying how many patterns or levels there are, or what is wrong with which pattern
     */
    public static Selection of(Collection<String> patterns) {
        if (patterns.isEmpty() || patterns.size() > MAX_PATTERNS) {
            throw new IllegalArgumentException("a selection has " + patterns.size() + " patterns; 1 to " + MAX_PATTERNS + " are allowed");
        }
        TreeMap<String, Pattern> sorted = new TreeMap<>();
        long levels = 0;
        for (String text : patterns) {
            Pattern pattern = Pattern.of(text);
            levels += 1 + text.chars().filter(c -> c == '/').count();
            sorted.put(pattern.text(), pattern);
        }
        if (levels > MAX_LEVELS) {
            throw new IllegalArgumentException("the patterns of a selection have " + levels + " levels in all; " + MAX_LEVELS + " are allowed");
        }
        return new Selection(reduced(sorted.values()));
    }

    private static List<Pattern> reduced(Collection<Pattern> sorted) {
        List<Pattern> kept = new ArrayList<>();
        for (Pattern pattern : sorted) {
            if (kept.stream().noneMatch(other -> other.covers(pattern))) {
                kept.removeIf(pattern::covers);
                kept.add(pattern);
            }
        }
        return kept;
    }

    /** Returns whether this one matches all that {@code other} does; each pattern of that has to be covered by one of this. */
    public boolean covers(Selection other) {
        return Arrays.stream(other.patterns).allMatch(pattern -> Arrays.stream(patterns).anyMatch(own -> own.covers(pattern)));
    }

    /**
     * Returns the selection of what both this one and {@code allowed} match; null if there is no such topic.
     *
     * @throws IllegalArgumentException if it takes more patterns or levels than a selection may have, or longer ones
     */
    public @Nullable Selection within(Selection allowed) {
        TreeMap<String, Pattern> sorted = new TreeMap<>();
        for (Pattern pattern : patterns) {
            for (Pattern other : allowed.patterns) {
                Intersection.of(pattern, other).forEach(text -> sorted.computeIfAbsent(text, Pattern::of));
            }
            if (sorted.size() > MOST_UNREDUCED) {
                throw new IllegalArgumentException("the patterns \"" + this + "\" and \"" + allowed + "\" have too much in common to be one selection");
            }
        }
        return sorted.isEmpty() ? null : of(reduced(sorted.values()).stream().map(Pattern::text).toList());
    }

    /** Returns the patterns in canonical form; {@link #of} makes an equal selection of them. */
    public List<String> patterns() {
        return texts;
    }

    /**
     * Returns whether one of the patterns matches {@code topic}, a name that {@link Topics#check} lets pass. Allocates nothing; compares levels at most as
     * often as the topic has levels times the levels of all patterns.
     */
    public boolean matches(String topic) {
        for (Pattern pattern : patterns) {
            if (pattern.matches(topic)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Selection that && texts.equals(that.texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    @Override
    public String toString() {
        return String.join(" ", texts);
    }
}
