package io.ssehub.netty.readers;

/** An event as a client gave it to its user. */
record Delivered(String type, String data, String id) {}
