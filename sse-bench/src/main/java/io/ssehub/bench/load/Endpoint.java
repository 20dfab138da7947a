package io.ssehub.bench.load;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where requests or datagrams go, as a URL says it.
 *
 * @param scheme {@code http}, {@code https} or {@code udp}
 * @param authority as the {@code Host} field carries it
 * @param path with the query, in which {@code {topic}} stands for a topic's number
 */
record Endpoint(String scheme, String authority, String host, int port, String path) {
    private static final Pattern URL = Pattern.compile("(http|https|udp)://([^/?#\\s]+)([^#\\s]*)(#\\S*)?", Pattern.CASE_INSENSITIVE);
    private static final String TOPIC = "{topic}";

    /** Reads URLs of HTTP servers. */
    static final class Http implements ITypeConverter<Endpoint> {
        @Override
        public Endpoint convert(String text) {
            Endpoint endpoint = Endpoint.of(text);
            if (endpoint.isUdp()) {
                throw new TypeConversionException("'" + text + "' is no http:// or https:// URL");
            }
            return endpoint;
        }
    }

    /** Reads URLs that can be published to. */
    static final class HttpOrUdp implements ITypeConverter<Endpoint> {
        @Override
        public Endpoint convert(String text) {
            return Endpoint.of(text);
        }
    }

    /**
     * Returns what {@code url} says.
     *
     * @throws TypeConversionException if it is no URL of one of the three schemes
     */
    static Endpoint of(String url) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + url + "' is no URL such as http://127.0.0.1:8080/events");
        }
        String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        String authority = matcher.group(2);
        URI uri = authority(url, scheme, authority);
        int standardPort = scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : 8266;
        int port = uri.getPort() < 0 ? standardPort : uri.getPort();
        if (port == 0 || port > 65_535) {
            throw new TypeConversionException("'" + url + "' has the port " + port + "; 1 to 65535 is allowed");
        }
        String path = matcher.group(3);
        return new Endpoint(scheme, authority, uri.getHost(), port, path.startsWith("/") ? path : "/" + path);
    }

    private static URI authority(String url, String scheme, String authority) {
        try {
            URI uri = URI.create(scheme + "://" + authority);
            if (uri.getHost() != null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // is said below
        }
        throw new TypeConversionException("'" + url + "' names no host; http://HOST:PORT/PATH does, without a user's name");
    }

    /** Returns where a URL that this endpoint has answered with leads, which may be relative. */
    Endpoint resolve(String url) {
        return url.startsWith("/") ? new Endpoint(scheme, authority, host, port, url) : of(url);
    }

    Endpoint secure() {
        return new Endpoint("https", authority, host, port, path);
    }

    boolean isUdp() {
        return scheme.equals("udp");
    }

    boolean isSecure() {
        return scheme.equals("https");
    }

    /** Returns this with places for the topic where it has none: as the query's parameter {@code topic}, whose value is {@code pattern} with the number. */
    Endpoint withTopic(String pattern) {
        boolean has = path.contains(TOPIC) || path.matches(".*[?&]topic=.*");
        return has ? this : new Endpoint(scheme, authority, host, port, path + (path.contains("?") ? "&" : "?") + "topic=" + pattern);
    }

    /** Returns whether each topic has a path of its own. */
    boolean namesTopic() {
        return path.contains(TOPIC);
    }

    String path(int topic) {
        return path.replace(TOPIC, String.valueOf(topic));
    }

    /** Looks the host up; the address is unresolved if it has none. */
    InetSocketAddress address() {
        return new InetSocketAddress(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
    }

    @Override
    public String toString() {
        return scheme + "://" + authority + path;
    }
}
