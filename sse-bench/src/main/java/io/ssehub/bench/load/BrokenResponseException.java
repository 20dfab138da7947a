package io.ssehub.bench.load;

/** Says that what a server sent is no response of HTTP/1.1; the message is a cause to count by. */
final class BrokenResponseException extends Exception {
    private static final long serialVersionUID = 1;

    BrokenResponseException(String cause) {
        super(cause, null, false, false);
    }

    String cause() {
        return String.valueOf(getMessage());
    }
}
