package io.ssehub.demo.config;

import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an address and a port, such as {@code 127.0.0.1:8266} or {@code [::1]:8266}. */
final class TargetConverter implements ITypeConverter<InetSocketAddress> {
    @Override
    public InetSocketAddress convert(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (colon < 0 || (host.contains(":") && !bracketed)) {
            throw new TypeConversionException("'" + text + "' is not an address and a port, such as 127.0.0.1:8266 or [::1]:8266");
        }
        int port = new CountConverter.Port().convert(text.substring(colon + 1));
        if (port == 0) {
            throw new TypeConversionException("port 0 cannot be sent to; 1 to 65535 can");
        }
        return new InetSocketAddress(new AddressConverter().convert(host), port);
    }
}
