package io.ssehub.bench.compare;

import java.nio.file.Path;
import java.util.List;

/**
 * What is to be compared, and how. Immutable.
 *
 * @param folder of the servers
 * @param rounds how often all servers take their turn
 * @param connections streams to hold; 0 for each work's own number
 * @param jvm that runs every server that needs one
 * @param loadTester the beginning of its command
 * @param report folder to write to
 */
record Plan(
        Path folder, List<Peer> peers, List<Work> works, boolean isQuick, int rounds, int connections, Jvm jvm, List<String> loadTester, Path report) {

    /** Returns what the load tester does for {@code work}. */
    Load load(Work work) {
        Load load = isQuick ? work.quick() : work.full();
        return connections == 0 ? load : load.withConnections(connections);
    }
}
