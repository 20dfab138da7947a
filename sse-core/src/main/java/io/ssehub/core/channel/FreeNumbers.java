package io.ssehub.core.channel;

/**
 * The free ones of the numbers from 0, as a tree of bits: a bit of a word is set if its number is free, or, above the lowest level, if its word of the level
 * below has any bit set. The root is one word, so that taking the lowest costs one step a level: 3 for 65,536 numbers.
 *
 * <p>Not thread-safe.
 */
final class FreeNumbers {
    private static final int WORD_BITS = 6;

    /** From the numbers' own bits up to the root. */
    private final long[][] levels;

    /** Makes all numbers of {@code [0, count)} free. */
    FreeNumbers(int count) {
        int depth = 1;
        while (words(count, depth) > 1) {
            depth++;
        }
        levels = new long[depth][];
        for (int level = 0; level < depth; level++) {
            levels[level] = new long[words(count, level + 1)];
        }
        for (int number = 0; number < count; number++) {
            give(number);
        }
    }

    private static int words(int count, int level) {
        return ((count - 1) >>> (level * WORD_BITS)) + 1;
    }

    /** Takes the lowest free number; returns -1 if none is free. */
    int takeLowest() {
        int root = levels.length - 1;
        if (levels[root][0] == 0) {
            return -1;
        }
        int number = 0;
        for (int level = root; level >= 0; level--) {
            number = (number << WORD_BITS) | Long.numberOfTrailingZeros(levels[level][number]);
        }
        take(number);
        return number;
    }

    /** Takes {@code number}, whether it is free or not. */
    void take(int number) {
        int at = number;
        for (long[] words : levels) {
            int word = at >>> WORD_BITS;
            words[word] &= ~(1L << at);
            if (words[word] != 0) {
                break;
            }
            at = word;
        }
    }

    /** Makes {@code number} free. */
    void give(int number) {
        int at = number;
        for (long[] words : levels) {
            int word = at >>> WORD_BITS;
            words[word] |= 1L << at;
            at = word;
        }
    }
}
