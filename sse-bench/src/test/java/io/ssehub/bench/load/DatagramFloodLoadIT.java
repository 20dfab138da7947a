package io.ssehub.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.bench.report.LoadReport;
import io.ssehub.test.HubProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Streams beside a flood of datagrams: what somebody publishes by HTTP reaches them in less than twice the time. */
class DatagramFloodLoadIT {
    private static final int DATAGRAMS_A_SECOND = 100_000;
    private static final int BURST = 20;

    @Test
    @Tag("soak")
    void streamsAreLessThanTwiceAsLateBesideAHundredThousandDatagramsASecond() throws Exception {
        double[] ratios = new double[Integer.getInteger("pairs", 5)];
        for (int i = 0; i < ratios.length; i++) {
            long calm = p99Micros(false);
            long flooded = p99Micros(true);
            ratios[i] = (double) flooded / calm;
            System.out.printf("p99 %d us, %d us beside the flood%n", calm, flooded);
        }
        Arrays.sort(ratios);
        assertThat(ratios[ratios.length / 2]).isLessThan(2);
    }

    private static long p99Micros(boolean flooded) throws Exception {
        try (HubProcess hub = HubProcess.start("--http-port=0", "--udp-port=0", "--no-simulate")) {
            AtomicLong sent = new AtomicLong();
            int port = hub.udpPort();
            Thread flood = new Thread(() -> flood(port, sent));
            if (flooded) {
                flood.start();
            }
            LoadReport report = LoadRun.against(hub.url() + "events?topic=load", "--connections", "100", "--publish-rate", "50", "--warmup", "4s", "--duration", "6s");
            flood.interrupt();
            flood.join();
            assertThat(report.deliveries().lost()).isZero();
            if (flooded) {
                System.out.printf("%,d datagrams, %,d of them dropped by the kernel; stalls of %.3f s at p99.9%n", sent.get(), hub.metric("datagrams_dropped"), hub.stallSeconds());
            }
            return report.latencies().delivery().p99Micros();
        }
    }

    /** Sends until it is interrupted, a few at a time, each when it is due. */
    private static void flood(int port, AtomicLong sent) {
        ByteBuffer datagram = ByteBuffer.allocateDirect(64).put("{\"board\":\"flood\",\"temperature\":21.5}".getBytes(US_ASCII)).flip();
        try (DatagramChannel channel = DatagramChannel.open().connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            long startNanos = System.nanoTime();
            for (long number = 0; !Thread.currentThread().isInterrupted(); number++) {
                if (number % BURST == 0) {
                    LockSupport.parkNanos(startNanos + number * TimeUnit.SECONDS.toNanos(1) / DATAGRAMS_A_SECOND - System.nanoTime());
                    sent.set(number);
                }
                channel.write(datagram.rewind());
            }
        } catch (ClosedByInterruptException end) {
            // It has been told to.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
