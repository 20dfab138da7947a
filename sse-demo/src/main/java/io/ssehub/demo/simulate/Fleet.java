package io.ssehub.demo.simulate;

import io.ssehub.demo.hmac.BoardKey;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Many boards that send real datagrams, in turn and evenly over time. The times are set from the start and do not wait for the hub (open loop): what comes
 * due while the fleet could not send goes out at once. {@link #run} confined to one thread; {@link #stop} from any.
 */
public final class Fleet {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final FleetOptions options;
    private volatile boolean stopped;
    private volatile @Nullable Thread runner;
    private long unreachable;

    /** Takes what to send. */
    public Fleet(FleetOptions options) {
        this.options = options;
    }

    /**
     * Sends until the time is up or {@link #stop} is called, and returns what was sent.
     *
     * @throws IOException if the socket cannot be opened or does not take a datagram; that nobody listens at the target is no such error
     */
    public FleetTally run() throws IOException {
        runner = Thread.currentThread();
        try (DatagramChannel socket = DatagramChannel.open().connect(options.target())) {
            SplittableRandom random = new SplittableRandom(options.seed());
            List<FleetBoard> boards = IntStream.rangeClosed(1, options.boards())
                    .mapToObj(i -> new FleetBoard(FleetOptions.name(i), options.mishaps(), random.split(), sender(FleetOptions.name(i), socket)))
                    .toList();
            step(boards);
            for (FleetBoard board : boards) {
                board.settle();
            }
            return new FleetTally(
                    boards.size(),
                    sum(boards, FleetBoard::sent),
                    sum(boards, FleetBoard::lost),
                    sum(boards, FleetBoard::duplicates),
                    sum(boards, FleetBoard::late),
                    sum(boards, FleetBoard::reboots),
                    unreachable);
        }
    }

    private FleetBoard.Sender sender(String board, DatagramChannel socket) {
        BoardKey key = options.keys() == null ? null : options.keys().of(board);
        if (key == null) {
            return datagram -> send(socket, datagram);
        }
        // Signed as it is sent: what goes out late or twice is so by its sequence number, not by its counter, which the hub would refuse.
        AtomicLong counter = new AtomicLong(Instant.now().getEpochSecond() << Integer.SIZE);
        return datagram -> send(socket, key.sign(datagram, counter.getAndIncrement()));
    }

    private void step(List<FleetBoard> boards) throws IOException {
        long perSecond = (long) options.boards() * options.ratePerSecond();
        long endNanos = options.duration() == null ? Long.MAX_VALUE : options.duration().toNanos();
        long startNanos = System.nanoTime();
        for (long step = 0; !stopped; step++) {
            long dueNanos = step / perSecond * SECOND_NANOS + step % perSecond * SECOND_NANOS / perSecond;
            if (dueNanos >= endNanos) {
                return;
            }
            for (long wait = dueNanos - (System.nanoTime() - startNanos); wait > 0 && !stopped; wait = dueNanos - (System.nanoTime() - startNanos)) {
                // A tick serves all that comes due in it.
                LockSupport.parkNanos(Math.max(wait, TICK_NANOS));
            }
            boards.get((int) (step % boards.size())).step();
        }
    }

    private void send(DatagramChannel socket, byte[] datagram) throws IOException {
        while (true) {
            try {
                socket.write(ByteBuffer.wrap(datagram));
                return;
            } catch (PortUnreachableException ofAnEarlierOne) {
                unreachable++;
            }
        }
    }

    private static long sum(List<FleetBoard> boards, ToLongFunction<FleetBoard> count) {
        return boards.stream().mapToLong(count).sum();
    }

    /** Ends {@link #run} soon. */
    public void stop() {
        stopped = true;
        LockSupport.unpark(runner);
    }
}
