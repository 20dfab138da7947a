package io.ssehub.demo.state;

import io.ssehub.core.hub.Hub;
import io.ssehub.demo.board.Boards;
import io.ssehub.demo.channel.NumberedChannels;
import io.ssehub.netty.fanout.SubscriberState;
import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.RequestHandler;
import io.ssehub.netty.server.SseServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Makes the handlers under {@code /api/}. None of them is for an event loop. */
public final class StateRoutes {
    private static final int MAX_WAIT_SECONDS = 5;

    private StateRoutes() {}

    /** Returns the handler that lists boards. */
    public static RequestHandler boards(Boards boards) {
        return new ListRoute(page -> BoardsDocument.of(boards.snapshots(), page));
    }

    /** Returns the handler that forgets the board whose name is the rest of the path. */
    public static RequestHandler forgetBoard(Boards boards) {
        return exchange -> {
            String board = exchange.pathRest();
            exchange.answer(boards.forget(board) ? Answer.empty(204) : Answer.problem(404, "There is no board of the name \"" + board + "\"; GET /api/boards lists them."));
        };
    }

    /** Returns the handler that lists topics. */
    public static RequestHandler topics(Hub hub) {
        return new ListRoute(page -> TopicsDocument.of(hub.topics(), page));
    }

    /** Returns the handler that lists open streams. It asks the event loops and waits for them. */
    public static RequestHandler subscribers(Supplier<SseServer> server) {
        return new ListRoute(page -> {
            List<SubscriberState> all = new ArrayList<>();
            for (CompletableFuture<List<SubscriberState>> ofOneLoop : server.get().subscribers()) {
                all.addAll(ofOneLoop.orTimeout(MAX_WAIT_SECONDS, TimeUnit.SECONDS).join());
            }
            return SubscribersDocument.of(all, page);
        });
    }

    /** Returns the handler that lists numbered channels. */
    public static RequestHandler channels(NumberedChannels channels) {
        return new ListRoute(page -> ChannelsDocument.of(channels.allocator(), page));
    }
}
