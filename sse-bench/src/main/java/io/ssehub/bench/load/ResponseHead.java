package io.ssehub.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of a response, RFC 9112 section 4 and 5.
 *
 * @param status 100 to 999
 * @param fields name and value in turn, names in lower case
 */
record ResponseHead(int status, List<String> fields) {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] \\d{3}( .*)?");
    private static final Pattern LINE_END = Pattern.compile("\r?\n");

    /**
     * Reads a head, without the empty line at its end.
     *
     * @throws BrokenResponseException if it is no head of HTTP/1.0 or HTTP/1.1
     */
    static ResponseHead parse(byte[] bytes, int length) throws BrokenResponseException {
        String[] lines = LINE_END.split(new String(bytes, 0, length, ISO_8859_1), -1);
        if (!STATUS_LINE.matcher(lines[0]).matches()) {
            throw new BrokenResponseException("the answer is not HTTP/1.1");
        }
        List<String> fields = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                fields.add(lines[i].substring(0, colon).toLowerCase(Locale.ROOT));
                fields.add(lines[i].substring(colon + 1).strip());
            }
        }
        return new ResponseHead(Integer.parseInt(lines[0].substring(9, 12)), fields);
    }

    /** Returns the value of the first field of that name, which is in lower case. */
    @Nullable String field(String name) {
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equals(name)) {
                return fields.get(i + 1);
            }
        }
        return null;
    }

    /** Returns the content type's essence in lower case, empty if there is none. */
    String mediaType() {
        String value = field("content-type");
        return value == null ? "" : value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    boolean hasBody() {
        return status >= 200 && status != 204 && status != 304;
    }

    boolean isChunked() {
        String coding = field("transfer-encoding");
        return coding != null && coding.toLowerCase(Locale.ROOT).endsWith("chunked");
    }

    /**
     * Returns the body's length, -1 if the head does not say.
     *
     * @throws BrokenResponseException if it is no number
     */
    long contentLength() throws BrokenResponseException {
        String length = field("content-length");
        if (length == null) {
            return -1;
        }
        if (!length.matches("\\d{1,18}")) {
            throw new BrokenResponseException("the content length is not a number");
        }
        return Long.parseLong(length);
    }
}
