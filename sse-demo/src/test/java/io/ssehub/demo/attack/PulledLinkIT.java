package io.ssehub.demo.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ssehub.test.Needs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that vanish without a word, as when a cable is pulled or Wi-Fi is lost: on a link of the test's own, between network namespaces. */
@Needs({"ip", "unshare", "nsenter"})
class PulledLinkIT {
    private static final int NO_LINKS_HERE = 77;
    private static final Pattern REPORT = Pattern.compile("gone after (\\d+) ms; descriptors (\\d+) before and (\\d+) after; .* (\\d+)\\.0");

    @Test
    void vanishedClientsAreNoticedWithinTwiceTheKeepAlive() throws Exception {
        pull(20, 4);
    }

    @Test
    @Tag("soak")
    void aThousandVanishedClientsGiveTheirDescriptorsBackWithinTwiceTheKeepAlive() throws Exception {
        pull(1_000, 30);
    }

    private static void pull(int streams, int keepAliveSeconds) throws Exception {
        Path script = Path.of(PulledLinkIT.class.getResource("pulled-link.sh").toURI());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "unshare", "-rn", "bash", script.toString(), java, "target/sse-hub.jar", Integer.toString(streams), Integer.toString(keepAliveSeconds))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int status = process.waitFor();
        assumeTrue(status != NO_LINKS_HERE && !output.contains("unshare failed"), "for want of network namespaces: " + output);
        System.out.println(streams + " streams, keep-alive " + keepAliveSeconds + " s: " + output);

        Matcher report = REPORT.matcher(output);
        assertThat(report.matches()).as(output).isTrue();
        assertThat(Long.parseLong(report.group(1))).as(output).isLessThan(2_000L * keepAliveSeconds);
        assertThat(Integer.parseInt(report.group(3))).as(output).isLessThanOrEqualTo(Integer.parseInt(report.group(2)));
        assertThat(Integer.parseInt(report.group(4))).as("each is counted").isEqualTo(streams);
    }
}
