package io.ssehub.demo.hmac;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
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

    /** By what a change is told. */
    private record Version(FileTime modified, long bytes, @Nullable Object file) {}

    private final Path path;
    private final int maxBoards;
    private volatile BoardKeys keys;
    private Version read;
    private Version seen;
    private @Nullable String complaint;

    private KeyFile(Path path, int maxBoards, Version version) throws IOException {
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
        return new KeyFile(path, maxBoards, version(path));
    }

    /** Returns the newest keys. */
    public BoardKeys keys() {
        return keys;
    }

    /** Looks after the file; to be called every second or so. */
    public void refresh() {
        try {
            Version now = version(path);
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

    private static Version version(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (NoSuchFileException e) {
            throw new IOException(path + ": there is no such file", e);
        }
    }

    private BoardKeys load() throws IOException {
        BoardKeys loaded;
        try {
            loaded = BoardKeys.parse(text());
        } catch (CharacterCodingException e) {
            throw new IOException(path + " is not UTF-8", e);
        } catch (IOException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
        if (loaded.size() == 0) {
            throw new IOException(path + " holds no key");
        }
        if (loaded.size() > maxBoards) {
            throw new IOException(path + " holds " + loaded.size() + " keys, and the hub knows at most " + maxBoards + " boards (--boards)");
        }
        warnOfReaders();
        return loaded;
    }

    private String text() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("larger than " + MAX_BYTES + " bytes");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        }
    }

    private void warnOfReaders() throws IOException {
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Set<PosixFilePermission> granted = Files.getPosixFilePermissions(path);
            if (granted.contains(PosixFilePermission.OTHERS_READ) || granted.contains(PosixFilePermission.OTHERS_WRITE)) {
                LOG.atWarn().addKeyValue("file", path).log("every user of this machine can read or change the keys of boards; chmod 600 ends that");
            }
        }
    }
}
