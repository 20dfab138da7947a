package io.ssehub.demo.web;

import io.ssehub.netty.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/**
 * The dashboard: the page at {@code /} and, under {@code /assets/}, the files that it is made of.
 *
 * <p>Just the files named here are served, each at one path. Nothing of a request is ever looked up on the class path or in a file system.
 */
public final class Dashboard {
    private static final String ASSETS = "/assets/";
    private static final String CHART_LIBRARY = "chartjs/chart.umd.min.js";
    private static final List<String> FILES = List.of(
            "board-card.js", "board-list.js", "board-numbers.js", "connection-view.js", "dashboard.css", "dashboard.js", "feed-client.js", "feed-worker.js", "feed.js",
            "format.js", "hub-stream.js", "icon.svg", "painter.js", "plot.js", "sensor-detail.js", "sensor-row.js", "series.js", "sign-in.js", "theme.js", "timeline.js");

    private Dashboard() {}

    /**
     * Adds the routes of the page and its files.
     *
     * @param signIn whether there is something to sign in to
     * @param udpPort the port that boards send datagrams to, 1 to 65,535, for the page to name while it has no readings; empty if the hub takes none
     */
    public static void addTo(Routes.Builder routes, boolean signIn, OptionalInt udpPort) {
        String port = udpPort.isPresent() ? Integer.toString(udpPort.getAsInt()) : "";
        String page = new String(read("index.html"), StandardCharsets.UTF_8).replace("${udpPort}", port).replace("${signIn}", Boolean.toString(signIn));
        add(routes, "/", WebFile.of("index.html", page.getBytes(StandardCharsets.UTF_8)));
        for (String name : FILES) {
            add(routes, ASSETS + name, WebFile.of(name, read(name)));
        }
        add(routes, ASSETS + "chart.js", WebFile.of(CHART_LIBRARY, read(CHART_LIBRARY)));
    }

    /** Adds a file that is everybody's: there is nothing of anybody in it. */
    private static void add(Routes.Builder routes, String path, WebFile file) {
        routes.on("GET", path, file).open(path);
    }

    private static byte[] read(String name) {
        try (InputStream in = Dashboard.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the hub's jar lacks " + name + " of its page; it was not built whole");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " from the hub's jar", e);
        }
    }
}
