package io.ssehub.demo.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.core.hub.Publication;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A board: takes its reports one after the other and makes their events in that order.
 *
 * <p>Reports are applied under the board's lock, which is held while their events are published. Reading takes no lock, so that event loops may.
 */
final class Board {
    /** What happened so far. Replaced as a whole, so that the numbers of one reading belong together. */
    private record Tally(String address, Instant lastSeen, long received, long lost, long duplicates, long late, long reboots) {}

    /** A value that is to be told, the sensor's name for it, and the value told before it, null for none. */
    private record Change(Sensor sensor, SentNumber value, @Nullable SentNumber before) {}

    private static final byte[] OBJECT_END = "}".getBytes(UTF_8);

    private final String name;
    private final String level;
    private final byte[] jsonStart;
    private final byte[] presenceStart;
    private final List<String> presenceTopic;
    private final Instant firstSeen;
    private final Boards boards;

    // Under this lock.
    private final SequenceNumbers sequence = new SequenceNumbers();
    private final Map<String, Sensor> byName = new LinkedHashMap<>();

    // Written under this lock, read by any thread.
    private volatile List<Sensor> sensors = List.of();
    private volatile Tally tally;
    private volatile Attendance attendance;

    // Under this lock.
    private boolean forgotten;

    Board(String name, String address, Instant firstSeen, Attendance attendance, Boards boards) {
        this.name = name;
        this.level = TopicLevel.of(name);
        this.jsonStart = ("{\"id\":" + Json.quoted(name) + ",\"readingId\":").getBytes(UTF_8);
        this.presenceStart = ("{\"board\":" + Json.quoted(name) + ",\"lastSeen\":\"").getBytes(UTF_8);
        this.presenceTopic = List.of("boards/" + level);
        this.firstSeen = firstSeen;
        this.attendance = attendance;
        this.boards = boards;
        this.tally = new Tally(address, firstSeen, 0, 0, 0, 0, 0);
    }

    /** Takes a report, and is {@code among} those boards from then on; returns null, and does nothing, if the board has been forgotten. */
    synchronized @Nullable Fate take(Report report, String address, Instant now, Attendance among) {
        if (forgotten) {
            return null;
        }
        tellReturn();
        moveTo(among);
        SequenceNumbers.Verdict verdict = report.seq() == Report.UNNUMBERED ? SequenceNumbers.Verdict.NEW : sequence.take(report.seq());
        Tally before = tally;
        tally = new Tally(
                address,
                now,
                before.received() + 1,
                sequence.lost(),
                before.duplicates() + (verdict == SequenceNumbers.Verdict.DUPLICATE ? 1 : 0),
                before.late() + (verdict == SequenceNumbers.Verdict.LATE ? 1 : 0),
                before.reboots() + (verdict == SequenceNumbers.Verdict.REBOOT ? 1 : 0));
        return switch (verdict) {
            case DUPLICATE -> Fate.DUPLICATE;
            case LATE -> Fate.LATE;
            case REBOOT -> {
                boards.countReboot();
                yield apply(report);
            }
            case NEW -> apply(report);
        };
    }

    private void tellReturn() {
        long silentNanos = attendance.heard(this);
        if (silentNanos != Attendance.NOTHING_NEW) {
            boards.countReturn();
            tellPresence("online", silentNanos);
        }
    }

    private void moveTo(Attendance among) {
        Attendance before = attendance;
        if (among != before) {
            among.heard(this);
            attendance = among;
            before.remove(this);
        }
    }

    /** Tells that the board is offline, if it is overdue. */
    synchronized void fallSilent() {
        long silentNanos = attendance.fallSilent(this);
        if (silentNanos != Attendance.NOTHING_NEW) {
            boards.countOffline();
            tellPresence("offline", silentNanos);
        }
    }

    private void tellPresence(String event, long silentNanos) {
        Utf8Builder data = boards.eventData().clear().add(presenceStart).add(tally.lastSeen().truncatedTo(ChronoUnit.MILLIS).toString());
        data.add("\",\"silentMillis\":").add(Long.toString(TimeUnit.NANOSECONDS.toMillis(silentNanos))).add(OBJECT_END);
        boards.publish(presenceTopic, event, data);
    }

