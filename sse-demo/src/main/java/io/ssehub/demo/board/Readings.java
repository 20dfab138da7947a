package io.ssehub.demo.board;

import io.ssehub.core.hub.EventId;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The newest readings as one JSON object, for pages that show values before the first event. Thread-safe; takes no lock. O(sensors).
 */
public final class Readings {
    /**
     * Which readings are wanted.
     *
     * @param boards of which boards; all if empty
     * @param sensors of which sensors; all if empty
     * @param readable tells by a sensor's topic whether it may be shown
     */
    public record Wanted(Set<String> boards, Set<String> sensors, Predicate<String> readable) {
        private boolean has(Sensor sensor) {
            return (sensors.isEmpty() || sensors.contains(sensor.name())) && sensor.readingsTopic().stream().allMatch(readable);
        }
    }

    /**
     * Readings and where in the order of events they stand.
     *
     * @param position every event up to here is in {@code json}; later ones may be, so a reader that goes on from here misses none and may see some twice
     * @param json an object
     */
    public record Document(EventId position, String json) {}

    private final Boards boards;
    private final Supplier<EventId> head;

    /** Takes the boards and the hub's {@code head}. */
    public Readings(Boards boards, Supplier<EventId> head) {
        this.boards = boards;
        this.head = head;
    }

    /** Returns sensors and values of all boards in one object; where boards share a sensor's name, the value that changed last wins. */
    public Document flat(Wanted wanted) {
        EventId position = head.get();
        Map<String, Sensor.Newest> newest = new TreeMap<>();
        for (Board board : selected(wanted.boards())) {
            for (Sensor sensor : board.sensors()) {
                if (wanted.has(sensor)) {
                    newest.merge(sensor.jsonName(), sensor.newest(), (a, b) -> a.change() > b.change() ? a : b);
                }
            }
        }
        StringJoiner json = new StringJoiner(",", "{", "}");
        newest.forEach((jsonName, value) -> json.add(jsonName + ":" + value.value().json()));
        return new Document(position, json.toString());
    }

    /** Returns an object with an object of sensors and values for each board. Boards without a wanted sensor are left out. */
    public Document byBoard(Wanted wanted) {
        EventId position = head.get();
        StringJoiner json = new StringJoiner(",", "{", "}");
        for (Board board : selected(wanted.boards())) {
            String values = board.sensors().stream()
                    .filter(wanted::has)
                    .map(sensor -> sensor.jsonName() + ":" + sensor.newest().value().json())
                    .collect(Collectors.joining(","));
            if (!values.isEmpty()) {
                json.add(Json.quoted(board.name()) + ":{" + values + "}");
            }
        }
        return new Document(position, json.toString());
    }

    private Collection<Board> selected(Set<String> ofBoards) {
        return ofBoards.isEmpty() ? boards.all() : ofBoards.stream().map(boards::named).filter(Objects::nonNull).toList();
    }
}
