package io.ssehub.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A run of curl, without the settings of whoever runs it. Closing ends it as Ctrl-C does, the connection with it. */
public final class Curl implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    private Curl(Process process) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts curl and lets it run, each line to be read as it comes. */
    public static Curl start(String... arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "--disable", "--silent", "--show-error", "--noproxy", "*", "--no-buffer", "--max-time", "120"));
        command.addAll(List.of(arguments));
        try {
            return new Curl(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs curl to its end and returns what it printed. */
    public static String run(String... arguments) {
        try (Curl curl = start(arguments)) {
            return curl.rest();
        }
    }

    /** Returns the next line without its end. */
    public String line() {
        try {
            String line = lines.readLine();
            if (line == null) {
                throw new AssertionError("nothing more comes");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the lines up to the next empty one, which ends an event. */
    public List<String> event() {
        List<String> event = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            event.add(line);
        }
        return event;
    }

    /** Waits for the end and returns what was printed until then. */
    public String rest() {
        StringWriter rest = new StringWriter();
        try {
            lines.transferTo(rest);
            return rest.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
