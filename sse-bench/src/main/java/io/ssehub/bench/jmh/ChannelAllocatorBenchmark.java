package io.ssehub.bench.jmh;

import io.ssehub.core.channel.Allocation;
import io.ssehub.core.channel.ChannelAllocator;
import io.ssehub.core.channel.ListenResult;
import io.ssehub.core.channel.ReleaseResult;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a channel costs while the rest of them are leased. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChannelAllocatorBenchmark {
    /** The firmware's number and the hub's. */
    @Param({"8", "65536"})
    int channels;

    private final InetAddress client = InetAddress.getLoopbackAddress();
    private ChannelAllocator allocator = empty(1);

    private static ChannelAllocator empty(int channels) {
        return new ChannelAllocator(channels, Duration.ofDays(1), address -> Integer.MAX_VALUE, lease -> {}, System::nanoTime);
    }

    @Setup
    public void leaseAllButTwo() {
        allocator = empty(channels);
        for (int i = 0; i < channels - 2; i++) {
            allocate();
        }
        connect(allocate());
    }

    private int allocate() {
        if (allocator.allocate(client) instanceof Allocation.Allocated allocated) {
            return allocated.lease().number();
        }
        throw new IllegalStateException("no channel is free");
    }

    private ListenResult.Listening connect(int number) {
        if (allocator.listen(number, client, null, () -> {}) instanceof ListenResult.Listening listening) {
            return listening;
        }
        throw new IllegalStateException("channel " + number + " is not leased");
    }

    @Benchmark
    public long baseline() {
        return System.nanoTime();
    }

    @Benchmark
    public ReleaseResult allocateAndRelease() {
        return allocator.release(allocate(), client, null);
    }

    @Benchmark
    public boolean connectAndDisconnect() {
        return allocator.ended(connect(channels / 2));
    }
}
