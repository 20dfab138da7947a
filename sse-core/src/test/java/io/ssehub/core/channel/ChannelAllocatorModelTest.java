package io.ssehub.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.channel.Allocation.AddressLimit;
import io.ssehub.core.channel.Allocation.AllTaken;
import io.ssehub.core.channel.Allocation.Allocated;
import io.ssehub.core.channel.ListenResult.Listening;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long random lives of a small allocator, beside a model that looks at every channel at every step. */
class ChannelAllocatorModelTest {
    private static final int CHANNELS = 70;
    private static final int PER_ADDRESS = 20;
    private static final long LEASE_SECONDS = 60;

    /** What the model knows of a leased channel; {@code endSecond} is -1 while somebody listens. */
    private record Leased(InetAddress client, long endSecond, int connection) {}

    private final FakeClock clock = new FakeClock();
    private final Set<Integer> expired = new TreeSet<>();
    private final ChannelAllocator allocator = new ChannelAllocator(
            CHANNELS, Duration.ofSeconds(LEASE_SECONDS), client -> PER_ADDRESS, lease -> assertThat(expired.add(lease.number())).isTrue(), clock);

    private final TreeMap<Integer, Leased> model = new TreeMap<>();
    private final List<Listening> connections = new ArrayList<>();
    private final Set<Class<?>> outcomes = new HashSet<>();
    private long second;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void behavesAsTheModel(long seed) throws UnknownHostException {
        Random random = new Random(seed);
        for (int step = 0; step < 5_000; step++) {
            InetAddress client = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) random.nextInt(4)});
            int number = random.nextInt(CHANNELS + 2) - 1;
            int action = random.nextInt(10);
            // Each action but the passing of a second finds what has run out, and tells.
            expired.clear();
            Set<Integer> due = action == 9 ? Set.of() : expireModel();
            switch (action) {
                case 0, 1, 2 -> allocate(client);
                case 3, 4, 5 -> listen(number, client);
                case 6, 7 -> {
                    allocator.expire();
                    end(random);
                }
                case 8 -> release(number, client);
                default -> {
                    clock.advance(Duration.ofSeconds(1));
                    second++;
                }
            }
            assertThat(expired).as("step %d", step).isEqualTo(due);
            compare();
        }
        assertThat(connections).hasSizeGreaterThan(100);
        assertThat(outcomes).containsExactlyInAnyOrder(Allocated.class, AllTaken.class, AddressLimit.class);
    }

    private Set<Integer> expireModel() {
        Set<Integer> due = new TreeSet<>();
        model.forEach((number, leased) -> {
            if (leased.endSecond() >= 0 && leased.endSecond() <= second) {
                due.add(number);
            }
        });
        due.forEach(model::remove);
        return due;
    }

    private void allocate(InetAddress client) {
        long held = model.values().stream().filter(leased -> leased.client().equals(client)).count();
        Allocation allocation = allocator.allocate(client);
        outcomes.add(allocation.getClass());
        if (model.size() == CHANNELS) {
            assertThat(allocation).isEqualTo(new AllTaken());
        } else if (held == PER_ADDRESS) {
            assertThat(allocation).isEqualTo(new AddressLimit(PER_ADDRESS));
        } else {
            int lowest = 0;
            while (model.containsKey(lowest)) {
                lowest++;
            }
            assertThat(allocation).isEqualTo(new Allocated(new ChannelLease(lowest, client, null)));
            model.put(lowest, new Leased(client, second + LEASE_SECONDS, -1));
        }
    }

    private void listen(int number, InetAddress client) {
        ListenResult result = allocator.listen(number, client, null, () -> {});
        Leased leased = model.get(number);
        if (leased == null || !leased.client().equals(client)) {
            assertThat(result).isInstanceOf(ListenResult.Refused.class);
        } else {
            Listening connection = (Listening) result;
            assertThat(connection.displaced() != null).isEqualTo(leased.connection() >= 0);
            model.put(number, new Leased(client, -1, connections.size()));
            connections.add(connection);
        }
    }

    private void end(Random random) {
        if (connections.isEmpty()) {
            return;
        }
        int connection = connections.size() - 1 - random.nextInt(Math.min(connections.size(), 40));
        Listening listening = connections.get(connection);
        int number = listening.lease().number();
        Leased leased = model.get(number);
        boolean listens = leased != null && leased.connection() == connection;
        assertThat(allocator.ended(listening)).isEqualTo(listens);
        if (leased != null && listens) {
            model.put(number, new Leased(leased.client(), second + LEASE_SECONDS, -1));
        }
    }

    private void release(int number, InetAddress client) {
        Leased leased = model.get(number);
        if (leased == null || !leased.client().equals(client)) {
            assertThat(allocator.release(number, client, null)).isInstanceOf(ReleaseResult.Refused.class);
        } else {
            assertThat(allocator.release(number, client, null)).isInstanceOf(ReleaseResult.Released.class);
            model.remove(number);
        }
    }

    private void compare() {
        List<ChannelStatus> expected = new ArrayList<>();
        model.forEach((number, leased) -> {
            ChannelLease lease = new ChannelLease(number, leased.client(), null);
            if (leased.endSecond() < 0) {
                expected.add(new ChannelStatus(lease, null));
            } else if (leased.endSecond() > second) {
                expected.add(new ChannelStatus(lease, Duration.ofSeconds(leased.endSecond() - second)));
            }
        });
        assertThat(allocator.statuses()).isEqualTo(expected);
        assertThat(allocator.listening()).isEqualTo((int) model.values().stream().filter(leased -> leased.endSecond() < 0).count());
    }
}
