package io.ssehub.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.channel.Allocation.Allocated;
import io.ssehub.core.channel.ListenResult.Listening;
import io.ssehub.core.channel.ReleaseResult.Released;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ChannelAllocatorConcurrencyTest {
    private static final int THREADS = 8;
    private static final int CHANNELS = 300;

    /** How many clients believe that a number is theirs. */
    private final AtomicIntegerArray owners = new AtomicIntegerArray(CHANNELS);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong allocations = new AtomicLong();
    private final AtomicLong expirations = new AtomicLong();
    private final AtomicLong releases = new AtomicLong();

    @Test
    void noNumberIsEverGivenTwiceAtOnce() throws Exception {
        // No lease runs out here: a client owns a number from the answer until it asks to give it back.
        ChannelAllocator allocator = new ChannelAllocator(CHANNELS, Duration.ofDays(1), client -> CHANNELS, lease -> {}, nanos::get);
        inThreads(thread -> {
            Random random = new Random(thread);
            InetAddress client = client(thread);
            List<ChannelLease> mine = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                if (mine.isEmpty() || random.nextInt(100) < 55) {
                    if (allocator.allocate(client) instanceof Allocated allocated) {
                        mine.add(allocated.lease());
                        assertThat(owners.incrementAndGet(allocated.lease().number())).isEqualTo(1);
                    }
                } else {
                    giveBack(allocator, mine.remove(random.nextInt(mine.size())));
                }
            }
            for (ChannelLease lease : mine) {
                giveBack(allocator, lease);
            }
        });
        assertThat(allocator.leased()).isZero();
    }

    private void giveBack(ChannelAllocator allocator, ChannelLease lease) {
        owners.decrementAndGet(lease.number());
        assertThat(allocator.release(lease.number(), lease.client(), null)).isInstanceOf(Released.class);
    }

    @Test
    void everyLeaseEndsExactlyOnce() throws Exception {
        ChannelAllocator allocator = new ChannelAllocator(
                CHANNELS, Duration.ofNanos(50), client -> CHANNELS / 4, lease -> expirations.incrementAndGet(), nanos::getAndIncrement);
        inThreads(thread -> {
            Random random = new Random(thread);
            // Two threads each are one client, so that they take over from each other.
            InetAddress client = client(thread / 2);
            List<Listening> mine = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                int number = random.nextInt(CHANNELS / 4);
                switch (random.nextInt(5)) {
                    case 0, 1 -> {
                        if (allocator.allocate(client) instanceof Allocated allocated) {
                            allocations.incrementAndGet();
                            listen(allocator, allocated.lease().number(), client, mine);
                        }
                    }
                    case 2 -> listen(allocator, number, client, mine);
                    case 3 -> {
                        if (!mine.isEmpty()) {
                            allocator.ended(mine.remove(random.nextInt(mine.size())));
                        }
                    }
                    default -> {
                        if (allocator.release(number, client, null) instanceof Released) {
                            releases.incrementAndGet();
                        }
                    }
                }
            }
            mine.forEach(allocator::ended);
        });
        nanos.addAndGet(1_000);
        assertThat(allocator.leased()).isZero();
        assertThat(allocator.listening()).isZero();
        assertThat(allocator.statuses()).isEmpty();
        assertThat(allocations.get()).isPositive().isEqualTo(expirations.get() + releases.get());
        assertThat(expirations.get()).isPositive();
        for (int number = 0; number < CHANNELS / 4; number++) {
            assertThat(allocator.allocate(client(9))).isInstanceOf(Allocated.class);
        }
    }

    private static void listen(ChannelAllocator allocator, int number, InetAddress client, List<Listening> mine) {
        if (allocator.listen(number, client, null, () -> {}) instanceof Listening listening) {
            mine.add(listening);
        }
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    private static void inThreads(Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                results.add(threads.submit(() -> {
                    work.run(thread);
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get(2, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static InetAddress client(int number) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) number});
    }
}
