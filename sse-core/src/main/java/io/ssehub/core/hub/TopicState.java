package io.ssehub.core.hub;

import org.jspecify.annotations.Nullable;

/**
 * What an operator may want to know of a topic.
 *
 * @param newest the id of its newest event; of sequence 0 if none has been taken yet
 * @param silence why nothing is to be expected of it, or null
 */
public record TopicState(String name, EventId newest, @Nullable Silence silence) {}
