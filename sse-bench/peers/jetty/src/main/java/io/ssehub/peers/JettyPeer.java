// Set up with Jetty's EventSourceServlet, whose documentation is the class's own (of EE 10; that of EE 11 is the same).
// https://eclipse.dev/jetty/javadoc/jetty-12/org/eclipse/jetty/ee10/servlets/EventSourceServlet.html
package io.ssehub.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlets.EventSource;
import org.eclipse.jetty.ee11.servlets.EventSourceServlet;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Streams events with Jetty. */
public final class JettyPeer {
    private static final Set<Stream> STREAMS = ConcurrentHashMap.newKeySet();

    private JettyPeer() {}

    public static void main(String[] args) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(args[0]));
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new Events(server.getThreadPool()), "/events");
        server.setHandler(context);
        server.start();
        System.out.println("listening on http://127.0.0.1:" + connector.getLocalPort() + "/");
    }

    private static final class Events extends EventSourceServlet {
        private static final long serialVersionUID = 1;
        private final transient Executor executor;

        Events(Executor executor) {
            this.executor = executor;
        }

        @Override
        protected EventSource newEventSource(HttpServletRequest request) {
            return new Stream(executor);
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String data = new String(request.getInputStream().readAllBytes(), UTF_8);
            for (Stream stream : STREAMS) {
                stream.send(data);
            }
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        }
    }

    /** One client. An emitter's calls block while its client does not read, so that each client has a queue of its own, which one thread at a time empties. */
    private static final class Stream implements EventSource {
        private final Executor executor;
        private final Queue<String> queue = new ConcurrentLinkedQueue<>();
        private final AtomicInteger queued = new AtomicInteger();
        private Emitter emitter;

        Stream(Executor executor) {
            this.executor = executor;
        }

        @Override
        public void onOpen(Emitter opened) {
            emitter = opened;
            STREAMS.add(this);
        }

        @Override
        public void onClose() {
            STREAMS.remove(this);
        }

        void send(String data) {
            queue.add(data);
            if (queued.getAndIncrement() == 0) {
                executor.execute(this::drain);
            }
        }

        private void drain() {
            try {
                do {
                    emitter.data(queue.remove());
                } while (queued.decrementAndGet() > 0);
            } catch (IOException e) {
                STREAMS.remove(this);
            }
        }
    }
}
