package io.ssehub.demo.auth;

import static io.ssehub.demo.auth.Issuer.claims;
import static io.ssehub.demo.auth.Issuer.edDsa;
import static io.ssehub.demo.auth.Issuer.encoded;
import static io.ssehub.demo.auth.Issuer.es256;
import static io.ssehub.demo.auth.Issuer.hs256;
import static io.ssehub.demo.auth.Issuer.in;
import static io.ssehub.demo.auth.Issuer.rs256;
import static io.ssehub.demo.auth.Issuer.signed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ssehub.core.topic.Selection;
import io.ssehub.netty.http.Grant;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which tokens are taken, and which not, whoever made them. */
class TokenVerifierTest {
    private static final String RIGHTS = ",\"sse_hub\":{\"read\":[\"sensors/kitchen/*\"],\"publish\":[\"sensors/kitchen/display\"],\"operator\":true}";
    private static final String GOOD = claims(RIGHTS);

    private static final TokenVerifier VERIFIER = new TokenVerifier(
            "https://login.example",
            "sse-hub",
            List.of(
                    new TokenKey("shared", "HS256", Issuer.SECRET),
                    new TokenKey("rsa", "RS256", Issuer.RSA.getPublic()),
                    new TokenKey("ec", "ES256", Issuer.EC.getPublic()),
                    new TokenKey("ed", "EdDSA", Issuer.EDWARDS.getPublic())),
            InstantSource.system(),
            System::nanoTime);

    private final Credentials credentials =
            new Credentials(VERIFIER, new ApiKeys(List.of()), new Capabilities(Issuer.SECRET, InstantSource.system(), System::nanoTime));

