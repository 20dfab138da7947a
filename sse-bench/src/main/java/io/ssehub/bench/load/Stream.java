package io.ssehub.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ssehub.core.event.Utf8Slice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One of the streams that a run holds, over all of its connections: what it has received, what it lacks, and when it comes back. Confined to its reader's loop.
 */
final class Stream {
    private static final byte[] RESET = "reset".getBytes(US_ASCII);
    private static final long BROWSER_RETRY_MILLIS = 3000;
    private static final long MOST_RETRY_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final String CHURN = "closed to churn";

    /**
     * What a stream is to be.
     *
     * @param subscribe where to ask for the stream's URL first; null to go to {@code endpoint}
     * @param readBytes what a slow stream reads at a time; 0 for one that is not slow
     * @param slowPauseMillis how long a slow stream waits between reads
     */
    record Plan(
            Endpoint endpoint,
            InetSocketAddress address,
            boolean subscribe,
            int topic,
            int stride,
            @Nullable InetAddress source,
            int readBytes,
            long slowPauseMillis,
            boolean comesBack) {}

    private final Reader reader;
    private final Plan plan;
    private final Requests requests;
    private final Sequence sequence;
    private @Nullable Endpoint channel;
    private @Nullable Connection connection;
    private boolean open;
    private boolean finished;
    private boolean tried;
    private long begunMicros;
    private boolean awaitsEvent;
    private String lastEventId = "";
    private long retryMillis = BROWSER_RETRY_MILLIS;

    private long events;
    private int openings;
    private int endings;
    private boolean late;
    // Events before this one were published while the tester itself had the stream closed: how late they are says nothing of the server.
    private long liveFrom;
    private boolean returning;
    private boolean returned;
    private long leftMicros;

    Stream(Reader reader, Plan plan, Requests requests) {
        this.reader = reader;
        this.plan = plan;
        this.requests = requests;
        this.sequence = new Sequence(plan.topic(), plan.stride());
    }

    boolean isOpen() {
        return open;
    }

    boolean isSlow() {
        return plan.readBytes() > 0;
    }

    /** Returns whether it has been open from before the first publish until now. */
    boolean isSteady() {
        return open && openings == 1 && endings == 0 && !late && !isSlow();
    }

    Sequence sequence() {
        return sequence;
    }

    long events() {
        return events;
    }

    void open() {
        begunMicros = WallClock.micros();
        awaitsEvent = true;
        Endpoint at = channel;
        if (plan.subscribe() && at == null) {
            byte[] request = requests.subscribe(plan.endpoint(), plan.topic());
            dial(plan.endpoint(), new Subscribing(reader.dialer(), request, plan.endpoint(), this::found, this::notFound));
        } else {
            Endpoint endpoint = at == null ? plan.endpoint() : at;
            byte[] request = requests.stream(endpoint, plan.topic(), plan.comesBack() ? lastEventId : "");
            dial(endpoint, new Listening(reader.dialer(), this, request, lastEventId));
        }
        if (isSlow()) {
            readSlowly();
        }
    }

    private void dial(Endpoint endpoint, Connection next) {
        connection = next;
        InetSocketAddress address = endpoint.host().equals(plan.endpoint().host()) && endpoint.port() == plan.endpoint().port() ? plan.address() : endpoint.address();
        reader.dialer().dial(endpoint, address, plan.source(), plan.readBytes(), next);
    }

    private void found(Endpoint url) {
        channel = url;
        if (!finished) {
            open();
        }
    }

    private void notFound(String cause) {
        firstTry();
        if (!finished) {
            reader.failed(cause);
            comeBackLater();
        }
    }

    /** Takes the answer that there is no stream here; an {@code EventSource} gives up then. */
    void refuse(Connection refused, String cause) {
        reader.failed(cause);
        finished = true;
        firstTry();
        refused.close(cause);
    }

    /** Takes the beginning of the stream on the current connection. */
    void begun() {
        open = true;
        openings++;
        long now = WallClock.micros();
        long published = reader.publications().count();
        reader.opened(now - begunMicros);
        late |= reader.publications().hasBegun();
        if (returning) {
            returning = false;
            returned = true;
            reader.returned(now - leftMicros);
        } else if (published == Publications.UNKNOWN) {
            sequence.beginAnywhere();
        } else {
            sequence.beginAt(published);
        }
        if (!isSlow()) {
            reader.joins(sequence.next());
        }
        firstTry();
    }

    private void readSlowly() {
        Connection slow = connection;
        if (slow != null && !slow.isOver()) {
            slow.readMore();
            reader.later(this::readSlowly, plan.slowPauseMillis());
        }
    }

    private void firstTry() {
        if (!tried) {
            tried = true;
            reader.tried();
        }
    }

    void received(int bytes) {
        reader.received(bytes);
    }

    void readComplete() {
        reader.readComplete();
    }

    void retry(long millis) {
        retryMillis = Math.min(millis, MOST_RETRY_MILLIS);
    }

    /** Takes an event of any kind. */
    void event(Utf8Slice type, Utf8Slice data) {
        if (awaitsEvent) {
            awaitsEvent = false;
            reader.firstEvent(begunMicros);
        }
        Mark mark = reader.mark();
        if (!mark.find(data.array(), data.start(), data.end()) || mark.run() != reader.publications().run() || !sequence.concerns(mark.number())) {
            reader.foreign(type.contentEquals(RESET));
            return;
        }
        long number = mark.number();
        if (returned) {
            returned = false;
            reader.missed(sequence.missingBefore(number));
        }
        events++;
        long moved = sequence.take(number);
        reader.event();
        if (moved != Sequence.DUPLICATE && !isSlow()) {
            reader.passed(moved);
            if (number >= liveFrom) {
                reader.delivered(mark);
            }
        }
    }

    /** Takes the end of {@code listening}. */
    void ended(Listening listening, String cause) {
        if (listening != connection) {
            return;
        }
        if (!listening.lastEventId().isEmpty()) {
            lastEventId = listening.lastEventId();
        }
        firstTry();
        boolean ours = cause.equals(CHURN);
        if (open) {
            open = false;
            endings++;
            if (returned) { // what it missed will show when it comes back once more
                returned = false;
                reader.missed(0);
            }
            if (!isSlow()) {
                reader.leaves(sequence.next());
            }
            returning = plan.comesBack() && (events > 0 || !lastEventId.isEmpty()); // else there is nothing to go on from
            leftMicros = WallClock.micros();
            reader.left();
            if (ours) {
                reader.closed();
            } else if (!finished) {
                reader.dropped(cause);
            }
        } else if (!finished) {
            reader.failed(cause);
        }
        if (ours) {
            liveFrom = reader.publications().count();
            open();
        } else {
            comeBackLater();
        }
    }

    private void comeBackLater() {
        if (plan.comesBack() && !finished) {
            reader.later(this::comeBack, retryMillis);
        }
    }

    private void comeBack() {
        if (!finished) {
            open();
        }
    }

    /** Closes the stream and opens it again, if it is open. */
    void churn() {
        if (open && connection != null) {
            connection.close(CHURN);
        }
    }

    /** Returns whether it is to get everything published and has not yet. */
    boolean isBehind() {
        return open && !isSlow() && sequence.next() < reader.publications().count();
    }

    /** Ends the stream for good, counts what it lacks, and returns whether it was open. */
    boolean finish() {
        finished = true;
        boolean wasOpen = open;
        if (wasOpen && !isSlow()) {
            long published = reader.publications().count();
            if (returned) {
                reader.missed(sequence.missingBefore(published));
            }
            sequence.endAt(published);
        }
        return wasOpen;
    }
}
