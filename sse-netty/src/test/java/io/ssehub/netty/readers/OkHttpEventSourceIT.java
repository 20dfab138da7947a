package io.ssehub.netty.readers;

import com.launchdarkly.eventsource.ErrorStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.StreamEvent;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** LaunchDarkly's okhttp-eventsource, which comes back by itself. */
class OkHttpEventSourceIT extends StreamReaderContract {
    @Override
    StreamReader reader() {
        AtomicReference<@Nullable EventSource> open = new AtomicReference<>();
        return new StreamReader() {
            @Override
            public void start(URI stream, Consumer<Delivered> events) {
                EventSource source = new EventSource.Builder(stream)
                        .errorStrategy(ErrorStrategy.alwaysContinue())
                        .retryDelayResetThreshold(0, TimeUnit.MILLISECONDS) // a connection that comes about ends the backing off
                        .build();
                open.set(source);
                new Thread(() -> read(source, events), "okhttp-eventsource").start();
            }

            @Override
            public void close() {
                EventSource source = open.get();
                if (source != null) {
                    source.close();
                }
            }
        };
    }

    private static void read(EventSource source, Consumer<Delivered> events) {
        for (StreamEvent event : source.anyEvents()) {
            if (event instanceof MessageEvent message) {
                events.accept(new Delivered(message.getEventName(), message.getData(), message.getLastEventId()));
            }
        }
    }
}
