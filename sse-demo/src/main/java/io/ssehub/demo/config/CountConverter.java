package io.ssehub.demo.config;

import io.ssehub.core.channel.ChannelAllocator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a whole number from 1. */
class CountConverter implements ITypeConverter<Integer> {
    private final int min;
    private final int max;

    CountConverter() {
        this(1, Integer.MAX_VALUE);
    }

    private CountConverter(int min, int max) {
        this.min = min;
        this.max = max;
    }

    /** Reads also 0. */
    static final class OrNone extends CountConverter {
        OrNone() {
            super(0, Integer.MAX_VALUE);
        }
    }

    /** Reads how many numbered channels there are. */
    static final class Channels extends CountConverter {
        Channels() {
            super(1, ChannelAllocator.MAX_CHANNELS);
        }
    }

    /** Reads a port; 0 stands for any free one. */
    static final class Port extends CountConverter {
        Port() {
            super(0, 65_535);
        }
    }

    @Override
    public Integer convert(String text) {
        int count;
        try {
            count = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
        if (count < min || count > max) {
            throw wrong(text);
        }
        return count;
    }

    private TypeConversionException wrong(String text) {
        return new TypeConversionException("'" + text + "' is not a whole number from " + min + " to " + max);
    }
}
