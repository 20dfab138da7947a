package io.ssehub.demo.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.netty.http.Query;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotFoundReportTest {
    @Test
    void tellsWhatWasAskedLineByLine() {
        assertThat(NotFoundReport.text("GET", "/nowhere", List.of(), null)).isEqualTo("""
                Handle Not Found

                URI: /nowhere
                Method: GET
                Arguments: 0
                """);
        assertThat(NotFoundReport.text("POST", "/a/b", List.of(new Query.Entry("name", "value"), new Query.Entry("empty", "")), "all channels taken"))
                .isEqualTo("Handle Not Found\n\nURI: /a/b\nMethod: POST\nArguments: 2\n name: value\n empty: \nReason: all channels taken\n");
    }

    @Test
    void aValueForgesNoLine() {
        String text = NotFoundReport.text("GET", "/x", List.of(new Query.Entry("a\nURI: /forged", "b\r\n\u0085\u2028\u0000\u001b[2J\u202e\ud800ü<i>")), null);
        assertThat(text).isEqualTo("Handle Not Found\n\nURI: /x\nMethod: GET\nArguments: 1\n a\\nURI: /forged: b\\r\\n\\u0085\\u2028\\u0000\\u001b[2J\\u202e\\ud800ü<i>\n");
    }

    @Test
    void cutsWhatIsTooLong() {
        List<Query.Entry> arguments = Collections.nCopies(8_000, new Query.Entry("n".repeat(9_000), "v".repeat(9_000)));
        String text = NotFoundReport.text("M".repeat(9_000), "/" + "p".repeat(9_000), arguments, null);
        assertThat(text).hasSizeLessThan(64 * 600 + 1_000).contains("Arguments: 8000\n").endsWith("\n ...\n");
        assertThat(text.lines()).hasSize(5 + 64 + 1);
        assertThat(text).contains("URI: /" + "p".repeat(255) + "... (9001 characters)\n");
    }
}
