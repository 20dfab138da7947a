package io.ssehub.test;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hub's jar that stands alone as a process, as a user runs it; for tests of its module and of those built after it. Closing cuts it off. */
public final class HubProcess implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Pattern GREETING = Pattern.compile("SSE Hub listening on (https?://\\S+/)(?: \\(udp (\\d+)\\))?");
    private static final Pattern STALL_BUCKET = Pattern.compile("ssehub_event_loop_stall_seconds_bucket\\{le=\"(.+)\"} (\\d+)");

    /** The highest of the JVM's tiers of compilation that it reaches; what saves a hub time that lives for hours takes it from one that lives for seconds. */
    private static final int HIGHEST_TIER = Integer.getInteger("test.hub.tier", 4);

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path out;
    private final Path err;

    private HubProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts the program with these arguments. */
    public static HubProcess start(String... args) throws IOException {
        return start(Map.of(), args);
    }

    /** Starts the program with these arguments and, in an environment otherwise without the hub's variables, these. */
    public static HubProcess start(Map<String, String> environment, String... args) throws IOException {
        return start(List.of(), environment, args);
    }

    /** Starts the program with these arguments where it can open no more than {@code limit} files and sockets. */
    public static HubProcess startWithDescriptors(int limit, String... args) throws IOException {
        return start(List.of("bash", "-c", "ulimit -n " + limit + "; exec \"$@\"", "hub"), Map.of(), args);
    }

    private static HubProcess start(List<String> launcher, Map<String, String> environment, String... args) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(java, "-Xmx256m", "-XX:TieredStopAtLevel=" + HIGHEST_TIER, "-jar", "../sse-demo/target/sse-hub.jar"));
        command.addAll(List.of(args));
        Path out = Files.createTempFile("hub", ".out");
        Path err = Files.createTempFile("hub", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SSE_HUB_"));
        builder.environment().putAll(environment);
        return new HubProcess(builder.start(), out, err);
    }

    /** Waits until the hub listens and returns where. */
    public URI url() {
        return URI.create(greeting().group(1));
    }

    /** Waits until the hub listens and returns the port it takes datagrams on. */
    public int udpPort() {
        return Integer.parseInt(greeting().group(2));
    }

    /** Returns the value of a metric of the hub's own by its name without {@code ssehub_}, added up over its causes. */
    public long metric(String name) {
        return (long) sum("ssehub_" + name);
    }

    /** Returns the part of a second, as its histogram knows it, that what comes at any moment waits for its event loop, but for the worst thousandth. */
    public double stallSeconds() {
        double all = sum("ssehub_event_loop_stall_seconds_count");
        return metrics().stream()
                .map(STALL_BUCKET::matcher)
                .filter(bucket -> bucket.matches() && Double.parseDouble(bucket.group(2)) >= 0.999 * all)
                .mapToDouble(bucket -> bucket.group(1).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bucket.group(1)))
                .min()
                .orElseThrow();
    }

    /** Returns how much of the hub's heap a collection leaves. */
    public long liveHeapBytes() throws IOException {
        jcmd("GC.run");
        return (long) sum("jvm_memory_used_bytes{area=\"heap\"");
    }

    /** Returns the hub's direct memory: history, and what is on its way out. */
    public long directBytes() {
        return (long) sum("jvm_buffer_memory_used_bytes{id=\"direct\"");
    }

    /** Returns how much of the machine's memory the process has. */
    public long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }

    /** Returns how many files and sockets the process has open. */
    public int descriptors() {
        return Objects.requireNonNull(new File("/proc/" + pid() + "/fd").list(), "the process is gone").length;
    }

    private void jcmd(String command) throws IOException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid()), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new AssertionError("jcmd " + command + " failed: " + said);
        }
    }

    private double sum(String start) {
        return metrics().stream()
                .filter(line -> line.startsWith(start) && !line.matches(Pattern.quote(start) + "\\w.*"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .reduce(Double::sum)
                .orElseThrow(() -> new AssertionError("there is no metric " + start));
    }

    private List<String> metrics() {
        HttpRequest request = HttpRequest.newBuilder(url().resolve("/metrics")).timeout(DEADLINE).build();
        try {
            return HTTP.send(request, BodyHandlers.ofLines()).body().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the process's id. */
    public long pid() {
        return process.pid();
    }

    private Matcher greeting() {
        if (!out().contains("\n")) { // to await it takes a while even where it is there
            await().atMost(DEADLINE).until(() -> !process.isAlive() || out().contains("\n"));
        }
        Matcher greeting = GREETING.matcher(out().strip());
        if (!greeting.matches()) {
            throw new AssertionError("it did not say where it listens: " + out() + err());
        }
        return greeting;
    }

    /** Returns the processor time that the process has taken so far. */
    public Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends the signal of that name. */
    public void signal(String name) throws IOException {
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).inheritIO().start();
    }

    /** Waits for the end of the process and returns its status. */
    public int status() throws InterruptedException {
        if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the process does not end");
        }
        return process.exitValue();
    }

    /** Returns what is on standard output so far. */
    public String out() {
        return read(out);
    }

    /** Returns what is on standard error so far. */
    public String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.delete(out);
        Files.delete(err);
    }
}
