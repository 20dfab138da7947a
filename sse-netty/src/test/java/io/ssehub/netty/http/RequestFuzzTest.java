package io.ssehub.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;

/** Whatever comes in on a connection is answered as HTTP asks or cut off, and nothing escapes. */
class RequestFuzzTest {
    private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.1 (?:100|200|204|400|404|405|406|408|411|413|414|415|417|421|431|501|505) .*", Pattern.DOTALL);

    private static final Routes ROUTES = Routes.builder()
            .on("GET", "/now", exchange -> exchange.answer(Answer.text(200, "now")))
            .on("POST", "/echo/*", exchange -> exchange.answer(Answer.text(200, exchange.pathRest() + exchange.query().all("a") + exchange.body().readableBytes())))
            .build();

    private static final EmbeddedServer SERVER = new EmbeddedServer(ROUTES);

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @FuzzTest(maxDuration = "10m")
    void anyBytes(byte[] bytes) {
        EmbeddedChannel channel = SERVER.connect();
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        channel.runPendingTasks();
        channel.checkException();
        ByteBuf first = channel.readOutbound();
        if (first != null) {
            assertThat(first.toString(StandardCharsets.UTF_8)).matches(ANSWER);
            first.release();
        }
        channel.advanceTimeBy(2, TimeUnit.MINUTES);
        channel.runScheduledPendingTasks();
        channel.checkException();
        assertThat(channel.isOpen()).as("once time is up").isFalse();
        channel.finishAndReleaseAll();
    }
}
