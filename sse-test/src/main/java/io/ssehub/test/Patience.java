package io.ssehub.test;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/** How tests wait for a condition, where they do not say: a minute at most, looking at it at once and then often. Awaitility lets 100 ms go by before each look. */
public final class Patience implements TestExecutionListener {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    /** Changes nothing yet. */
    public Patience() {}

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        Awaitility.setDefaultTimeout(DEADLINE);
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(BETWEEN_LOOKS);
    }
}
