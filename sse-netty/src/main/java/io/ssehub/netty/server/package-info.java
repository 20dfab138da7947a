/** The server: a port, its connections and their limits, from start to a stop that leaves nobody hanging. */
package io.ssehub.netty.server;
