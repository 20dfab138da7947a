package io.ssehub.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Logger;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status.Code;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB, open, with the settings of a log that is written at one end, read once and let go at the other. Not thread-safe. */
final class Database implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Database.class.getName());
    private static final long EVENTS_BUFFER_BYTES = 8 << 20;
    private static final long STATE_BUFFER_BYTES = 2 << 20;
    private static final long LOG_BYTES = 32 << 20;
    private static final long FILE_BYTES = 8 << 20;
    private static final long READ_AHEAD_BYTES = 2 << 20;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AtomicInteger dropped = new AtomicInteger();
    private final RocksDB db;
    private final ColumnFamilyHandle events;
    private final ColumnFamilyHandle state;
    private final WriteOptions synced;
    private final WriteOptions unsynced;
    private final ReadOptions reading;

    private interface Opening {
        RocksDB open(DBOptions options, String path, List<ColumnFamilyDescriptor> families, List<ColumnFamilyHandle> handles) throws RocksDBException;
    }

    private Database(Path directory, boolean skipsDamage, Opening opening) throws RocksDBException {
        try {
            DBOptions options = toClose(new DBOptions())
                    .setCreateIfMissing(true)
                    .setCreateMissingColumnFamilies(true)
                    .setWalRecoveryMode(skipsDamage ? WALRecoveryMode.SkipAnyCorruptedRecords : WALRecoveryMode.PointInTimeRecovery)
                    .setParanoidChecks(!skipsDamage)
                    .setMaxTotalWalSize(LOG_BYTES)
                    .setMaxBackgroundJobs(2)
                    .setStatsDumpPeriodSec(0);
            options.setLogger(toClose(new Logger(InfoLogLevel.WARN_LEVEL) {
                @Override
                protected void log(InfoLogLevel level, String message) {
                    said(message);
                }
            }));
            ColumnFamilyOptions ofEvents = toClose(new ColumnFamilyOptions())
                    .setWriteBufferSize(EVENTS_BUFFER_BYTES)
                    .setTargetFileSizeBase(FILE_BYTES)
                    .setCompressionType(CompressionType.NO_COMPRESSION);
            ColumnFamilyOptions ofState = toClose(new ColumnFamilyOptions()).setWriteBufferSize(STATE_BUFFER_BYTES).setCompressionType(CompressionType.NO_COMPRESSION);
            List<ColumnFamilyDescriptor> families = List.of(
                    new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, ofEvents), new ColumnFamilyDescriptor("state".getBytes(US_ASCII), ofState));
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            this.db = toClose(opening.open(options, directory.toString(), families, handles));
            handles.forEach(this::toClose);
            this.events = handles.get(0);
            this.state = handles.get(1);
            this.synced = toClose(new WriteOptions()).setSync(true);
            this.unsynced = toClose(new WriteOptions());
            this.reading = toClose(new ReadOptions()).setReadaheadSize(READ_AHEAD_BYTES).setFillCache(false);
        } catch (RocksDBException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T toClose(T resource) {
        opened.add(resource);
        return resource;
    }

    /** Takes note of what the library tells its own log; what an operator has to know comes by exceptions and is told by the store and the hub. */
    private void said(String message) {
        if (message.contains("dropping")) { // what the reader of the write-ahead log says of damage
            dropped.incrementAndGet();
        }
        LOG.log(Level.DEBUG, message.strip());
    }

    /**
     * Opens the database in {@code directory}, making one if there is none. Damage is skipped, in the write-ahead log as in files; where the log makes no sense
     * without what is skipped, it is read up to the damage.
     */
    static Database open(Path directory) throws RocksDBException {
        try {
            return new Database(directory, true, RocksDB::open);
        } catch (RocksDBException e) {
            if (e.getStatus() == null || e.getStatus().getCode() != Code.Corruption) {
                throw e;
            }
            return new Database(directory, false, RocksDB::open);
        }
    }

    /** Opens the database in {@code directory} without writing there. */
    static Database openReadOnly(Path directory) throws RocksDBException {
        return new Database(directory, true, RocksDB::openReadOnly);
    }

    /** Returns how many records of the write-ahead log were damaged when it was opened. */
    int dropped() {
        return dropped.get();
    }

    ColumnFamilyHandle events() {
        return events;
    }

    ColumnFamilyHandle state() {
        return state;
    }

    RocksIterator iterate(ColumnFamilyHandle family) {
        return db.newIterator(family, reading);
    }

    void write(WriteBatch batch, boolean sync) throws RocksDBException {
        db.write(sync ? synced : unsynced, batch);
    }

    /** Makes all that was written so far safe from a loss of power. */
    void sync() throws RocksDBException {
        db.syncWal();
    }

    /** Writes what is whole in another database, and syncs it. */
    void copyFrom(Database other, int eventKeyBytes, int stateKeyBytes) throws RocksDBException {
        copy(other, other.events, events, eventKeyBytes);
        copy(other, other.state, state, stateKeyBytes);
        sync();
    }

    private void copy(Database from, ColumnFamilyHandle source, ColumnFamilyHandle target, int keyBytes) throws RocksDBException {
        try (RecordReader records = new RecordReader(() -> from.iterate(source), keyBytes)) {
            records.readAll((key, value) -> db.put(target, unsynced, key, value));
        }
    }

    /** Gives back the files of events whose keys are all less than {@code end}, without reading them. */
    void dropFilesBefore(byte[] end) throws RocksDBException {
        db.deleteFilesInRanges(events, List.of(new byte[0], end), false);
    }

    @Override
    public void close() {
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, "the database could not be closed", e);
            }
        }
        opened.clear();
    }
}
