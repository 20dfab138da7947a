package io.ssehub.core.hub;

import static io.ssehub.core.hub.Streams.publish;
import static io.ssehub.core.hub.Streams.selection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssehub.core.event.ServerSentEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1); // so that it overflows, as a clock that never goes back may
    private final Hub hub = Hub.open(HubOptions.defaults().withTopics(3).withNanoClock(clock::get));

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void aPauseLastsUntilItsTimeIsOver() {
        assertThat(hub.pause("a", MINUTE)).isTrue();
        assertThat(hub.silence(selection("a"))).isEqualTo(new Silence.Paused("a", MINUTE));
        clock.addAndGet(Duration.ofSeconds(20).toNanos());
        assertThat(hub.silence(selection("a"))).isEqualTo(new Silence.Paused("a", Duration.ofSeconds(40)));
        clock.addAndGet(Duration.ofSeconds(40).toNanos());
        assertThat(hub.silence(selection("a"))).isNull();
        assertThat(hub.topics()).containsExactly(new TopicState("a", hub.id(0), null));
    }

    @Test
    void anEventEndsAPauseAndOpensWhatIsClosed() {
        hub.pause("a", MINUTE);
        hub.close("b");
        hub.publish(List.of("a", "b"), ServerSentEvent.of("1"));
        assertThat(hub.silence(selection("a"))).isNull();
        assertThat(hub.silence(selection("b"))).isNull();
    }

    @Test
    void aSelectionIsSilentIfEachOfItsTopicsIs() {
        hub.pause("a", MINUTE);
        assertThat(hub.silence(selection("a", "b"))).isNull();
        hub.pause("b", Duration.ofSeconds(10));
        assertThat(hub.silence(selection("a", "b"))).isEqualTo(new Silence.Paused("b", Duration.ofSeconds(10)));
        hub.close("b");
        assertThat(hub.silence(selection("a", "b"))).isEqualTo(new Silence.Paused("a", MINUTE));
        hub.close("a");
        assertThat(hub.silence(selection("a", "b"))).isEqualTo(new Silence.Closed(0));
    }

    @Test
    void aSelectionWithWildcardsIsNeverSilent() {
        hub.close("a");
        assertThat(hub.silence(selection("*"))).isNull();
        assertThat(hub.silence(selection("a", "b/**"))).isNull();
    }

    @Test
    void aClosedTopicKnowsItsNewestEvent() {
        long newest = publish(hub, "a", "1");
        hub.close("a");
        assertThat(hub.silence(selection("a"))).isEqualTo(new Silence.Closed(newest));
    }

    @Test
    void silentTopicsCountAmongTopics() {
        assertThat(hub.pause("a", MINUTE)).isTrue();
        assertThat(hub.close("b")).isTrue();
        publish(hub, "c", "1");
        assertThat(hub.pause("d", MINUTE)).isFalse();
        assertThat(hub.close("d")).isFalse();
        assertThat(hub.close("c")).isTrue();
    }

    @Test
    void tellsWhoListens() throws InterruptedException {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        hub.onSilence(told::add);
        hub.pause("a", MINUTE);
        hub.close("b");
        assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("a");
        assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("b");
    }

    @Test
    void refusesWhatIsNoPause() {
        assertThatThrownBy(() -> hub.pause("a", Duration.ZERO)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("duration is PT0S");
        assertThatThrownBy(() -> hub.pause("a", Duration.ofDays(366))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("PT8760H");
        assertThatThrownBy(() -> hub.pause("a/*", MINUTE)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("wildcard");
        assertThatThrownBy(() -> hub.close("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theEventNamesTopicAndTime() {
        assertThat(new Silence.Paused("a\"b", MINUTE).event(Duration.ofSeconds(2))).isEqualTo(ServerSentEvent.of("pause", "{\"topic\":\"a\\\"b\",\"retryMillis\":2000}"));
    }
}
