package io.ssehub.bench.compare;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A server to compare: says where it listens, answers everything, and stays until it is ended. With the argument {@code broken} it says why not, and ends. */
final class SmallServer {
    private SmallServer() {}

    public static void main(String[] args) throws IOException {
        if (args[0].equals("broken")) {
            System.err.println("the disk is full");
            System.exit(3);
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        System.out.println("listening on http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }
}
