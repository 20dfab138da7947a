package io.ssehub.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.core.store.StoredEvents;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run of events as one record, under the sequence of the first.
 *
 * <pre>
 *   key:   first sequence (8 bytes, the highest first)
 *   value: checksum | epoch (8) | sets of topics (4), each: topics (4), each: bytes (4), UTF-8
 *          | events (4), each: its set (4), bytes of its frame (4) | frames, back to back
 * </pre>
 */
final class EventRecord {
    private EventRecord() {}

    static byte[] key(long sequence) {
        return ByteBuffer.allocate(Long.BYTES).putLong(sequence).array();
    }

    static long sequence(byte[] key) {
        return ByteBuffer.wrap(key).getLong();
    }

    static byte[] encode(byte[] key, StoredEvents events) {
        Map<List<String>, Integer> sets = new LinkedHashMap<>();
        int[] setOf = new int[events.count()];
        for (int i = 0; i < setOf.length; i++) {
            setOf[i] = sets.computeIfAbsent(events.topics(i), unknown -> sets.size());
        }
        List<List<byte[]>> names = sets.keySet().stream().map(set -> set.stream().map(name -> name.getBytes(UTF_8)).toList()).toList();
        int nameBytes = names.stream().mapToInt(set -> Integer.BYTES + set.stream().mapToInt(name -> Integer.BYTES + name.length).sum()).sum();
        int length = SealedRecord.CHECKSUM_BYTES + Long.BYTES + Integer.BYTES + nameBytes + Integer.BYTES + 2 * Integer.BYTES * setOf.length + events.bytes();
        ByteBuffer value = ByteBuffer.allocate(length).position(SealedRecord.CHECKSUM_BYTES).putLong(events.epoch()).putInt(names.size());
        for (List<byte[]> set : names) {
            value.putInt(set.size());
            set.forEach(name -> value.putInt(name.length).put(name));
        }
        value.putInt(setOf.length);
        for (int i = 0; i < setOf.length; i++) {
            value.putInt(setOf[i]).putInt(events.start(i + 1) - events.start(i));
        }
        value.put(events.frames(), events.start(0), events.bytes());
        return SealedRecord.seal(key, value.array());
    }

    /** Returns the events of a record that is {@linkplain SealedRecord#isWhole whole}. */
    static StoredEvents decode(byte[] key, byte[] record) {
        ByteBuffer value = ByteBuffer.wrap(record).position(SealedRecord.CHECKSUM_BYTES);
        long epoch = value.getLong();
        List<List<String>> sets = new ArrayList<>();
        for (int left = value.getInt(); left > 0; left--) {
            sets.add(names(value));
        }
        int count = value.getInt();
        int frames = value.position() + 2 * Integer.BYTES * count;
        StoredEvents events = StoredEvents.in(record, frames, epoch, sequence(key));
        for (int i = 0; i < count; i++) {
            events.add(sets.get(value.getInt()), value.getInt());
        }
        return events;
    }

    private static List<String> names(ByteBuffer value) {
        List<String> names = new ArrayList<>();
        for (int left = value.getInt(); left > 0; left--) {
            byte[] name = new byte[value.getInt()];
            value.get(name);
            names.add(new String(name, UTF_8));
        }
        return List.copyOf(names);
    }
}
