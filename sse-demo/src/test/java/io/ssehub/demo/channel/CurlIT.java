package io.ssehub.demo.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.test.Needs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subscribe, then listen, step by step, with curl alone. */
@Needs("curl")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CurlIT {
    private final ChannelServer server = new ChannelServer(8, 8);
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
        server.close();
    }

    @Test
    void theWholeFlowWorks() throws Exception {
        String url = curl("http://127.0.0.1:" + server.port() + "/rest/events/subscribe");
        assertThat(url).isEqualTo("http://127.0.0.1:" + server.port() + "/rest/events/0");

        Process listening = start("--no-buffer", url);
        BufferedReader lines = listening.inputReader();
        assertThat(lines.readLine()).startsWith(":");
        assertThat(lines.readLine()).isEmpty();
        String first = server.publish("sensorB", 12408, 13502);
        assertThat(lines.readLine()).isEqualTo("event: event");
        assertThat(lines.readLine()).isEqualTo("data: {\"TYPE\":\"STATE\", \"sensorB\":{\"state\":12408, \"prevState\":13502}}");
        assertThat(lines.readLine()).isEqualTo("id: " + first);
        assertThat(lines.readLine()).isEmpty();

        assertThat(curl("--interface", "127.0.0.2", url)).startsWith("Handle Not Found\n\nURI: /rest/events/0\nMethod: GET\n");

        leave(listening);
        String missed = server.publish("sensorB", 5, 12408);
        server.clock.advance(ChannelServer.LEASE.minusNanos(1));
        Process again = start("--no-buffer", "--header", "Last-Event-ID: " + first, url);
        BufferedReader linesAgain = again.inputReader();
        assertThat(List.of(linesAgain.readLine(), linesAgain.readLine(), linesAgain.readLine(), linesAgain.readLine(), linesAgain.readLine()))
                .containsExactly(
                        ": listening", "", "event: event", "data: {\"TYPE\":\"STATE\", \"sensorB\":{\"state\":5, \"prevState\":12408}}", "id: " + missed);

        leave(again);
        server.clock.advance(ChannelServer.LEASE);
        assertThat(curl("--write-out", "%{http_code} %{content_type}", url))
                .isEqualTo("Handle Not Found\n\nURI: /rest/events/0\nMethod: GET\nArguments: 0\n404 text/plain; charset=utf-8");
        assertThat(curl("http://127.0.0.1:" + server.port() + "/rest/events/subscribe")).isEqualTo(url);
        assertThat(curl("--request", "DELETE", "--write-out", "%{http_code}", url)).isEqualTo("204");
    }

    private void leave(Process process) throws InterruptedException {
        process.destroy();
        process.waitFor();
        server.awaitListening(0);
    }

    private String curl(String... arguments) throws IOException {
        return new String(start(arguments).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "--disable", "--silent", "--show-error", "--noproxy", "*"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        processes.add(process);
        return process;
    }
}
