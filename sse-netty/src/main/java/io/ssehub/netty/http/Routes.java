package io.ssehub.netty.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which handler answers which method and path.
 *
 * <p>{@code HEAD} is answered by the handler of {@code GET}, its answer sent without content. {@code OPTIONS} is answered with 204 and {@code Allow}; any other
 * method that a known path does not have with 405 and {@code Allow}: RFC 9110 sections 15.5.6 and 9.3.7.
 *
 * <p>Immutable and thread-safe.
 */
public final class Routes {
    /**
     * What a request is answered by.
     *
     * @param rest what a {@code /*} stood for, as sent, else empty
     * @param strict whether a malformed escape is refused before the handler sees it
     * @param changes whether pages that may not change anything are refused
     * @param access who may send the request, where there is a guard
     */
    record Match(RequestHandler handler, String rest, boolean takesBody, boolean strict, boolean changes, Access access) {
        private static Match nothing(RequestHandler handler, String rest, boolean strict) {
            return new Match(handler, rest, false, strict, false, Access.OPEN);
        }
    }

    private record Route(Map<String, RequestHandler> handlers, boolean crossOrigin, boolean changes, Access access) {
        String allow() {
            Set<String> methods = new TreeSet<>(handlers.keySet());
            methods.add("OPTIONS");
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            return String.join(", ", methods);
        }

        Match match(String method, String rest) {
            RequestHandler handler = handlers.get(method.equals("HEAD") ? "GET" : method);
            if (handler != null) {
                return new Match(handler, rest, BODY_METHODS.contains(method), true, changes(method), access);
            }
            RequestHandler any = handlers.get(ANY_METHOD);
            if (any != null) {
                // Browsers show no credentials with the OPTIONS that they ask beforehand.
                return new Match(any, rest, false, false, changes(method), method.equals("OPTIONS") ? Access.OPEN : access);
            }
            return Match.nothing(method.equals("OPTIONS") ? this::options : this::notAllowed, rest, true);
        }

        private boolean changes(String method) {
            return switch (method) {
                case "GET" -> changes;
                case "HEAD", "OPTIONS" -> false;
                default -> true;
            };
        }

        private void options(Exchange exchange) {
            exchange.answer(crossOrigin ? Answer.preflight(allow()) : Answer.empty(204).with("Allow", allow()));
        }

        private void notAllowed(Exchange exchange) {
            exchange.answer(Answer.problem(405, Syntax.shown(exchange.method()) + " is not for this path; allowed are: " + allow() + ".").with("Allow", allow()));
        }
    }

    private static final String ANY_METHOD = "";
    private static final Set<String> BODY_METHODS = Set.of("POST", "PUT", "PATCH");
    private static final Match SERVER_ITSELF = Match.nothing(exchange -> exchange.answer(Answer.empty(204)), "", true);

    private final Map<String, Route> routes;
    private final RequestHandler otherwise;

    private Routes(Map<String, Route> routes, RequestHandler otherwise) {
        this.routes = routes;
        this.otherwise = otherwise;
    }

    /** Returns a builder without routes. */
    public static Builder builder() {
        return new Builder();
    }

    Match match(String method, String path) {
        if (path.equals("*")) {
            return SERVER_ITSELF;
        }
        Route route = routes.get(path);
        if (route != null && !path.endsWith("/*")) {
            return route.match(method, "");
        }
        for (int slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
            route = routes.get(path.substring(0, slash + 1) + '*');
            if (route != null) {
                return route.match(method, path.substring(slash + 1));
            }
        }
        return Match.nothing(otherwise, "", false);
    }

    /** Collects routes. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Map<String, RequestHandler>> handlers = new HashMap<>();
        private final Set<String> crossOrigin = new HashSet<>();
        private final Set<String> changing = new HashSet<>();
        private final Map<String, Access> access = new HashMap<>();
        private @Nullable RequestHandler otherwise;

        private Builder() {}

        /**
         * Adds a route. Of several that match a path, one without {@code /*} wins, then the longest.
         *
         * @param method a method's name; {@code HEAD} and {@code OPTIONS} come by themselves
         * @param path compared with the path as sent, before any decoding; one that ends in {@code /*} matches whatever follows the slash, also nothing
         * @throws IllegalArgumentException if the route is there already, or a part of it cannot match anything
         */
        public Builder on(String method, String path, RequestHandler handler) {
            if (!Syntax.isToken(method)) {
                throw new IllegalArgumentException("\"" + method + "\" is no method");
            }
            return add(method, path, handler);
        }

        /**
         * Adds a route for every method that the path has no route for, {@code HEAD} and {@code OPTIONS} included: the handler itself knows its methods. It sees
         * no body, and what is no percent-encoded UTF-8 in some makeshift form: a % as itself, U+FFFD for bytes that are no text.
         *
         * @throws IllegalArgumentException as {@link #on}
         */
        public Builder onAny(String path, RequestHandler handler) {
            return add(ANY_METHOD, path, handler);
        }

        private Builder add(String method, String path, RequestHandler handler) {
            if (!path.startsWith("/") || path.indexOf('?') >= 0) {
                throw new IllegalArgumentException("\"" + method + " " + path + "\" is no route; a method and a path that begins with / is");
            }
            if (handlers.computeIfAbsent(path, key -> new TreeMap<>()).putIfAbsent(method, handler) != null) {
                throw new IllegalArgumentException("\"" + method + " " + path + "\" has a handler already");
            }
            return this;
        }

        /** Lets pages of any origin ask, by {@code OPTIONS}, whether they may read this path by {@code GET}; the answers themselves say so by {@link Answer#crossOrigin()}. */
        public Builder crossOrigin(String path) {
            crossOrigin.add(path);
            return this;
        }

        /**
         * Says that {@code GET} changes something at this path, as other methods but {@code HEAD} and {@code OPTIONS} do everywhere: pages of another origin that make
         * browsers send it, as with an image, are refused.
         */
        public Builder changing(String path) {
            changing.add(path);
            return this;
        }

        /** Lets everybody in at this path, where there is a {@link Guard}; without this or {@link #identified}, a route is for operators. */
        public Builder open(String path) {
            access.put(path, Access.OPEN);
            return this;
        }

        /** Lets everybody in at this path who has a {@link Grant}, where there is a {@link Guard}; the handler sees to what of the route it covers. */
        public Builder identified(String path) {
            access.put(path, Access.IDENTIFIED);
            return this;
        }

        /** Sets what answers every path that has no route, with any method; without it, a 404 problem. The handler sees what one of {@link #onAny} does. */
        public Builder otherwise(RequestHandler handler) {
            otherwise = handler;
            return this;
        }

        /** Returns the routes collected so far. */
        public Routes build() {
            Map<String, Route> routes = new HashMap<>();
            handlers.forEach((path, byMethod) -> routes.put(path, new Route(
                    Map.copyOf(byMethod), crossOrigin.contains(path), changing.contains(path), access.getOrDefault(path, Access.OPERATOR))));
            checkKnown("crossOrigin", crossOrigin, routes);
            checkKnown("changing", changing, routes);
            checkKnown("access", access.keySet(), routes);
            return new Routes(Map.copyOf(routes), otherwise != null ? otherwise : exchange -> exchange.problem(404, "There is nothing at this path."));
        }

        private static void checkKnown(String what, Set<String> paths, Map<String, Route> routes) {
            List<String> unknown = new ArrayList<>(paths);
            unknown.removeAll(routes.keySet());
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException(what + " names " + unknown + ", which have no route");
            }
        }
    }
}
