package io.ssehub.demo.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.test.Browser;
import io.ssehub.test.HubProcess;
import io.ssehub.test.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page of a hub that wants to know who reads it. */
@Needs({"chromium", "chromedriver"})
class SignInIT {
    private static final String STATE = "document.getElementById('connection').dataset.state === arguments[0]";

    @RegisterExtension
    private static final Browser BROWSER = new Browser();

    private static void signIn(String key) {
        BROWSER.run("document.getElementById('sign-in-credential').value = arguments[0]; document.querySelector('#sign-in-form button').click()", key);
    }

    @Test
    void readersSignInAndOut(@TempDir Path folder) throws IOException {
        NewApiKey key = NewApiKey.make("reader", List.of("sensors/sim/temperature"), List.of(), false);
        NewApiKey nothing = NewApiKey.make("nothing", List.of(), List.of(), true);
        Path file = Files.writeString(folder.resolve("auth.yaml"), "api-keys:\n" + key.entry() + nothing.entry());
        try (HubProcess hub = HubProcess.start("--http-port=0", "--no-udp", "--auth=" + file)) {
            BROWSER.open(hub.url().toString());
            BROWSER.await(STATE, "locked");
            assertThat(BROWSER.text("#sign-in")).contains("Paste the key or token");

            signIn("ssehub_wrong");
            BROWSER.await("document.getElementById('sign-in-fault').textContent.includes('not good for anything')");

            signIn(nothing.key());
            BROWSER.await(STATE, "forbidden");

            signIn(key.key());
            BROWSER.await(STATE, "live");
            BROWSER.await("document.querySelector('.board .name')?.textContent === 'temperature'");
            assertThat(BROWSER.number("return document.querySelectorAll('.board .name').length")).isEqualTo(1);
            assertThat(BROWSER.run("return document.getElementById('sign-in').checkVisibility()")).isEqualTo(false);
            assertThat(BROWSER.run("return document.cookie")).isEqualTo("");
            BROWSER.open(hub.url().toString());
            BROWSER.await(STATE, "live");

            BROWSER.run("document.getElementById('sign-out').click()");
            BROWSER.await(STATE, "locked");
            BROWSER.await("document.querySelectorAll('.board').length === 0");
        }
    }
}
