package io.ssehub.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.hub.Publication;
import io.ssehub.netty.fanout.FanOut;
import io.ssehub.netty.fanout.FanOutOptions;
import io.ssehub.test.RawClient;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStreamHandlerIT {
    private final Hub hub = Hub.open(HubOptions.defaults());
    private final FanOut fanOut = new FanOut(hub, FanOutOptions.defaults());
    private final EventStreamHandler events = new EventStreamHandler(fanOut, "/stream");
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @Sharable
    private static final class Hello extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII))).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private int serve(ChannelInitializer<Channel> pipeline) {
        Channel listener = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class).childHandler(pipeline).bind("127.0.0.1", 0).syncUninterruptibly().channel();
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private int serveWithEverything() {
        return serve(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpServerCodec(), new HttpServerKeepAliveHandler(), new HttpContentCompressor(), new HttpObjectAggregator(1024), events, new Hello());
            }
        });
    }

    private int serveWithCodecAlone() {
        return serve(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpServerCodec(), events);
            }
        });
    }

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        fanOut.close();
        hub.close();
    }

    @Test
    void streamsFromSomebodysOwnPipeline() {
        for (int port : new int[] {serveWithEverything(), serveWithCodecAlone()}) {
            try (RawClient client = RawClient.connect(port).request("GET /stream?topic=a", "Accept-Encoding: gzip")) {
                assertThat(client.readThrough("\r\n\r\n").toLowerCase(Locale.ROOT))
                        .contains("200 ok", "content-type: text/event-stream\r\n", "transfer-encoding: chunked\r\n", "cache-control: no-cache, no-transform\r\n", "access-control-allow-origin: *\r\n")
                        .doesNotContain("content-encoding");
                client.readThrough("\n\n\r\n");
                String id = ((Publication.Accepted) hub.publish("a", ServerSentEvent.of("1"))).id().toString();
                assertThat(client.readThrough("\n\n\r\n")).isEqualTo("21\r\ndata: 1\nid: " + id + "\n\n\r\n");
                client.send("whatever");
                hub.close("a");
                assertThat(client.readToEnd()).matches("d\r\nretry: [123][0-9]{3}\n\n\r\n0\r\n\r\n");
                hub.publish("a", ServerSentEvent.of("open again"));
            }
        }
    }

    @Test
    void streamsToHttp10() {
        try (RawClient client = RawClient.connect(serveWithEverything()).send("GET /stream HTTP/1.0\r\n\r\n")) {
            assertThat(client.readThrough("\r\n\r\n")).contains("200 OK").doesNotContainIgnoringCase("transfer-encoding");
            assertThat(client.readThrough("\n\n")).startsWith("retry: ");
        }
    }

    @Test
    void answersWhatItRefuses() {
        int port = serveWithCodecAlone();
        try (RawClient client = RawClient.connect(port)) {
            assertThat(client.request("GET /stream", "Accept: text/html").readThrough("}\n")).contains(" 406 ", "application/problem+json");
            assertThat(client.request("GET /stream?last=x").readThrough("}\n")).contains(" 400 ");
            assertThat(client.request("GET /stream?topic=%zz").readThrough("}\n")).contains(" 400 ");
            assertThat(client.request("HEAD /stream").readThrough("\r\n\r\n")).contains(" 200 ", "text/event-stream");
            assertThat(client.request("GET /stream").readThrough("\n\n\r\n")).contains(" 200 ");
        }
    }

    @Test
    void passesNothingOnOfWhatItAnswers() {
        Queue<Object> passedOn = new ConcurrentLinkedQueue<>();
        int port = serve(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpServerCodec(), events, new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object message) {
                        passedOn.add(message);
                        ReferenceCountUtil.release(message);
                    }
                });
            }
        });
        try (RawClient client = RawClient.connect(port)) {
            assertThat(client.request("GET /stream?last=x", "Content-Length: 5").send("hello").readThrough("}\n")).contains(" 400 ");
            assertThat(client.request("GET /stream").readThrough("\n\n\r\n")).contains(" 200 ");
            assertThat(passedOn).isEmpty();
        }
    }

    @Test
    void passesOnEverythingElse() {
        int port = serveWithEverything();
        for (String line : new String[] {"GET /", "GET /streams", "POST /stream", "GET /other?/stream"}) {
            try (RawClient client = RawClient.connect(port).request(line, "Content-Length: 0")) {
                assertThat(client.readToEnd()).contains("hello");
            }
        }
    }
}
