package io.ssehub.bench.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.bench.report.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The servers that can be compared. Immutable.
 *
 * @param peers in the order in which they run and are shown; all ratios are to the first that runs
 */
record Peers(List<Peer> peers) {
    private static final String FILE = "peers.json";

    /**
     * Reads them from {@code peers.json} in {@code folder}.
     *
     * @throws IllegalArgumentException if there is none, or it says something else; the message names the file
     */
    static Peers read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            return JsonText.parse(Files.readString(file, UTF_8), Peers.class);
        } catch (IOException e) {
            throw new IllegalArgumentException("there is no " + file + "; run this from a clone, or name its folder sse-bench/peers by --peers", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns those that {@code names} name, in their own order; all if there are no names.
     *
     * @throws IllegalArgumentException if a name is none of theirs
     */
    List<Peer> select(List<String> names) {
        List<String> known = peers.stream().map(Peer::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("there is no server '" + name + "'; there is " + String.join(", ", known));
            }
        }
        return names.isEmpty() ? peers : peers.stream().filter(peer -> names.contains(peer.name())).toList();
    }
}
