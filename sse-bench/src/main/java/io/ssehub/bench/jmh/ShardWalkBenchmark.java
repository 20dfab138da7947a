package io.ssehub.bench.jmh;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.unix.Socket;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.log.Framing;
import io.ssehub.core.topic.Selection;
import io.ssehub.netty.fanout.FanOut;
import io.ssehub.netty.fanout.FanOutOptions;
import io.ssehub.netty.fanout.KeepAlive;
import io.ssehub.netty.fanout.Start;
import io.ssehub.netty.fanout.Subscription;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a delivery costs without the kernel: an event is published and walked past all subscribers, whose sockets take the bytes and do nothing. The score is
 * for each delivery, so what an event costs once is spread over the subscribers. The baseline calls the same sockets in a bare loop.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ShardWalkBenchmark.DELIVERIES)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ShardWalkBenchmark {
    static final int DELIVERIES = 10_000;

    private static final String TOPIC = "bench";
    private static final Selection SELECTION = Selection.of(List.of(TOPIC));

    @Param({"100", "1000", "10000"})
    int subscribers;

    private final ServerSentEvent event = ServerSentEvent.of("x".repeat(100));
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(150);
    private final Hub hub = Hub.open(HubOptions.defaults());
    private final FanOut fanOut = new FanOut(hub, FanOutOptions.defaults().withKeepAlive(Duration.ofDays(1)));
    private final ManualIoEventLoop loop = new ManualIoEventLoop(Thread.currentThread(), LocalIoHandler.newFactory());
    private final List<SilentChannel> channels = new ArrayList<>();

    @Setup
    public void subscribe() throws InterruptedException {
        Epoll.ensureAvailability();
        PublishBenchmark.openFeed(hub, SELECTION);
        Socket withoutPeer = Socket.newSocketStream();
        Subscription subscription = new Subscription(SELECTION, new Start.Live(), new KeepAlive.WhenSilent(), null);
        for (int i = 0; i < subscribers; i++) {
            SilentChannel channel = new SilentChannel(loop, new SilentSocket(withoutPeer));
            fanOut.subscribe(channel, channel.newSucceededFuture(), Framing.CHUNKED, subscription);
            channels.add(channel);
        }
        walk();
    }

    @TearDown
    public void close() {
        fanOut.close();
        hub.close();
    }

    @Benchmark
    public void baseline() {
        for (int walks = DELIVERIES / subscribers; walks > 0; walks--) {
            for (SilentChannel channel : channels) {
                channel.fd().send(bytes, 0, bytes.capacity());
            }
        }
    }

    @Benchmark
    public void walk() {
        for (int walks = DELIVERIES / subscribers; walks > 0; walks--) {
            hub.publish(TOPIC, event);
            long head = channels.get(0).fd().takenBytes();
            while (loop.runNow() > 0) {
                // A turn goes only so far and asks for the next.
            }
            checkAllHave(head);
        }
    }

    /** Looks at the first and the last, as looking at all of them would be a walk of its own. */
    private void checkAllHave(long bytesBefore) {
        long first = channels.get(0).fd().takenBytes();
        long last = channels.get(subscribers - 1).fd().takenBytes();
        if (first == bytesBefore || first != last) {
            throw new IllegalStateException("before the walk both had " + bytesBefore + " bytes, after it the first has " + first + " and the last " + last);
        }
    }
}
