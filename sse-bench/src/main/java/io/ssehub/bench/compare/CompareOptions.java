package io.ssehub.bench.compare;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a comparison is to do. Immutable once read. */
@Command(
        name = "compare",
        customSynopsis = "Usage: java -jar sse-bench.jar compare [options]",
        synopsisHeading = "",
        descriptionHeading = "%n",
        description = "Puts the hub and its peers to the same work, each as a process of its own, one after the other, and shows what came out side by side.%n",
        sortOptions = false,
        footer = {"", "Exit codes: 0 all is well; 1 no server could be measured; 2 wrong usage."})
interface CompareOptions {
    @Option(names = "--only", paramLabel = "NAME", split = ",", description = "Servers to compare, such as hub,jetty. Default: all that can run here.")
    @Nullable List<String> only();

    @Option(names = "--work", paramLabel = "NAME", split = ",", description = "What to put them to, such as saturation,idle. Default: all.")
    @Nullable List<String> work();

    @Option(names = "--quick", description = "Small numbers: all servers within some four minutes, good for a try.")
    boolean quick();

    @Option(names = "--rounds", paramLabel = "COUNT", description = "How often all servers take their turn; numbers are medians. Default: 3, quick 1.")
    @Nullable Integer rounds();

    @Option(names = "--connections", paramLabel = "COUNT", description = "Streams to hold, in place of each work's own number.")
    @Nullable Integer connections();

    @Option(names = "--java", paramLabel = "PATH", description = "The java that runs every server that needs one. Default: the one that runs this.")
    @Nullable Path java();

    @Option(names = "--report", paramLabel = "DIR", description = "Folder for compare.html, compare.svg, compare.json and the raw data. Default: compare, beside the jar.")
    @Nullable Path report();

    @Option(names = "--peers", paramLabel = "DIR", description = "Folder of the servers, with peers.json. Default: that of the clone that the jar is in.")
    @Nullable Path peers();

    @Option(names = "--list", description = "List the servers and the work, and end.")
    boolean list();

    @Option(names = {"--help", "-h"}, usageHelp = true, description = "Show this and end.")
    boolean help();
}
