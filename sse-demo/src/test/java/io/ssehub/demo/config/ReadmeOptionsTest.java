package io.ssehub.demo.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The README's table of options is the hub's. */
class ReadmeOptionsTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(--[a-z-]+)` \\| (.*?) \\| .* \\|$");

    @Test
    void namesEachOptionAndItsDefault() throws Exception {
        String readme = Files.readString(Path.of("..", "README.md"));
        Map<String, String> documented = ROW.matcher(readme).results().collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
        List<OptionSpec> options = List.copyOf(new OptionTable(CommandSpec.forAnnotatedObject(ServeOptions.class)).byVariable().values());
        assertThat(documented.keySet()).containsExactlyInAnyOrderElementsOf(options.stream().map(OptionSpec::longestName).toList());
        for (OptionSpec option : options) {
            if (option.defaultValue() != null) {
                assertThat(Objects.requireNonNull(documented.get(option.longestName()))).as(option.longestName()).isEqualTo("`" + option.defaultValue() + "`");
            }
        }
    }
}
