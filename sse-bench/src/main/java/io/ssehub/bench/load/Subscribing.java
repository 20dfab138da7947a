package io.ssehub.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import picocli.CommandLine.TypeConversionException;

/** Asks where a stream is to be had, at servers where one subscribes first and listens then: the answer's body is the stream's URL. */
final class Subscribing extends Connection {
    private static final int MOST_BYTES = 4096;

    private final byte[] request;
    private final Endpoint asked;
    private final Consumer<Endpoint> found;
    private final Consumer<String> failed;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean settled;

    /** Makes a request that tells either {@code found} where the stream is or {@code failed} why there is none. */
    Subscribing(Dialer dialer, byte[] request, Endpoint asked, Consumer<Endpoint> found, Consumer<String> failed) {
        super(dialer);
        this.request = request;
        this.asked = asked;
        this.found = found;
        this.failed = failed;
    }

    @Override
    byte[] greeting() {
        return request;
    }

    @Override
    public void head(ResponseHead head) {
        if (!head.isSuccess()) {
            close("subscribing: status " + head.status());
        }
    }

    @Override
    public void content(byte[] bytes, int at, int length) {
        if (body.size() + length > MOST_BYTES) {
            close("subscribing: the answer is no URL");
        } else {
            body.write(bytes, at, length);
        }
    }

    @Override
    public void end() {
        String url = body.toString(UTF_8).strip();
        try {
            Endpoint stream = asked.resolve(url);
            settled = true;
            found.accept(stream);
            close("answered");
        } catch (TypeConversionException e) {
            close("subscribing: the answer is no URL");
        }
    }

    @Override
    void ended(String cause) {
        if (!settled) {
            failed.accept(cause);
        }
    }
}
