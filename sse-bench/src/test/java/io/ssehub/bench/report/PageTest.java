package io.ssehub.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTest {
    @Test
    void aPageHoldsItsStylesScriptsAndData() {
        String page = Page.of(PageTest.class, "page-test.html", Map.of("n", 1));

        assertThat(page).contains("color: red", "console.log('$1 \\\\d')", "Chart.js v4.5.1", "Permission is hereby granted", ">{\"n\":1}</script>");
        assertThat(page).doesNotContain("href=", "src=", "sourceMappingURL");
    }

    @Test
    void itsPolicyAllowsNothingButItsOwnParts() {
        assertThat(Page.of(PageTest.class, "page-test.html", Map.of()))
                .containsPattern("content=\"default-src 'none'; [^\"]* style-src 'sha256-[^']+'; script-src 'sha256-[^']+' 'sha256-[^']+'\"");
    }

    @Test
    void dataCannotEndItsScript() {
        String page = Page.of(PageTest.class, "page-test.html", Map.of("a", "</script><script>alert(1)</script><!--"));

        assertThat(page).contains("\\u003c/script>\\u003cscript>alert(1)\\u003c/script>\\u003c!--");
    }

    @Test
    void aTemplateThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Page.of(PageTest.class, "missing.html", Map.of()))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("there is no resource /io/ssehub/bench/report/missing.html");
    }

    @Test
    void aPartThatWouldEndItsElementIsRefused() {
        assertThatThrownBy(() -> Page.of(PageTest.class, "page-test-hostile.html", Map.of()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("page-test-hostile.js has </script in it");
    }

    @Test
    void aTemplateWithoutAPlaceForDataIsRefused() {
        assertThatThrownBy(() -> Page.of(PageTest.class, "page-test-bare.html", Map.of()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("the template lacks <script id=\"data\"");
    }
}
