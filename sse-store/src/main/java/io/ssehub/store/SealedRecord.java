package io.ssehub.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** A value on disk: a checksum over its key and what follows, CRC-32C in four bytes, and then the content. */
final class SealedRecord {
    static final int CHECKSUM_BYTES = Integer.BYTES;

    private SealedRecord() {}

    /** Puts the checksum in front of {@code value}, which has room for it. */
    static byte[] seal(byte[] key, byte[] value) {
        ByteBuffer.wrap(value).putInt(checksum(key, value));
        return value;
    }

    /** Returns a value with {@code content}. */
    static byte[] of(byte[] key, byte[] content) {
        byte[] value = new byte[CHECKSUM_BYTES + content.length];
        System.arraycopy(content, 0, value, CHECKSUM_BYTES, content.length);
        return seal(key, value);
    }

    /** Returns whether the value is as it was sealed, under that key. */
    static boolean isWhole(byte[] key, byte[] value) {
        return value.length >= CHECKSUM_BYTES && ByteBuffer.wrap(value).getInt() == checksum(key, value);
    }

    /** Returns the content of a value that is whole. */
    static byte[] content(byte[] value) {
        return Arrays.copyOfRange(value, CHECKSUM_BYTES, value.length);
    }

    private static int checksum(byte[] key, byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(key);
        crc.update(value, CHECKSUM_BYTES, value.length - CHECKSUM_BYTES);
        return (int) crc.getValue();
    }
}
