package io.ssehub.demo.auth;

import io.ssehub.demo.auth.ApiKeys.ApiKey;
import io.ssehub.demo.file.TextFile;
import io.ssehub.demo.file.YamlFile;
import io.ssehub.demo.file.YamlMapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads credentials as an operator writes them down:
 *
 * <pre>
 *   jwt:
 *     issuer: https://login.example.com
 *     audience: sse-hub
 *     keys:
 *       - {algorithm: ES256, id: "2026", file: issuer.pem}
 *       - {algorithm: HS256, file: shared.secret}
 *       - {jwks: keys.json}
 *   api-keys:
 *     - {name: kitchen display, sha256: 5e88…, read: [sensors/kitchen/*]}
 *     - {name: grafana, sha256: 03ac…, operator: true}
 *   capabilities:
 *     secret: capabilities.secret
 * </pre>
 *
 * Files that it names are looked for beside it. Used once, by one thread.
 */
final class AuthReader {
    private static final int MAX_KEY_BYTES = 1 << 20;

    private final Path path;
    private final InstantSource clock;
    private final LongSupplier nanoClock;
    private final Map<Path, TextFile.Version> versions = new HashMap<>();

    AuthReader(Path path, InstantSource clock, LongSupplier nanoClock) {
        this.path = path;
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    /** Returns what the files were that have been read. */
    Map<Path, TextFile.Version> versions() {
        return versions;
    }

    /**
     * Reads the file and those that it names.
     *
     * @param otherwise the secret for capability URLs if the file names none
     * @throws IOException saying what is wrong with which, by line
     */
    Credentials read(SecretKey otherwise) throws IOException {
        versions.put(path, TextFile.version(path));
        Node root = YamlFile.compose(path).orElseThrow(() -> new IOException(path + " holds nothing; jwt, api-keys and capabilities can be in it"));
        TextFile.warnIfOpen(path, "what credentials are good for");
        YamlMapping file = YamlMapping.of(path, root, List.of("jwt", "api-keys", "capabilities"));
        TokenVerifier tokens = tokens(file.mapping("jwt", List.of("issuer", "audience", "keys")));
        ApiKeys apiKeys = new ApiKeys(apiKeys(file.mappings("api-keys", List.of("name", "sha256", "read", "publish", "operator"))));
        YamlMapping capabilities = file.mapping("capabilities", List.of("secret"));
        SecretKey secret = capabilities == null ? otherwise : secret(capabilities);
        if (capabilities != null && tokens.isSignedWith(secret)) {
            throw capabilities.wrong("secret", "is that of a key for tokens as well; whoever makes those could make capability URLs");
        }
        return new Credentials(tokens, apiKeys, new Capabilities(secret, clock, nanoClock));
    }

    private TokenVerifier tokens(@Nullable YamlMapping jwt) throws IOException {
        if (jwt == null) {
            return new TokenVerifier(null, null, List.of(), clock, nanoClock);
        }
        List<TokenKey> keys = new ArrayList<>();
        for (YamlMapping entry : jwt.mappings("keys", List.of("algorithm", "id", "file", "jwks"))) {
            for (TokenKey key : keys(entry)) {
                if (keys.stream().anyMatch(other -> key.id() == null ? other.id() == null && other.algorithm().equals(key.algorithm()) : key.id().equals(other.id()))) {
                    String id = key.id() == null ? "without an id for " + key.algorithm() : "of the id '" + key.id() + "'";
                    throw entry.wrong(entry.has("jwks") ? "jwks" : "file", "brings a second key " + id);
                }
                keys.add(key);
            }
        }
        if (keys.isEmpty()) {
            throw jwt.wrong("keys", "is missing or empty: without keys no token can be checked");
        }
        return new TokenVerifier(jwt.text("issuer"), jwt.text("audience"), keys, clock, nanoClock);
    }

    private List<TokenKey> keys(YamlMapping entry) throws IOException {
        if (entry.has("jwks")) {
            if (entry.has("file") || entry.has("algorithm") || entry.has("id")) {
                throw entry.wrong("jwks", "stands alone: its keys say themselves what they are");
            }
            String text = text(entry, "jwks");
            try {
                return TokenKey.set(text);
            } catch (IOException e) {
                throw entry.wrong("jwks", "names " + entry.text("jwks") + ": " + e.getMessage());
            }
        }
        String algorithm = entry.required("algorithm");
        String text = text(entry, "file");
        try {
            return List.of(TokenKey.of(entry.text("id"), algorithm, text));
        } catch (IOException e) {
            throw entry.wrong("file", "names " + entry.text("file") + ": " + e.getMessage());
        }
    }

    /** Returns what is in the file that a key of a mapping names. */
    private String text(YamlMapping entry, String key) throws IOException {
        try {
            Path file = path.resolveSibling(entry.required(key));
            versions.put(file, TextFile.version(file));
            return TextFile.read(file, MAX_KEY_BYTES);
        } catch (IOException | InvalidPathException e) {
            throw entry.wrong(key, "names a file that cannot be read: " + e.getMessage());
        }
    }

    private SecretKey secret(YamlMapping capabilities) throws IOException {
        String text = text(capabilities, "secret").strip();
        if (text.getBytes(StandardCharsets.UTF_8).length < TokenKey.MIN_SECRET_BYTES) {
            throw capabilities.wrong("secret", "names a file with less than " + TokenKey.MIN_SECRET_BYTES + " bytes; openssl rand -hex 32 makes a good one");
        }
        return TokenKey.secret(text);
    }

    private static List<ApiKey> apiKeys(List<YamlMapping> entries) throws IOException {
        Map<ByteBuffer, String> names = new HashMap<>();
        List<ApiKey> keys = new ArrayList<>();
        for (YamlMapping entry : entries) {
            ByteBuffer hash = hash(entry);
            String earlier = names.put(hash, entry.required("name"));
            if (earlier != null) {
                throw entry.wrong("sha256", "is that of '" + earlier + "' already");
            }
            try {
                keys.add(new ApiKey(entry.required("name"), hash, Rights.of(entry.texts("read"), entry.texts("publish"), entry.flag("operator"))));
            } catch (IllegalArgumentException e) {
                throw entry.wrong(entry.has("read") ? "read" : "publish", "or the other names no topics: " + e.getMessage());
            }
        }
        return keys;
    }

    private static ByteBuffer hash(YamlMapping entry) throws IOException {
        String hex = entry.required("sha256");
        if (!hex.matches("\\p{XDigit}{" + 2 * Digest.BYTES + "}")) {
            throw entry.wrong("sha256", "is not " + 2 * Digest.BYTES + " hexadecimal digits, as 'sse-hub.jar key' prints them");
        }
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