    static Stream<Arguments> good() {
        return Stream.of(
                arguments("HS256", hs256(GOOD)),
                arguments("RS256", rs256(GOOD)),
                arguments("ES256", es256(GOOD)),
                arguments("EdDSA", edDsa(GOOD)),
                arguments("no kid, and one key only of the algorithm", rs256(Issuer.RSA, "{\"alg\":\"RS256\"}", GOOD)),
                arguments("an audience that is no list", hs256(GOOD.replace("[\"sse-hub\",\"other\"]", "\"sse-hub\""))),
                arguments("nbf a moment ahead", hs256(claims(RIGHTS + ",\"nbf\":" + in(5)))),
                arguments("exp far beyond all clocks", hs256(GOOD.replaceAll("\"exp\":\\d+", "\"exp\":9999999999999"))),
                arguments("another key in the header, which nobody looks at",
                        rs256(Issuer.RSA, "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"jwk\":" + Issuer.rsaJwk(Issuer.RSA) + "}", GOOD)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("good")
    void takesAGoodToken(String what, String token) throws BadCredentialsException {
        Grant grant = credentials.bearer(token);
        assertThat(grant.name()).isEqualTo("token of kitchen");
        assertThat(grant.mayRead("sensors/kitchen/temperature")).isTrue();
        assertThat(grant.mayRead("sensors/attic/temperature")).isFalse();
        assertThat(grant.mayPublish("sensors/kitchen/display")).isTrue();
        assertThat(grant.operator()).isTrue();
        assertThat(Objects.requireNonNull(grant.left())).isPositive();
        assertThat(credentials.bearer(token)).as("remembered").isSameAs(grant);
    }

    static Stream<Arguments> bad() {
        KeyPair attacker = Issuer.anotherRsa();
        String none = encoded("{\"alg\":\"none\"}") + "." + encoded(GOOD) + ".";
        String es256 = es256(GOOD);
        String hs256 = hs256(GOOD);
        String rs256 = rs256(GOOD);
        String publicKey = Issuer.pem(Issuer.RSA);
        return Stream.of(
                arguments("alg none", none, Fault.ALGORITHM),
                arguments("alg None", none.replace(encoded("{\"alg\":\"none\"}"), encoded("{\"alg\":\"None\"}")), Fault.ALGORITHM),
                arguments("alg none, with the kid of a key", encoded("{\"alg\":\"none\",\"kid\":\"rsa\"}") + "." + encoded(GOOD) + ".", Fault.ALGORITHM),
                arguments("alg none, with a signature", none + "AAAA", Fault.ALGORITHM),
                arguments("no alg", hs256(Issuer.SECRET, "{\"kid\":\"shared\"}", GOOD), Fault.ALGORITHM),
                arguments("alg that is no text", hs256(Issuer.SECRET, "{\"alg\":[\"HS256\"],\"kid\":\"shared\"}", GOOD), Fault.MALFORMED),
                arguments("HS256 with the RSA public key as secret, PEM",
                        hs256(new SecretKeySpec(publicKey.getBytes(UTF_8), "HmacSHA256"), "{\"alg\":\"HS256\",\"kid\":\"rsa\"}", GOOD), Fault.ALGORITHM),
                arguments("the same, DER",
                        hs256(new SecretKeySpec(Issuer.RSA.getPublic().getEncoded(), "HmacSHA256"), "{\"alg\":\"HS256\",\"kid\":\"rsa\"}", GOOD), Fault.ALGORITHM),
                arguments("the same, without kid",
                        hs256(new SecretKeySpec(publicKey.strip().getBytes(UTF_8), "HmacSHA256"), "{\"alg\":\"HS256\"}", GOOD), Fault.SIGNATURE),
                arguments("RS256 by name, signed as PS256 would be", signedAs("{\"alg\":\"PS256\",\"kid\":\"rsa\"}", rs256), Fault.ALGORITHM),
                arguments("HS512 by name with the secret of HS256", hs256(Issuer.SECRET, "{\"alg\":\"HS512\",\"kid\":\"shared\"}", GOOD), Fault.ALGORITHM),
                arguments("another secret", hs256(new SecretKeySpec(new byte[32], "HmacSHA256"), "{\"alg\":\"HS256\",\"kid\":\"shared\"}", GOOD), Fault.SIGNATURE),
                arguments("another RSA key", rs256(attacker, "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", GOOD), Fault.SIGNATURE),
                arguments("an embedded key, jwk",
                        rs256(attacker, "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"jwk\":" + Issuer.rsaJwk(attacker) + "}", GOOD), Fault.SIGNATURE),
                arguments("an embedded key without kid", rs256(attacker, "{\"alg\":\"RS256\",\"jwk\":" + Issuer.rsaJwk(attacker) + "}", GOOD), Fault.SIGNATURE),
                arguments("a link to a key, jku",
                        rs256(attacker, "{\"alg\":\"RS256\",\"kid\":\"evil\",\"jku\":\"https://evil.example/keys\"}", GOOD), Fault.UNKNOWN_KEY),
                arguments("a link to a certificate, x5u", rs256(attacker, "{\"alg\":\"RS256\",\"x5u\":\"https://evil.example/c\"}", GOOD), Fault.SIGNATURE),
                arguments("a certificate, x5c", rs256(attacker, "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"x5c\":[\"MAAA\"]}", GOOD), Fault.SIGNATURE),
                arguments("an unknown kid", rs256(Issuer.RSA, "{\"alg\":\"RS256\",\"kid\":\"old\"}", GOOD), Fault.UNKNOWN_KEY),
                arguments("a kid that is a path", rs256(Issuer.RSA, "{\"alg\":\"RS256\",\"kid\":\"../../dev/null\"}", GOOD), Fault.UNKNOWN_KEY),
                arguments("a kid that is no text", rs256(Issuer.RSA, "{\"alg\":\"RS256\",\"kid\":{\"a\":1}}", GOOD), Fault.MALFORMED),
                arguments("the wrong curve", signed("SHA256withECDSAinP1363Format", Issuer.curve("secp384r1"), "{\"alg\":\"ES256\",\"kid\":\"ec\"}", GOOD), Fault.SIGNATURE),
                arguments("an ES256 signature of zeros", withSignature(es256, encoded(new byte[64])), Fault.SIGNATURE),
                arguments("an ES256 signature in DER", signed("SHA256withECDSA", Issuer.EC, "{\"alg\":\"ES256\",\"kid\":\"ec\"}", GOOD), Fault.SIGNATURE),
                arguments("EdDSA of the wrong key", signedAs("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}", es256), Fault.SIGNATURE),
                arguments("a cut signature", rs256.substring(0, rs256.length() - 4), Fault.SIGNATURE),
                arguments("no signature", withSignature(hs256, ""), Fault.SIGNATURE),
                arguments("a payload that was swapped", swappedPayload(hs256, claims(",\"sse_hub\":{\"read\":[\"**\"]}")), Fault.SIGNATURE),
                arguments("the payload of another token", swappedPayload(rs256, GOOD.replace("kitchen", "attic")), Fault.SIGNATURE),
                arguments("crit", hs256(Issuer.SECRET, "{\"alg\":\"HS256\",\"kid\":\"shared\",\"crit\":[\"exp\"]}", GOOD), Fault.CRITICAL),
                arguments("crit with b64", hs256(Issuer.SECRET, "{\"alg\":\"HS256\",\"kid\":\"shared\",\"b64\":false,\"crit\":[\"b64\"]}", GOOD), Fault.CRITICAL),
                arguments("another issuer", hs256(GOOD.replace("login.example", "login.example.evil")), Fault.ISSUER),
                arguments("no issuer", hs256(GOOD.replace("\"iss\"", "\"xiss\"")), Fault.ISSUER),
                arguments("an issuer that is no text", hs256(GOOD.replace("\"https://login.example\"", "[\"https://login.example\"]")), Fault.MALFORMED),
                arguments("another audience", hs256(GOOD.replace("sse-hub", "shop")), Fault.AUDIENCE),
                arguments("no audience", hs256(GOOD.replace("\"aud\"", "\"xaud\"")), Fault.AUDIENCE),
                arguments("no expiry", hs256(GOOD.replace("\"exp\"", "\"xexp\"")), Fault.NO_EXPIRY),
                arguments("an expiry that is a text", hs256(GOOD.replaceAll("\"exp\":(\\d+)", "\"exp\":\"$1\"")), Fault.MALFORMED),
                arguments("expired", hs256(GOOD.replaceAll("\"exp\":\\d+", "\"exp\":" + in(-1))), Fault.EXPIRED),
                arguments("expired before there were clocks", hs256(GOOD.replaceAll("\"exp\":\\d+", "\"exp\":-9223372036854775808")), Fault.EXPIRED),
                arguments("not yet valid", hs256(claims(RIGHTS + ",\"nbf\":" + in(60))), Fault.NOT_YET_VALID),
                arguments("rights that are a text", hs256(claims(",\"sse_hub\":\"**\"")), Fault.RIGHTS),
                arguments("rights to read a text", hs256(claims(",\"sse_hub\":{\"read\":\"**\"}")), Fault.RIGHTS),
                arguments("rights to read numbers", hs256(claims(",\"sse_hub\":{\"read\":[1]}")), Fault.RIGHTS),
                arguments("rights of no pattern", hs256(claims(",\"sse_hub\":{\"publish\":[\"a//b\"]}")), Fault.RIGHTS),
                arguments("an operator by text", hs256(claims(",\"sse_hub\":{\"operator\":\"true\"}")), Fault.RIGHTS),
                arguments("duplicated claims", hs256(claims(RIGHTS + ",\"exp\":" + in(9999))), Fault.MALFORMED),
                arguments("a duplicated alg", hs256(Issuer.SECRET, "{\"alg\":\"none\",\"alg\":\"HS256\",\"kid\":\"shared\"}", GOOD), Fault.MALFORMED),
                arguments("claims that are no object", hs256("[1]"), Fault.MALFORMED),
                arguments("claims that are no JSON", hs256("exp"), Fault.MALFORMED),
                arguments("claims nested without end", hs256("{\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}"), Fault.ISSUER),
                arguments("huge", hs256(claims(",\"x\":\"" + "x".repeat(8192) + "\"")), Fault.TOO_LARGE),
                arguments("encrypted, of five parts", encoded("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}") + ".AA.AA.AA.AA", Fault.MALFORMED),
                arguments("two parts", encoded("{\"alg\":\"HS256\"}") + "." + encoded(GOOD), Fault.MALFORMED),
                arguments("a header that is no JSON", encoded("alg") + "." + encoded(GOOD) + ".AA", Fault.MALFORMED),
                arguments("characters that Base64 does not have", hs256.replace(".", ".%"), Fault.MALFORMED),
                arguments("a line break", hs256 + "\n", Fault.MALFORMED),
                arguments("nothing", "", Fault.MALFORMED));
    }

    private static String withSignature(String token, String signature) {
        return token.substring(0, token.lastIndexOf('.') + 1) + signature;
    }

    private static String swappedPayload(String token, String claims) {
        return token.substring(0, token.indexOf('.') + 1) + encoded(claims) + token.substring(token.lastIndexOf('.'));
    }

    private static String signedAs(String header, String token) {
        return encoded(header) + token.substring(token.indexOf('.'));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void refusesABadToken(String what, String token, Fault fault) {
        assertThatExceptionOfType(BadCredentialsException.class)
                .isThrownBy(() -> credentials.bearer(token))
                .satisfies(refused -> assertThat(refused.fault()).isEqualTo(fault));
    }

    @Test
    void aTokenWithoutRightsIsOfSomebodyWhoMayDoNothing() throws BadCredentialsException {
        Grant grant = credentials.bearer(hs256(claims("")));
        assertThat(grant).isEqualTo(new Grant("token of kitchen", null, null, false, grant.expiresNanos()));
        assertThat(credentials.bearer(hs256(claims(",\"sse_hub\":{}"))).readable()).isNull();
    }

    @Test
    void aCapabilityIsNoTokenAndATokenNoCapability() throws BadCredentialsException {
        String token = credentials.capabilities().make(Selection.of(List.of("a/*")), Duration.ofMinutes(1));
        assertThat(credentials.capability(token).mayRead("a/b")).isTrue();
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        Credentials separate = new Credentials(
                VERIFIER, new ApiKeys(List.of()), new Capabilities(new SecretKeySpec(random, "HmacSHA256"), InstantSource.system(), System::nanoTime));
        assertThatExceptionOfType(BadCredentialsException.class).isThrownBy(() -> separate.capability(hs256(GOOD)));
        String own = separate.capabilities().make(Selection.of(List.of("a/*")), Duration.ofMinutes(1));
        assertThat(separate.capability(own).mayRead("a/b")).isTrue();
        assertThatExceptionOfType(BadCredentialsException.class).isThrownBy(() -> separate.bearer(own));
        assertThatExceptionOfType(BadCredentialsException.class).as("by what it is remembered under").isThrownBy(() -> separate.bearer("capability " + own));
    }
}