    /** Has everything that is kept of it let go, before a new board of its name can come. Returns false if that has been done before. */
    synchronized boolean forget() {
        if (forgotten) {
            return false;
        }
        forgotten = true;
        boards.remove(this, Stream.concat(presenceTopic.stream(), sensors.stream().flatMap(Sensor::topics)).toList());
        return true;
    }

    /** Returns how many sensors the board would have to get for all of {@code readings} to be taken. */
    synchronized int missing(List<Reading> readings) {
        return (int) readings.stream().map(Reading::sensor).distinct().filter(sensor -> !byName.containsKey(sensor)).count();
    }

    private Fate apply(Report report) {
        List<Change> changes = new ArrayList<>();
        int refused = 0;
        for (Reading reading : report.readings()) {
            Sensor sensor = sensor(reading);
            if (sensor == null) {
                refused++;
                continue;
            }
            SentNumber told = sensor.told();
            if (told == null || !told.sameNumber(reading.value())) {
                // Before the event has its place in the order: whoever sees that place sees the value too.
                sensor.newest(new Sensor.Newest(reading.value(), boards.nextChange()));
                sensor.told(reading.value());
                changes.add(new Change(sensor, reading.value(), told));
            }
        }
        boards.countReadings(report.readings().size() - refused, changes.size(), refused);
        if (!changes.isEmpty()) {
            tell(changes, report.seq() == Report.UNNUMBERED ? tally.received() : report.seq());
        }
        return refused > 0 && refused == report.readings().size() ? Fate.SENSORS_FULL : Fate.APPLIED;
    }

    private @Nullable Sensor sensor(Reading reading) {
        Sensor sensor = byName.get(reading.sensor());
        if (sensor == null && boards.admitsSensor(byName.size())) {
            sensor = new Sensor(level, reading.sensor(), new Sensor.Newest(reading.value(), boards.nextChange()));
            byName.put(reading.sensor(), sensor);
            sensors = List.copyOf(byName.values());
        }
        return sensor;
    }

    private void tell(List<Change> changes, long readingId) {
        Utf8Builder data = boards.eventData();
        data.clear().add(jsonStart).add(Long.toString(readingId));
        for (Sensor sensor : sensors) {
            sensor.addTo(data);
        }
        if (boards.publish(topics(changes), "new_readings", data.add(OBJECT_END)) instanceof Publication.Refused) {
            // Not told, so the next reading is a change again, be it equal. Backwards: a sensor may stand in the list twice.
            Collections.reverse(changes);
            changes.forEach(change -> change.sensor().told(change.before()));
            return;
        }
        for (Change change : changes) {
            SentNumber before = change.before() == null ? SentNumber.ZERO : change.before();
            change.sensor().addState(change.value(), before, data.clear());
            boards.publish(change.sensor().stateTopic(), "event", data);
        }
    }

    private static List<String> topics(List<Change> changes) {
        if (changes.size() == 1) {
            return changes.get(0).sensor().readingsTopic();
        }
        List<String> topics = new ArrayList<>(changes.size());
        for (Change change : changes) {
            // A sensor that stands in the list twice tells the last of its values.
            if (change.sensor().told() == change.value()) {
                topics.addAll(change.sensor().readingsTopic());
            }
        }
        return topics;
    }

    String name() {
        return name;
    }

    /** Returns where it is kept as online or silent. */
    Attendance attendance() {
        return attendance;
    }

    /** Returns the sensors in the order of their first value. */
    List<Sensor> sensors() {
        return sensors;
    }

    long lost() {
        return tally.lost();
    }

    BoardSnapshot snapshot() {
        Tally now = tally;
        Map<String, SentNumber> values = new LinkedHashMap<>();
        sensors.forEach(sensor -> values.put(sensor.name(), sensor.newest().value()));
        return new BoardSnapshot(
                name,
                now.address(),
                firstSeen,
                now.lastSeen(),
                attendance.isOnline(this),
                now.received(),
                now.lost(),
                now.duplicates(),
                now.late(),
                now.reboots(),
                Collections.unmodifiableMap(values));
    }
}
