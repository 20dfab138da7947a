package io.ssehub.demo.hub;

import io.netty.util.NetUtil;
import io.ssehub.demo.config.ServeOptions;
import io.ssehub.netty.tls.Pem;
import io.ssehub.netty.tls.SelfSigned;
import io.ssehub.netty.tls.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the hub speaks TLS with, by its options. */
final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    private Certificates() {}

    /** Whether the hub speaks TLS. */
    static boolean areShown(ServeOptions options) {
        return options.tlsCert() != null || options.tlsSelfSigned();
    }

    /** Returns the certificate and key, null for plain HTTP. One that is made here is said loudly to be so. */
    static @Nullable Tls tls(ServeOptions options) throws StartException {
        Path certificate = options.tlsCert();
        Path key = options.tlsKey();
        try {
            if (certificate != null && key != null) {
                return tls(Pem.file(certificate), Pem.file(key), options.tlsClientCa());
            }
            return options.tlsSelfSigned() ? selfSigned(options) : null;
        } catch (IOException e) {
            throw new StartException("no TLS: " + e.getMessage(), e);
        }
    }

    private static Tls tls(Pem certificate, Pem key, @Nullable Path clientAuthorities) throws IOException {
        return clientAuthorities == null ? Tls.of(certificate, key) : Tls.of(certificate, key, Pem.file(clientAuthorities));
    }

    private static Tls selfSigned(ServeOptions options) throws IOException {
        List<String> hosts = new ArrayList<>(List.of("localhost"));
        List<String> allowed = options.allowedHosts();
        if (allowed != null) {
            hosts.addAll(allowed);
        }
        SelfSigned made = SelfSigned.make("SSE Hub, self-signed", hosts, addresses(options.host()));
        LOG.warn("--tls-self-signed: nobody vouches for the certificate of this hub, and each start makes another; browsers warn of it, programs refuse it. "
                + "Whoever is in between can show one like it, unless this is compared: SHA-256 {}", made.fingerprint());
        return tls(made.certificate(), made.key(), options.tlsClientCa());
    }

    /** Returns the addresses that the hub may be reached by. */
    private static Set<InetAddress> addresses(InetAddress listening) throws SocketException {
        Set<InetAddress> addresses = new LinkedHashSet<>(List.of(NetUtil.LOCALHOST4, NetUtil.LOCALHOST6, listening));
        if (listening.isAnyLocalAddress()) {
            addresses.remove(listening);
            NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).forEach(addresses::add);
        }
        return addresses;
    }
}
