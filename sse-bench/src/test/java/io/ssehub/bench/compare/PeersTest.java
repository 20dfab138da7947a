package io.ssehub.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeersTest {
    private static final Path FOLDER = Path.of("peers");

    private final List<Peer> peers = Peers.read(FOLDER).peers();

    @Test
    void theHubIsTheOneThatAllAreComparedWith() {
        assertThat(peers.get(0).name()).isEqualTo("hub");
    }

    @Test
    void everyPeerHasASourceThatLinksToItsDocumentation() throws Exception {
        for (Peer peer : peers.subList(1, peers.size())) {
            Path home = FOLDER.resolve(peer.name());
            try (var sources = Files.walk(home)) {
                Path source = sources.filter(path -> path.toString().matches(".*\\.(java|mjs|template)") && !path.toString().contains("node_modules")).findFirst().orElseThrow();
                assertThat(Files.readString(source)).contains(peer.link());
            }
        }
    }
}
