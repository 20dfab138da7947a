package io.ssehub.netty.http;

/** How a client reaches the server: RFC 9110 section 4.2. */
enum Scheme {
    HTTP("http", 80),
    HTTPS("https", 443);

    private final String text;
    private final int defaultPort;

    Scheme(String text, int defaultPort) {
        this.text = text;
        this.defaultPort = defaultPort;
    }

    int defaultPort() {
        return defaultPort;
    }

    /** Returns what an absolute URL begins with. */
    String prefix() {
        return text + "://";
    }
}
