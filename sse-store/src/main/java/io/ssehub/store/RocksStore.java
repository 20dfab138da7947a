package io.ssehub.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.core.store.EventStore;
import io.ssehub.core.store.NewestValue;
import io.ssehub.core.store.Recovery;
import io.ssehub.core.store.StoreBatch;
import io.ssehub.core.store.StoredEvents;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Keeps a hub's history in a directory, in RocksDB. What is written is in the operating system's hands when {@link #write} returns, and on the disk if that has
 * synced.
 *
 * <p>What is damaged is skipped and counted; then the whole database is copied, but for that, and the damaged one kept under another name, as is one that
 * cannot be opened. A directory that cannot be written to, since the disk is full or mounted so, is read, and tried again at each write.
 */
public final class RocksStore implements EventStore {
    private static final System.Logger LOG = System.getLogger(RocksStore.class.getName());
    private static final byte STATE = 's';
    private static final byte NEWEST = 'n';
    private static final int EVENT_KEY_BYTES = 8;
    private static final int STATE_KEY_BYTES = 64;

    private final DataDirectory directory;
    private @Nullable Database database;
    private boolean isReadOnly;
    private boolean isClosed;
    private int moved;

    private RocksStore(DataDirectory directory) {
        this.directory = directory;
    }

    /**
     * Opens the store in {@code directory}, which is made if it does not exist.
     *
     * @throws IOException naming the directory and the reason: another hub uses it, or it can neither be written to nor has it been before
     */
    public static RocksStore open(Path directory) throws IOException {
        RocksStore store = new RocksStore(DataDirectory.open(directory));
        try {
            NativeLibrary.load(directory);
            store.openFirst();
            return store;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private void openFirst() throws IOException {
        try {
            database = Database.open(directory.events());
        } catch (RocksDBException e) {
            if (isDamage(e)) {
                moved++;
                directory.moveAside(e.toString());
                reopen();
            } else {
                openReadOnly(e);
            }
        }
    }

    private void openReadOnly(RocksDBException reason) throws IOException {
        try {
            database = Database.openReadOnly(directory.events());
            isReadOnly = true;
            LOG.log(Level.WARNING, "{0} is read but cannot be written to: {1}", directory, reason.getMessage());
        } catch (RocksDBException e) {
            throw new IOException(directory + " cannot be used: " + reason.getMessage(), e);
        }
    }

    private static boolean isDamage(RocksDBException e) {
        if (e.getStatus() == null) {
            return false;
        }
        return switch (e.getStatus().getCode()) {
            case Corruption, InvalidArgument, NotSupported, NotFound -> true;
            // A file that others speak of is gone.
            case IOError -> String.valueOf(e.getMessage()).contains("No such file");
            default -> false;
        };
    }

    private Database reopen() throws IOException {
        try {
            Database opened = Database.open(directory.events());
            database = opened;
            isReadOnly = false;
            return opened;
        } catch (RocksDBException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void recover(Recovery recovery) throws IOException {
        Database read = database;
        if (read == null) {
            throw new IllegalStateException("the store is closed");
        }
        try {
            int damaged = read(read, recovery);
            int all = damaged + read.dropped() + moved;
            if (all > 0) {
                recovery.damaged(all);
                LOG.log(Level.WARNING, "{0} records in {1} are damaged; what they held is gone", Integer.toString(all), directory);
            }
            if (isReadOnly) {
                read.close();
                database = null; // the next write opens it anew
            } else if (damaged > 0) {
                putRight(read);
            }
        } catch (RocksDBException e) {
            throw new IOException(directory + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static int read(Database from, Recovery recovery) throws RocksDBException {
        int damaged = 0;
        try (RecordReader state = new RecordReader(() -> from.iterate(from.state()), STATE_KEY_BYTES)) {
            damaged += state.readAll((key, value) -> state(key, value, recovery));
        }
        try (RecordReader events = new RecordReader(() -> from.iterate(from.events()), EVENT_KEY_BYTES)) {
            damaged += events.readAll((key, value) -> recovery.events(EventRecord.decode(key, value)));
        }
        return damaged;
    }

    private static void state(byte[] key, byte[] value, Recovery recovery) {
        String name = new String(key, 1, key.length - 1, UTF_8);
        if (key[0] == STATE) {
            recovery.state(name, SealedRecord.content(value));
        } else if (key[0] == NEWEST) {
            ByteBuffer content = ByteBuffer.wrap(SealedRecord.content(value));
            long sequence = content.getLong();
            recovery.newest(name, new NewestValue(sequence, Arrays.copyOfRange(content.array(), content.position(), content.limit())));
        }
    }

    /** Puts a copy without damage in the place of the database: left where it is, damage would fail whatever reads it later, in the background too. */
    private void putRight(Database damaged) throws IOException {
        try (Database whole = Database.open(directory.newCopy())) {
            whole.copyFrom(damaged, EVENT_KEY_BYTES, STATE_KEY_BYTES);
        } catch (IOException | RocksDBException e) {
            LOG.log(Level.WARNING, "{0} stays damaged, as there is no room for a copy: {1}", directory, e.getMessage());
            return;
        }
        damaged.close();
        directory.replaceByCopy();
        reopen();
    }

    @Override
    public void write(StoreBatch batch, boolean sync) throws IOException {
        if (isClosed) {
            throw new IOException("the store is closed");
        }
        Database to = database == null ? reopen() : database;
        try {
            writeEvents(to, batch);
            writeRest(to, batch, sync);
        } catch (RocksDBException e) {
            to.close();
            database = null;
            throw new IOException(e.getMessage(), e);
        }
    }

    /** One by one, as damage takes the whole of what was written together. */
    private static void writeEvents(Database to, StoreBatch batch) throws RocksDBException {
        for (StoredEvents events : batch.events()) {
            try (WriteBatch writes = new WriteBatch()) {
                byte[] key = EventRecord.key(events.first());
                writes.put(to.events(), key, EventRecord.encode(key, events));
                to.write(writes, false);
            }
        }
    }

    private static void writeRest(Database to, StoreBatch batch, boolean sync) throws RocksDBException {
        try (WriteBatch writes = new WriteBatch()) {
            for (Map.Entry<String, Optional<NewestValue>> entry : batch.newest().entrySet()) {
                put(to, writes, key(NEWEST, entry.getKey()), entry.getValue().map(RocksStore::content));
            }
            for (Map.Entry<String, Optional<byte[]>> entry : batch.state().entrySet()) {
                put(to, writes, key(STATE, entry.getKey()), entry.getValue());
            }
            byte[] end = EventRecord.key(batch.trimmed() + 1);
            if (batch.trimmed() > 0) {
                writes.deleteRange(to.events(), EventRecord.key(0), end);
            }
            if (writes.count() > 0) {
                to.write(writes, sync);
            } else if (sync) {
                to.sync();
            }
            if (batch.trimmed() > 0) {
                to.dropFilesBefore(end);
            }
        }
    }

    private static void put(Database to, WriteBatch writes, byte[] key, Optional<byte[]> content) throws RocksDBException {
        if (content.isPresent()) {
            writes.put(to.state(), key, SealedRecord.of(key, content.get()));
        } else {
            writes.delete(to.state(), key);
        }
    }

    private static byte[] content(NewestValue value) {
        return ByteBuffer.allocate(Long.BYTES + value.fields().length).putLong(value.sequence()).put(value.fields()).array();
    }

    private static byte[] key(byte kind, String name) {
        byte[] text = name.getBytes(UTF_8);
        return ByteBuffer.allocate(1 + text.length).put(kind).put(text).array();
    }

    @Override
    public void close() {
        isClosed = true;
        Database open = database;
        database = null;
        if (open != null) {
            open.close();
        }
        directory.close();
    }
}
