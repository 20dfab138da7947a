package io.ssehub.demo.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping in a file of YAML, whose keys are known. Whatever is wrong is told by an {@link IOException} that names the file and the line.
 *
 * <p>Immutable and thread-safe.
 */
public final class YamlMapping {
    private final Path file;
    private final Node node;
    private final Map<String, Node> values = new LinkedHashMap<>();

    private YamlMapping(Path file, Node node) {
        this.file = file;
        this.node = node;
    }

    /** Returns the mapping that {@code node} is, if it has no keys but {@code keys}, each once at most. */
    public static YamlMapping of(Path file, Node node, List<String> keys) throws IOException {
        YamlMapping mapping = new YamlMapping(file, node);
        if (!(node instanceof MappingNode entries)) {
            throw mapping.wrong(node, "a mapping is expected, of " + String.join(", ", keys));
        }
        for (NodeTuple entry : entries.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key) || !keys.contains(key.getValue())) {
                String found = entry.getKeyNode() instanceof ScalarNode text ? "'" + text.getValue() + "'" : "that is a list or a mapping";
                throw mapping.wrong(entry.getKeyNode(), "unknown key " + found + "; known are " + String.join(", ", keys));
            }
            if (mapping.values.put(key.getValue(), entry.getValueNode()) != null) {
                throw mapping.wrong(key, "key '" + key.getValue() + "' is there already");
            }
        }
        return mapping;
    }

    /** Returns whether there is a value. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** Returns a text; null if there is none. */
    public @Nullable String text(String key) throws IOException {
        Node value = values.get(key);
        return value == null ? null : scalar(key, value);
    }

    /** Returns a text that has to be there. */
    public String required(String key) throws IOException {
        String text = text(key);
        if (text == null) {
            throw wrong(node, "key '" + key + "' is missing");
        }
        return text;
    }

    /** Returns whether a key is {@code true}; false if it is not there. */
    public boolean flag(String key) throws IOException {
        String text = text(key);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw wrong(key, "is neither true nor false");
        }
        return "true".equals(text);
    }

    /** Returns the texts of a list, or the only one; none if there are none. */
    public List<String> texts(String key) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Node item : items(key)) {
            texts.add(scalar(key, item));
        }
        return texts;
    }

    /** Returns the mapping that is a value; null if there is none. */
    public @Nullable YamlMapping mapping(String key, List<String> keys) throws IOException {
        Node value = values.get(key);
        return value == null ? null : of(file, value, keys);
    }

    /** Returns the mappings of a list; none if there are none. */
    public List<YamlMapping> mappings(String key, List<String> keys) throws IOException {
        List<YamlMapping> mappings = new ArrayList<>();
        for (Node item : items(key)) {
            mappings.add(of(file, item, keys));
        }
        return mappings;
    }

    private List<Node> items(String key) {
        Node value = values.get(key);
        return value == null ? List.of() : value instanceof SequenceNode list ? list.getValue() : List.of(value);
    }

    private String scalar(String key, Node value) throws IOException {
        if (!(value instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
            throw wrong(value, "key '" + key + "' takes a text");
        }
        return scalar.getValue();
    }

    /** Returns what tells that a value is wrong; {@code fault} goes on from the key. */
    public IOException wrong(String key, String fault) {
        return wrong(values.getOrDefault(key, node), "key '" + key + "' " + fault);
    }

    private IOException wrong(Node at, String fault) {
        return new IOException(file + " line " + YamlFile.line(at) + ": " + fault);
    }
}
