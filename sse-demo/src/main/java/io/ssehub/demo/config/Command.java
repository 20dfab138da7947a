package io.ssehub.demo.config;

/** What the command line asks for. */
public sealed interface Command {
    /** Run the hub. */
    record Serve(ServeOptions options) implements Command {}

    /** Send datagrams as a fleet of boards would. */
    record Simulate(SimulateOptions options) implements Command {}

    /** Print a text and be done. */
    record Show(String text) implements Command {}
}
