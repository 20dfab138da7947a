package io.ssehub.netty.readers;

import java.net.URI;
import java.util.function.Consumer;

/** A client that reads one stream, however often it has to come back for the rest, the way its users use it. */
interface StreamReader extends AutoCloseable {
    /** Begins to read, and returns at once. {@code events} is called by one thread at a time. */
    void start(URI stream, Consumer<Delivered> events);

    /** Ends it; nothing more is delivered when this has returned. */
    @Override
    void close();
}
