package io.ssehub.netty.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code Date} header line of this second: RFC 9110 section 6.6.1. Thread-safe; formats once a second. */
final class HttpDate {
    private static final DateTimeFormatter IMF = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static volatile HttpDate latest = new HttpDate(0);

    private final long second;
    private final byte[] line;

    private HttpDate(long second) {
        this.second = second;
        line = ("Date: " + IMF.format(Instant.ofEpochSecond(second)) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns {@code Date: ...} and CRLF, not to be changed. */
    static byte[] headerLine() {
        HttpDate date = latest;
        long second = System.currentTimeMillis() / 1000;
        if (date.second != second) {
            date = new HttpDate(second);
            latest = date;
        }
        return date.line;
    }
}
