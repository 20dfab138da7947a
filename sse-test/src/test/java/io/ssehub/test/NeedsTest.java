package io.ssehub.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NeedsTest {
    @Test
    void findsAProgramOnThePath() {
        assertThat(NeedsCondition.isOnPath("bash")).isTrue();
    }

    @Test
    void missesAProgramThatNobodyHas() {
        assertThat(NeedsCondition.isOnPath("no-such-program")).isFalse();
    }
}
