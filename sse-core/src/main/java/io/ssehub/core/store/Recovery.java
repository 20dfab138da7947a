package io.ssehub.core.store;

/** Takes what a store holds when a hub is opened. What it is given is its own. */
public interface Recovery {
    /** Takes a record of the state. */
    void state(String name, byte[] value);

    /** Takes the newest value of a topic as it was when its event was trimmed; a later event may have taken its place. */
    void newest(String topic, NewestValue value);

    /** Takes events that follow those taken before, with a gap or not. */
    void events(StoredEvents events);

    /** Takes note of {@code records}, 1 or more, that are damaged and therefore not given. */
    void damaged(int records);
}
