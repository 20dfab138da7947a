package io.ssehub.netty.http;

import io.netty.util.NetUtil;
import io.ssehub.core.limit.Source;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How proxies write who sent them a request: RFC 7239 section 6, and what is usual in {@code X-Forwarded-For}. */
final class ForwardedNode {
    /** An address, maybe with a port or a name made up in place of one; without a port IPv6 does without brackets as well. A zone would be of the proxy's machine. */
    private static final Pattern FORM = Pattern.compile("(?:\\[(?<v6>[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)]|(?<v4>[0-9.]+))(?::(?:(?<port>[0-9]{1,5})|_[\\w.-]+))?|(?<bare>[0-9A-Fa-f:.]+)");

    private ForwardedNode() {}

    /** Returns the address that {@code text} is, with port 0 if it has none; null if it is none, as {@code unknown} and names that proxies make up are none. */
    static @Nullable InetSocketAddress address(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return null;
        }
        String host = Objects.requireNonNullElseGet(form.group("v6"), () -> Objects.requireNonNullElseGet(form.group("v4"), () -> form.group("bare")));
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        int port = form.group("port") == null ? 0 : Integer.parseInt(form.group("port"));
        return address == null || port > 0xffff ? null : new InetSocketAddress(Source.unmapped(address), port);
    }
}
