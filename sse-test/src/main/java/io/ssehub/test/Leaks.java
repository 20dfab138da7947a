package io.ssehub.test;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The leaks of this JVM: resources of Netty that became garbage before they were released. Thread-safe. */
final class Leaks {
    private static final Leaks INSTALLED = new Leaks();

    private final Queue<LeakDetector<?>> detectors = new ConcurrentLinkedQueue<>();
    private final Queue<String> found = new ConcurrentLinkedQueue<>();

    private Leaks() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {
            @Override
            @SuppressWarnings("deprecation") // Netty deprecates the one method that a factory has to have
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval, long maxActive) {
                LeakDetector<T> detector = new LeakDetector<>(resource, samplingInterval, found::add);
                detectors.add(detector);
                return detector;
            }
        });
    }

    /** Returns the leaks from here on; the first call must come before any class of Netty's that makes its detector, a buffer's say. */
    static Leaks watch() {
        return INSTALLED;
    }

    /** Returns each leak found since the last call with the places that touched the resource, those included that only a collection of garbage shows. */
    List<String> drain() {
        // The references of one collection are enqueued in no known order, those of the next after them.
        awaitCollection();
        awaitCollection();
        detectors.forEach(LeakDetector::report);
        List<String> leaks = new ArrayList<>();
        for (String leak = found.poll(); leak != null; leak = found.poll()) {
            leaks.add(leak);
        }
        return leaks;
    }

    private static void awaitCollection() {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        PhantomReference<Object> garbage = new PhantomReference<>(new Object(), collected);
        try {
            do {
                System.gc();
            } while (collected.remove(100) != garbage);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while looking for leaks", e);
        }
    }
}
