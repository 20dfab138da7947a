package io.ssehub.bench.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTML page in one file, which opens offline: a template with the styles and scripts that it names, and its data, written into it.
 *
 * <p>A template is an HTML file among the resources, and as it is a page too. It names its parts by {@code <link rel="stylesheet" href="…">} and
 * {@code <script src="…"></script>}, relative to itself; a script of type {@code text/plain} is text to go along, such as a licence. The data goes as JSON
 * into {@code <script id="data" type="application/json"></script>}. Into {@code <meta http-equiv="Content-Security-Policy" content="">} goes a policy under
 * which the page loads nothing and runs no other script than its own, so that a slip with text from elsewhere cannot do harm. What pages have in common is in
 * {@code page.css} and {@code page.js} beside this class, and Chart.js in {@code chartjs}.
 */
public final class Page {
    private static final Pattern PART = Pattern.compile("""
            <link rel="stylesheet" href="(?<style>[^"]+)">|<script(?: type="(?<type>[^"]+)")? src="(?<script>[^"]+)"></script>""");
    private static final Pattern END_OF_SCRIPT = Pattern.compile("</script|</style|<!--", Pattern.CASE_INSENSITIVE);
    private static final Pattern SOURCE_MAP = Pattern.compile("^//# sourceMappingURL=.*\\R?", Pattern.MULTILINE);
    private static final String DATA = "<script id=\"data\" type=\"application/json\"></script>";
    private static final String POLICY = "<meta http-equiv=\"Content-Security-Policy\" content=\"\">";

    private final StringBuilder styleHashes = new StringBuilder();
    private final StringBuilder scriptHashes = new StringBuilder();

    private Page() {}

    /**
     * Returns the page that {@code template}, a resource beside {@code owner}, makes of {@code data}, a record that {@link JsonText} can write.
     *
     * @throws IllegalArgumentException if there is no such template, it lacks the places for data and policy, or a part that it names cannot go in
     */
    public static String of(Class<?> owner, String template, Object data) {
        URI place = URI.create("/" + owner.getPackageName().replace('.', '/') + "/" + template);
        Page page = new Page();
        Matcher parts = PART.matcher(text(place));
        String html = parts.replaceAll(part -> Matcher.quoteReplacement(page.inline(place, parts)));
        String policy = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src" + page.styleHashes + "; script-src" + page.scriptHashes;
        html = fill(html, POLICY, POLICY.replace("\"\"", '"' + policy + '"'));
        return fill(html, DATA, DATA.replace("><", ">" + JsonText.inScript(data) + "<"));
    }

    private String inline(URI place, Matcher part) {
        String style = part.group("style");
        if (style != null) {
            String css = part(place.resolve(style));
            styleHashes.append(hash(css));
            return "<style>" + css + "</style>";
        }
        String text = part(place.resolve(part.group("script")));
        if (part.group("type") != null) {
            return "<script type=\"" + part.group("type") + "\">" + text + "</script>";
        }
        scriptHashes.append(hash(text));
        return "<script>" + text + "</script>";
    }

    private static String part(URI name) {
        String text = SOURCE_MAP.matcher(text(name)).replaceAll("");
        Matcher end = END_OF_SCRIPT.matcher(text);
        if (end.find()) {
            throw new IllegalArgumentException(name + " has " + end.group().toLowerCase(Locale.ROOT) + " in it and cannot stand inside a page");
        }
        return text;
    }

    private static String text(URI name) {
        try (InputStream in = Page.class.getResourceAsStream(name.getPath())) {
            if (in == null) {
                throw new IllegalArgumentException("there is no resource " + name);
            }
            return new String(in.readAllBytes(), UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the source expression that allows {@code text}: Content Security Policy Level 3, section 2.3.1. */
    private static String hash(String text) {
        try {
            return " 'sha256-" + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8))) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static String fill(String html, String place, String with) {
        int at = html.indexOf(place);
        if (at < 0) {
            throw new IllegalArgumentException("the template lacks " + place);
        }
        return html.substring(0, at) + with + html.substring(at + place.length());
    }
}
