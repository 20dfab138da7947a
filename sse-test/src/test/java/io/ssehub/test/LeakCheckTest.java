package io.ssehub.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
    private final Leaks leaks = Leaks.watch();

    @Test
    void findsABufferThatNobodyReleased() {
        leak();

        assertThat(leaks.drain()).singleElement().asString().contains("ByteBuf was not released", getClass().getName() + ".leak");
    }

    @Test
    void reportsALeakOnce() {
        leak();
        leaks.drain();

        assertThat(leaks.drain()).isEmpty();
    }

    @Test
    void saysNothingOfABufferThatWasReleased() {
        ByteBufAllocator.DEFAULT.buffer(16).release();

        assertThat(leaks.drain()).isEmpty();
    }

    private static void leak() {
        ByteBufAllocator.DEFAULT.buffer(16);
    }
}
