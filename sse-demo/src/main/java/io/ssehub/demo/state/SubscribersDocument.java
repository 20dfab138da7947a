package io.ssehub.demo.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.netty.util.NetUtil;
import io.ssehub.netty.fanout.SubscriberState;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Open streams in order of the client's address as text.
 *
 * @param total streams open
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SubscribersDocument(int total, List<Subscriber> subscribers, @Nullable String next) {
    /**
     * A stream.
     *
     * @param address the client's address and port, 0 where a proxy does not tell it
     * @param topics the patterns that it selects by
     * @param behindBytes bytes of history that it has still to be sent
     */
    record Subscriber(String address, List<String> topics, long behindBytes) {
        static Subscriber of(SubscriberState subscriber) {
            String address = subscriber.client() instanceof InetSocketAddress internet
                    ? NetUtil.toSocketAddressString(internet)
                    : subscriber.client().toString();
            return new Subscriber(address, subscriber.selection().patterns(), subscriber.behindBytes());
        }
    }

    static SubscribersDocument of(List<SubscriberState> all, PageRequest page) {
        List<Subscriber> following = all.stream()
                .map(Subscriber::of)
                .filter(subscriber -> subscriber.address().compareTo(page.after()) > 0)
                .sorted(Comparator.comparing(Subscriber::address))
                .limit(page.limit() + 1L)
                .toList();
        List<Subscriber> subscribers = page.cut(following);
        return new SubscribersDocument(all.size(), subscribers, page.leavesSome(following) ? subscribers.get(subscribers.size() - 1).address() : null);
    }
}
