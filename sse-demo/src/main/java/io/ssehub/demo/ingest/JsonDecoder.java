package io.ssehub.demo.ingest;

import io.ssehub.demo.board.SentNumber;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads readings in JSON (RFC 8259), an object or an array of objects in one of two forms, which may also share an object:
 *
 * <pre>
 *   {"sensor":"sensorB","state":12408}
 *   {"board":"esp32-1","seq":17,"temperature":21.40,"humidity":"48"}
 * </pre>
 *
 * <p>{@code board} (or {@code id}) and {@code seq} (or {@code readingId}) may each be a number or a string. Names given twice make a datagram malformed.
 */
final class JsonDecoder {
    private static final int MAX_DEPTH = 8;

    // Names come from strangers: neither interned nor kept in a symbol table, which they could fill.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .build();

    private final JsonParser json;
    private final ReportBuilder reports;

    private JsonDecoder(JsonParser json, ReportBuilder reports) {
        this.json = json;
        this.reports = reports;
    }

    /** Reads the whole of {@code text}. */
    static Decoded decode(String text, ReportBuilder reports) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return new JsonDecoder(json, reports).document();
        } catch (JacksonException malformed) {
            // Where an object or array began, Jackson tells only together with the source, which it must not repeat.
            return Decoded.refused(Refusal.Cause.MALFORMED, "JSON: " + malformed.getOriginalMessage().replaceFirst(" \\(start marker .*", ""));
        }
    }

    private Decoded document() {
        if (json.nextToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.START_OBJECT) {
                    return Decoded.refused(Refusal.Cause.MALFORMED, "JSON: the array holds something else than objects");
                }
                object();
            }
        } else {
            object();
        }
        return json.nextToken() == null ? reports.build() : Decoded.refused(Refusal.Cause.MALFORMED, "JSON: something follows the end");
    }

    private void object() {
        Scalar board = null;
        Scalar id = null;
        Scalar seq = null;
        Scalar readingId = null;
        Scalar sensor = null;
        Scalar state = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            String text = text(token);
            switch (name) {
                case "board" -> board = new Scalar(token, text);
                case "id" -> id = new Scalar(token, text);
                case "seq" -> seq = new Scalar(token, text);
                case "readingId" -> readingId = new Scalar(token, text);
                case "sensor" -> sensor = new Scalar(token, text);
                case "state" -> state = new Scalar(token, text);
                default -> reports.reading(name, number(token, text), text);
            }
        }
        Scalar named = board != null ? board : id;
        if (named != null) {
            board(named);
        }
        Scalar numbered = seq != null ? seq : readingId;
        if (numbered != null) {
            reports.seq(numbered.text());
        }
        if (sensor != null || state != null) {
            classic(sensor, state);
        }
        reports.endObject();
    }

    private void board(Scalar name) {
        switch (name.token()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> reports.board(name.text());
            default -> reports.refuseObject(Refusal.Cause.BAD_NAME, "board is " + name.text() + "; a string or a number is allowed");
        }
    }

    private void classic(@Nullable Scalar sensor, @Nullable Scalar state) {
        if (sensor == null || sensor.token() != JsonToken.VALUE_STRING) {
            reports.refuseReading(Refusal.Cause.BAD_NAME, "state without a sensor's name; sensor must be a string");
        } else if (state == null) {
            reports.refuseReading(Refusal.Cause.EMPTY, "sensor " + sensor.text() + " without a state");
        } else {
            reports.reading(sensor.text(), number(state.token(), state.text()), state.text());
        }
    }

    /** Returns the value that starts with {@code token} as it was sent, without quotes if it is a string; an array or object, which is skipped, only by its kind. */
    private String text(JsonToken token) {
        if (token.isStructStart()) {
            json.skipChildren();
            return token == JsonToken.START_ARRAY ? "an array" : "an object";
        }
        return json.getString();
    }

    private static @Nullable SentNumber number(JsonToken token, String text) {
        return switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> SentNumber.bare(text);
            case VALUE_STRING -> SentNumber.quoted(text);
            default -> null;
        };
    }

    /** A value of a name with a meaning of its own. */
    private record Scalar(JsonToken token, String text) {}
}
