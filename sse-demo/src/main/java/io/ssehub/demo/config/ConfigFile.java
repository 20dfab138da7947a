package io.ssehub.demo.config;

import io.ssehub.demo.file.YamlFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import picocli.CommandLine.Model.OptionSpec;

/** Reads options from a YAML file: one mapping from the options' names, without dashes in front, to their values. */
final class ConfigFile {
    private static final List<Tag> PLAIN = List.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);

    private final OptionTable table;
    private final Path path;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();

    private ConfigFile(OptionTable table, Path path) {
        this.table = table;
        this.path = path;
    }

    /**
     * Returns the values given, by the option's long name.
     *
     * @throws UsageException naming the file, the line and the key, if the file cannot be read, is not one mapping of known keys, or a value is wrong
     */
    static Map<String, String> read(OptionTable table, Path path) {
        ConfigFile file = new ConfigFile(table, path);
        file.compose().ifPresent(file::takeMapping);
        return file.values;
    }

    private Optional<Node> compose() {
        try {
            return YamlFile.compose(path);
        } catch (IOException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private void takeMapping(Node root) {
        if (!(root instanceof MappingNode mapping)) {
            throw wrong(root, "a mapping of options to values is expected, such as 'http-port: 8080'");
        }
        for (NodeTuple entry : mapping.getValue()) {
            take(entry);
        }
    }

    private void take(NodeTuple entry) {
        if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
            throw wrong(entry.getKeyNode(), "a key is the name of an option, not a list or a mapping");
        }
        String key = keyNode.getValue();
        OptionSpec option = table.byKey().get(key);
        if (option == null) {
            throw wrong(keyNode, "unknown key '" + key + "'; the nearest is '" + Nearest.of(key, table.byKey().keySet()) + "'");
        }
        Integer earlier = lines.put(key, YamlFile.line(keyNode));
        if (earlier != null) {
            throw wrong(keyNode, "key '" + key + "' is already in line " + earlier);
        }
        values.put(option.longestName(), value(option, key, entry.getValueNode()));
    }

    private String value(OptionSpec option, String key, Node node) {
        if (node instanceof SequenceNode list && option.isMultiValue()) {
            return list.getValue().stream().map(item -> scalar(option, key, item)).collect(Collectors.joining(option.splitRegex()));
        }
        return scalar(option, key, node);
    }

    private String scalar(OptionSpec option, String key, Node node) {
        if (!(node instanceof ScalarNode scalar) || !PLAIN.contains(node.getTag())) {
            throw wrong(node, "key '" + key + "' takes " + (option.isMultiValue() ? "plain values" : "one plain value"));
        }
        OptionTable.check(option, scalar.getValue(), path + " line " + YamlFile.line(node) + ": key '" + key + "'");
        return scalar.getValue();
    }

    private UsageException wrong(Node node, String fault) {
        return new UsageException(path + " line " + YamlFile.line(node) + ": " + fault);
    }
}
