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
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

/** The page in a real browser, at a real hub. */
@Needs({"chromium", "chromedriver"})
class PageIT {
    private static final String LIVE = "document.getElementById('connection').dataset.state === 'live'";
    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    /** Has a page wait a tenth of a second where it would wait longer: to ask for the hub's counts again, say. */
    private static final String HURRIED = "{ const wait = setTimeout; globalThis.setTimeout = (task, millis, ...rest) => wait(task, Math.min(millis, 100), ...rest); }";

    @RegisterExtension
    private static final Browser BROWSER = new Browser();

    private HubProcess hub;

    @BeforeEach
    void open() throws IOException {
        hub = start(0, 0);
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
        BROWSER.await("""
                [...document.querySelectorAll('.board')].filter(card => card.querySelector('h2').textContent === arguments[0])
                    .flatMap(card => [...card.querySelectorAll('.sensor')]).filter(row => row.querySelector('.name').textContent === arguments[1])
                    .some(row => row.querySelector('.value').textContent === arguments[2])""", board, sensor, value);
    }

    @AfterEach
    void close() throws IOException {
        hub.close();
    }

    @Test
    void tellsANewcomerHowToSendAFirstReading() throws IOException {
        BROWSER.open(hub.url().toString());
        BROWSER.await("document.getElementById('empty').checkVisibility()");
        assertThat(BROWSER.text("#first-reading")).isEqualTo("echo '{\"board\":\"kitchen\",\"temperature\":21.4}' | nc -u -w0 127.0.0.1 " + hub.udpPort());
        send("{\"board\":\"kitchen\",\"temperature\":21.4}");
        awaitValue("kitchen", "temperature", "21.4");
        assertThat(BROWSER.run("return document.getElementById('empty').checkVisibility()")).isEqualTo(false);
    }

    @Test
    void showsAValueWithinASecondOfTheDatagram() throws IOException {
        send("{\"board\":\"kitchen\",\"temperature\":0}");
        BROWSER.open(hub.url().toString());
        BROWSER.await(LIVE);
        awaitValue("kitchen", "temperature", "0");
        BROWSER.run("""
                window.shownAt = new Map();
                const note = () => shownAt.has(value.textContent) || shownAt.set(value.textContent, Date.now());
                const value = document.querySelector('.sensor .value');
                new MutationObserver(note).observe(value, {childList: true, characterData: true, subtree: true});""");
        List<Long> delays = new ArrayList<>();
        for (int temperature = 1; temperature <= 21; temperature++) {
            long sentMillis = System.currentTimeMillis();
            send("{\"board\":\"kitchen\",\"temperature\":" + temperature + "}");
            awaitValue("kitchen", "temperature", Integer.toString(temperature));
            delays.add(BROWSER.number("return shownAt.get(arguments[0])", Integer.toString(temperature)) - sentMillis);
        }
        // The middle one: that of the page and the hub, not of a moment when the machine had other things to do.
        assertThat(delays.stream().sorted().toList().get(delays.size() / 2)).as("milliseconds until shown: %s", delays).isLessThan(1_000);
    }

    @Test
    void showsValuesThatAreOlderThanThePage() throws IOException {
        send("[{\"board\":\"attic\",\"humidity\":\"48.50\"},{\"board\":\"cellar\",\"humidity\":61}]");
        BROWSER.open(hub.url().toString());
        awaitValue("attic", "humidity", "48.50");
        awaitValue("cellar", "humidity", "61");
    }

    @Test
    void showsWhatWasLostOnTheWay() throws IOException {
        BROWSER.beforeEachPage(HURRIED);
        BROWSER.open(hub.url().toString());
        BROWSER.await(LIVE);
        for (int seq : new int[] {100, 101, 105, 105, 104}) {
            send("{\"board\":\"kitchen\",\"seq\":" + seq + ",\"temperature\":" + seq + "}");
        }
        awaitValue("kitchen", "temperature", "105");
        BROWSER.await("[...document.querySelectorAll('.numbers dd')].map(count => count.textContent).join() === arguments[0]", "5,2,1,1,0");
    }

