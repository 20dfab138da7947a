package io.ssehub.demo.auth;

import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * An API key that has just been made, the only time that anybody sees it.
 *
 * @param key what its owner shows
 * @param entry what goes into the operator's file
 */
public record NewApiKey(String key, String entry) {
    /**
     * Makes a key that gives these rights.
     *
     * @throws IllegalArgumentException saying what is wrong with the name or a pattern
     */
    public static NewApiKey make(String name, List<String> read, List<String> publish, boolean operator) {
        Rights.of(read, publish, operator);
        if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the name of a key is a text without control characters");
        }
        String key = ApiKeys.random();
        StringJoiner entry = new StringJoiner(", ", "  - {", "}\n");
        entry.add("name: " + quoted(name)).add("sha256: " + quoted(HexFormat.of().formatHex(Digest.of(key))));
        if (!read.isEmpty()) {
            entry.add("read: " + list(read));
        }
        if (!publish.isEmpty()) {
            entry.add("publish: " + list(publish));
        }
        if (operator) {
            entry.add("operator: true");
        }
        return new NewApiKey(key, entry.toString());
    }

    private static String list(List<String> patterns) {
        return patterns.stream().map(NewApiKey::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Returns what an operator is told. */
    public String text() {
        return "The key, which nobody can tell again: " + key + "\n\nFor the file of --auth, where it is known by its hash alone, below api-keys:\n" + entry;
    }
}
