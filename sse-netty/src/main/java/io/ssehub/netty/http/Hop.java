package io.ssehub.netty.http;

import org.jspecify.annotations.Nullable;

/**
 * What one proxy says of a request that it has forwarded.
 *
 * @param node who sent it the request, as it stands there
 * @param proto the scheme it came by, if the proxy says so
 * @param host the host that was asked for, likewise
 */
record Hop(String node, @Nullable String proto, @Nullable String host) {}
