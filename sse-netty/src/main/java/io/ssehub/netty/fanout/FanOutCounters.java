package io.ssehub.netty.fanout;

import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.hub.Loss;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** What the fan-out counts. Thread-safe. */
final class FanOutCounters {
    private final Counters counters;
    private final LongAdder open = new LongAdder();
    private final Counter opened;
    private final Counter sends;
    private final Counter bytes;
    private final Counter delivered;
    private final Counter untold;

    FanOutCounters(Counters counters) {
        this.counters = counters;
        this.opened = counters.counter("subscribers_opened", "Streams that were opened");
        this.sends = counters.counter("stream_sends", "Calls that sent events to a subscriber");
        this.bytes = counters.counter("stream_bytes", "Bytes of events sent to subscribers");
        this.delivered = counters.counter(
                "events_delivered",
                "Events handed whole to streams, once for each stream; newest values after a reset count as well, resets, greetings and keep-alives do not");
        turnedAway(Admission.CLOSED);
        turnedAway(Admission.FULL);
        this.untold = counters.counter("pauses_untold", "slow", "Streams that were not told of a pause, as they had not read of many before");
        counters.gauge("subscribers", "Streams that are open", open::sum);
        for (Loss loss : Loss.values()) {
            resets(loss);
        }
        for (End cause : End.values()) {
            ends(cause);
        }
        for (Cut cause : Cut.values()) {
            cuts(cause);
        }
    }

    void opened() {
        open.increment();
        opened.increment();
    }

    void closed() {
        open.decrement();
    }

    void sent(int calls, long count, long events) {
        if (calls > 0) {
            sends.add(calls);
            bytes.add(count);
            delivered.add(events);
        }
    }

    void delivered(int events) {
        if (events > 0) {
            delivered.add(events);
        }
    }

    void reset(Loss loss) {
        resets(loss).increment();
    }

    private Counter resets(Loss loss) {
        return counters.counter("resets", loss.label(), "Subscribers that were told that history is lost");
    }

    void ended(End cause) {
        ends(cause).increment();
    }

    private Counter ends(End cause) {
        return counters.counter("subscribers_ended", cause.label(), "Streams that the server ended in good order");
    }

    void admitted(Admission admission) {
        if (admission != Admission.ADMITTED) {
            turnedAway(admission).increment();
        }
    }

    private Counter turnedAway(Admission cause) {
        return counters.counter("subscribers_turned_away", cause.name().toLowerCase(Locale.ROOT), "Clients that were given no stream");
    }

    void untold() {
        untold.increment();
    }

    void cut(Cut cause) {
        cuts(cause).increment();
    }

    private Counter cuts(Cut cause) {
        return counters.counter("subscribers_cut", cause.label(), "Streams that were closed because their client reads too slowly, or not at all");
    }
}
