package io.ssehub.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Says at the end of a run which of its tests were left out, and why. */
public final class LeftOut implements TestExecutionListener {
    private final List<String> tests = new CopyOnWriteArrayList<>();

    /** Starts with nothing left out. */
    public LeftOut() {}

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        add(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            add(test, result.getThrowable().map(Throwable::getMessage).orElse("it gave no reason"));
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        tests.forEach(test -> System.out.println("Left out: " + test));
    }

    private void add(TestIdentifier test, String reason) {
        TestSource source = test.getSource().orElse(null);
        String name = source instanceof MethodSource method ? method.getClassName() + "." + method.getMethodName() : test.getLegacyReportingName();
        tests.add(name + ", " + reason);
    }
}
