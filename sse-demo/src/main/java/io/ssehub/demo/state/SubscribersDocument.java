package io.ssehub.demo.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.netty.util.NetUtil;
import io.ssehub.core.hub.Pace;
import io.ssehub.netty.fanout.SubscriberState;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Open streams in order of the client's address as text. Those of one address, as the streams of HTTP/2 and what comes by a proxy may be, stand in any order.
 *
 * @param total streams open
 * @param next the address of the last of the page and, behind a {@code *}, how many of that address have been shown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SubscribersDocument(int total, List<Subscriber> subscribers, @Nullable String next) {
    /**
     * A stream.
     *
     * @param address the client's address and port; port 0 if a proxy does not tell it
     * @param topics the patterns that it selects by
     * @param minIntervalMillis how long after an event of a topic it gets the next one at the soonest; left out where it gets each
     * @param behindBytes bytes of history that it has still to be sent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Subscriber(String address, List<String> topics, @Nullable Long minIntervalMillis, long behindBytes) {
        static Subscriber of(SubscriberState subscriber) {
            String address = subscriber.client() instanceof InetSocketAddress internet
                    ? NetUtil.toSocketAddressString(internet)
                    : subscriber.client().toString();
            Long interval = subscriber.pace() == Pace.EACH_EVENT ? null : subscriber.pace().interval().toMillis();
            return new Subscriber(address, subscriber.selection().patterns(), interval, subscriber.behindBytes());
        }
    }

    static SubscribersDocument of(List<SubscriberState> all, PageRequest page) throws PageRequest.WrongException {
        String address = page.after().replaceFirst("\\*.*", "");
        int shown = page.afterCount();
        List<Subscriber> fromAddress = all.stream()
                .map(Subscriber::of)
                .filter(subscriber -> subscriber.address().compareTo(address) >= 0)
                .sorted(Comparator.comparing(Subscriber::address))
                .limit(1L + shown + page.limit())
                .toList();
        long seen = fromAddress.stream().limit(shown).filter(subscriber -> subscriber.address().equals(address)).count();
        List<Subscriber> following = fromAddress.subList((int) seen, fromAddress.size());
        List<Subscriber> subscribers = page.cut(following);
        return new SubscribersDocument(all.size(), subscribers, page.leavesSome(following) ? next(subscribers, address, seen) : null);
    }

    private static String next(List<Subscriber> page, String address, long seen) {
        String last = page.get(page.size() - 1).address();
        long shown = page.stream().filter(subscriber -> subscriber.address().equals(last)).count();
        return last + "*" + (last.equals(address) ? seen + shown : shown);
    }
}
