package io.ssehub.demo.auth;

import io.ssehub.demo.file.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file in which an operator says whose credentials are good for what, and those that it names. They are read again when one of them has changed and all have then been
 * left alone from one look to the next; what cannot be read whole changes nothing.
 *
 * <p>{@link #credentials} is for any thread, {@link #refresh} for one at a time; it reads files.
 */
public final class AuthFile {
    private static final Logger LOG = LoggerFactory.getLogger(AuthFile.class);

    private final Path path;
    private final InstantSource clock;
    private final LongSupplier nanoClock;

    /** For capability URLs, if the operator gives none: they then end with the process. */
    private final SecretKey ownSecret;

    private volatile Credentials credentials;
    private Map<Path, TextFile.Version> read;
    private Map<Path, TextFile.Version> seen;
    private @Nullable String complaint;

    private AuthFile(Path path, InstantSource clock, LongSupplier nanoClock) throws IOException {
        this.path = path;
        this.clock = clock;
        this.nanoClock = nanoClock;
        byte[] random = new byte[TokenKey.MIN_SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        ownSecret = new SecretKeySpec(random, "HmacSHA256");
        AuthReader reader = new AuthReader(path, clock, nanoClock);
        credentials = reader.read(ownSecret);
        read = reader.versions();
        seen = read;
    }

    /**
     * Reads a file and those that it names.
     *
     * @param clock tells the time of day, which tokens are about
     * @param nanoClock as {@link System#nanoTime}
     * @throws IOException saying what is wrong with which, by line
     */
    public static AuthFile open(Path path, InstantSource clock, LongSupplier nanoClock) throws IOException {
        return new AuthFile(path, clock, nanoClock);
    }

    /** Returns the newest credentials. */
    Credentials credentials() {
        return credentials;
    }

    /** Looks after the files; to be called every second or so. */
    public void refresh() {
        try {
            Map<Path, TextFile.Version> now = new HashMap<>();
            for (Path file : read.keySet()) {
                now.put(file, TextFile.version(file));
            }
            boolean settled = now.equals(seen);
            seen = now;
            if (settled && !now.equals(read)) {
                AuthReader reader = new AuthReader(path, clock, nanoClock);
                credentials = reader.read(ownSecret);
                read = reader.versions();
                seen = read;
                complaint = null;
                LOG.atInfo().addKeyValue("file", path).log("credentials read again");
            }
        } catch (IOException | RuntimeException e) { // one that nobody has thought of must not be the last look
            if (!String.valueOf(e.getMessage()).equals(complaint)) {
                complaint = String.valueOf(e.getMessage());
                LOG.atError().addKeyValue("detail", complaint).log("credentials cannot be read again; those from before hold");
            }
        }
    }
}
