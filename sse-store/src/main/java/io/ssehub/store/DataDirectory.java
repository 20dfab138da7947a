package io.ssehub.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory that one hub uses at a time, and what is where in it. Not thread-safe. */
final class DataDirectory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DataDirectory.class.getName());

    private final Path directory;
    /** Held while open; null where nobody can write. */
    private final @Nullable FileChannel lock;

    private DataDirectory(Path directory, @Nullable FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    static DataDirectory open(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new IOException("the directory " + directory + " cannot be made: " + e, e);
        }
        DataDirectory opened = new DataDirectory(directory, lock(directory));
        opened.finishCopy();
        return opened;
    }

    private static @Nullable FileChannel lock(Path directory) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException readOnly) {
            return null;
        }
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException ofThisProcess) {
            // As if it were another one's.
        }
        channel.close();
        throw new IOException("the directory " + directory + " is in use by another hub");
    }

    /** Returns where the database is. */
    Path events() {
        return directory.resolve("events");
    }

    private Path copy() {
        return directory.resolve("events.new");
    }

    /** Returns where a copy of the database can be made. */
    Path newCopy() throws IOException {
        delete(copy());
        return copy();
    }

    /** Keeps the database under another name, and has the copy take its place. */
    void replaceByCopy() throws IOException {
        moveAside("a part of it cannot be read");
        Files.move(copy(), events());
    }

    /** Keeps the database under another name. */
    void moveAside(String reason) throws IOException {
        int number = 1;
        while (Files.exists(damaged(number))) {
            number++;
        }
        Files.move(events(), damaged(number));
        LOG.log(Level.WARNING, "the database is damaged and kept in {0}: {1}", damaged(number), reason);
    }

    private Path damaged(int number) {
        return directory.resolve("damaged-" + number);
    }

    /** Brings to its end what a hub was doing that was cut off: a copy is whole once the database has been moved aside. */
    private void finishCopy() throws IOException {
        if (lock == null || !Files.exists(copy())) {
            return;
        }
        if (Files.exists(events())) {
            delete(copy());
        } else {
            Files.move(copy(), events());
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> found = Files.walk(tree)) {
            paths = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }

    @Override
    public void close() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the lock of " + directory + " could not be given back", e);
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
