package io.ssehub.netty.fanout;

import io.ssehub.core.hub.Pace;
import io.ssehub.core.log.Framing;
import io.ssehub.core.topic.Selection;
import java.net.SocketAddress;

/**
 * What an operator may want to know of an open stream.
 *
 * @param client the client's address, which a proxy may have told
 * @param selection the topics
 * @param pace how often it hears of each of them
 * @param framing how events stand on the connection
 * @param behindBytes bytes of history between the stream and its head, 0 if it has everything
 */
public record SubscriberState(SocketAddress client, Selection selection, Pace pace, Framing framing, long behindBytes) {}
