package io.ssehub.demo.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a wrong option, variable or key is told. */
class UsageTest {
    private final Path folder;

    UsageTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --htp-port 1                     | unknown option '--htp-port'; the nearest is '--http-port'
            --prot=1                         | unknown option '--prot'; the nearest is '--host'
            --keepalive=1s                   | unknown option '--keepalive'; the nearest is '--keep-alive'
            serv                             | unknown command 'serv'; the nearest is 'serve'
            simulat --boards 1               | unknown command 'simulat'; the nearest is 'simulate'
            simulate --board 1               | unknown option '--board'; the nearest is '--boards'
            serve 8080                       | argument '8080' belongs to no option
            --http-port                      | Missing required parameter for option '--http-port' (PORT)
            --http-port x                    | Invalid value for option '--http-port': 'x' is not a whole number from 0 to 65535
            --http-port 65536                | '65536' is not a whole number from 0 to 65535
            --http-port -1                   | '-1' is not a whole number from 0 to 65535
            --http-port 1 --http-port 2      | option '--http-port' (PORT) should be specified only once
            --channels 0                     | '0' is not a whole number from 1 to 1048576
            --topics 0                       | '0' is not a whole number from 1 to 2147483647
            --lease 60                       | '60' is not a time; a whole number with ms, s, m or h is, such as 500ms, 60s, 10m or 1h
            --lease 0s                       | '0s' is out of range; 1ms to 8760h is allowed
            --lease 9999h                    | '9999h' is out of range; 1ms to 8760h is allowed
            --request-body 1MB               | '1MB' is not a size; a whole number of bytes is, or one with KiB, MiB or GiB, such as 64MiB
            --request-body 2GiB              | '2GiB' is out of range; 1 to 1GiB is allowed
            --history-bytes 9999999999GiB    | '9999999999GiB' is out of range; 256KiB to 1024GiB is allowed
            --history-bytes 1KiB              | '1KiB' is out of range; 256KiB to 1024GiB is allowed
            --open=yes                       | 'yes' is neither true nor false
            --log-level loud                 | 'loud' is not a level; error, warn, info, debug and trace are
            --connections-per-address many   | 'many' is not a whole number from 1 to 2147483647
            --host nowhere.invalid           | 'nowhere.invalid' is no address, nor a name that this machine can resolve
            --host 0.0.0.0                   | --host 0.0.0.0 can be reached from other machines
            --host 0.0.0.0                   | add --auth FILE, which says who may do what, add --open to allow that, or listen on 127.0.0.1
            key                              | Missing required option: '--name=NAME'
            key --name a --read a//b         | pattern "a//b" has an empty level
            --tls-cert a.pem                 | --tls-cert and --tls-key go together
            --tls-key a.pem                  | --tls-cert and --tls-key go together
            --tls-self-signed --tls-cert=a --tls-key=b | --tls-self-signed makes a certificate, and --tls-cert names another
            --tls-client-ca a.pem            | --tls-client-ca is of no use without TLS
            --udp-host 0.0.0.0               | --udp-host 0.0.0.0 can be reached from other machines
            --board-keys boards.keys         | --board-keys needs --data-dir: without it a restart would forget which datagrams have been here
            --proxy-protocol                 | --proxy-protocol needs --trusted-proxy: the addresses of the proxies that speak it
            --trusted-proxy proxy.example    | 'proxy.example' is no network
            --udp-open lan                   | 'lan' is no network; one such as 192.168.0.0/16 or fe80::/10 is, an address, private, or none alone
            --udp-open 10.0.0.0/8,10.1.1.1/8 | '10.1.1.1/8' has bits behind its first 8
            simulate --target 127.0.0.1      | '127.0.0.1' is not an address and a port, such as 127.0.0.1:8266 or [::1]:8266
            simulate --target ::1:8266       | '::1:8266' is not an address and a port
            simulate --target 127.0.0.1:0    | port 0 cannot be sent to; 1 to 65535 can
            """)
    void namesAWrongArgumentAndWhatWouldBeRight(String args, String message) {
        assertThatThrownBy(() -> CommandReader.read(List.of(args.split(" ")), Map.of())).isInstanceOf(UsageException.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SSE_HUB_HTP_PORT     | 1      | unknown environment variable SSE_HUB_HTP_PORT; the nearest is SSE_HUB_HTTP_PORT
            SSE_HUB_HTTP_PORT    | tcp:// | SSE_HUB_HTTP_PORT: 'tcp://' is not a whole number from 0 to 65535
            SSE_HUB_HTTP_PORT    | ''     | SSE_HUB_HTTP_PORT is empty
            SSE_HUB_ALLOWED_HOST | ''     | SSE_HUB_ALLOWED_HOST is empty
            SSE_HUB_OPEN         | 1      | SSE_HUB_OPEN: '1' is neither true nor false
            SSE_HUB_HELP         | true   | unknown environment variable SSE_HUB_HELP
            SSE_HUB_CONFIG       | nofile | nofile: there is no such file
            SSE_HUB_HOST         | ::     | can be reached from other machines
            """)
    void namesAWrongVariableAndWhatWouldBeRight(String variable, String value, String message) {
        assertThatThrownBy(() -> CommandReader.read(List.of(), Map.of(variable, value))).isInstanceOf(UsageException.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            host: 127.0.0.1; htp-port: 1           | line 2: unknown key 'htp-port'; the nearest is 'http-port'
            httpPort: 1                            | line 1: unknown key 'httpPort'; the nearest is 'http-port'
            http-port: 1; lease: 2s; http-port: 3  | line 3: key 'http-port' is already in line 1
            http-port: [1]                         | line 1: key 'http-port' takes one plain value
            http-port: {a: 1}                      | line 1: key 'http-port' takes one plain value
            http-port:                             | line 1: key 'http-port' takes one plain value
            http-port: !!java.net.URL 1            | line 1: key 'http-port' takes one plain value
            http-port: many                        | line 1: key 'http-port': 'many' is not a whole number from 0 to 65535
            # note; lease: 60                      | line 2: key 'lease': '60' is not a time
            lease: ''                              | line 1: key 'lease' is empty
            allowed-host: [[a]]                    | line 1: key 'allowed-host' takes plain values
            - http-port                            | line 1: a mapping of options to values is expected
            http-port                              | line 1: a mapping of options to values is expected
            ? [a]; : 1                             | line 1: a key is the name of an option, not a list or a mapping
            config: other.yaml                     | line 1: unknown key 'config'
            host: 127.0.0.1; lease: [              | line 2
            a: 1; --- ; b: 2                       | line
            no-udp: yes                            | line 1: key 'no-udp': 'yes' is neither true nor false
            """)
    void namesAWrongKeyWithItsLineAndWhatWouldBeRight(String yaml, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("hub.yaml"), yaml.replaceAll(" ?; ", "\n"));
        assertThatThrownBy(() -> read(file)).isInstanceOf(UsageException.class).hasMessageStartingWith(file.toString()).hasMessageContaining(message);
    }

    @Test
    void tellsWhyAFileCannotBeRead() throws IOException {
        assertThatThrownBy(() -> read(folder.resolve("none.yaml"))).isInstanceOf(UsageException.class).hasMessageEndingWith("none.yaml: there is no such file");
        assertThatThrownBy(() -> read(folder)).isInstanceOf(UsageException.class).hasMessageStartingWith(folder + " cannot be read");
        Path latin1 = Files.write(folder.resolve("latin1.yaml"), "host: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> read(latin1)).isInstanceOf(UsageException.class).hasMessageEndingWith("latin1.yaml is not UTF-8");
        Path huge = Files.writeString(folder.resolve("huge.yaml"), "#".repeat((1 << 20) + 1));
        assertThatThrownBy(() -> read(huge)).isInstanceOf(UsageException.class).hasMessageEndingWith("huge.yaml is larger than 1048576 bytes");
    }

    @Test
    void takesAnEmptyFileAsNone() throws IOException {
        assertThat(read(Files.writeString(folder.resolve("hub.yaml"), "# nothing yet\n")).httpPort()).isEqualTo(8080);
    }

    @Test
    void allowsAnAddressBeyondLoopbackWhenOpen() {
        assertThat(CommandReader.read(List.of("--host", "0.0.0.0", "--open"), Map.of())).isInstanceOf(Command.Serve.class);
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> CommandReader.read(List.of("--host", "0.0.0.0"), Map.of()))
                .withMessageContaining("--open");
    }

    @Test
    void allowsAnAddressBeyondLoopbackWhereItIsSaidWhoMayDoWhat() {
        assertThat(CommandReader.read(List.of("--host", "0.0.0.0", "--auth=auth.yaml"), Map.of())).isInstanceOf(Command.Serve.class);
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> CommandReader.read(List.of("--host=0.0.0.0", "--udp-host=0.0.0.0", "--auth=auth.yaml"), Map.of()))
                .withMessageContaining("--board-keys");
    }

    @Test
    void makesApiKeys() {
        Command.Show shown = (Command.Show) CommandReader.read(List.of("key", "--name=a", "--read", "a/*,b", "--operator"), Map.of());
        assertThat(shown.text()).containsPattern("ssehub_[\\w-]{43}\n").containsPattern("- \\{name: 'a', sha256: '[0-9a-f]{64}', read: \\['a/\\*', 'b'], operator: true}\n");
    }

    @Test
    void allowsDatagramsFromBeyondLoopbackWhenBoardsHaveKeys() {
        List<String> keys = List.of("--udp-host=0.0.0.0", "--board-keys=boards.keys", "--data-dir=data");
        assertThat(CommandReader.read(keys, Map.of())).isInstanceOf(Command.Serve.class);
    }

    @Test
    void readsTimesAndSizes() {
        ServeOptions options = CommandReader.options("--lease=500ms", "--keep-alive=60s", "--drain=0s", "--history-age=10m", "--history-bytes=2GiB");
        assertThat(options.lease()).isEqualTo(Duration.ofMillis(500));
        assertThat(options.keepAlive()).isEqualTo(Duration.ofSeconds(60));
        assertThat(options.drain()).isEqualTo(Duration.ZERO);
        assertThat(options.historyAge()).isEqualTo(Duration.ofMinutes(10));
        assertThat(options.historyBytes()).isEqualTo(2L << 30);
        assertThat(CommandReader.options("--history-age=1h").historyAge()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void exemptsLoopbackFromALimitPerAddressUntilItIsSet() {
        assertThat(CommandReader.options().connectionsPerAddress()).isEqualTo(new PerAddress(1024, false));
        assertThat(CommandReader.options("--connections-per-address=1024").connectionsPerAddress()).isEqualTo(new PerAddress(1024, true));
        assertThat(CommandReader.options("--connections-per-address=9 beyond loopback").connectionsPerAddress()).isEqualTo(new PerAddress(9, false));
    }

    @Test
    void readsTheFleetOfASimulation() {
        Command command = CommandReader.read(List.of("simulate", "--boards=1000", "--rate", "10", "--target", "[::1]:9", "--duration", "30s"), Map.of());
        SimulateOptions options = ((Command.Simulate) command).options();
        assertThat(options.boards()).isEqualTo(1000);
        assertThat(options.ratePerSecond()).isEqualTo(10);
        assertThat(options.target().getPort()).isEqualTo(9);
        assertThat(options.duration()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void showsHelpThatNamesEveryOptionAndItsDefault() {
        String help = ((Command.Show) CommandReader.read(List.of("--help"), Map.of())).text();
        assertThat(help).startsWith("Usage: java -jar sse-hub.jar [serve] [options]").contains("--http-port=PORT", "Default: 8080", "simulate").doesNotContain("${");
        String fleet = ((Command.Show) CommandReader.read(List.of("simulate", "-h"), Map.of())).text();
        assertThat(fleet).contains("--target=ADDRESS:PORT", "Default: 127.0.0.1:8266");
    }

    @Test
    void showsTheVersion() {
        assertThat(((Command.Show) CommandReader.read(List.of("--version"), Map.of())).text()).startsWith("SSE Hub ");
    }

    private static ServeOptions read(Path file) {
        return ((Command.Serve) CommandReader.read(List.of("--config", file.toString()), Map.of())).options();
    }
}
