package io.ssehub.netty.readers;

import io.ssehub.netty.client.SseClient;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The hub's own client. */
class SseClientIT extends StreamReaderContract {
    @Override
    StreamReader reader() {
        AtomicReference<@Nullable SseClient> open = new AtomicReference<>();
        return new StreamReader() {
            @Override
            public void start(URI stream, Consumer<Delivered> events) {
                open.set(SseClient.builder(stream).connect((type, data, lastEventId) -> events.accept(new Delivered(type, data, lastEventId))));
            }

            @Override
            public void close() {
                SseClient client = open.get();
                if (client != null) {
                    client.close();
                    client.closed().toCompletableFuture().join();
                }
            }
        };
    }
}
