package io.ssehub.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorsTest {
    @Test
    void readsTheKernelsListOfProcessors() {
        assertThat(Processors.numbers("0-2,5")).containsExactly(0, 1, 2, 5);
        assertThat(Processors.numbers("3")).containsExactly(3);
    }
}
