package io.ssehub.demo.ingest;

import io.ssehub.demo.board.Report;
import java.util.List;

/** What a datagram said. */
sealed interface Decoded {
    /** It could be read; {@code refusals} are the values, objects and lines in it that were left out. */
    record Reports(List<Report> reports, List<Refusal> refusals) implements Decoded {}

    /** Nothing of it counts. */
    record Refused(Refusal refusal) implements Decoded {}

    static Decoded refused(Refusal.Cause cause, String detail) {
        return new Refused(new Refusal(cause, detail));
    }
}
