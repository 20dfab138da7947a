package io.ssehub.test;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaked a buffer or another counted resource of Netty's, and the run for a leak that shows only after its class. JUnit
 * finds this extension by itself where {@code junit.jupiter.extensions.autodetection.enabled} is on.
 */
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {
    private final Leaks leaks = Leaks.watch();

    /** Starts to watch. */
    public LeakCheck() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        ExtensionContext.Store ofTheRun = context.getRoot().getStore(ExtensionContext.Namespace.create(LeakCheck.class));
        ofTheRun.getOrComputeIfAbsent("end", key -> (AutoCloseable) this::check);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check();
    }

    private void check() {
        List<String> found = leaks.drain();
        if (!found.isEmpty()) {
            throw new AssertionError(found.size() + " LEAK(s), of this class or one before it:\n" + String.join("\n", found));
        }
    }
}
