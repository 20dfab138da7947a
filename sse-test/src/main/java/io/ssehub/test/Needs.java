package io.ssehub.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Leaves a test out on a machine that lacks a program it starts. With {@code -Dtest.programs=required} it runs all the same, and fails: so nothing is
 * left out unseen where everything is to be tested.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsCondition.class)
public @interface Needs {
    /** The programs, by the names they have on the {@code PATH}. */
    String[] value();
}
