package io.ssehub.netty.http;

/** Who sends a request, as a {@link Guard} finds out: somebody with a {@link Grant}, or a {@link Stranger}. */
public sealed interface Sender permits Grant, Stranger {}
