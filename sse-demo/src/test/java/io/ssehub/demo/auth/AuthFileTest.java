package io.ssehub.demo.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.ssehub.netty.http.Grant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator may write, and what is told of what is wrong. */
class AuthFileTest {
    private static final String HASH = "00".repeat(32);

    private final Path folder;
    private final Path path;

    AuthFileTest(@TempDir Path folder) {
        this.folder = folder;
        this.path = folder.resolve("auth.yaml");
    }

    @BeforeEach
    void writeKeys() throws IOException {
        Files.writeString(folder.resolve("rsa.pem"), Issuer.pem(Issuer.RSA));
        Files.writeString(folder.resolve("ec.pem"), Issuer.pem(Issuer.EC));
        Files.writeString(folder.resolve("ed.pem"), Issuer.pem(Issuer.EDWARDS));
        Files.write(folder.resolve("shared.secret"), Issuer.SECRET.getEncoded());
        Files.writeString(folder.resolve("short.secret"), "short");
        Files.writeString(folder.resolve("keys.json"), "{\"keys\":[" + Issuer.rsaJwk(Issuer.RSA).replace("{", "{\"kid\":\"rsa\",") + ","
                + ecJwk((ECPublicKey) Issuer.EC.getPublic()) + ",{\"kty\":\"RSA\",\"use\":\"enc\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}");
    }

    private static String ecJwk(ECPublicKey key) {
        return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"ec\",\"use\":\"sig\",\"x\":\"" + coordinate(key.getW().getAffineX().toByteArray())
                + "\",\"y\":\"" + coordinate(key.getW().getAffineY().toByteArray()) + "\"}";
    }

