package io.ssehub.core.hub;

import io.ssehub.core.topic.Topics;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Every topic that a hub knows, each at a place of its own for as long as it is known. Thread-safe; a look-up of known topics takes no lock.
 */
final class TopicTable {
    private final int capacity;
    private final Iterable<Feed> feeds;
    private final Map<String, Topic> byName = new ConcurrentHashMap<>();
    private volatile @Nullable Topic[] places = new Topic[64];
    private volatile int size;

    // Guarded by this.
    private final Deque<Integer> emptyPlaces = new ArrayDeque<>();

    /**
     * Makes an empty table.
     *
     * @param feeds a new topic is joined to those that select it
     */
    TopicTable(int capacity, Iterable<Feed> feeds) {
        this.capacity = capacity;
        this.feeds = feeds;
    }

    /** Returns how many topics are known. */
    int count() {
        return byName.size();
    }

    /** Returns how many places there are, some of them maybe empty. */
    int size() {
        return size;
    }

    /** Returns how many places there are while no topic is being added: each topic in them, or each that comes, sees a feed that was there before. */
    synchronized int sizeAtRest() {
        return size;
    }

    /** Returns the topic at place {@code index} of the {@link #size()} that the caller has asked for before; null if it is empty. */
    @Nullable Topic get(int index) {
        return places[index];
    }

    /** Returns the topic of that name, or null if it is not known. */
    @Nullable Topic known(String name) {
        return byName.get(name);
    }

    /**
     * Returns the topic of that name, or null if there is no room for it.
     *
     * @throws IllegalArgumentException if it is none
     */
    Topic @Nullable [] of(String name) {
        Topic known = byName.get(name);
        return known != null ? known.alone : withNew(Set.of(name));
    }

    /**
     * Returns the topics of those names, or null if there is no room for all.
     *
     * @throws IllegalArgumentException if there is no name or one of them is none of a topic
     */
    Topic @Nullable [] of(Collection<String> names) {
        if (names.size() == 1) {
            return of(names.iterator().next());
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("there is no topic; 1 or more are allowed");
        }
        Topic[] topics = new Topic[names.size()];
        int found = 0;
        for (String name : names) {
            Topic known = byName.get(name);
            if (known == null) {
                return withNew(new LinkedHashSet<>(names));
            }
            topics[found++] = known;
        }
        // A name that is there twice does no harm.
        return topics;
    }

    private synchronized Topic @Nullable [] withNew(Set<String> names) {
        List<String> unknown = names.stream().filter(name -> !byName.containsKey(name)).toList();
        unknown.forEach(Topics::check);
        if (count() + unknown.size() > capacity) {
            return null;
        }
        unknown.forEach(this::add);
        Topic[] topics = names.stream().map(byName::get).toArray(Topic[]::new);
        return topics.length == 1 ? topics[0].alone : topics;
    }

    private void add(String name) {
        Topic topic = new Topic(name);
        for (Feed feed : feeds) {
            if (feed.selection().matches(name)) {
                topic.add(feed);
            }
        }
        int index = emptyPlaces.isEmpty() ? size : emptyPlaces.pop();
        if (index == places.length) {
            places = Arrays.copyOf(places, index * 2);
        }
        topic.index = index;
        places[index] = topic;
        // Also where it stays as it is: whoever reads it sees the topic.
        setSize(Math.max(size, index + 1));
        byName.put(name, topic);
    }

    /** Takes topics out; whoever has looked one up before may still use it. Returns those that were known. */
    synchronized List<Topic> remove(Collection<String> names) {
        List<Topic> removed = names.stream().map(byName::remove).filter(Objects::nonNull).toList();
        for (Topic topic : removed) {
            places[topic.index] = null;
            emptyPlaces.push(topic.index);
        }
        setSize(size);
        return removed;
    }

    private void setSize(int count) {
        size = count;
    }
}
