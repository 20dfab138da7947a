package io.ssehub.demo.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an IP address, or a name that stands for one. */
final class AddressConverter implements ITypeConverter<InetAddress> {
    @Override
    public InetAddress convert(String text) {
        try {
            if (text.isBlank()) {
                throw new UnknownHostException();
            }
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new TypeConversionException("'" + text + "' is no address, nor a name that this machine can resolve");
        }
    }
}
