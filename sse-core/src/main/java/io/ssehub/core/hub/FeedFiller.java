package io.ssehub.core.hub;

import io.ssehub.core.log.Log;
import io.ssehub.core.log.Reader;
import io.ssehub.core.log.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Copies history into new feeds, on the feeds' thread: up to near the head without the hub's lock, only the last few events and the opening within it.
 */
final class FeedFiller {
    private static final int FEW = 256;
    private static final int TURN_RECORDS = 4_096;

    private final History history;
    private final TopicTable topics;
    private final Executor underLock;
    private final LongSupplier head;
    private final Reader reader = new Reader() {
        @Override
        public void wake() {
            // The copying between two announcements is short, and nothing is held between two feeds.
        }
    };

    private byte[] frame = new byte[4_096];

    FeedFiller(History history, TopicTable topics, Executor underLock, LongSupplier head) {
        this.history = history;
        this.topics = topics;
        this.underLock = underLock;
        this.head = head;
    }

    void fill(Feed feed) {
        // Topics that come from here on join the feed by themselves; what the feed is offered before it opens, it leaves to the copying below.
        history.feeds().add(feed);
        int known = topics.sizeAtRest();
        List<Topic> selected = new ArrayList<>();
        for (int i = 0; i < known; i++) {
            Topic topic = topics.get(i);
            if (topic != null && feed.selection().matches(topic.name)) {
                topic.add(feed);
                selected.add(topic);
            }
        }
        Log log = history.newFeedLog();
        long copied = history.oldest() - 1;
        history.memory().register(reader);
        try {
            while (head.getAsLong() - copied > FEW) {
                copied = copy(feed, log, copied, TURN_RECORDS);
            }
            long last = copied;
            underLock.execute(() -> {
                copy(feed, log, last, Integer.MAX_VALUE);
                selected.forEach(topic -> feed.evictedAtLeast(topic.evicted()));
                feed.open(log);
            });
        } finally {
            history.memory().unregister(reader);
        }
        feed.grown();
    }

    void drop(Feed feed) {
        history.feeds().remove(feed);
        int known = topics.sizeAtRest();
        for (int i = 0; i < known; i++) {
            Topic topic = topics.get(i);
            if (topic != null) {
                topic.remove(feed);
            }
        }
        underLock.execute(feed::close);
    }

    /** Copies at most {@code records} records that come after the event {@code sequence}; returns the last one looked at. */
    private long copy(Feed feed, Log log, long sequence, int records) {
        long turn = history.memory().retirements();
        Log base = history.base();
        long last = sequence;
        long position = base.positionAfter(sequence);
        // From segment to segment by the place reached: a segment's end moves on meanwhile.
        for (Segment segment = base.at(position); segment != null && last - sequence < records; segment = base.at(position)) {
            int count = segment.count();
            for (int record = segment.recordAt(position); record < count && last - sequence < records; record++) {
                last = segment.sequence(record);
                if (Walk.matches(segment, record, feed.selection())) {
                    append(log, segment, record);
                }
            }
            position = segment.start(count);
        }
        reader.announce(turn);
        return last;
    }

    private void append(Log log, Segment segment, int record) {
        int start = segment.index(segment.start(record));
        int length = (int) (segment.start(record + 1) - segment.start(record));
        if (length > frame.length) {
            frame = new byte[length];
        }
        segment.memory().get(start, frame, 0, length);
        int growth = log.growthBytes(length);
        if (growth > 0) {
            long sequence = segment.sequence(record);
            underLock.execute(() -> {
                history.makeRoom(growth);
                log.append(frame, 0, length, sequence, null);
            });
        } else {
            log.append(frame, 0, length, segment.sequence(record), null);
        }
    }
}
