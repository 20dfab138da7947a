package io.ssehub.demo.board;

import tools.jackson.core.io.JsonStringEncoder;

/** Writes names, whatever they hold, as JSON (RFC 8259 section 7). */
final class Json {
    private Json() {}

    static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        return json.append('"').toString();
    }
}
