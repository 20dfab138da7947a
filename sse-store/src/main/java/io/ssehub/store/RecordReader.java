package io.ssehub.store;

import java.math.BigInteger;
import java.util.function.Supplier;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Goes over the records of a column family in order of their keys, past those that are damaged. Not thread-safe. */
final class RecordReader implements AutoCloseable {
    /** Takes a record that is whole. */
    interface Sink {
        void take(byte[] key, byte[] value) throws RocksDBException;
    }

    private final Supplier<RocksIterator> iterators;
    private final int keyBytes;
    private final BigInteger noMore;
    private RocksIterator records;

    /**
     * Takes what makes iterators, one of which has to be left behind at each damage.
     *
     * @param keyBytes how much of a key tells it from others, as far as damage is concerned
     */
    RecordReader(Supplier<RocksIterator> iterators, int keyBytes) {
        this.iterators = iterators;
        this.records = iterators.get();
        this.keyBytes = keyBytes;
        this.noMore = BigInteger.ONE.shiftLeft(keyBytes * Byte.SIZE);
    }

    /**
     * Gives every whole record to {@code sink}.
     *
     * @return how many damaged ones, or blocks of them, were passed over
     * @throws RocksDBException if the sink throws it
     */
    int readAll(Sink sink) throws RocksDBException {
        int damaged = 0;
        BigInteger reached = BigInteger.ZERO;
        records.seekToFirst();
        while (true) {
            for (; records.isValid(); records.next()) {
                byte[] key = records.key();
                reached = place(key);
                byte[] value = records.value();
                if (SealedRecord.isWhole(key, value)) {
                    sink.take(key, value);
                } else {
                    damaged++;
                }
            }
            if (isWell()) {
                return damaged;
            }
            damaged++;
            reached = seekBehindDamage(reached);
            if (reached.equals(noMore)) {
                return damaged;
            }
        }
    }

    /** Finds, with leaps that double and then halve, where records can be read again; returns the place, behind all keys if it is nowhere. */
    private BigInteger seekBehindDamage(BigInteger damaged) {
        BigInteger low = damaged;
        BigInteger leap = BigInteger.ONE;
        BigInteger high = damaged.add(leap);
        while (high.compareTo(noMore) < 0 && !canReadAt(high)) {
            low = high;
            leap = leap.shiftLeft(1);
            high = high.add(leap);
        }
        if (high.compareTo(noMore) >= 0) {
            return noMore;
        }
        while (high.subtract(low).compareTo(BigInteger.ONE) > 0) {
            BigInteger middle = low.add(high).shiftRight(1);
            if (canReadAt(middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return canReadAt(high) ? high : noMore;
    }

    private boolean canReadAt(BigInteger place) {
        byte[] key = new byte[keyBytes];
        byte[] digits = place.toByteArray();
        int length = Math.min(digits.length, keyBytes); // but for the sign
        System.arraycopy(digits, digits.length - length, key, keyBytes - length, length);
        records.close();
        records = iterators.get();
        records.seek(key);
        return records.isValid() || isWell();
    }

    /** Returns whether the end was reached, rather than damage. */
    private boolean isWell() {
        try {
            records.status();
            return true;
        } catch (RocksDBException damage) {
            return false;
        }
    }

    /** Returns the first bytes of a key as a number: keys of any length are in order of these, as far as they go. */
    private BigInteger place(byte[] key) {
        byte[] first = new byte[keyBytes];
        System.arraycopy(key, 0, first, 0, Math.min(key.length, keyBytes));
        return new BigInteger(1, first);
    }

    @Override
    public void close() {
        records.close();
    }
}
