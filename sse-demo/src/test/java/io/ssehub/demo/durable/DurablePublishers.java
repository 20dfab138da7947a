package io.ssehub.demo.durable;

import io.ssehub.test.RawClient;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Some connections that publish durably, together at a rate, until the hub is gone, and know what was acknowledged. */
final class DurablePublishers {
    /** Enough that all of them together keep the rate, though each waits for a sync. */
    private static final int CONNECTIONS = 64;
    private static final Pattern ACKNOWLEDGED = Pattern.compile("HTTP/1.1 200 OK\r\n(?s:.*)\\{\"id\":\"(\\w+)\"}");

    private final Map<String, String> acknowledged = new ConcurrentSkipListMap<>();
    private final AtomicInteger next;
    private final long startNanos = System.nanoTime();
    private final List<Thread> threads = new ArrayList<>();

    /** Begins to publish numbers from {@code first} on. */
    DurablePublishers(int port, int ratePerSecond, int first) {
        next = new AtomicInteger(first);
        for (int i = 0; i < CONNECTIONS; i++) {
            Thread thread = new Thread(() -> publish(port, TimeUnit.SECONDS.toNanos(CONNECTIONS) / ratePerSecond));
            threads.add(thread);
            thread.start();
        }
    }

    private void publish(int port, long periodNanos) {
        long due = System.nanoTime() + ThreadLocalRandom.current().nextLong(periodNanos);
        LockSupport.parkNanos(due - System.nanoTime());
        try (RawClient client = RawClient.connect(port)) {
            while (true) {
                String data = "number " + next.getAndIncrement();
                Matcher answer = ACKNOWLEDGED.matcher(
                        client.request("POST /events?topic=t&durable=true", "Content-Type: text/plain", "Content-Length: " + data.length()).send(data).answer());
                if (!answer.find()) {
                    throw new AssertionError("not acknowledged: " + data);
                }
                acknowledged.put(answer.group(1), data);
                due += periodNanos;
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (UncheckedIOException | AssertionError gone) {
            // The hub was killed; what came of the last one nobody knows.
        }
    }

    /** Waits until all have found the hub gone; returns the data of what was acknowledged, by id. */
    Map<String, String> acknowledged() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        return acknowledged;
    }

    /** Returns how many were acknowledged so far. */
    int count() {
        return acknowledged.size();
    }

    /** Returns for how long they have been publishing. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
