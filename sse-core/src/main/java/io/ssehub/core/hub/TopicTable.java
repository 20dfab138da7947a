package io.ssehub.core.hub;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Every topic that a hub knows, in the order in which they came. Topics are added under the hub's lock; any thread reads. */
final class TopicTable {
    private final int capacity;
    private final Map<String, Topic> byName = new ConcurrentHashMap<>();
    private volatile @Nullable Topic[] inOrder = new Topic[64];
    private volatile int size;

    TopicTable(int capacity) {
        this.capacity = capacity;
    }

    int size() {
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

    /** Returns the topics of those names, null if one of them is not known. */
    Topic @Nullable [] known(Collection<String> names) {
        if (names.size() == 1) {
            Topic only = byName.get(names.iterator().next());
            return only == null ? null : only.alone;
        }
        Topic[] topics = new Topic[names.size()];
        int count = 0;
        for (String name : names) {
            Topic topic = byName.get(name);
            if (topic == null) {
                return null;
            }
            topics[count++] = topic;
        }
        return topics;
    }

    /** Returns the topics of those names, new ones joined to the {@code feeds} that select them; null if there is no room for all. Under the hub's lock. */
    Topic @Nullable [] of(Collection<String> names, Iterable<Feed> feeds) {
        Set<String> distinct = new LinkedHashSet<>(names);
        long unknown = distinct.stream().filter(name -> !byName.containsKey(name)).count();
        if (size + unknown > capacity) {
            return null;
        }
        Topic[] topics = distinct.stream().map(name -> byName.computeIfAbsent(name, key -> add(key, feeds))).toArray(Topic[]::new);
        return topics.length == 1 ? topics[0].alone : topics;
    }

    private Topic add(String name, Iterable<Feed> feeds) {
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
        return topic;
    }

    private void setSize(int count) {
        size = count;
    }
}