    private static String coordinate(byte[] number) {
        byte[] fixed = new byte[32];
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, fixed, 32 - length, length);
        return Issuer.encoded(fixed);
    }

    private AuthFile open(String yaml) throws IOException {
        Files.writeString(path, yaml);
        return AuthFile.open(path, InstantSource.system(), System::nanoTime);
    }

    @Test
    void readsKeysOfEachAlgorithmFromTheirFiles() throws Exception {
        Credentials credentials = open("""
                jwt:
                  issuer: https://login.example
                  audience: sse-hub
                  keys:
                    - {algorithm: RS256, id: rsa, file: rsa.pem}
                    - {algorithm: ES256, id: ec, file: ec.pem}
                    - {algorithm: EdDSA, id: ed, file: ed.pem}
                    - {algorithm: HS256, id: shared, file: shared.secret}
                """).credentials();
        String claims = Issuer.claims("");
        for (String token : List.of(Issuer.rs256(claims), Issuer.es256(claims), Issuer.edDsa(claims), Issuer.hs256(claims))) {
            assertThat(credentials.bearer(token).name()).isEqualTo("token of kitchen");
        }
    }

    @Test
    void readsASetOfKeys() throws Exception {
        Credentials credentials = open("jwt: {keys: [{jwks: keys.json}]}").credentials();
        assertThat(credentials.bearer(Issuer.rs256(Issuer.claims(""))).name()).isEqualTo("token of kitchen");
        assertThat(credentials.bearer(Issuer.es256(Issuer.claims(""))).name()).isEqualTo("token of kitchen");
        assertThatExceptionOfType(BadCredentialsException.class).isThrownBy(() -> credentials.bearer(Issuer.edDsa(Issuer.claims(""))));
    }

    @Test
    void readsTheKeysThatTheCommandMakes() throws Exception {
        NewApiKey made = NewApiKey.make("it's mine", List.of("sensors/kitchen/*", "$state/**"), List.of("a/b"), true);
        Credentials credentials = open("api-keys:\n" + made.entry()).credentials();
        Grant grant = credentials.bearer(made.key());
        assertThat(grant.name()).isEqualTo("API key it's mine");
        assertThat(grant.mayRead("$state/x")).isTrue();
        assertThat(grant.mayPublish("a/b")).isTrue();
        assertThat(grant.operator()).isTrue();
        assertThat(grant.expiresNanos()).isNull();
        assertThatExceptionOfType(BadCredentialsException.class).isThrownBy(() -> credentials.bearer(ApiKeys.random()));
        assertThatExceptionOfType(BadCredentialsException.class).isThrownBy(() -> credentials.bearer(made.key() + "x"));
        assertThat(made.text()).contains(made.key(), made.entry());
        assertThat(made.entry()).doesNotContain(made.key());
    }

    @Test
    void takesChangesOfAnyFileAndKeepsWhatWasWhileTheyAreBad() throws Exception {
        AuthFile file = open("jwt: {keys: [{algorithm: HS256, file: shared.secret}]}");
        String token = Issuer.hs256(Issuer.SECRET, "{\"alg\":\"HS256\"}", Issuer.claims(""));
        Credentials before = file.credentials();
        before.bearer(token);
        Files.writeString(folder.resolve("shared.secret"), "short");
        file.refresh();
        file.refresh();
        assertThat(file.credentials()).isSameAs(before);
        Files.writeString(folder.resolve("shared.secret"), "another secret that is long enough to be one");
        file.refresh();
        file.refresh();
        assertThatExceptionOfType(BadCredentialsException.class).isThrownBy(() -> file.credentials().bearer(token));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # nothing                                                        | holds nothing; jwt, api-keys and capabilities can be in it
            - jwt                                                            | line 1: a mapping is expected, of jwt, api-keys, capabilities
            jwks: a                                                          | line 1: unknown key 'jwks'; known are jwt, api-keys, capabilities
            capabilities: {};jwt: {};jwt: {}                                 | line 3: key 'jwt' is there already
            jwt: {issuer: a}                                                 | line 1: key 'keys' is missing or empty
            jwt:;  keys:;    - {algorithm: HS256}                            | line 3: key 'file' is missing
            jwt:;  keys:;    - {file: rsa.pem}                               | line 3: key 'algorithm' is missing
            jwt:;  keys:;    - {algorithm: none, file: rsa.pem}              | line 3: key 'file' names rsa.pem: 'none' is no algorithm that is taken
            jwt:;  keys:;    - {algorithm: RS256, file: ec.pem}              | line 3: key 'file' names ec.pem: the public key is none for RS256
            jwt:;  keys:;    - {algorithm: ES256, file: rsa.pem}             | line 3: key 'file' names rsa.pem: the public key is none for ES256
            jwt:;  keys:;    - {algorithm: RS256, file: shared.secret}       | line 3: key 'file' names shared.secret: there is no public key
            jwt:;  keys:;    - {algorithm: HS256, file: short.secret}        | line 3: key 'file' names short.secret: the key is none for HS256: a secret of 32 bytes
            jwt:;  keys:;    - {algorithm: HS256, file: none.secret}         | none.secret: there is no such file
            jwt:;  keys:;    - {jwks: rsa.pem}                               | line 3: key 'jwks' names rsa.pem: no set of keys
            jwt:;  keys:;    - {jwks: keys.json, id: a}                      | line 3: key 'jwks' stands alone
            jwt: {keys: [{algorithm: RS256, file: rsa.pem}, {algorithm: RS256, file: rsa.pem}]} | brings a second key without an id for RS256
            capabilities: {secret: short.secret}                             | line 1: key 'secret' names a file with less than 32 bytes
            jwt: {keys: [{algorithm: HS256, file: shared.secret}]};capabilities: {secret: shared.secret} | line 2: key 'secret' is that of a key for tokens as well
            api-keys: [{name: a}]                                            | line 1: key 'sha256' is missing
            api-keys: [{name: a, sha256: abc}]                               | line 1: key 'sha256' is not 64 hexadecimal digits
            api-keys:;  - {name: a, sha256: HASH};  - {name: b, sha256: HASH} | line 3: key 'sha256' is that of 'a' already
            api-keys: [{name: a, sha256: HASH, read: ['a//b']}]              | line 1: key 'read' or the other names no topics: pattern "a//b" has an empty level
            api-keys: [{name: a, sha256: HASH, operator: yes}]               | line 1: key 'operator' is neither true nor false
            jwt: [                                                           | line 1
            """)
    void namesAFaultWithItsLine(String yaml, String message) {
        assertThatIOException()
                .isThrownBy(() -> open(yaml.replace(";", "\n").replace("HASH", HASH)))
                .withMessageStartingWith(path.toString())
                .withMessageContaining(message);
    }
}
