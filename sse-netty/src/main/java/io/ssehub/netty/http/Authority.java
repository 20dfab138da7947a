package io.ssehub.netty.http;

import io.netty.util.NetUtil;
import java.util.Locale;

/**
 * The host and port of a {@code Host} field or an absolute target: RFC 9110 section 7.2.
 *
 * @param text as sent
 * @param host lower case, without brackets or the dot that a full name ends in
 * @param port 0 to 65535; the scheme's if none was sent
 * @param literal whether the host is an IP address
 */
record Authority(String text, String host, int port, boolean literal) {
    static Authority parse(String text, Scheme scheme) throws RefusedException {
        int hostEnd = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        if (hostEnd < 0) {
            hostEnd = text.length();
        }
        String host = text.substring(0, hostEnd);
        String port = text.substring(hostEnd);
        boolean v6 = host.startsWith("[");
        if (v6) {
            host = host.substring(1, host.length() - 1);
        } else if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        if (host.isEmpty() || !(v6 ? NetUtil.isValidIpV6Address(host) && host.indexOf('%') < 0 : isName(host))) {
            throw Refusal.malformed("\"" + Syntax.shown(text) + "\" is not a host with an optional port.");
        }
        return new Authority(text, host.toLowerCase(Locale.ROOT), port(text, port, scheme), v6 || NetUtil.isValidIpV4Address(host));
    }

    private static boolean isName(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c >= 0x80 || !(Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_')) {
                return false;
            }
        }
        return true;
    }

    private static int port(String text, String port, Scheme scheme) throws RefusedException {
        if (port.isEmpty() || port.equals(":")) {
            return scheme.defaultPort();
        }
        int number = Syntax.isNumber(port.substring(1), 5) && port.charAt(0) == ':' ? Integer.parseInt(port.substring(1)) : -1;
        if (number < 0 || number > 0xffff) {
            throw Refusal.malformed("\"" + Syntax.shown(text) + "\" does not end in a port from 0 to 65535.");
        }
        return number;
    }

    boolean sameAs(Authority other) {
        return host.equals(other.host) && port == other.port;
    }
}
