package io.ssehub.bench.compare;

import io.ssehub.bench.report.Amount;
import io.ssehub.bench.report.Distribution;
import io.ssehub.bench.report.LoadReport;
import io.ssehub.bench.report.LoadReport.Reconnects;
import io.ssehub.bench.report.LoadReport.Server;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What is told of a run. */
enum Metric {
    CPU("cpuMicrosPerDelivery", "CPU a delivery", Unit.MICROS),
    RATE("deliveriesPerSecond", "deliveries", Unit.PER_SECOND),
    P50("p50Micros", "p50", Unit.MICROS),
    P99("p99Micros", "p99", Unit.MICROS),
    LAST_P99("lastP99Micros", "p99 of the last", Unit.MICROS),
    LOST("lost", "lost", Unit.COUNT),
    RECONNECTS("reconnects", "came back", Unit.COUNT),
    COMPLETE("completeShare", "of them complete", Unit.SHARE),
    MISSED("missed", "events missed", Unit.COUNT),
    DROPPED("dropped", "streams dropped", Unit.COUNT),
    MEMORY("bytesPerStream", "memory a stream", Unit.BYTES),
    GROWTH("grownBytes", "memory grown", Unit.BYTES);

    /** What a metric's values are. */
    enum Unit {
        MICROS,
        PER_SECOND,
        BYTES,
        COUNT,
        SHARE;

        /** Returns {@code value} as people read it. */
        String write(double value) {
            return switch (this) {
                case MICROS -> Amount.time(value);
                case PER_SECOND -> Amount.perSecond(value);
                case BYTES -> Amount.bytes(value);
                case COUNT -> Amount.count(Math.round(value));
                case SHARE -> Amount.share(value);
            };
        }

        /** Returns whether two servers are compared by the ratio of their values. */
        boolean isCompared() {
            return this == MICROS || this == PER_SECOND || this == BYTES;
        }
    }

    private final String id;
    private final String title;
    private final Unit unit;

    Metric(String id, String title, Unit unit) {
        this.id = id;
        this.title = title;
        this.unit = unit;
    }

    /** Returns its name in JSON. */
    String id() {
        return id;
    }

    String title() {
        return title;
    }

    Unit unit() {
        return unit;
    }

    /** Returns its value; empty if the report does not say. */
    OptionalDouble of(LoadReport report) {
        Distribution delivery = report.latencies().delivery();
        Reconnects reconnects = report.reconnects();
        long open = report.connections().open();
        OptionalDouble growth = growth(report.server());
        return switch (this) {
            case CPU -> report.server() == null || report.deliveries().events() == 0 ? OptionalDouble.empty() : known(report.server().cpuMicrosPerDelivery());
            case RATE -> known(report.deliveries().perSecond());
            case P50 -> delivery.count() == 0 ? OptionalDouble.empty() : counted(delivery.p50Micros());
            case P99 -> delivery.count() == 0 ? OptionalDouble.empty() : counted(delivery.p99Micros());
            case LAST_P99 -> report.latencies().last().count() == 0 ? OptionalDouble.empty() : counted(report.latencies().last().p99Micros());
            case LOST -> counted(report.deliveries().lost());
            case RECONNECTS -> counted(reconnects.count());
            case COMPLETE -> reconnects.count() == 0 ? OptionalDouble.empty() : known((double) reconnects.complete() / reconnects.count());
            case MISSED -> counted(reconnects.missed());
            case DROPPED -> counted(report.connections().dropped().values().stream().mapToLong(Long::longValue).sum());
            case MEMORY -> growth.isEmpty() || open == 0 ? OptionalDouble.empty() : known(growth.getAsDouble() / open);
            case GROWTH -> growth;
        };
    }

    private static OptionalDouble known(double value) {
        return OptionalDouble.of(value);
    }

    private static OptionalDouble counted(long value) {
        return OptionalDouble.of((double) value);
    }

    private static OptionalDouble growth(@Nullable Server server) {
        return server == null ? OptionalDouble.empty() : counted(server.residentBytesAfter() - server.residentBytesBefore());
    }
}
