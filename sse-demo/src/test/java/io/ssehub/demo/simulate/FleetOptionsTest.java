package io.ssehub.demo.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ssehub.demo.hmac.BoardKeys;
import io.ssehub.demo.hmac.KeyFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetOptionsTest {
    private static FleetOptions of(int boards, BoardKeys keys) {
        return new FleetOptions(boards, 1, new InetSocketAddress(9), null, Mishaps.NONE, 1, keys);
    }

    @Test
    void aFleetThatSignsNeedsAKeyForEachBoard(@TempDir Path folder) throws IOException {
        String key = " 00112233445566778899aabbccddeeff\n";
        BoardKeys keys = KeyFile.open(Files.writeString(folder.resolve("keys"), "fleet-1" + key + "fleet-2" + key), 2).keys();
        assertThat(of(2, keys).boards()).isEqualTo(2);
        assertThatIllegalArgumentException().isThrownBy(() -> of(3, keys)).withMessage("board fleet-3 has no key; each of the fleet's boards needs one");
    }
}
