package io.ssehub.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/** RocksDB's code for this machine. */
final class NativeLibrary {
    private static final System.Logger LOG = System.getLogger(NativeLibrary.class.getName());

    private NativeLibrary() {}

    /**
     * Loads it, at the first call, by way of a file in {@code directory}: one among temporary files would stay for each process that is killed. Where that cannot
     * be, by way of a temporary file.
     */
    static void load(Path directory) throws IOException {
        try {
            NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
        } catch (IOException | UnsatisfiedLinkError | RuntimeException e) {
            LOG.log(Level.DEBUG, "RocksDB is not loaded from " + directory, e);
        }
        try {
            RocksDB.loadLibrary();
        } catch (UnsatisfiedLinkError | RuntimeException e) {
            throw new IOException("RocksDB cannot be loaded on this machine: " + e.getMessage(), e);
        }
    }
}
