package io.ssehub.core.topic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds which of many selections match a topic, all at once: their patterns are a tree of levels, in which a topic follows only the branches that match it.
 *
 * <p>Confined to one thread.
 *
 * @param <T> what stands for a selection; the same may stand for several
 */
public final class SelectionTree<T> {
    /** A place in the tree: what all patterns have in common that begin with the levels which lead there. */
    private static final class Place<T> {
        /** Whether any level leads back here, as the last of them is a {@code **}. */
        final boolean repeats;

        /** The places one level on; {@code *} and {@code **}, which are levels of no topic, among them. */
        Map<String, Place<T>> next = Map.of();

        Set<T> values = Set.of();
        long reachedAt;

        Place(boolean repeats) {
            this.repeats = repeats;
        }

        Place<T> grow(String level) {
            if (next.isEmpty()) {
                next = new HashMap<>(2);
            }
            return next.computeIfAbsent(level, key -> new Place<>(key.equals(Pattern.ANY)));
        }

        void add(T value) {
            if (values.isEmpty()) {
                values = new HashSet<>(2);
            }
            values.add(value);
        }

        boolean isEmpty() {
            return next.isEmpty() && values.isEmpty();
        }
    }

    private final Place<T> root = new Place<>(false);
    private List<Place<T>> reached = new ArrayList<>();
    private List<Place<T>> before = new ArrayList<>();
    private long step;

    /** Makes an empty tree. */
    public SelectionTree() {}

    /** Has {@code value} found for the topics that {@code selection} matches. */
    public void add(Selection selection, T value) {
        for (String pattern : selection.patterns()) {
            Place<T> place = root;
            for (String level : levels(pattern)) {
                place = place.grow(level);
            }
            place.add(value);
        }
    }

    /** Takes back what {@link #add} did. */
    public void remove(Selection selection, T value) {
        for (String pattern : selection.patterns()) {
            remove(root, levels(pattern), 0, value);
        }
    }

    private static <T> void remove(Place<T> place, String[] levels, int depth, T value) {
        if (depth == levels.length) {
            place.values.remove(value);
            return;
        }
        Place<T> next = place.next.get(levels[depth]);
        if (next != null) {
            remove(next, levels, depth + 1, value);
            if (next.isEmpty()) {
                place.next.remove(levels[depth]);
            }
        }
    }

    private static String[] levels(String text) {
        return text.split("/", -1);
    }

    /** Returns whether nothing is found for any topic. */
    public boolean isEmpty() {
        return root.isEmpty();
    }

    /**
     * Gives to {@code found} the values of the selections that match {@code topic}, a name that {@link Topics#check} lets pass; a value twice if two of its patterns
     * match. The tree must not be changed meanwhile.
     *
     * <p>Each level of the topic takes the time of looking at the places that those before it lead to, however many ways lead to the same one.
     */
    public void find(String topic, Consumer<T> found) {
        boolean spelled = topic.charAt(0) == '$';
        begin(spelled);
        for (int from = 0; from <= topic.length() && !reached.isEmpty(); ) {
            int slash = topic.indexOf('/', from);
            int to = slash < 0 ? topic.length() : slash;
            follow(topic.substring(from, to), spelled && from == 0);
            from = to + 1;
        }
        for (Place<T> place : reached) {
            place.values.forEach(found);
        }
    }

    private void begin(boolean spelled) {
        step++;
        reached.clear();
        if (spelled) {
            reached.add(root);
        } else {
            reach(root);
        }
    }

    private void follow(String level, boolean spelled) {
        step++;
        List<Place<T>> from = reached;
        reached = before;
        reached.clear();
        before = from;
        for (Place<T> place : from) {
            reach(place.next.get(level));
            if (!spelled) {
                reach(place.next.get(Pattern.ONE));
                reach(place.repeats ? place : null);
            }
        }
    }

    /** Takes note of a place, once a step, and of that behind a {@code **} that follows, which may stand for no level. */
    private void reach(@Nullable Place<T> place) {
        if (place != null && place.reachedAt != step) {
            place.reachedAt = step;
            reached.add(place);
            reach(place.next.get(Pattern.ANY));
        }
    }
}
