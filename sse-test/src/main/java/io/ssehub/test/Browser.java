package io.ssehub.test;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.Alert;
import org.openqa.selenium.NoAlertPresentException;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The machine's own Chromium, headless, with a fresh profile: one for the tests of a class that has it in a static field as a registered extension, and
 * for each of them a tab of its own, empty and the only one. Whoever uses it {@link Needs} {@code chromium} and {@code chromedriver}. Not thread-safe.
 */
public final class Browser implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    /** How long {@link #await} waits. */
    public static final Duration DEADLINE = Duration.ofSeconds(60);

    // Selenium looks for typed bindings of the browser's exact version, which these tests do not use. A logger is kept only as long as someone holds it.
    private static final Logger SELENIUM_LOG = Logger.getLogger("org.openqa.selenium");

    static {
        SELENIUM_LOG.setLevel(Level.SEVERE);
    }

    @SuppressWarnings("NullAway.Init") // before all tests
    private Path profile;

    @SuppressWarnings("NullAway.Init") // before all tests
    private ChromeDriver driver;

    /** Starts nothing yet. */
    public Browser() {}

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        profile = Files.createTempDirectory("sse-hub-browser");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(onPath("chromium"));
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--user-data-dir=" + profile, "--window-size=1280,900");
        options.setAcceptInsecureCerts(true);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(onPath("chromedriver")).usingAnyFreePort().build(), options);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Set<String> before = driver.getWindowHandles();
        switchTo(before.iterator().next()); // the current one may be closed
        String fresh = openTab("about:blank");
        before.forEach(this::closeTab);
        switchTo(fresh);
        complaints();
    }

    private static File onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> new File(folder, program)).filter(File::canExecute).findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no " + program + " on the PATH"));
    }

    /** Runs {@code script} in every page of this tab before the page's own. */
    public void beforeEachPage(String script) {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** Has pages ask for colours that suit {@code scheme}, {@code light} or {@code dark}. */
    public void prefer(String scheme) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Makes the page as large as on a phone of so many CSS pixels. */
    public void resize(int width, int height) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", true));
    }

    /** Opens a page in the current tab and returns when it is loaded. */
    public void open(String url) {
        driver.get(url);
    }

    /** Opens a tab, the current one from now on, and returns its name. */
    public String openTab(String url) {
        driver.switchTo().newWindow(WindowType.TAB).get(url);
        return tab();
    }

    /** Returns the current tab's name. */
    public String tab() {
        return driver.getWindowHandle();
    }

    /** Makes a tab the current one. */
    public void switchTo(String tab) {
        driver.switchTo().window(tab);
    }

    /** Closes a tab; another has to be made the current one then. */
    public void closeTab(String tab) {
        driver.switchTo().window(tab).close();
    }

    /** Returns what {@code script}, the body of a function, returns in the page. */
    public @Nullable Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Returns the whole number that {@code script} returns in the page. */
    public long number(String script, Object... arguments) {
        return ((Number) Objects.requireNonNull(run(script, arguments), script)).longValue();
    }

    /** Returns the text shown in the first element that {@code selector} finds. */
    public String text(String selector) {
        return String.valueOf(run("return document.querySelector(arguments[0])?.innerText", selector));
    }

    /** Returns once {@code expression}, of the page, is true. */
    public void await(String expression, Object... arguments) {
        Awaitility.await(expression + " " + Arrays.toString(arguments)).atMost(DEADLINE).pollInterval(Duration.ofMillis(50))
                .until(() -> Boolean.TRUE.equals(run("return Boolean(" + expression + ")", arguments)));
    }

    /** Returns whether a dialog is open, and closes it. */
    public boolean hasAlert() {
        try {
            Alert alert = driver.switchTo().alert();
            alert.dismiss();
            return true;
        } catch (NoAlertPresentException e) {
            return false;
        }
    }

    /** Returns what the browser has complained about since the last time. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue()).map(LogEntry::getMessage).toList();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
