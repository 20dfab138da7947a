package io.ssehub.bench.load;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Where testers that share a run meet. */
record Address(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:(.+):)?(\\d{1,5})");

    /** Reads {@code HOST:PORT} or {@code PORT}. */
    static final class Converter implements ITypeConverter<Address> {
        @Override
        public Address convert(String text) {
            Matcher matcher = FORM.matcher(text);
            int port = matcher.matches() ? Integer.parseInt(matcher.group(2)) : -1;
            if (port < 0 || port > 65_535) {
                throw new TypeConversionException("'" + text + "' is no address such as 7000 or 10.0.0.1:7000");
            }
            return new Address(matcher.group(1) == null ? "127.0.0.1" : matcher.group(1), port);
        }
    }

    InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
