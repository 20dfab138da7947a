package io.ssehub.bench.load;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Histograms of microseconds, to three digits, of up to an hour. */
final class Times {
    private static final long MOST = TimeUnit.HOURS.toMicros(1);
    private static final int DIGITS = 3;

    private Times() {}

    /** Returns an empty histogram, which grows with what is recorded. */
    static Histogram histogram() {
        return new Histogram(DIGITS);
    }

    /** Returns the compressed form of {@code histogram}, of which hundreds take little memory. */
    static byte[] compress(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Arrays.copyOf(buffer.array(), length);
    }

    /**
     * Returns the histogram that was compressed, which grows with what is recorded.
     *
     * @throws DataFormatException if these bytes are not the compressed form of one
     */
    static Histogram decompress(byte[] bytes) throws DataFormatException {
        Histogram histogram = Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
        histogram.setAutoResize(true);
        return histogram;
    }

    /** Returns {@code micros} as a histogram takes it: 0 to an hour. Below 0 are the clocks of two machines that differ. */
    static long recordable(long micros) {
        return Math.max(0, Math.min(micros, MOST));
    }
}
