package io.ssehub.netty.readers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The HTTP client of the JDK, which gives lines. */
class JdkHttpClientIT extends StreamReaderContract {
    @Override
    StreamReader reader() {
        HttpClient client = HttpClient.newHttpClient();
        return new ReaderByHand() {
            @Override
            void readOnce(URI stream, String lastEventId, Consumer<Delivered> events) throws IOException, InterruptedException {
                HttpRequest.Builder request = HttpRequest.newBuilder(stream).header("Accept", "text/event-stream");
                if (!lastEventId.isEmpty()) {
                    request.header("Last-Event-ID", lastEventId);
                }
                try (Stream<String> lines = client.send(request.build(), BodyHandlers.ofLines()).body()) {
                    lines.forEach(new Fields(events)::line);
                } catch (UncheckedIOException cutOff) {
                    throw cutOff.getCause();
                }
            }
        };
    }
}
