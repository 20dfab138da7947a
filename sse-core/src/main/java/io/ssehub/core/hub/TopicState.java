package io.ssehub.core.hub;

/**
 * What an operator may want to know of a topic.
 *
 * @param newest the id of its newest event; of sequence 0 if none has been taken yet
 */
public record TopicState(String name, EventId newest) {}
