package io.ssehub.demo.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A sensor of a board: its topics and newest value. Written under its board's lock, read by any thread. */
final class Sensor {
    /** A value and its place among all changes of all boards, from 1. */
    record Newest(SentNumber value, long change) {}

    private static final byte[] STATE_START = "{\"TYPE\":\"STATE\", ".getBytes(UTF_8);
    private static final byte[] STATE_VALUE = "{\"state\":".getBytes(UTF_8);
    private static final byte[] STATE_PREVIOUS = ", \"prevState\":".getBytes(UTF_8);
    private static final byte[] STATE_END = "}}".getBytes(UTF_8);

    private final String name;
    private final String jsonName;
    private final byte[] member;
    private final List<String> readingsTopic;
    private final List<String> stateTopic;

    private volatile Newest newest;

    // What the newest event said: the value that the next one is compared with. Under the board's lock.
    private @Nullable SentNumber told;

    Sensor(String boardLevel, String name, Newest first) {
        this.name = name;
        this.jsonName = Json.quoted(name);
        this.member = (',' + jsonName + ':').getBytes(UTF_8);
        String levels = boardLevel + '/' + TopicLevel.of(name);
        this.readingsTopic = List.of("sensors/" + levels);
        this.stateTopic = List.of("$state/" + levels);
        this.newest = first;
    }

    String name() {
        return name;
    }

    /** Returns the name as a JSON string. */
    String jsonName() {
        return jsonName;
    }

    /** Returns the one topic of the events that tell of this sensor alone. */
    List<String> readingsTopic() {
        return readingsTopic;
    }

    /** Returns all topics of events about this sensor. */
    Stream<String> topics() {
        return Stream.concat(readingsTopic.stream(), stateTopic.stream());
    }

    /** Returns the one topic of {@link #addState}. */
    List<String> stateTopic() {
        return stateTopic;
    }

    Newest newest() {
        return newest;
    }

    void newest(Newest value) {
        newest = value;
    }

    @Nullable SentNumber told() {
        return told;
    }

    void told(@Nullable SentNumber value) {
        told = value;
    }

    /** Adds the newest value to a JSON object that has a member already. */
    void addTo(Utf8Builder json) {
        json.add(member).add(newest.value().json());
    }

    /** Adds the data of the event of the numbered channels, spaces and all as the firmware writes it. */
    void addState(SentNumber value, SentNumber previous, Utf8Builder json) {
        json.add(STATE_START).add(member, 1).add(STATE_VALUE).add(value.json()).add(STATE_PREVIOUS).add(previous.json()).add(STATE_END);
    }
}
