package io.ssehub.netty.client;

import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What {@link SseClient.Builder} has gathered and checked; the headers are not changed any more. */
record ClientOptions(
        Target target,
        HttpHeaders headers,
        String lastEventId,
        Duration reconnectionTime,
        Duration maxBackoff,
        Duration connectTimeout,
        @Nullable Duration idleTimeout,
        int maxHeadBytes,
        int maxLineBytes,
        int maxDataBytes,
        @Nullable SSLContext tls) {}
