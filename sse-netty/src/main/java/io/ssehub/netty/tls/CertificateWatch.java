package io.ssehub.netty.tls;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.netty.tls.Tls.Texts;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has new connections shown what is new in the files of a {@link Tls}, and says so in the log; also when a certificate cannot be used, or is out of its time.
 *
 * <p>It looks every second, and takes what it has seen twice: whoever replaces a certificate and its key replaces one after the other.
 */
public final class CertificateWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CertificateWatch.class.getName());

    private final Tls tls;
    private final Counter reloads;
    private final Counter failures;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("sse-hub-certificate", true));

    // Touched by the thread.
    private @Nullable Texts judged;
    private @Nullable Texts seen;
    private String complaint = "";

    private CertificateWatch(Tls tls, Counters counters) {
        this.tls = tls;
        reloads = counters.counter("tls_reloads", "Times that a new certificate was taken from its file");
        failures = counters.counter("tls_reload_failures", "Times that what was new in the certificate's files could not be used");
        counters.gauge("tls_certificate_expiry", "When the certificate that new connections are shown ends, in seconds since 1970", this::expirySeconds);
    }

    /** Begins to watch. */
    public static CertificateWatch start(Tls tls, Counters counters) {
        CertificateWatch watch = new CertificateWatch(tls, counters);
        watch.warnIfOutOfTime();
        if (tls.mayChange()) {
            var unused = watch.thread.scheduleWithFixedDelay(watch::look, 0, 1, TimeUnit.SECONDS);
        }
        return watch;
    }

    private long expirySeconds() {
        return tls.certificate().getNotAfter().toInstant().getEpochSecond();
    }

    private void look() {
        try {
            Texts now = tls.read();
            complaint = "";
            boolean settled = now.equals(seen);
            seen = now;
            if (settled && !now.equals(judged)) {
                boolean first = judged == null;
                judged = now;
                take(now, first);
            }
        } catch (IOException | RuntimeException e) {
            complain(String.valueOf(e.getMessage()));
        }
    }

    private void take(Texts now, boolean first) throws IOException {
        X509Certificate before = tls.certificate();
        tls.use(now);
        if (first && before.equals(tls.certificate())) {
            return; // what the server was started with
        }
        reloads.increment();
        LOG.log(System.Logger.Level.INFO, "new connections are shown the new certificate, good until {0}", tls.certificate().getNotAfter().toInstant());
        warnIfOutOfTime();
    }

    private void complain(String message) {
        if (!message.equals(complaint)) {
            complaint = message;
            failures.increment();
            LOG.log(System.Logger.Level.WARNING, "the certificate is shown as before, as what is new cannot be used: {0}", message);
        }
    }

    private void warnIfOutOfTime() {
        X509Certificate shown = tls.certificate();
        Instant now = Instant.now();
        if (now.isAfter(shown.getNotAfter().toInstant()) || now.isBefore(shown.getNotBefore().toInstant())) {
            LOG.log(System.Logger.Level.WARNING, "the certificate is good from {0} to {1}, which is not now: clients will refuse it",
                    shown.getNotBefore().toInstant(), shown.getNotAfter().toInstant());
        }
    }

    /** Watches no more. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
