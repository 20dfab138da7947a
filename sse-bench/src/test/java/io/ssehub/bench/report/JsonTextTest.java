package io.ssehub.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    @Test
    void aReportReadBackIsTheSame() {
        assertThat(JsonText.parse(JsonText.of(Reports.busy()), LoadReport.class)).isEqualTo(Reports.busy());
        assertThat(JsonText.parse(JsonText.of(Reports.empty()), LoadReport.class)).isEqualTo(Reports.empty());
    }

    @Test
    void namesStandInTheOrderOfTheRecord() {
        String text = JsonText.of(Reports.busy());

        assertThat(text).startsWith("{\n  \"version\" : \"0.1.0-SNAPSHOT\",\n  \"started\" : \"2026-11-21T23:36:26.318Z\",\n  \"seconds\" : 60.0,\n").endsWith("}\n");
        assertThat(text).containsSubsequence("\"settings\"", "\"--url\"", "\"--connections\"", "\"machine\"", "\"os\"", "\"cpu\"", "\"connections\"", "\"verdicts\"");
    }

    @Test
    void namesOfANewerVersionAreSkipped() {
        String newer = JsonText.of(Reports.empty()).replaceFirst("\\{", "{\"weather\": {\"rain\": true},");

        assertThat(JsonText.parse(newer, LoadReport.class)).isEqualTo(Reports.empty());
    }

    @Test
    void aMissingNumberIsNotTakenForZero() {
        String text = JsonText.of(Reports.empty()).replaceFirst("\"lost\" : 0,", "");

        assertThatThrownBy(() -> JsonText.parse(text, LoadReport.class))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no JSON of a load report").hasMessageContaining("'lost'");
    }

    @Test
    void nullIsRefusedWhereThereMustBeSomething() {
        for (String name : List.of("connections", "timeline", "started", "firstEvent")) {
            String text = JsonText.of(Reports.empty()).replaceFirst("\"" + name + "\" : (\\{[^}]*}|\\[[^]]*]|\"[^\"]*\")", "\"" + name + "\" : null");
            assertThatThrownBy(() -> JsonText.parse(text, LoadReport.class)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(name);
        }
        String text = JsonText.of(Reports.empty()).replace("\"refused\" : 100", "\"refused\" : null");
        assertThatThrownBy(() -> JsonText.parse(text, LoadReport.class)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("failed");
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertThatThrownBy(() -> JsonText.parse("<html>", LoadReport.class))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no JSON of a load report").hasMessageContaining("line 1 column 1");
        assertThatThrownBy(() -> JsonText.parse("null", LoadReport.class)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("null");
    }
}
