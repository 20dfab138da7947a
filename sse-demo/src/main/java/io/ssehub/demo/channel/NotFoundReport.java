package io.ssehub.demo.channel;

import io.ssehub.demo.log.Printable;
import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.Exchange;
import io.ssehub.netty.http.Query;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The 404 of the boards' firmware, which tells a client in plain text what it asked for:
 *
 * <pre>
 * Handle Not Found
 *
 * URI: /rest/events/9
 * Method: GET
 * Arguments: 1
 *  name: value
 * </pre>
 *
 * <p>What the client sent is made {@link Printable} and cut, each piece to 256 characters and the arguments to 64.
 */
public final class NotFoundReport {
    private static final int MAX_CHARS = 256;
    private static final int MAX_ARGUMENTS = 64;

    private NotFoundReport() {}

    /** Answers any request with the report. */
    public static void answer(Exchange exchange) {
        exchange.answer(of(exchange, null));
    }

    /** Returns the report, with a last line that gives the reason if there is one. */
    static Answer of(Exchange exchange, @Nullable String reason) {
        String text = text(exchange.method(), exchange.path(), exchange.query().entries(), reason);
        return Answer.text(404, text).with("X-Content-Type-Options", "nosniff");
    }

    static String text(String method, String path, List<Query.Entry> arguments, @Nullable String reason) {
        StringBuilder text = new StringBuilder("Handle Not Found\n\n");
        text.append("URI: ").append(shown(path)).append('\n');
        text.append("Method: ").append(shown(method)).append('\n');
        text.append("Arguments: ").append(arguments.size()).append('\n');
        for (Query.Entry argument : arguments.subList(0, Math.min(arguments.size(), MAX_ARGUMENTS))) {
            text.append(' ').append(shown(argument.name())).append(": ").append(shown(argument.value())).append('\n');
        }
        if (arguments.size() > MAX_ARGUMENTS) {
            text.append(" ...\n");
        }
        if (reason != null) {
            text.append("Reason: ").append(reason).append('\n');
        }
        return text.toString();
    }

    private static String shown(String sent) {
        return Printable.of(sent, MAX_CHARS);
    }
}
