package io.ssehub.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which processors a server and its load run on, so that they do not take time from each other. Both are prefixes of a command, empty where nothing is pinned.
 *
 * @param description in words
 */
record Processors(List<String> server, List<String> load, String description) {
    private static final String ALLOWED = "Cpus_allowed_list:";

    /** Returns the first processor for the server and the others for the load, where there are two and {@code taskset}. */
    static Processors divided() {
        List<Integer> allowed = allowed();
        Optional<Path> taskset = Programs.find("taskset");
        if (allowed.size() < 2 || taskset.isEmpty()) {
            return new Processors(List.of(), List.of(), allowed.size() < 2 ? "one processor for both" : "not pinned, for want of taskset");
        }
        String first = String.valueOf(allowed.get(0));
        String others = allowed.stream().skip(1).map(String::valueOf).collect(Collectors.joining(","));
        String program = taskset.get().toString();
        return new Processors(
                List.of(program, "-c", first), List.of(program, "-c", others), "server on processor " + first + ", load on " + others);
    }

    private static List<Integer> allowed() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(ALLOWED)).findFirst().map(line -> numbers(line.substring(ALLOWED.length()).strip())).orElse(List.of());
        } catch (IOException e) {
            return List.of(); // not Linux
        }
    }

    /** Returns what a list such as {@code 0-2,5} says. */
    static List<Integer> numbers(String list) {
        List<Integer> numbers = new ArrayList<>();
        for (String range : list.split(",", -1)) {
            String[] ends = range.split("-", 2);
            for (int number = Integer.parseInt(ends[0]); number <= Integer.parseInt(ends[ends.length - 1]); number++) {
                numbers.add(number);
            }
        }
        return numbers;
    }
}
