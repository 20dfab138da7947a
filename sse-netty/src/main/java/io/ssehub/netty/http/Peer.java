package io.ssehub.netty.http;

import java.net.SocketAddress;

/**
 * The other end of a connection.
 *
 * @param address the client's, or the proxy's that it comes by
 * @param proxy whether it is a listed proxy, which says of each request whom it speaks for
 * @param scheme how it reaches the server
 */
record Peer(SocketAddress address, boolean proxy, Scheme scheme) {}
