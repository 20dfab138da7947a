package io.ssehub.test;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Looks for the programs of {@link Needs}. */
final class NeedsCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<Needs> needs = AnnotationSupport.findAnnotation(context.getElement(), Needs.class);
        List<String> missing = needs.stream().flatMap(found -> Arrays.stream(found.value())).filter(program -> !isOnPath(program)).toList();
        if (missing.isEmpty() || "required".equals(System.getProperty("test.programs"))) {
            return ConditionEvaluationResult.enabled("nothing is missing, or it must not be");
        }
        return ConditionEvaluationResult.disabled("for want of " + String.join(" and ", missing));
    }

    static boolean isOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator)).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
