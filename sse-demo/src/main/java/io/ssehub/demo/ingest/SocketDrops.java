package io.ssehub.demo.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads how many datagrams Linux dropped at a socket, most because its buffer was full: the last column of {@code /proc/net/udp} and {@code udp6}, where a
 * socket is found by its local address and port. Such an address is written as words in the machine's byte order, {@code 0100007F:204A} for
 * 127.0.0.1:8266 on most.
 */
final class SocketDrops {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
    private static final int LOCAL_ADDRESS = 1;
    private static final int DROPS = 12;

    private SocketDrops() {}

    /** Returns the drops of the socket bound to {@code local}, 0 where the system does not tell. Reads files, so not for an event loop. */
    static long of(InetSocketAddress local) {
        long drops = 0;
        for (Path table : TABLES) {
            try (Stream<String> rows = Files.lines(table)) {
                drops += of(local, rows.skip(1));
            } catch (IOException | UncheckedIOException absent) {
                // Not Linux, or without IPv6.
            }
        }
        return drops;
    }

    static long of(InetSocketAddress local, Stream<String> rows) {
        return rows.map(row -> row.strip().split("\\s+"))
                .filter(columns -> columns.length > DROPS && isAt(local, columns[LOCAL_ADDRESS]))
                .mapToLong(columns -> Long.parseLong(columns[DROPS]))
                .sum();
    }

    private static boolean isAt(InetSocketAddress local, String hexAddress) {
        int colon = hexAddress.indexOf(':');
        if (Integer.parseInt(hexAddress.substring(colon + 1), 16) != local.getPort()) {
            return false;
        }
        InetAddress address = address(HexFormat.of().parseHex(hexAddress.substring(0, colon)));
        return address.equals(local.getAddress()) || (address.isAnyLocalAddress() && local.getAddress().isAnyLocalAddress());
    }

    private static InetAddress address(byte[] words) {
        ByteBuffer from = ByteBuffer.wrap(words).order(ByteOrder.nativeOrder());
        ByteBuffer bytes = ByteBuffer.allocate(words.length);
        while (from.hasRemaining()) {
            bytes.putInt(from.getInt());
        }
        try {
            return InetAddress.getByAddress(bytes.array());
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
    }
}
