package io.ssehub.demo.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.test.HubProcess;
import io.ssehub.test.RawClient;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever makes up names without end meets a bound: what is beyond it is refused and counted, and streams that are open go on. */
class ManyNamesIT {
    private static final int PIPELINED = 100;
    private static final long MOST_GROWTH_BYTES = 50 << 20;

    @Test
    void topicsBeyondTheBoundAreRefusedAndCounted() throws Exception {
        publishToNewTopics(20_000, 1_000);
    }

    @Test
    @Tag("soak")
    void aMillionTopicsTakeFiftyMebibytesAtMost() throws Exception {
        publishToNewTopics(1_000_000, 100_000);
    }

    @Test
    void subscribesBeyondTheBoundOfAnAddressAreRefusedAndCounted() throws Exception {
        subscribe(5_000);
    }

    @Test
    @Tag("soak")
    void aHundredThousandSubscribesFromOneAddressGetSixtyFourChannels() throws Exception {
        subscribe(100_000);
    }

    private static void publishToNewTopics(int topics, int most) throws Exception {
        try (HubProcess hub = HubProcess.start("--http-port=0", "--no-udp", "--no-simulate", "--topics=" + most);
                RawClient stream = RawClient.connect(hub.url().getPort()).request("GET /events?topic=calm");
                RawClient attacker = RawClient.connect(hub.url().getPort())) {
            stream.readThrough("\n\n\r\n");
            publish(hub, "before");
            long before = hub.liveHeapBytes();
            String refusals = pipeline(attacker, topics, number -> "POST /events?topic=attack/" + number + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx");
            assertThat(hub.metric("topics")).isEqualTo(most);
            assertThat(hub.metric("events_refused_total{cause=\"topics_full\"}")).isEqualTo(topics - (most - 1));
            assertThat(refusals).contains("application/problem+json", "topics");
            assertThat(hub.liveHeapBytes() - before).isLessThan(MOST_GROWTH_BYTES);
            publish(hub, "after");
            assertThat(stream.readThrough("data: after\n")).contains("data: before\n");
            assertThat(hub.err().lines().count()).as(hub.err()).isLessThan(100);
        }
    }

    private static void subscribe(int times) throws Exception {
        try (HubProcess hub = HubProcess.start("--http-port=0", "--no-udp", "--no-simulate", "--channels-per-address=64");
                RawClient attacker = RawClient.connect(hub.url().getPort())) {
            String refusals = pipeline(attacker, times, number -> "GET /rest/events/subscribe HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(refusals).contains("\r\nRetry-After: ", "Reason: all channels taken");
            assertThat(hub.metric("channels_leased")).isEqualTo(64);
            assertThat(hub.metric("channels_refused_total{cause=\"address_limit\"}")).isEqualTo(times - 64);
            try (RawClient other = RawClient.connect(hub.url().getPort(), "127.0.0.2")) {
                assertThat(other.request("GET /rest/events/subscribe").answer()).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    /** Sends requests, some at a time, and returns the last answer. */
    private static String pipeline(RawClient client, int requests, IntFunction<String> request) {
        String answer = "";
        for (int next = 0; next < requests; next += PIPELINED) {
            StringBuilder some = new StringBuilder();
            for (int number = next; number < next + PIPELINED; number++) {
                some.append(request.apply(number));
            }
            client.send(some.toString());
            for (int number = next; number < next + PIPELINED; number++) {
                answer = client.answer();
            }
        }
        return answer;
    }

    private static void publish(HubProcess hub, String data) {
        try (RawClient publisher = RawClient.connect(hub.url().getPort())) {
            assertThat(publisher.request("POST /events?topic=calm", "Content-Length: " + data.length()).send(data).answer()).startsWith("HTTP/1.1 200 ");
        }
    }
}