    @Test
    void showsTheHubsCountsOfAFleetsMishaps() throws IOException, InterruptedException {
        BROWSER.beforeEachPage(HURRIED);
        BROWSER.open(hub.url().toString());
        BROWSER.await(LIVE);
        try (HubProcess fleet = HubProcess.start("simulate", "--boards=3", "--rate=100", "--duration=3s", "--loss=0.05", "--duplicates=0.02", "--reorder=0.02",
                "--reboots=0.002", "--target=127.0.0.1:" + hub.udpPort())) {
            assertThat(fleet.status()).as(fleet.err()).isZero();
        }
        String known = """
                return fetch('/api/boards').then(answer => answer.json()).then(({boards}) => boards
                    .map(({name, received, lost, duplicates, late, reboots}) => [name, received, lost, duplicates, late, reboots].join(' ')).join('\\n'))""";
        String shown = """
                return [...document.querySelectorAll('.board')].map(card => [...card.querySelectorAll('h2, .numbers dd')].map(text => text.textContent).join(' ')).join('\\n')""";
        await().atMost(Browser.DEADLINE).untilAsserted(() -> assertThat(BROWSER.run(shown)).isEqualTo(BROWSER.run(known)));
        assertThat(String.valueOf(BROWSER.run(shown))).matches("(fleet-\\d \\d+ [1-9]\\d* \\d+ \\d+ \\d+\n?){3}");
    }

    @Test
    void dimsABoardThatHasFallenSilent() throws IOException {
        hub.close();
        hub = HubProcess.start("--no-simulate", "--http-port=0", "--udp-port=0", "--board-timeout=1s");
        BROWSER.open(hub.url().toString());
        BROWSER.await(LIVE);
        for (int silence = 0; silence < 2; silence++) {
            // Again and again, as boards do: Linux loses a datagram now and then even on the loopback, when it is busy.
            await().atMost(Browser.DEADLINE).until(() -> {
                send("{\"board\":\"kitchen\",\"temperature\":21.4}");
                return BROWSER.number("return document.querySelectorAll('.board:not(.stale)').length") == 1;
            });
            BROWSER.await("document.querySelector('.board.stale .age')?.textContent.match(/^\\d+ s ago$/)");
        }
    }

    @Test
    void showsNumbersAsTheyWereSent() throws IOException {
        BROWSER.open(hub.url().toString());
        BROWSER.await(LIVE);
        send("{\"board\":\"kitchen\",\"humidity\":48.0,\"count\":4294967295,\"voltage\":\"3.30\",\"ratio\":0.30000000000000004}");
        awaitValue("kitchen", "humidity", "48.0");
        awaitValue("kitchen", "count", "4294967295");
        awaitValue("kitchen", "voltage", "3.30");
        awaitValue("kitchen", "ratio", "0.3");
    }

    @Test
    void survivesARestartOfTheHubWithoutAReload() throws IOException, InterruptedException {
        send("{\"board\":\"kitchen\",\"temperature\":21.4}");
        BROWSER.open(hub.url().toString());
        awaitValue("kitchen", "temperature", "21.4");
        BROWSER.await(LIVE);
        BROWSER.run("window.sameDocument = true");

        int httpPort = hub.url().getPort();
        int udpPort = hub.udpPort();
        hub.terminate();
        assertThat(hub.status()).isZero();
        hub.close();
        BROWSER.await("document.getElementById('connection').dataset.state === 'waiting'");
        BROWSER.await("/^Reconnecting.*last heard \\d+ s ago/s.test(document.getElementById('connection').innerText)");
        assertThat(BROWSER.run("return document.title")).isEqualTo("Reconnecting – SSE Hub");
        awaitValue("kitchen", "temperature", "21.4");

        hub = start(httpPort, udpPort);
        BROWSER.await(LIVE);
        send("{\"board\":\"kitchen\",\"temperature\":22.5}");
        awaitValue("kitchen", "temperature", "22.5");
        send("{\"board\":\"attic\",\"temperature\":9}");
        awaitValue("attic", "temperature", "9");
        assertThat(BROWSER.run("return window.sameDocument")).isEqualTo(true);
    }

    @Test
    void keepsSevenTabsLive() throws IOException, InterruptedException {
        BROWSER.open(hub.url().toString());
        List<String> tabs = new ArrayList<>(List.of(BROWSER.tab()));
        while (tabs.size() < 7) {
            tabs.add(BROWSER.openTab(hub.url().toString()));
        }
        int temperature = 0;
        for (String tab : tabs) {
            BROWSER.switchTo(tab);
            BROWSER.await(LIVE);
            send("{\"board\":\"kitchen\",\"temperature\":" + ++temperature + "}");
            awaitValue("kitchen", "temperature", Integer.toString(temperature));
        }
        assertThat(streams()).isEqualTo(1);

        for (String tab : tabs.subList(0, 6)) {
            BROWSER.closeTab(tab);
        }
        BROWSER.switchTo(tabs.get(6));
        send("{\"board\":\"kitchen\",\"temperature\":8}");
        awaitValue("kitchen", "temperature", "8");
        assertThat(streams()).isEqualTo(1);
        BROWSER.openTab("about:blank");
        BROWSER.closeTab(tabs.get(6));
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
        BROWSER.beforeEachPage("""
                delete globalThis.SharedWorker;
                const original = fetch;
                globalThis.fetch = async (url, ...rest) => {
                    const answer = await original(url, ...rest);
                    await (String(url).startsWith('/readings') && new Promise(resolve => globalThis.goOn = resolve));
                    return answer;
                };""");
        send("{\"board\":\"kitchen\",\"temperature\":1,\"humidity\":50}");
        BROWSER.open(hub.url().toString());
        BROWSER.await("globalThis.goOn");
        send("{\"board\":\"kitchen\",\"temperature\":2}");
        await().atMost(Browser.DEADLINE).until(() -> BROWSER.number("return fetch('/api/boards').then(answer => answer.json()).then(({boards}) => boards[0].received)") == 2);
        BROWSER.run("goOn()");
        awaitValue("kitchen", "temperature", "2");
        awaitValue("kitchen", "humidity", "50");
    }

