package io.ssehub.netty.readers;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import org.jspecify.annotations.Nullable;

/** okhttp-sse, which parses and leaves it to its user to come back. */
class OkHttpSseIT extends StreamReaderContract {
    @Override
    StreamReader reader() {
        OkHttpClient client = new OkHttpClient.Builder().readTimeout(Duration.ZERO).build();
        EventSource.Factory factory = EventSources.createFactory((okhttp3.Call.Factory) client);
        return new ReaderByHand() {
            @Override
            void readOnce(URI stream, String lastEventId, Consumer<Delivered> events) throws InterruptedException {
                Request.Builder request = new Request.Builder().url(stream.toString());
                if (!lastEventId.isEmpty()) {
                    request.header("Last-Event-ID", lastEventId);
                }
                CountDownLatch ended = new CountDownLatch(1);
                EventSource source = factory.newEventSource(request.build(), listener(events, ended));
                try {
                    ended.await();
                } finally {
                    source.cancel();
                }
            }
        };
    }

    private static EventSourceListener listener(Consumer<Delivered> events, CountDownLatch ended) {
        return new EventSourceListener() {
            @Override
            public void onEvent(EventSource source, @Nullable String id, @Nullable String type, String data) {
                events.accept(new Delivered(type == null ? "message" : type, data, String.valueOf(id)));
            }

            @Override
            public void onClosed(EventSource source) {
                ended.countDown();
            }

            @Override
            public void onFailure(EventSource source, @Nullable Throwable cause, @Nullable Response response) {
                ended.countDown();
            }
        };
    }
}
