package io.ssehub.store;

import java.io.IOException;
import org.rocksdb.RocksDB;

/** RocksDB's code for this machine. */
final class NativeLibrary {
    private NativeLibrary() {}

    /** Loads it, at the first call. */
    static void load() throws IOException {
        try {
            RocksDB.loadLibrary();
        } catch (UnsatisfiedLinkError | RuntimeException e) {
            throw new IOException("RocksDB cannot be loaded on this machine: " + e.getMessage(), e);
        }
    }
}
