package io.ssehub.demo.hmac;

import io.ssehub.demo.file.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of {@link BoardKeys}, read again when it has changed and has then been left alone from one look to the next, so that half of it is not taken for all. One
 * that cannot be read whole changes nothing.
 *
 * <p>{@link #keys} is for any thread, {@link #refresh} for one at a time; it reads files.
 */
public final class KeyFile {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final int MAX_BYTES = 4 << 20;

    private final Path path;
    private final int maxBoards;
    private volatile BoardKeys keys;
    private TextFile.Version read;
    private TextFile.Version seen;
    private @Nullable String complaint;

    private KeyFile(Path path, int maxBoards, TextFile.Version version) throws IOException {
        this.path = path;
        this.maxBoards = maxBoards;
        this.read = version;
        this.seen = version;
        this.keys = load();
    }

    /**
     * Reads a file.
     *
     * @param maxBoards for how many boards there is room, 1 or more
     * @throws IOException saying what is wrong with it, by line
     */
    public static KeyFile open(Path path, int maxBoards) throws IOException {
        return new KeyFile(path, maxBoards, TextFile.version(path));
    }

    /** Returns the newest keys. */
    public BoardKeys keys() {
        return keys;
    }

    /** Looks after the file; to be called every second or so. */
    public void refresh() {
        try {
            TextFile.Version now = TextFile.version(path);
            boolean settled = now.equals(seen);
            seen = now;
            if (settled && !now.equals(read)) {
                keys = load();
                read = now;
                complaint = null;
                LOG.atInfo().addKeyValue("file", path).addKeyValue("boards", keys.size()).log("keys of boards read again");
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).equals(complaint)) {
                complaint = e.getMessage();
                LOG.atError().addKeyValue("detail", complaint).log("keys of boards cannot be read again; those from before hold");
            }
        }
    }

    private BoardKeys load() throws IOException {
        String text = TextFile.read(path, MAX_BYTES);
        BoardKeys loaded;
        try {
            loaded = BoardKeys.parse(text);
        } catch (IOException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
        if (loaded.size() == 0) {
            throw new IOException(path + " holds no key");
        }
        if (loaded.size() > maxBoards) {
            throw new IOException(path + " holds " + loaded.size() + " keys, and the hub knows at most " + maxBoards + " boards (--boards)");
        }
        TextFile.warnIfOpen(path, "the keys of boards");
        return loaded;
    }
}
