package io.ssehub.demo.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ssehub.core.channel.ChannelAllocator;
import io.ssehub.core.channel.ChannelStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbered channels that are not free, in order of number.
 *
 * @param total channels, free or not
 * @param leased channels that are not free
 * @param listening channels that somebody listens on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChannelsDocument(int total, int leased, int listening, List<Channel> channels, @Nullable Integer next) {
    /**
     * A leased channel.
     *
     * @param state {@code listening} or {@code registered}
     * @param freeInMillis when it will be free if nobody listens until then; absent while somebody does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Channel(int number, String address, String state, @Nullable Long freeInMillis) {
        static Channel of(ChannelStatus status) {
            return new Channel(status.lease().number(), status.lease().client().getHostAddress(), status.listening() ? "listening" : "registered",
                    status.untilFree() == null ? null : status.untilFree().toMillis());
        }
    }

    static ChannelsDocument of(ChannelAllocator allocator, PageRequest page) throws PageRequest.WrongException {
        int after = page.afterNumber();
        List<ChannelStatus> following = allocator.statuses().stream().filter(status -> status.lease().number() > after).limit(page.limit() + 1L).toList();
        List<Channel> channels = page.cut(following).stream().map(Channel::of).toList();
        return new ChannelsDocument(allocator.channels(), allocator.leased(), allocator.listening(), channels,
                page.leavesSome(following) ? channels.get(channels.size() - 1).number() : null);
    }
}
