package io.ssehub.netty.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the field {@code Forwarded} into what each proxy on the way has said: RFC 7239 section 4. It is read from the left and must be of its grammar to the end: a
 * quotation mark that a client has left open would else make the proxy's own words a part of the client's.
 */
final class ForwardedField {
    private static final int END = -1;

    private final String text;
    private int at;

    private ForwardedField(String text) {
        this.text = text;
    }

    /**
     * Returns the elements in the order in which they were added.
     *
     * @param text the values of all fields of the name, with commas between them
     */
    static List<Hop> parse(String text) throws RefusedException {
        return new ForwardedField(text).elements();
    }

    private List<Hop> elements() throws RefusedException {
        List<Hop> hops = new ArrayList<>();
        while (true) {
            skipBlanks();
            if (peek() != ',' && peek() != END) { // RFC 9110 section 5.6.1.2: empty elements are passed over
                hops.add(element());
            }
            if (peek() == END) {
                return hops;
            }
            expect(',');
        }
    }

    private Hop element() throws RefusedException {
        Set<String> names = new HashSet<>();
        String node = "";
        String proto = null;
        String host = null;
        while (peek() != ',' && peek() != END) {
            if (peek() != ';') {
                String name = token().toLowerCase(Locale.ROOT);
                expect('=');
                String value = peek() == '"' ? quoted() : token();
                if (!names.add(name)) {
                    throw malformed();
                }
                switch (name) {
                    case "for" -> node = value;
                    case "proto" -> proto = value;
                    case "host" -> host = value;
                    default -> {} // "by", and what is none of ours
                }
                skipBlanks();
            }
            if (peek() == ';') {
                at++;
                skipBlanks(); // not in the grammar, but usual, and of one meaning
            } else if (peek() != ',' && peek() != END) {
                throw malformed();
            }
        }
        return new Hop(node, proto, host);
    }

    private String token() throws RefusedException {
        int from = at;
        while (at < text.length() && Syntax.isTokenChar(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw malformed();
        }
        return text.substring(from, at);
    }

    /** RFC 9110 section 5.6.4; that there are no control characters has been seen to. */
    private String quoted() throws RefusedException {
        StringBuilder value = new StringBuilder();
        at++;
        while (peek() != '"') {
            if (peek() == '\\') {
                at++;
            }
            if (peek() == END) {
                throw malformed();
            }
            value.append((char) peek());
            at++;
        }
        at++;
        return value.toString();
    }

    private void expect(char c) throws RefusedException {
        if (peek() != c) {
            throw malformed();
        }
        at++;
    }

    private void skipBlanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private static RefusedException malformed() {
        return Forwarded.refusal("The header Forwarded is not of the form that RFC 7239 gives it; the proxy must remove or mend what its clients send of it.");
    }
}
