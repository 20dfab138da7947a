package io.ssehub.netty.http;

import java.net.InetAddress;

/**
 * Finds out who sends a request, by what its head says. It is asked for each request of a route that is not {@linkplain Routes.Builder#open open}, on the event loop
 * of its connection, before any of the body is taken; so it must not block, and should remember what takes long to find out.
 */
@FunctionalInterface
public interface Guard {
    /** Returns who sends {@code request} from the address {@code client}. Thread-safe. */
    Sender sender(Request request, InetAddress client);
}
