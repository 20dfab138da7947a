package io.ssehub.demo.config;

import java.util.Collection;
import java.util.Comparator;

/** Finds the name that a misspelt one was most likely meant to be. */
final class Nearest {
    private Nearest() {}

    /** Returns the one of {@code names}, at least one, that the fewest typing slips turn {@code wrong} into; the first of those in alphabetical order. */
    static String of(String wrong, Collection<String> names) {
        return names.stream()
                .min(Comparator.<String>comparingInt(name -> slips(wrong, name)).thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** Returns how many characters must be added, left out, replaced or swapped with their neighbour (optimal string alignment). */
    static int slips(String from, String to) {
        int[] beforeLast = new int[to.length() + 1];
        int[] last = new int[to.length() + 1];
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = last[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
        }
        return row[to.length()];
    }
}
