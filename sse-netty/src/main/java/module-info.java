/** The HTTP server, fan-out and client of SSE Hub on Netty. */
@org.jspecify.annotations.NullMarked
module io.ssehub.netty {
    requires transitive io.ssehub.core;
    requires static org.jspecify;
    requires transitive io.netty.buffer;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires io.netty.codec;
    requires io.netty.codec.haproxy;
    requires io.netty.codec.http;
    requires io.netty.codec.http2;
    requires io.netty.handler;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires jdk.management;

    exports io.ssehub.netty.client;
    exports io.ssehub.netty.fanout;
    exports io.ssehub.netty.http;
    exports io.ssehub.netty.server;
    exports io.ssehub.netty.tls;
}
