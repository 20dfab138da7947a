package io.ssehub.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/** RocksDB's code for this machine. */
final class NativeLibrary {
    private static final System.Logger LOG = System.getLogger(NativeLibrary.class.getName());
    private static final String IN_JAR = Environment.getJniLibraryFileName("rocksdb");

    /** What {@link RocksDB#loadLibrary(List)} looks for. */
    private static final String IN_DIRECTORY = Environment.getJniLibraryFileName("rocksdbjni");

    private NativeLibrary() {}

    /**
     * Loads it, at the first call, from a file in {@code directory}, which is written when it is not as it should be: to unpack it at each start would take longer than
     * all else that a store does then, and a file among temporary ones would stay for each process that is killed. Where that cannot be, by way of a temporary file.
     */
    static void load(Path directory) throws IOException {
        try {
            unpack(directory.resolve(IN_DIRECTORY));
            RocksDB.loadLibrary(List.of(directory.toAbsolutePath().toString()));
        } catch (IOException | UnsatisfiedLinkError | RuntimeException e) {
            LOG.log(Level.DEBUG, "RocksDB is not loaded from " + directory, e);
        }
        try {
            RocksDB.loadLibrary();
        } catch (UnsatisfiedLinkError | RuntimeException e) {
            throw new IOException("RocksDB cannot be loaded on this machine: " + e.getMessage(), e);
        }
    }

    private static void unpack(Path file) throws IOException {
        URL resource = RocksDB.class.getResource("/" + IN_JAR);
        if (resource == null) {
            throw new FileNotFoundException(IN_JAR + " is not in RocksDB's jar");
        }
        URLConnection library = resource.openConnection();
        JarEntry entry = library instanceof JarURLConnection inJar ? inJar.getJarEntry() : null;
        if (entry == null || !Files.exists(file) || Files.size(file) != entry.getSize() || checksum(file) != entry.getCrc()) {
            try (InputStream content = library.getInputStream()) {
                Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static long checksum(Path file) throws IOException {
        CRC32 checksum = new CRC32();
        byte[] buffer = new byte[1 << 16];
        try (InputStream content = Files.newInputStream(file)) {
            for (int length = content.read(buffer); length >= 0; length = content.read(buffer)) {
                checksum.update(buffer, 0, length);
            }
        }
        return checksum.getValue();
    }
}
