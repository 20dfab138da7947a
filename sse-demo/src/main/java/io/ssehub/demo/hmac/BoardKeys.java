package io.ssehub.demo.hmac;

import io.ssehub.demo.board.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of boards as an operator writes them down, one a line: the board's name, white space, and the key as an even number of hexadecimal digits. Lines that are
 * empty or begin with {@code #} count for nothing.
 *
 * <pre>
 *   # openssl rand -hex 32
 *   esp32-1          5f0e…
 *   garden, north    c3a9…
 * </pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class BoardKeys {
    private static final int MAX_FAULTS_TOLD = 10;

    private final Map<String, BoardKey> byBoard;

    private BoardKeys(Map<String, BoardKey> byBoard) {
        this.byBoard = byBoard;
    }

    /**
     * Reads keys.
     *
     * @throws IOException naming each bad line by its number and what is wrong with it, but nothing of what it holds, which may be a key
     */
    static BoardKeys parse(String text) throws IOException {
        Map<String, BoardKey> keys = new HashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        List<String> faults = new ArrayList<>();
        List<String> all = text.lines().toList();
        for (int i = 0; i < all.size(); i++) {
            int number = i + 1;
            String line = all.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int gap = lastWhitespace(line);
            String board = line.substring(0, gap).strip();
            String fault = fault(board, line.substring(gap).strip());
            Integer earlier = fault == null ? lines.putIfAbsent(board, number) : null;
            if (earlier != null) {
                fault = "its board has a key in line " + earlier + " already";
            }
            if (fault != null) {
                faults.add("line " + number + ": " + fault);
            } else {
                keys.put(board, new BoardKey(board, HexFormat.of().parseHex(line.substring(gap).strip())));
            }
        }
        if (!faults.isEmpty()) {
            String more = faults.size() > MAX_FAULTS_TOLD ? "; and " + (faults.size() - MAX_FAULTS_TOLD) + " more" : "";
            throw new IOException(String.join("; ", faults.subList(0, Math.min(faults.size(), MAX_FAULTS_TOLD))) + more);
        }
        return new BoardKeys(keys);
    }

    private static int lastWhitespace(String line) {
        int at = line.length() - 1;
        while (at > 0 && !Character.isWhitespace(line.charAt(at))) {
            at--;
        }
        return Math.max(at, 0);
    }

    private static @Nullable String fault(String board, String key) {
        if (board.isEmpty()) {
            return "a board's name, a space and its key are expected";
        }
        if (board.chars().anyMatch(Character::isISOControl)) {
            return "the board's name holds a control character";
        }
        if (!key.matches("(?:\\p{XDigit}{2}){" + BoardKey.MIN_BYTES + "," + BoardKey.MAX_BYTES + "}")) {
            return "the key is not an even number of hexadecimal digits from " + 2 * BoardKey.MIN_BYTES + " to " + 2 * BoardKey.MAX_BYTES;
        }
        return Names.fault(board);
    }

    /** Returns the key of a board, or null if it has none. */
    public @Nullable BoardKey of(String board) {
        return byBoard.get(board);
    }

    /** Returns how many boards have a key. */
    public int size() {
        return byBoard.size();
    }
}
