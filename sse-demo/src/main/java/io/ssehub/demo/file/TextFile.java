package io.ssehub.demo.file;

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

/** Files of UTF-8 that an operator writes. */
public final class TextFile {
    private static final Logger LOG = LoggerFactory.getLogger(TextFile.class);

    /** By what a change is told. */
    public record Version(FileTime modified, long bytes, @Nullable Object file) {}

    private TextFile() {}

    /**
     * Returns what a file holds.
     *
     * @throws IOException naming the file and saying why not, as it is larger than {@code maxBytes}, say
     */
    public static String read(Path path, int maxBytes) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(maxBytes + 1);
        } catch (NoSuchFileException e) {
            throw missing(path, e);
        } catch (IOException e) {
            throw new IOException(path + " cannot be read: " + e.getMessage(), e);
        }
        if (bytes.length > maxBytes) {
            throw new IOException(path + " is larger than " + maxBytes + " bytes");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new IOException(path + " is not UTF-8", e);
        }
    }

    /** Returns what a file is by now, without reading it. */
    public static Version version(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (NoSuchFileException e) {
            throw missing(path, e);
        }
    }

    private static IOException missing(Path path, NoSuchFileException e) {
        return new IOException(path + ": there is no such file", e);
    }

    /** Warns in the log if others than the file's owner and group can read or change {@code what} is in it. */
    public static void warnIfOpen(Path path, String what) throws IOException {
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Set<PosixFilePermission> granted = Files.getPosixFilePermissions(path);
            if (granted.contains(PosixFilePermission.OTHERS_READ) || granted.contains(PosixFilePermission.OTHERS_WRITE)) {
                LOG.atWarn().addKeyValue("file", path).log("every user of this machine can read or change {}; chmod 600 ends that", what);
            }
        }
    }
}
