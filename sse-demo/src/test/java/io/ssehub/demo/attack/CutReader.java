package io.ssehub.demo.attack;

import io.ssehub.core.event.EventStreamParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Random;

/**
 * A client that is cut off again and again, at any byte, and comes back with the last event ID that it has by then. Its events are numbered from 0; it counts
 * what does not come in that order.
 */
final class CutReader implements Runnable {
    private static final int MOST_BYTES_BEFORE_A_CUT = 200_000;
    private static final int TIMEOUT_MILLIS = 60_000;

    private final URI url;
    private final int cuts;
    private final int events;
    private final Random random;
    private final byte[] buffer = new byte[16 * 1024];
    private String lastEventId = "";
    private volatile boolean begun;
    private int next;
    private int lost;
    private int repeated;
    private int resets;

    /** Makes a client that ends once it has been cut off so many times and then has the last of so many events. */
    CutReader(URI url, int cuts, int events, long seed) {
        this.url = url;
        this.cuts = cuts;
        this.events = events;
        this.random = new Random(seed);
    }

    /** Returns whether it has a position: what is published from here on is its due. */
    boolean hasBegun() {
        return begun;
    }

    int next() {
        return next;
    }

    int lost() {
        return lost;
    }

    int repeated() {
        return repeated;
    }

    int resets() {
        return resets;
    }

    @Override
    public void run() {
        try {
            for (int cut = 0; cut < cuts; cut++) {
                // The first one early, to be cut off in the greeting as well.
                read(cut == 0 ? random.nextInt(100) : random.nextInt(MOST_BYTES_BEFORE_A_CUT));
            }
            read(Integer.MAX_VALUE);
        } catch (IOException e) {
            throw new IllegalStateException("the hub turned a client away that had been cut off", e);
        }
    }

    private void read(int bytes) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        if (!lastEventId.isEmpty()) {
            connection.setRequestProperty("Last-Event-ID", lastEventId);
        }
        EventStreamParser parser = new EventStreamParser((type, data, id) -> take(type, data), lastEventId, 1 << 20, 1 << 20);
        try (InputStream in = connection.getInputStream()) {
            int left = bytes;
            while (left > 0 && next < events) {
                int read = in.read(buffer, 0, Math.min(buffer.length, left));
                if (read < 0) {
                    throw new IOException("the stream ended");
                }
                parser.parse(buffer, 0, read);
                left -= read;
                begun |= !parser.lastEventId().isEmpty();
            }
        } finally {
            connection.disconnect();
        }
        lastEventId = parser.lastEventId();
    }

    private void take(String type, String data) {
        if (type.equals("reset")) {
            resets++;
            return;
        }
        int number = Integer.parseInt(data.substring(0, data.indexOf(' ')));
        if (number < next) {
            repeated++;
        } else {
            lost += number - next;
            next = number + 1;
        }
    }
}
