package io.ssehub.bench.load;

import io.ssehub.bench.option.PeriodConverter;
import io.ssehub.bench.report.Distribution;
import io.ssehub.bench.report.LoadReport;
import io.ssehub.bench.report.LoadReport.Verdict;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A limit that the result of a run is to keep, such as {@code p99<50ms} or {@code lost==0}.
 *
 * @param text as it was stated
 * @param value microseconds for a time
 */
record Limit(String text, String measure, String comparison, double value) {
    private static final Pattern FORM = Pattern.compile("\\s*([a-z][a-z0-9.-]*)\\s*(<=|>=|==|!=|<|>)\\s*([0-9.]+[a-z]*)\\s*");

    private static final Map<String, ToDoubleFunction<LoadReport>> COUNTS = Map.ofEntries(
            Map.entry("lost", report -> report.deliveries().lost()),
            Map.entry("duplicated", report -> report.deliveries().duplicated()),
            Map.entry("reordered", report -> report.deliveries().reordered()),
            Map.entry("events", report -> report.deliveries().events()),
            Map.entry("rate", report -> report.deliveries().perSecond()),
            Map.entry("opened", report -> report.connections().opened()),
            Map.entry("open", report -> report.connections().open()),
            Map.entry("failed", report -> sum(report.connections().failed())),
            Map.entry("dropped", report -> sum(report.connections().dropped())),
            Map.entry("published", report -> report.publishing() == null ? 0 : report.publishing().accepted()),
            Map.entry("refused", report -> report.publishing() == null ? 0 : sum(report.publishing().refused())),
            Map.entry("reconnects", report -> report.reconnects().count()),
            Map.entry("missed", report -> report.reconnects().missed()));

    private static final Map<String, Function<LoadReport, Distribution>> TIMES = Map.of(
            "connect", report -> report.latencies().connect(),
            "first", report -> report.latencies().firstEvent(),
            "delivery", report -> report.latencies().delivery(),
            "last", report -> report.latencies().last(),
            "lag", report -> report.latencies().publishLag(),
            "gap", report -> report.reconnects().gap());

    private static final Map<String, ToDoubleFunction<Distribution>> FIGURES = Map.of(
            "min", Distribution::minMicros,
            "mean", Distribution::meanMicros,
            "p50", Distribution::p50Micros,
            "p90", Distribution::p90Micros,
            "p99", Distribution::p99Micros,
            "p99.9", Distribution::p999Micros,
            "p99.99", Distribution::p9999Micros,
            "max", Distribution::maxMicros);

    /** Reads limits from the command line. */
    static final class Converter implements ITypeConverter<Limit> {
        @Override
        public Limit convert(String text) {
            return Limit.of(text);
        }
    }

    /**
     * Returns the limit that {@code text} states.
     *
     * @throws TypeConversionException if it states none, with those there are
     */
    static Limit of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a limit such as 'p99<50ms' or 'lost==0'");
        }
        String measure = matcher.group(1);
        if (COUNTS.containsKey(measure)) {
            return new Limit(text, measure, matcher.group(2), count(text, matcher.group(3)));
        }
        if (!TIMES.containsKey(kind(measure)) || !FIGURES.containsKey(figure(measure))) {
            throw new TypeConversionException("'" + measure + "' is not measured; " + String.join(", ", new TreeMap<>(COUNTS).keySet()) + " are, and "
                    + String.join(", ", new TreeMap<>(FIGURES).keySet()) + " of deliveries or, as in last.p99, of "
                    + String.join(", ", new TreeMap<>(TIMES).keySet()));
        }
        return new Limit(text, measure, matcher.group(2), new PeriodConverter().convert(matcher.group(3)).toNanos() / 1e3);
    }

    private static double count(String text, String number) {
        try {
            return Double.parseDouble(number);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' needs a number without a unit");
        }
    }

    private static String kind(String measure) {
        return FIGURES.containsKey(measure) ? "delivery" : measure.split("\\.", 2)[0];
    }

    private static String figure(String measure) {
        return FIGURES.containsKey(measure) ? measure : measure.substring(measure.indexOf('.') + 1);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns whether {@code report} keeps this limit; a limit of times that were never measured is missed. */
    Verdict judge(LoadReport report) {
        ToDoubleFunction<LoadReport> count = COUNTS.get(measure);
        if (count != null) {
            double measured = count.applyAsDouble(report);
            return new Verdict(text, measured == Math.rint(measured) ? String.valueOf((long) measured) : String.format(Locale.ROOT, "%.1f", measured), holds(measured));
        }
        Distribution distribution = TIMES.getOrDefault(kind(measure), each -> each.latencies().delivery()).apply(report);
        if (distribution.count() == 0) {
            return new Verdict(text, "nothing measured", false);
        }
        double measured = FIGURES.getOrDefault(figure(measure), Distribution::maxMicros).applyAsDouble(distribution);
        return new Verdict(text, String.format(Locale.ROOT, "%.3f ms", measured / 1e3), holds(measured));
    }

    private boolean holds(double measured) {
        return switch (comparison) {
            case "<" -> measured < value;
            case "<=" -> measured <= value;
            case ">" -> measured > value;
            case ">=" -> measured >= value;
            case "!=" -> measured != value;
            default -> measured == value;
        };
    }
}
