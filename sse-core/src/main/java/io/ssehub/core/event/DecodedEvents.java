package io.ssehub.core.event;

/** Hands what is found in a stream on as strings. */
record DecodedEvents(EventStreamListener listener) implements Utf8EventListener {
    @Override
    public void event(Utf8Slice type, Utf8Slice data, Utf8Slice lastEventId) {
        listener.event(type.toString(), data.toString(), lastEventId.toString());
    }

    @Override
    public void retry(long millis) {
        listener.retry(millis);
    }

    @Override
    public void comment(Utf8Slice text) {
        listener.comment(text.toString());
    }
}