    @Test
    void isLiveWithoutASharedWorkerToo() throws IOException {
        BROWSER.beforeEachPage("delete globalThis.SharedWorker");
        BROWSER.open(hub.url().toString());
        BROWSER.await(LIVE);
        send("{\"board\":\"kitchen\",\"temperature\":21.4}");
        awaitValue("kitchen", "temperature", "21.4");
    }

    @Test
    void showsHostileNamesAsText() throws IOException {
        BROWSER.open(hub.url().toString());
        BROWSER.await(LIVE);
        send("{\"board\":\"" + HOSTILE + "\",\"" + HOSTILE + "\":21.4,\"__proto__\":1,\"constructor\":2}");
        awaitValue(HOSTILE, HOSTILE, "21.4");
        awaitValue(HOSTILE, "__proto__", "1");
        awaitValue(HOSTILE, "constructor", "2");
        BROWSER.run("[...document.querySelectorAll('.sensor')].find(row => row.innerText.includes('img')).click()");
        BROWSER.await("document.getElementById('detail').open");
        assertThat(BROWSER.text("#detail-title")).isEqualTo(HOSTILE + " · " + HOSTILE);
        assertThat(BROWSER.number("return document.querySelectorAll('main img, dialog img').length")).isZero();
        assertThat(BROWSER.hasAlert()).isFalse();
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void fitsAPhone() throws IOException {
        BROWSER.resize(360, 740);
        send("{\"board\":\"" + "long name ".repeat(20) + "\",\"" + "sensor".repeat(20) + "\":-123456789.123456}");
        BROWSER.open(hub.url().toString());
        BROWSER.await("document.querySelector('.board .value')?.textContent.startsWith('-123456789')");
        assertThat(BROWSER.number("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
        assertThat(BROWSER.run("""
                return [...document.querySelectorAll('a, button, input, select')].filter(target => target.checkVisibility())
                    .filter(target => target.getBoundingClientRect().height < 40).map(target => target.outerHTML)""")).as("too small for a thumb").isEqualTo(List.of());
        BROWSER.run("document.querySelector('.sensor').click()");
        assertThat(BROWSER.number("return Math.ceil(document.getElementById('detail').getBoundingClientRect().right)")).isLessThanOrEqualTo(360);
    }

    @Test
    void needsNothingThatItsPolicyForbids() throws IOException {
        BROWSER.beforeEachPage("window.violations = []; addEventListener('securitypolicyviolation', event => violations.push(event.violatedDirective + ' ' + event.blockedURI))");
        send("{\"board\":\"kitchen\",\"temperature\":21.4,\"humidity\":48}");
        BROWSER.open(hub.url().toString());
        awaitValue("kitchen", "temperature", "21.4");
        BROWSER.run("document.querySelector('.sensor').click()");
        BROWSER.await("document.getElementById('detail-plot').width > 300");
        assertThat(BROWSER.run("return violations")).isEqualTo(List.of());
        assertThat(BROWSER.run("return performance.getEntriesByType('resource').filter(entry => !entry.name.startsWith(location.origin + '/')).length")).isEqualTo(0L);
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void drawsOnlyWhatIsInSightOfManyBoards() throws IOException {
        BROWSER.open(hub.url().toString());
        BROWSER.await(LIVE);
        for (int board = 0; board < 300; board++) {
            send("{\"board\":\"board-" + board + "\",\"temperature\":" + board + ",\"humidity\":50}");
        }
        BROWSER.await("document.getElementById('totals').textContent === '300 boards · 600 sensors'");
        assertThat(BROWSER.number("return document.querySelectorAll('canvas').length")).isLessThan(200);
        BROWSER.run("const filter = document.getElementById('filter'); filter.value = 'BOARD-299'; filter.dispatchEvent(new Event('input'))");
        awaitValue("board-299", "temperature", "299");
        assertThat(BROWSER.text("#totals")).startsWith("1 of 300 boards");
    }
}
