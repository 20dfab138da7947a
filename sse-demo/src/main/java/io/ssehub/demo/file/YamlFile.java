package io.ssehub.demo.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Files of YAML, taken as the nodes that they are composed of: no objects are made of them, so that nothing in a file is ever constructed, and each fault has its line.
 */
public final class YamlFile {
    private static final int MAX_BYTES = 1 << 20;

    private YamlFile() {}

    /**
     * Returns what a file holds; nothing if it is empty.
     *
     * @throws IOException naming the file and, if it is no YAML, the line
     */
    public static Optional<Node> compose(Path path) throws IOException {
        String text = TextFile.read(path, MAX_BYTES);
        LoadSettings settings = LoadSettings.builder().setLabel(path.toString()).setAllowNonScalarKeys(true).build();
        try {
            return new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark().map(mark -> " line " + (mark.getLine() + 1)).orElse("");
            throw new IOException(path + line + ": " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    /** Returns the line where a node begins, from 1. */
    public static int line(Node node) {
        return node.getStartMark().orElseThrow().getLine() + 1;
    }
}
