package io.ssehub.netty.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request's query, decoded from {@code application/x-www-form-urlencoded}: percent-encoded UTF-8, plus signs for spaces.
 *
 * <p>Immutable and thread-safe.
 *
 * @param entries names and values in the order sent; a parameter without an equals sign has an empty value
 */
public record Query(List<Entry> entries) {
    static final Query EMPTY = new Query(List.of());

    /** One parameter. */
    public record Entry(String name, String value) {}

    /** Keeps the entries. */
    public Query {
        entries = List.copyOf(entries);
    }

    static Query parse(String raw, boolean strict) throws RefusedException {
        if (raw.isEmpty()) {
            return EMPTY;
        }
        List<Entry> entries = new ArrayList<>(4);
        int from = 0;
        while (from <= raw.length()) {
            int and = raw.indexOf('&', from);
            int to = and < 0 ? raw.length() : and;
            if (to > from) {
                int equals = raw.indexOf('=', from);
                int nameEnd = equals < 0 || equals > to ? to : equals;
                String value = nameEnd == to ? "" : Percent.decode(raw.substring(nameEnd + 1, to), true, strict);
                entries.add(new Entry(Percent.decode(raw.substring(from, nameEnd), true, strict), value));
            }
            from = to + 1;
        }
        return new Query(entries);
    }

    /** Returns the value of the first parameter of that name, or null. */
    public @Nullable String first(String name) {
        for (Entry entry : entries) {
            if (entry.name().equals(name)) {
                return entry.value();
            }
        }
        return null;
    }

    /** Returns the values of all parameters of that name, in the order sent. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (Entry entry : entries) {
            if (entry.name().equals(name)) {
                values.add(entry.value());
            }
        }
        return Collections.unmodifiableList(values);
    }
}
