/** A client of event streams for Java programs: WHATWG HTML 9.2, server-sent events. */
package io.ssehub.netty.client;
