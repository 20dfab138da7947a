package io.ssehub.bench.compare;

import java.nio.file.Path;
import java.util.List;

/**
 * A server to compare, the hub or one of its peers, as {@code peers.json} says. Immutable.
 *
 * @param name for the command line and for files
 * @param program what to run, beside {@code peers.json}: a jar, a script, or a template of nginx's configuration
 * @param arguments in which {@code {port}} stands for the port
 * @param java the oldest release of Java that it runs on; 0 if it needs none
 * @param version where its version is: a jar whose name has it in place of {@code *}, a jar whose manifest has it, or a {@code package.json}
 * @param path of the stream, to publish at as well
 * @param fansOut how an event comes to every client
 * @param slowClient what becomes of a client that reads too slowly
 * @param resume what {@code Last-Event-ID} does
 * @param link the documentation that it is set up by
 */
record Peer(
        String name,
        String title,
        Kind kind,
        String program,
        List<String> arguments,
        int java,
        String version,
        String path,
        String fansOut,
        String slowClient,
        String resume,
        String link) {

    /** What runs a program. */
    enum Kind { JAVA, NODE, NGINX }

    /** Returns the program's file. */
    Path program(Path folder) {
        return folder.resolve(program).normalize();
    }

    /** Returns the arguments for {@code port}. */
    List<String> arguments(int port) {
        return arguments.stream().map(argument -> argument.replace("{port}", String.valueOf(port))).toList();
    }
}
