package io.ssehub.core.hub;

import io.ssehub.core.topic.Topics;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Every topic that a hub knows, in the order in which they came. Thread-safe; a look-up of known topics takes no lock. */
final class TopicTable {
    private final int capacity;
    private final Iterable<Feed> feeds;
    private final Map<String, Topic> byName = new ConcurrentHashMap<>();
    private volatile @Nullable Topic[] inOrder = new Topic[64];
    private volatile int size;

    /**
     * Makes an empty table.
     *
     * @param feeds a new topic is joined to those that select it
     */
    TopicTable(int capacity, Iterable<Feed> feeds) {
        this.capacity = capacity;
        this.feeds = feeds;
    }

    int size() {
        return size;
    }

    /** Returns how many topics there are while none is being added: each of them, or each that comes, sees a feed that was there before. */
    synchronized int sizeAtRest() {
        return size;
    }

    /** Returns topic {@code index} of the {@link #size()} that the caller has asked for before. */
    Topic get(int index) {
        Topic topic = inOrder[index];
        if (topic == null) {
            throw new IndexOutOfBoundsException("topic " + index + " of " + size);
        }
        return topic;
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
        if (size + unknown.size() > capacity) {
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
        int index = size;
        if (index == inOrder.length) {
            inOrder = Arrays.copyOf(inOrder, index * 2);
        }
        inOrder[index] = topic;
        setSize(index + 1);
        byName.put(name, topic);
    }

    private void setSize(int count) {
        size = count;
    }
}
