package io.ssehub.demo.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssehub.core.hub.Pace;
import io.ssehub.core.log.Framing;
import io.ssehub.core.topic.Selection;
import io.ssehub.demo.state.SubscribersDocument.Subscriber;
import io.ssehub.netty.fanout.SubscriberState;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscribersDocumentTest {
    private static SubscriberState stream(String host, int port, long behindBytes) {
        return new SubscriberState(new InetSocketAddress(host, port), Selection.all(), Pace.EACH_EVENT, Framing.CHUNKED, behindBytes);
    }

    @Test
    void pagesLeaveOutNoStreamOfAnAddressThatHasMany() throws PageRequest.WrongException {
        List<SubscriberState> all = new ArrayList<>(List.of(stream("10.0.0.2", 1, 100), stream("10.0.0.9", 1, 200)));
        for (int i = 0; i < 7; i++) {
            all.add(stream("10.0.0.5", 4711, i));
        }
        for (int limit = 1; limit <= 10; limit++) {
            List<Long> shown = new ArrayList<>();
            String next = "";
            while (next != null) {
                SubscribersDocument page = SubscribersDocument.of(all, new PageRequest(next, limit));
                assertThat(page.total()).isEqualTo(9);
                assertThat(page.subscribers()).hasSizeBetween(1, limit);
                page.subscribers().stream().map(Subscriber::behindBytes).forEach(shown::add);
                next = page.next();
            }
            assertThat(shown).as("pages of %d", limit).containsExactly(100L, 0L, 1L, 2L, 3L, 4L, 5L, 6L, 200L);
        }
    }

    @Test
    void aStreamThatEndedBetweenTwoPagesHidesNoOtherAddress() throws PageRequest.WrongException {
        List<SubscriberState> all = List.of(stream("10.0.0.5", 4711, 1), stream("10.0.0.9", 1, 2));
        assertThat(SubscribersDocument.of(all, new PageRequest("10.0.0.5:4711*3", 10)).subscribers()).extracting(Subscriber::behindBytes).containsExactly(2L);
        assertThat(SubscribersDocument.of(all, new PageRequest("10.0.0.7:4711*3", 10)).subscribers()).extracting(Subscriber::behindBytes).containsExactly(2L);
        assertThatThrownBy(() -> SubscribersDocument.of(all, new PageRequest("10.0.0.5:4711*x", 10))).hasMessageContaining("after is \"x\"");
    }

    @Test
    void tellsThePaceOfAStreamThatHasOne() {
        SubscriberState paced = new SubscriberState(new InetSocketAddress("10.0.0.5", 1), Selection.of(List.of("a")), Pace.EVERY_200_MS, Framing.CHUNKED, 0);
        assertThat(Subscriber.of(paced).minIntervalMillis()).isEqualTo(200);
        assertThat(Subscriber.of(stream("10.0.0.5", 1, 0)).minIntervalMillis()).isNull();
    }
}
