package io.ssehub.netty.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "http://example.org, example.org, 80, /",
        "http://example.org/, example.org, 80, /",
        "HTTP://Example.ORG:80/events, example.org, 80, /events",
        "http://example.org:8080/events?topic=a%20b&last=1#part, example.org:8080, 8080, /events?topic=a%20b&last=1",
        "http://example.org?topic=a, example.org, 80, /?topic=a",
        "http://127.0.0.1:8080/a/../b, 127.0.0.1:8080, 8080, /a/../b",
        "https://example.org/x, example.org, 443, /x",
        "HTTPS://example.org:80/x, example.org:80, 80, /x",
        "http://[::1]/x, [::1], 80, /x",
        "http://[::1]:8080/x, [::1]:8080, 8080, /x",
        "http://[fe80::1%eth0]:8080/x, [fe80::1]:8080, 8080, /x",
        "http://example.org/gr\u00FC\u00DFe?\u20AC, example.org, 80, /gr%C3%BC%C3%9Fe?%E2%82%AC"
    })
    void splitsTheUriAsARequestNeedsIt(String uri, String authority, int port, String path) {
        Target target = Target.of(URI.create(uri));
        assertThat(target.authority()).isEqualTo(authority);
        assertThat(target.port()).isEqualTo(port);
        assertThat(target.path()).isEqualTo(path);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/events", "events", "mailto:a@example.org", "ws://example.org/", "http:///events", "http:events", "file:///etc/hosts"})
    void refusesWhatIsNoHttpUri(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> Target.of(URI.create(uri))).withMessage(uri + " is no http://host or https://host URI");
    }

    @Test
    void isNotLedFromAnEncryptedServerToOneThatIsNot() throws SseException {
        Target encrypted = Target.of(URI.create("https://example.org/"));
        assertThat(encrypted.resolve("/x").isTls()).isTrue();
        assertThatThrownBy(() -> encrypted.resolve("http://example.org/x")).isInstanceOf(SseException.class).hasMessageContaining("it is not encrypted");
    }

    @Test
    void namesAnAddressAsACertificateDoes() {
        assertThat(Target.of(URI.create("https://[fe80::1%eth0]:8080/")).peer()).isEqualTo("fe80::1");
        assertThat(Target.of(URI.create("https://example.org/")).peer()).isEqualTo("example.org");
    }

    @Test
    void refusesAUserNameAndKeepsItOutOfTheMessage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Target.of(URI.create("http://me:secret@example.org/")))
                .withMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65536, 99999})
    void refusesAPortThatIsNone(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Target.of(URI.create("http://example.org:" + port + "/")))
                .withMessageEndingWith("has the port " + port + "; 1 to 65535 is allowed");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "http://other.org/x, http://other.org/x",
        "//other.org:81/x, http://other.org:81/x",
        "/x?y, http://example.org/x?y",
        "x, http://example.org/a/x",
        "../x, http://example.org/x",
        "?y=1, http://example.org/a/b?y=1",
        "#part, http://example.org/a/b?c=d"
    })
    void followsALocationFromWhereItWas(String location, String expected) throws SseException {
        assertThat(Target.of(URI.create("http://example.org/a/b?c=d")).resolve(location).uri()).hasToString(expected);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"wss://example.org/", "http://a b/", "http://:80/", "ftp://example.org/", "http://example.org:99999/", "\u0007\u001B[2J", "%"})
    void saysThatALocationCannotBeFollowed(String location) {
        assertThatThrownBy(() -> Target.of(URI.create("http://example.org/")).resolve(location))
                .isInstanceOf(SseException.class)
                .hasMessageStartingWith("redirected to \"")
                .hasMessageMatching("[ -~]+");
    }

    @Test
    void knowsWhetherAnotherTargetIsTheSameServer() {
        Target target = Target.of(URI.create("http://example.org/a"));
        assertThat(target.sameOrigin(Target.of(URI.create("http://EXAMPLE.org:80/b?c")))).isTrue();
        assertThat(target.sameOrigin(Target.of(URI.create("http://example.org:81/a")))).isFalse();
        assertThat(target.sameOrigin(Target.of(URI.create("https://example.org:80/a")))).isFalse();
        assertThat(target.sameOrigin(Target.of(URI.create("http://other.org/a")))).isFalse();
    }
}
