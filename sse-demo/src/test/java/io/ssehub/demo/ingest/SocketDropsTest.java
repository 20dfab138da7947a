package io.ssehub.demo.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class SocketDropsTest {
    @BeforeEach
    void rowsAreOfALittleEndianMachine() {
        assumeThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void readsTheLastColumnOfTheSocketsRow() {
        assertThat(drops("127.0.0.1", 8266, "0100007F:204A", 7)).isEqualTo(7);
        assertThat(drops("127.0.0.1", 8266, "0200007F:204A", 7)).as("another address").isZero();
        assertThat(drops("127.0.0.1", 8266, "0100007F:204B", 7)).as("another port").isZero();
        assertThat(drops("0.0.0.0", 8266, "00000000:204A", 7)).isEqualTo(7);
        assertThat(drops("127.0.0.1", 8266, "0000000000000000FFFF00000100007F:204A", 7)).as("IPv4 in an IPv6 socket").isEqualTo(7);
        assertThat(drops("::1", 8266, "00000000000000000000000001000000:204A", 7)).isEqualTo(7);
        assertThat(drops("0.0.0.0", 8266, "00000000000000000000000000000000:204A", 7)).as("any address, in an IPv6 socket").isEqualTo(7);
    }

    private static long drops(String address, int port, String column, long drops) {
        String row = " 2087: " + column + " 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 54671 2 000000009cbb1e8b " + drops + "        ";
        return SocketDrops.of(new InetSocketAddress(address, port), Stream.of(row));
    }
}
