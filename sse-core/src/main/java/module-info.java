/** The wire format, topics, channel allocation and the log of SSE Hub; needs nothing but the JDK. */
@org.jspecify.annotations.NullMarked
module io.ssehub.core {
    requires static org.jspecify;

    exports io.ssehub.core.channel;
    exports io.ssehub.core.count;
    exports io.ssehub.core.event;
    exports io.ssehub.core.hub;
    exports io.ssehub.core.limit;
    exports io.ssehub.core.log;
    exports io.ssehub.core.store;
    exports io.ssehub.core.topic;
}
