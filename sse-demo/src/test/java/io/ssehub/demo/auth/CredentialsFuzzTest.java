package io.ssehub.demo.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ssehub.core.count.Counters;
import io.ssehub.netty.http.Grant;
import io.ssehub.netty.http.Sender;
import io.ssehub.netty.http.Stranger;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;

/** Whatever a client shows as credentials is a stranger's, unless somebody signed it; nothing escapes. */
class CredentialsFuzzTest {
    private static final Credentials CREDENTIALS = new Credentials(
            new TokenVerifier(
                    null,
                    null,
                    List.of(new TokenKey("shared", "HS256", Issuer.SECRET), new TokenKey("ec", "ES256", Issuer.EC.getPublic())),
                    InstantSource.system(),
                    System::nanoTime),
            new ApiKeys(List.of()),
            new Capabilities(TokenKey.secret("b".repeat(32)), InstantSource.system(), System::nanoTime));
    private static final HubGuard GUARD = new HubGuard(() -> CREDENTIALS, new Counters());
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();

    /** The first lines are as many header fields {@code Authorization} and {@code Cookie}, and tokens of capability URLs. */
    @FuzzTest(maxDuration = "10m")
    void anyFields(byte[] bytes) {
        List<String> lines = new String(bytes, ISO_8859_1).lines().toList();
        Sender sender = GUARD.sender(part(lines, 0), part(lines, 1), part(lines, 2), CLIENT);
        assertThat(sender).isInstanceOf(Stranger.class);
    }

    private static List<String> part(List<String> lines, int index) {
        return lines.size() <= index || lines.get(index).isEmpty() ? List.of() : List.of(lines.get(index));
    }

    @FuzzTest(maxDuration = "10m")
    void anyHeader(byte[] bytes) {
        String claims = Issuer.encoded(Issuer.claims(""));
        assertThat(GUARD.bearer(Issuer.encoded(bytes) + "." + claims + ".AAAA", CLIENT)).isEqualTo(Stranger.UNKNOWN);
    }

    @FuzzTest(maxDuration = "10m")
    void anyClaimsThatAreSigned(byte[] bytes) {
        Sender sender = GUARD.bearer(Issuer.hs256(new String(bytes, UTF_8)), CLIENT);
        if (sender instanceof Grant grant) {
            assertThat(grant.expiresNanos()).isNotNull();
        }
    }
}
