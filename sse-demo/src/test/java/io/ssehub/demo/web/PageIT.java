package io.ssehub.demo.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.test.Browser;
import io.ssehub.test.HubProcess;
import io.ssehub.test.Needs;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The page in a real browser, at a real hub. */
@Needs({"chromium", "chromedriver"})
class PageIT {
    private static final String LIVE = "document.getElementById('connection').dataset.state === 'live'";
    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    private HubProcess hub;
    private Browser browser;

    @BeforeEach
    void open() throws IOException {
        hub = start(0, 0);
        browser = new Browser();
    }

    private static HubProcess start(int httpPort, int udpPort) throws IOException {
        return HubProcess.start("--no-simulate", "--http-port", Integer.toString(httpPort), "--udp-port", Integer.toString(udpPort));
    }

    /** Sends a datagram as a board does. */
    private void send(String payload) throws IOException {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), hub.udpPort()));
        }
    }

    /** Returns once the page shows {@code value} as the newest of a sensor of a board. */
    private void awaitValue(String board, String sensor, String value) {
        browser.await("""
                [...document.querySelectorAll('.board')].filter(card => card.querySelector('h2').textContent === arguments[0])
                    .flatMap(card => [...card.querySelectorAll('.sensor')]).filter(row => row.querySelector('.name').textContent === arguments[1])
                    .some(row => row.querySelector('.value').textContent === arguments[2])""", board, sensor, value);
    }

    @AfterEach
    void close() throws IOException {
        try {
            if (browser != null) {
                browser.close();
            }
        } finally {
            hub.close();
        }
    }

    @Test
    void tellsANewcomerHowToSendAFirstReading() throws IOException {
        browser.open(hub.url().toString());
        browser.await("document.getElementById('empty').checkVisibility()");
        assertThat(browser.text("#first-reading")).isEqualTo("echo '{\"board\":\"kitchen\",\"temperature\":21.4}' | nc -u -w0 127.0.0.1 " + hub.udpPort());
        send("{\"board\":\"kitchen\",\"temperature\":21.4}");
        awaitValue("kitchen", "temperature", "21.4");
        assertThat(browser.run("return document.getElementById('empty').checkVisibility()")).isEqualTo(false);
    }

    @Test
    void showsAValueWithinASecondOfTheDatagram() throws IOException {
        send("{\"board\":\"kitchen\",\"temperature\":0}");
        browser.open(hub.url().toString());
        browser.await(LIVE);
        awaitValue("kitchen", "temperature", "0");
        browser.run("""
                window.shownAt = new Map();
                const note = () => shownAt.has(value.textContent) || shownAt.set(value.textContent, Date.now());
                const value = document.querySelector('.sensor .value');
                new MutationObserver(note).observe(value, {childList: true, characterData: true, subtree: true});""");
        List<Long> delays = new ArrayList<>();
        for (int temperature = 1; temperature <= 21; temperature++) {
            long sentMillis = System.currentTimeMillis();
            send("{\"board\":\"kitchen\",\"temperature\":" + temperature + "}");
            awaitValue("kitchen", "temperature", Integer.toString(temperature));
            delays.add(browser.number("return shownAt.get(arguments[0])", Integer.toString(temperature)) - sentMillis);
        }
        // The middle one: that of the page and the hub, not of a moment when the machine had other things to do.
        assertThat(delays.stream().sorted().toList().get(delays.size() / 2)).as("milliseconds until shown: %s", delays).isLessThan(1_000);
    }

    @Test
    void showsValuesThatAreOlderThanThePage() throws IOException {
        send("[{\"board\":\"attic\",\"humidity\":\"48.50\"},{\"board\":\"cellar\",\"humidity\":61}]");
        browser.open(hub.url().toString());
        awaitValue("attic", "humidity", "48.50");
        awaitValue("cellar", "humidity", "61");
    }

    @Test
    void showsWhatWasLostOnTheWay() throws IOException {
        browser.open(hub.url().toString());
        browser.await(LIVE);
        for (int seq : new int[] {100, 101, 105, 105, 104}) {
            send("{\"board\":\"kitchen\",\"seq\":" + seq + ",\"temperature\":" + seq + "}");
        }
        awaitValue("kitchen", "temperature", "105");
        browser.await("[...document.querySelectorAll('.numbers dd')].map(count => count.textContent).join() === arguments[0]", "5,2,1,1,0");
    }

    @Test
    void showsTheHubsCountsOfAFleetsMishaps() throws IOException, InterruptedException {
        browser.open(hub.url().toString());
        browser.await(LIVE);
        try (HubProcess fleet = HubProcess.start("simulate", "--boards=3", "--rate=100", "--duration=3s", "--loss=0.05", "--duplicates=0.02", "--reorder=0.02",
                "--reboots=0.002", "--target=127.0.0.1:" + hub.udpPort())) {
            assertThat(fleet.status()).as(fleet.err()).isZero();
        }
        String known = """
                return fetch('/api/boards').then(answer => answer.json()).then(({boards}) => boards
                    .map(({name, received, lost, duplicates, late, reboots}) => [name, received, lost, duplicates, late, reboots].join(' ')).join('\\n'))""";
        String shown = """
                return [...document.querySelectorAll('.board')].map(card => [...card.querySelectorAll('h2, .numbers dd')].map(text => text.textContent).join(' ')).join('\\n')""";
        await().atMost(Browser.DEADLINE).untilAsserted(() -> assertThat(browser.run(shown)).isEqualTo(browser.run(known)));
        assertThat(String.valueOf(browser.run(shown))).matches("(fleet-\\d \\d+ [1-9]\\d* \\d+ \\d+ \\d+\n?){3}");
    }

    @Test
    void dimsABoardThatHasFallenSilent() throws IOException {
        hub.close();
        hub = HubProcess.start("--no-simulate", "--http-port=0", "--udp-port=0", "--board-timeout=2s");
        browser.open(hub.url().toString());
        browser.await(LIVE);
        for (int silence = 0; silence < 2; silence++) {
            // Again and again, as boards do: Linux loses a datagram now and then even on the loopback, when it is busy.
            await().atMost(Browser.DEADLINE).until(() -> {
                send("{\"board\":\"kitchen\",\"temperature\":21.4}");
                return browser.number("return document.querySelectorAll('.board:not(.stale)').length") == 1;
            });
            browser.await("document.querySelector('.board.stale .age')?.textContent.match(/^\\d+ s ago$/)");
        }
    }

    @Test
    void showsNumbersAsTheyWereSent() throws IOException {
        browser.open(hub.url().toString());
        browser.await(LIVE);
        send("{\"board\":\"kitchen\",\"humidity\":48.0,\"count\":4294967295,\"voltage\":\"3.30\",\"ratio\":0.30000000000000004}");
        awaitValue("kitchen", "humidity", "48.0");
        awaitValue("kitchen", "count", "4294967295");
        awaitValue("kitchen", "voltage", "3.30");
        awaitValue("kitchen", "ratio", "0.3");
    }

    @Test
    void survivesARestartOfTheHubWithoutAReload() throws IOException, InterruptedException {
        send("{\"board\":\"kitchen\",\"temperature\":21.4}");
        browser.open(hub.url().toString());
        awaitValue("kitchen", "temperature", "21.4");
        browser.await(LIVE);
        browser.run("window.sameDocument = true");

        int httpPort = hub.url().getPort();
        int udpPort = hub.udpPort();
        hub.terminate();
        assertThat(hub.status()).isZero();
        hub.close();
        browser.await("document.getElementById('connection').dataset.state === 'waiting'");
        browser.await("/^Reconnecting.*last heard \\d+ s ago/s.test(document.getElementById('connection').innerText)");
        assertThat(browser.run("return document.title")).isEqualTo("Reconnecting – SSE Hub");
        awaitValue("kitchen", "temperature", "21.4");

        hub = start(httpPort, udpPort);
        browser.await(LIVE);
        send("{\"board\":\"kitchen\",\"temperature\":22.5}");
        awaitValue("kitchen", "temperature", "22.5");
        send("{\"board\":\"attic\",\"temperature\":9}");
        awaitValue("attic", "temperature", "9");
        assertThat(browser.run("return window.sameDocument")).isEqualTo(true);
    }

    @Test
    void keepsSevenTabsLive() throws IOException, InterruptedException {
        browser.open(hub.url().toString());
        List<String> tabs = new ArrayList<>(List.of(browser.tab()));
        while (tabs.size() < 7) {
            tabs.add(browser.openTab(hub.url().toString()));
        }
        int temperature = 0;
        for (String tab : tabs) {
            browser.switchTo(tab);
            browser.await(LIVE);
            send("{\"board\":\"kitchen\",\"temperature\":" + ++temperature + "}");
            awaitValue("kitchen", "temperature", Integer.toString(temperature));
        }
        assertThat(streams()).isEqualTo(1);

        for (String tab : tabs.subList(0, 6)) {
            browser.closeTab(tab);
        }
        browser.switchTo(tabs.get(6));
        send("{\"board\":\"kitchen\",\"temperature\":8}");
        awaitValue("kitchen", "temperature", "8");
        assertThat(streams()).isEqualTo(1);
        browser.openTab("about:blank");
        browser.closeTab(tabs.get(6));
        await().atMost(Browser.DEADLINE).until(() -> streams() == 0);
    }

    /** Returns how many streams the hub has open. */
    private int streams() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(hub.url().resolve("/api/subscribers")).build();
        String state = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
        return JsonMapper.shared().readTree(state).get("total").intValue();
    }

    @Test
    void missesNothingBetweenTheFirstValuesAndTheStream() throws IOException {
        browser.beforeEachPage("""
                delete globalThis.SharedWorker;
                const original = fetch;
                globalThis.fetch = async (url, ...rest) => {
                    const answer = await original(url, ...rest);
                    await (String(url).startsWith('/readings') && new Promise(resolve => globalThis.goOn = resolve));
                    return answer;
                };""");
        send("{\"board\":\"kitchen\",\"temperature\":1,\"humidity\":50}");
        browser.open(hub.url().toString());
        browser.await("globalThis.goOn");
        send("{\"board\":\"kitchen\",\"temperature\":2}");
        await().atMost(Browser.DEADLINE).until(() -> browser.number("return fetch('/api/boards').then(answer => answer.json()).then(({boards}) => boards[0].received)") == 2);
        browser.run("goOn()");
        awaitValue("kitchen", "temperature", "2");
        awaitValue("kitchen", "humidity", "50");
    }

    @Test
    void isLiveWithoutASharedWorkerToo() throws IOException {
        browser.beforeEachPage("delete globalThis.SharedWorker");
        browser.open(hub.url().toString());
        browser.await(LIVE);
        send("{\"board\":\"kitchen\",\"temperature\":21.4}");
        awaitValue("kitchen", "temperature", "21.4");
    }

    @Test
    void showsHostileNamesAsText() throws IOException {
        browser.open(hub.url().toString());
        browser.await(LIVE);
        send("{\"board\":\"" + HOSTILE + "\",\"" + HOSTILE + "\":21.4,\"__proto__\":1,\"constructor\":2}");
        awaitValue(HOSTILE, HOSTILE, "21.4");
        awaitValue(HOSTILE, "__proto__", "1");
        awaitValue(HOSTILE, "constructor", "2");
        browser.run("[...document.querySelectorAll('.sensor')].find(row => row.innerText.includes('img')).click()");
        browser.await("document.getElementById('detail').open");
        assertThat(browser.text("#detail-title")).isEqualTo(HOSTILE + " · " + HOSTILE);
        assertThat(browser.number("return document.querySelectorAll('main img, dialog img').length")).isZero();
        assertThat(browser.hasAlert()).isFalse();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void fitsAPhone() throws IOException {
        browser.resize(360, 740);
        send("{\"board\":\"" + "long name ".repeat(20) + "\",\"" + "sensor".repeat(20) + "\":-123456789.123456}");
        browser.open(hub.url().toString());
        browser.await("document.querySelector('.board .value')?.textContent.startsWith('-123456789')");
        assertThat(browser.number("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
        assertThat(browser.run("""
                return [...document.querySelectorAll('a, button, input, select')].filter(target => target.checkVisibility())
                    .filter(target => target.getBoundingClientRect().height < 40).map(target => target.outerHTML)""")).as("too small for a thumb").isEqualTo(List.of());
        browser.run("document.querySelector('.sensor').click()");
        assertThat(browser.number("return Math.ceil(document.getElementById('detail').getBoundingClientRect().right)")).isLessThanOrEqualTo(360);
    }

    @Test
    void needsNothingThatItsPolicyForbids() throws IOException {
        browser.beforeEachPage("window.violations = []; addEventListener('securitypolicyviolation', event => violations.push(event.violatedDirective + ' ' + event.blockedURI))");
        send("{\"board\":\"kitchen\",\"temperature\":21.4,\"humidity\":48}");
        browser.open(hub.url().toString());
        awaitValue("kitchen", "temperature", "21.4");
        browser.run("document.querySelector('.sensor').click()");
        browser.await("document.getElementById('detail-plot').width > 300");
        assertThat(browser.run("return violations")).isEqualTo(List.of());
        assertThat(browser.run("return performance.getEntriesByType('resource').filter(entry => !entry.name.startsWith(location.origin + '/')).length")).isEqualTo(0L);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void drawsOnlyWhatIsInSightOfManyBoards() throws IOException {
        browser.open(hub.url().toString());
        browser.await(LIVE);
        for (int board = 0; board < 300; board++) {
            send("{\"board\":\"board-" + board + "\",\"temperature\":" + board + ",\"humidity\":50}");
        }
        browser.await("document.getElementById('totals').textContent === '300 boards · 600 sensors'");
        assertThat(browser.number("return document.querySelectorAll('canvas').length")).isLessThan(200);
        browser.run("const filter = document.getElementById('filter'); filter.value = 'BOARD-299'; filter.dispatchEvent(new Event('input'))");
        awaitValue("board-299", "temperature", "299");
        assertThat(browser.text("#totals")).startsWith("1 of 300 boards");
    }
}
