package io.ssehub.demo.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Each option under its three names, and which of them wins. */
class OptionFormsTest {
    private static final OptionTable TABLE = new OptionTable(CommandSpec.forAnnotatedObject(ServeOptions.class));

    private final Path folder;

    OptionFormsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    static Stream<String> keys() {
        return TABLE.byKey().keySet().stream();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "host", "http-port", "udp-host", "udp-port", "no-udp", "channels", "lease", "keep-alive", "simulate", "no-simulate", "drain", "open", "allowed-host",
        "connections", "connections-per-address", "channels-per-address", "topics", "boards", "feeds", "request-head", "request-body", "history-events",
        "history-bytes", "history-age"
    })
    void hasEachOptionOfTheContract(String key) {
        assertThat(keys()).contains(key);
    }

    @Test
    void hasAFileAsOptionAndVariable() {
        assertThat(TABLE.byVariable()).containsKey("SSE_HUB_CONFIG");
        assertThat(TABLE.byKey()).doesNotContainKey("config");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void meansTheSameInEachForm(String key) throws Exception {
        String value = sample(key, 0);
        Object expected = read(key, List.of("--" + key + "=" + value), Map.of(), "");
        assertThat(expected).isNotEqualTo(read(key, List.of(), Map.of(), ""));
        assertThat(read(key, List.of(), Map.of(variable(key), value), "")).isEqualTo(expected);
        assertThat(read(key, List.of(), Map.of(), key + ": " + value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void winsOnTheCommandLineThenInTheEnvironmentThenInTheFile(String key) throws Exception {
        List<String> argument = List.of("--" + key + "=" + sample(key, 0));
        Map<String, String> environment = Map.of(variable(key), sample(key, 1));
        String file = key + ": " + sample(key, 2);
        assertThat(read(key, argument, environment, file)).isEqualTo(read(key, argument, Map.of(), ""));
        assertThat(read(key, List.of(), environment, file)).isEqualTo(read(key, List.of(), environment, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-udp", "no-simulate", "open"})
    void takesAFlagWithAndWithoutAValue(String key) throws Exception {
        assertThat(read(key, List.of("--" + key), Map.of(), "")).isEqualTo(true);
        assertThat(read(key, List.of("--" + key), Map.of(variable(key), "true"), "")).isEqualTo(true);
        assertThat(read(key, List.of("--" + key, "false"), Map.of(variable(key), "true"), "")).isEqualTo(false);
    }

    @Test
    void takesSeveralAllowedHostsInEachForm() throws Exception {
        List<String> expected = List.of("hub.local", "hub.lan");
        assertThat(read("allowed-host", List.of("--allowed-host", "hub.local", "--allowed-host", "hub.lan"), Map.of(), "")).isEqualTo(expected);
        assertThat(read("allowed-host", List.of(), Map.of("SSE_HUB_ALLOWED_HOST", "hub.local,hub.lan"), "")).isEqualTo(expected);
        assertThat(read("allowed-host", List.of(), Map.of(), "allowed-host: [hub.local, hub.lan]")).isEqualTo(expected);
    }

    @Test
    void takesBackAnOppositeThatIsFurtherAway() throws Exception {
        String off = "no-simulate: true";
        assertThat(read("no-simulate", List.of(), Map.of(), off)).isEqualTo(true);
        assertThat(read("no-simulate", List.of("--simulate"), Map.of(), off)).isEqualTo(false);
        assertThat(read("no-simulate", List.of(), Map.of("SSE_HUB_SIMULATE", "3"), off)).isEqualTo(false);
        assertThat(read("no-simulate", List.of("--no-simulate"), Map.of("SSE_HUB_SIMULATE", "3"), "")).isEqualTo(true);
    }

    @Test
    void leavesWhatOthersSetInTheEnvironmentAlone() throws Exception {
        Map<String, String> environment = Map.of("PATH", "/bin", "SSE_HUBBUB", "1", "SSE_HUB_SERVICE_HOST", "10.0.0.1", "SSE_HUB_PORT_8080_TCP_ADDR", "10.0.0.1");
        assertThat(read("http-port", List.of(), environment, "")).isEqualTo(8080);
    }

    @Test
    void takesNoValueFromWithinAValue() throws Exception {
        assertThat(read("allowed-host", List.of(), Map.of("SSE_HUB_ALLOWED_HOST", "${sys:java.home}"), "")).isEqualTo(List.of("${sys:java.home}"));
    }

    @Test
    void findsTheFileThroughTheEnvironment() throws Exception {
        Path file = Files.writeString(folder.resolve("hub.yaml"), "http-port: 18080");
        Command command = CommandReader.read(List.of(), Map.of("SSE_HUB_CONFIG", file.toString()));
        assertThat(((Command.Serve) command).options().httpPort()).isEqualTo(18080);
    }

    private @Nullable Object read(String key, List<String> args, Map<String, String> environment, String file) throws Exception {
        Path path = Files.writeString(folder.resolve("hub.yaml"), file);
        boolean given = !(args.isEmpty() && environment.isEmpty() && file.isEmpty());
        List<String> all = Stream.of(List.of("--config", path.toString()), given ? companions(key) : List.<String>of(), args).flatMap(List::stream).toList();
        ServeOptions options = ((Command.Serve) CommandReader.read(all, environment)).options();
        return ((Method) option(key).userObject()).invoke(options);
    }

    /** Returns what an option is not allowed without. */
    private static List<String> companions(String key) {
        return switch (key) {
            case "tls-cert" -> List.of("--tls-key=key.pem");
            case "tls-key" -> List.of("--tls-cert=certificate.pem");
            case "tls-client-ca" -> List.of("--tls-self-signed");
            case "proxy-protocol" -> List.of("--trusted-proxy=127.0.0.1");
            case "board-keys" -> List.of("--data-dir=data");
            default -> List.of();
        };
    }

    private static String variable(String key) {
        return OptionTable.variable(option(key));
    }

    private static OptionSpec option(String key) {
        return Objects.requireNonNull(TABLE.byKey().get(key), key);
    }

    private static String sample(String key, int which) {
        String label = option(key).paramLabel();
        return switch (label) {
            case "ADDRESS" -> List.of("127.0.0.2", "127.0.0.3", "127.0.0.4").get(which);
            case "true|false" -> List.of("true", "false", "true").get(which);
            case "PORT", "COUNT", "BOARDS" -> List.of("1777", "1778", "1779").get(which);
            case "TIME" -> List.of("7s", "77ms", "3h").get(which);
            case "SIZE" -> key.startsWith("history") ? List.of("3MiB", "777KiB", "2GiB").get(which) : List.of("512KiB", "77KiB", "4096").get(which);
            case "FILE" -> List.of("boards.keys", "other.keys", "/etc/boards.keys").get(which);
            case "NETWORKS" -> List.of("none", "private", "10.0.0.0/8").get(which);
            case "DIR" -> List.of("data", "other", "/var/lib/hub").get(which);
            case "WHEN" -> List.of("always", "never", "5s").get(which);
            case "LEVEL" -> List.of("debug", "trace", "warn").get(which);
            case "reset|close" -> List.of("close", "reset", "close").get(which);
            case "ORIGIN" -> List.of("http://localhost:3000", "https://b.example", "https://c.example:8443").get(which);
            case "NAME" -> List.of("a.example", "b.example", "c.example").get(which);
            default -> throw new AssertionError("no sample for an option that takes a " + label);
        };
    }
}
