/** A server's certificate and key: where they come from, whether they are fit for use, and what becomes of connections when they change. */
package io.ssehub.netty.tls;
