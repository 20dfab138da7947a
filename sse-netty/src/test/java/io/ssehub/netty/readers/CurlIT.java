package io.ssehub.netty.readers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.test.Needs;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** curl in a script, which starts it again with the last id that it saw. */
@Needs("curl")
class CurlIT extends StreamReaderContract {
    @Override
    StreamReader reader() {
        return new ReaderByHand() {
            @Override
            void readOnce(URI stream, String lastEventId, Consumer<Delivered> events) throws IOException {
                List<String> command = new ArrayList<>(List.of("curl", "--silent", "--no-buffer", "--noproxy", "*", stream.toString()));
                if (!lastEventId.isEmpty()) {
                    command.addAll(List.of("--header", "Last-Event-ID: " + lastEventId));
                }
                Process curl = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
                try (BufferedReader output = curl.inputReader(UTF_8)) {
                    Fields fields = new Fields(events);
                    for (String line = output.readLine(); line != null; line = output.readLine()) {
                        fields.line(line);
                    }
                }
            }
        };
    }
}
