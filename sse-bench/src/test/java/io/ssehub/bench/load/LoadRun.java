package io.ssehub.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.bench.report.JsonText;
import io.ssehub.bench.report.LoadReport;
import io.ssehub.bench.report.LoadReport.Publishing;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One use of the command {@code load}.
 *
 * @param exitCode what the process would end with
 */
record LoadRun(int exitCode, String out, String err) {
    private static final Map<String, String> DEFAULTS = Map.of("--connections", "5", "--duration", "1s", "--publish-rate", "100");

    /** Runs the command with these arguments. */
    static LoadRun of(String... args) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = LoadCommand.run(List.of(args), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        return new LoadRun(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }

    /** Runs it against a server's one path, where the options do not say otherwise with five streams and for a second, publishing 100 events. */
    static LoadReport against(String url, String... more) throws InterruptedException {
        List<String> args = new ArrayList<>(List.of("--json", "--url", url, "--publish-url", url, "--ramp", "0s"));
        args.addAll(List.of(more));
        DEFAULTS.forEach((option, value) -> {
            if (!args.contains(option)) {
                args.addAll(List.of(option, value));
            }
        });
        return of(args.toArray(String[]::new)).report();
    }

    /** Returns what became of what a run published, as it did publish. */
    static Publishing published(LoadReport report) {
        return Objects.requireNonNull(report.publishing());
    }

    LoadReport report() {
        return JsonText.parse(out, LoadReport.class);
    }
}
