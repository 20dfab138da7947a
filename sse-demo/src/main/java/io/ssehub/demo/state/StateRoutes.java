package io.ssehub.demo.state;

import io.ssehub.core.channel.ChannelAllocator;
import io.ssehub.demo.board.Boards;
import io.ssehub.netty.http.RequestHandler;

/** Makes the handlers under {@code /api/}. None of them is for an event loop. */
public final class StateRoutes {
    private StateRoutes() {}

    /** Returns the handler that lists boards. */
    public static RequestHandler boards(Boards boards) {
        return new ListRoute(page -> BoardsDocument.of(boards.snapshots(), page));
    }

    /** Returns the handler that lists numbered channels. */
    public static RequestHandler channels(ChannelAllocator allocator) {
        return new ListRoute(page -> ChannelsDocument.of(allocator, page));
    }
}
