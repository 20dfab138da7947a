package io.ssehub.bench.compare;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.ssehub.bench.report.LoadReport.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison has come to. Immutable; its JSON form has the same names.
 *
 * @param version of the tool
 * @param quick whether the numbers are small ones, good for a try only
 * @param rounds how many runs of each work its values are the medians of
 * @param machine null if nothing was measured
 * @param jvm that ran the servers that need one
 * @param processors which of them servers and load ran on
 * @param servers in the order of all tables
 */
record Comparison(
        String version,
        Instant started,
        boolean quick,
        int rounds,
        @JsonSetter(nulls = Nulls.SET) @Nullable Machine machine,
        String kernel,
        String jvm,
        String processors,
        List<Entry> servers,
        List<WorkResult> works) {

    /**
     * A server.
     *
     * @param version empty if it is not known
     * @param runtime what runs it, and which version
     * @param leftOut why it did not run; null if it did
     */
    record Entry(
            String name,
            String title,
            String version,
            String runtime,
            String fansOut,
            String slowClient,
            String resume,
            String link,
            @JsonSetter(nulls = Nulls.SET) @Nullable String leftOut) {}

    /**
     * What a work has come to.
     *
     * @param options of the load tester
     * @param columns what is told, what matters most first
     */
    record WorkResult(String name, String title, String description, int connections, List<String> options, List<Column> columns, List<Row> rows) {}

    /**
     * What is told of a work.
     *
     * @param name in the rows
     */
    record Column(String name, String title, Metric.Unit unit) {}

    /**
     * What a server has come to.
     *
     * @param values medians, by columns; what is not known is missing
     * @param ratios of its values to those of the first row, of those that can be compared so
     * @param notes what its numbers are to be read with
     */
    record Row(String server, Map<String, Double> values, Map<String, Double> ratios, List<String> notes) {}
}
