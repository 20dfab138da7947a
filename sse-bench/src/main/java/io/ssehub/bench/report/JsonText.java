package io.ssehub.bench.report;

import com.fasterxml.jackson.annotation.Nulls;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The JSON form of what was measured: the names and the order of a record's components, times as RFC 3339 has them. */
public final class JsonText {
    private static final JsonMapper COMPACT = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .changeDefaultNullHandling(nulls -> nulls.withValueNulls(Nulls.FAIL, Nulls.FAIL))
            .build();
    private static final JsonMapper INDENTED = COMPACT.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonText() {}

    /** Returns {@code value}, a record such as {@link LoadReport}, as indented JSON with a line feed at its end. */
    public static String of(Object value) {
        return INDENTED.writeValueAsString(value) + '\n';
    }

    /** Returns {@code value} as JSON that may stand in an HTML {@code script} element, which only a {@code <} could end. */
    static String inScript(Object value) {
        return COMPACT.writeValueAsString(value).replace("<", "\\u003c");
    }

    /**
     * Returns what {@code text} says. Names that the type does not have are skipped, so that an older tool reads what a newer one wrote.
     *
     * @throws IllegalArgumentException if it is no JSON, or lacks something, has null where the type does not say that
     *     {@code nulls} may be set, or has something else than the type asks for; the message says what and where
     */
    public static <T> T parse(String text, Class<T> type) {
        try {
            T value = COMPACT.readValue(text, type);
            if (value == null) {
                throw new IllegalArgumentException("there is null where a " + name(type) + " is expected");
            }
            return value;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("this is no JSON of a " + name(type) + ": " + e.getOriginalMessage() + place(e), e);
        }
    }

    private static String name(Class<?> type) {
        return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr() + " column " + e.getLocation().getColumnNr();
    }
}
